"""Tests of one's own: the laws that every rubric holds, and Hypothesis strategies."""

from fiscal_rubric.testing import strategies
from fiscal_rubric.testing.laws import LAWS, Law, Trial, check_laws

__all__ = ["LAWS", "Law", "Trial", "check_laws", "strategies"]
