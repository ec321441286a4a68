"""Exact numbers with a unit."""

from __future__ import annotations

from fractions import Fraction

from attrs import field, frozen

from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.units import take_unit, unit_of


def _number(value: Number) -> Fraction:
    return exact(value, "value")


@frozen
class Quantity:
    """An exact number with its unit as printed.

    Args:
        value: the number, in the unit.
        unit: as printed: "家", "万元", "%"; "" where none is printed.

    Example:
        >>> str(Quantity("636.96", "万元")), Quantity("636.96", "万元").base
        ('636.96万元', Fraction(6369600, 1))
    """

    value: Fraction = field(converter=_number)
    unit: str = field(default="", converter=take_unit)

    @property
    def base(self) -> Fraction:
        """The number that rules compute with (万元 in 元, % as a share of 1)."""
        return self.value * unit_of(self.unit)[0]

    def __str__(self) -> str:
        return f"{number_text(self.value)}{self.unit}"
