"""Audit of claimed points, with the readings that explain a difference."""
