"""Analyses of a rubric and its evidence: audits, checks, goals, scenarios and comparisons."""
