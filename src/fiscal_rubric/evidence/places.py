"""Places of the evidence: the values that can be changed one by one."""

from __future__ import annotations

from datetime import date
from typing import Literal, TypeAlias, Union, assert_never

from attrs import frozen

Column = Literal[
    "actual",
    "target",
    "weight",
    "reason",
    "baseline",
    "revised",
    "name",
    "level1",
    "level2",
    "kind",
    "key",
]
Figure = Literal["initial", "adjusted", "paid"]
FIGURES: tuple[Figure, ...] = ("initial", "adjusted", "paid")


class _Place:
    __slots__ = ()

    def covers(self, other: Place) -> bool:
        """Return whether a change here changes the other place."""
        return self == other


@frozen(order=True)
class Answer(_Place):
    """The answer to a question.

    Attributes:
        key: the key of the question.
    """

    key: str

    def __str__(self) -> str:
        return self.key


@frozen(order=True)
class Result(_Place):
    """A column of an indicator: its result, unless another column is named.

    Attributes:
        project: the key of the project.
        indicator: the key of the indicator.
        column: "actual", "target", "weight", "reason" or "baseline".
    """

    project: str
    indicator: str
    column: Column = "actual"

    def __str__(self) -> str:
        column = "" if self.column == "actual" else f"/{self.column}"
        return f"{self.project}/{self.indicator}{column}"


@frozen(order=True)
class Amount(_Place):
    """An amount of a budget.

    Attributes:
        project: the key of the project.
        figure: "initial", "adjusted" or "paid".
        by: the day up to which it was paid; None for all payments.
    """

    project: str
    figure: Figure
    by: date | None = None

    def __str__(self) -> str:
        by = "" if self.by is None else f"(by={self.by})"
        return f"{self.project}/{self.figure}{by}"

    def covers(self, other: Place) -> bool:
        """Return whether a change here changes the other place; all payments cover each day."""
        if not isinstance(other, Amount) or self.by is not None:
            return self == other
        return (self.project, self.figure) == (other.project, other.figure)


Place: TypeAlias = Union[Answer, Result, Amount]


def kind_of(place: Place) -> str:
    """Return the code of a place's kind: "answer", "actual", "initial", "adjusted" or "paid"."""
    match place:
        case Answer():
            return "answer"
        case Result(column=column):
            return column
        case Amount(figure=figure):
            return figure
        case _:
            assert_never(place)
