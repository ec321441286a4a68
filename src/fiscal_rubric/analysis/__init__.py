"""Answers about a rubric and its evidence besides the score."""
