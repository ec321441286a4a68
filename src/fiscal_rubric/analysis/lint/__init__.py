"""Checks of a rubric, or of evidence, before anything is scored."""
