"""Explanations and pages of values, in Chinese and English."""
