"""Claimed points against recomputed ones, and the readings that explain the difference."""
