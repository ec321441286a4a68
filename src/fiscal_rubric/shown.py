"""The one way up: the words and pages of a value, asked for by the value itself when called."""

from __future__ import annotations

from fiscal_rubric.rules.nodes import Node


def formula(node: Node) -> str:
    """The rule as it would be written in Python, on one line."""
    from fiscal_rubric.rules.formula import formula as write

    return write(node)
