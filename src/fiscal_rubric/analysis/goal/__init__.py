"""The smallest sets of changes that reach a total or a grade."""
