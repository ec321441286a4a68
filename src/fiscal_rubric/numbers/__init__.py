"""Exact numbers, their ranges, and numbers with units."""
