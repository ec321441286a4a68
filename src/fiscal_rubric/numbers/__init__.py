"""Exact numbers, ranges of them, and numbers with units."""
