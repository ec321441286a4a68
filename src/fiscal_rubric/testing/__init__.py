"""Laws and Hypothesis strategies for tests of your own rubrics."""

from fiscal_rubric.testing import strategies
from fiscal_rubric.testing.laws import LAWS, Law, Trial, check_laws

__all__ = ["LAWS", "Law", "Trial", "check_laws", "strategies"]
