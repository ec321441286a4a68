"""The smallest sets of changes that attain a total or a grade."""
