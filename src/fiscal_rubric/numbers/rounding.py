"""Round exact numbers to decimal places."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, Union, assert_never, get_args, overload

from attrs import field, frozen

from fiscal_rubric.numbers.exact import Number, exact, exact_whole, places_text
from fiscal_rubric.validation import take_option

Mode = Literal["half up", "half even", "down", "up"]
MODES: tuple[Mode, ...] = get_args(Mode)
MOST_PLACES = 12
MOST_KEPT = 10_000  # decimals that a table keeps
EXACT: Literal["exact"] = "exact"


@overload
def percent(share: Fraction) -> str: ...
@overload
def percent(share: Fraction | None) -> str | None: ...
def percent(share: Fraction | None) -> str | None:
    """Write a share in per cent, to two places; None where it is not known.

    Example:
        >>> percent(Fraction(9986, 10000))
        '99.86%'
    """
    return None if share is None else f"{places_text(Rounding(2).ticks(share * 100), 2)}%"


def _places(value: int) -> int:
    return exact_whole(value, "places", 0, MOST_PLACES)


def _mode(value: Mode | Literal["exact"]) -> Mode | Literal["exact"]:
    return take_option(value, "mode", (*MODES, EXACT))


@frozen
class Rounding:
    """A number of decimal places and a rounding mode.

    Args:
        places: 0..12, counted on the number: a rate of 99.86 % has four.
        mode: "half up" (away from zero), "half even", "down" (cut off, towards zero), "up"
            (away from zero), or "exact": the number is not rounded, and shown half up.

    Example:
        >>> Rounding(2).round(Fraction("0.125")), Rounding(2, "down").decimal(Fraction(2, 3))
        (Fraction(13, 100), Decimal('0.66'))
    """

    places: int = field(default=2, converter=_places)
    mode: Mode | Literal["exact"] = field(default="half up", converter=_mode)

    @property
    def is_exact(self) -> bool:
        """Return whether numbers stay as they are."""
        return self.mode == EXACT

    def ticks(self, value: Number) -> int:
        """Return the value as it is shown, as an integer in units of the last place."""
        if type(value) is not Fraction:
            value = exact(value)
        scaled = abs(value.numerator) * int(10**self.places)
        whole, rest = divmod(scaled, value.denominator)
        match self.mode:
            case "half up" | "exact":
                up = 2 * rest >= value.denominator
            case "half even":
                up = 2 * rest + whole % 2 > value.denominator
            case "down":
                up = False
            case "up":
                up = rest > 0
            case _:
                assert_never(self.mode)
        rounded = whole + up
        return -rounded if value < 0 else rounded

    def round(self, value: Number) -> Fraction:
        """Return the rounded value as an exact number; the value itself if the mode is "exact"."""
        if self.is_exact:
            return exact(value)
        return Fraction(self.ticks(value), 10**self.places)

    def decimal(self, value: Number) -> Decimal:
        """Return the value as it is shown, with exactly its places, in any decimal context."""
        return decimal_of(self.ticks(value), self.places)


def decimal_of(ticks: int, places: int) -> Decimal:
    """Return a number of units of the last place, in any decimal context.

    Example:
        >>> decimal_of(8650, 2)
        Decimal('86.50')
    """
    return Decimal((int(ticks < 0), tuple(map(int, str(abs(ticks)))), -places))


Points: TypeAlias = Union[int, Fraction, None]


class Decimals(dict[Points, Union[Decimal, None]]):
    """The decimals of the points of a part: few numbers, many times.

    Points are units of the last place; a fraction where they are not rounded; None, for which it
    holds None, where the part does not apply.

    Example:
        >>> Decimals(Rounding(2))[8650]
        Decimal('86.50')
    """

    def __init__(self, rounding: Rounding) -> None:
        super().__init__({None: None})
        self._rounding = rounding

    def __missing__(self, points: Points) -> Decimal:
        assert points is not None, "it is there"
        if isinstance(points, int):
            found = decimal_of(points, self._rounding.places)
        else:
            found = self._rounding.decimal(points)
        if len(self) < MOST_KEPT:
            self[points] = found
        return found
