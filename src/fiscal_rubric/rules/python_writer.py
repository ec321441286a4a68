"""Write a Python program: names, constants, blocks and expressions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from math import gcd
from operator import itemgetter
from typing import Generic, TypeAlias, TypeVar, Union

from attrs import define, field

C = TypeVar("C")
Text: TypeAlias = Union[int, str]  # a number that is fixed, or the text of an expression
Truth: TypeAlias = Union[bool, str]
LONGEST = 120  # a longer expression gets a name


class Condition(str):
    """The text of a condition, which is a bool or 1 or 0: numbers are faster without bools."""

    __slots__ = ()


@define(eq=False, repr=False)
class Function(Generic[C]):
    """A function of the program while it is written.

    Attributes:
        lines: its statements, indented.
        indent: the level of the next statement.
        known: for each open block, the rules that it has computed.
        answers: the answers that are read at its start, with the names of their variables.
        flags: those of them that are yes or no.
        results: what it returns.
        measures: the numbers of the functions of projects whose results it takes.
        reads_row: whether it reads the row of all projects itself.
    """

    lines: list[str] = field(factory=list)
    indent: int = 1
    known: list[dict[object, C]] = field(factory=list[dict[object, C]])
    answers: dict[str, str] = field(factory=dict)
    flags: dict[str, None] = field(factory=dict)
    results: list[str] = field(factory=list[str])
    measures: list[int] = field(factory=list[int])
    reads_row: bool = False


class Writer(Generic[C]):
    """Write the functions of a program.

    Attributes:
        constants: all values that the program reads by name.
    """

    def __init__(self, constants: Mapping[str, object]) -> None:
        self.constants = dict(constants)
        self._written: list[str] = []  # functions that are finished
        self._at: Function[C] = Function(known=[{}])
        self._ids = count()

    def source(self, results: Sequence[str]) -> str:
        """Return the program, whose function `run` returns the results as two tuples."""
        return "\n".join([*self._written, *self._function("run", "A, M, P", results)]) + "\n"

    def _function(self, name: str, arguments: str, results: Sequence[str]) -> Iterator[str]:
        at = self._at
        yield f"def {name}({arguments}):"
        if at.flags:
            yield f"    F = {self._getter(at.flags)}(A)"
            yield "    bytes(F)  # a TypeError, unless each is True or False"
            yield f"    {listed([at.answers[key] for key in at.flags])} = F"
        others = [key for key in at.answers if key not in at.flags]
        if others:
            names = listed([at.answers[key] for key in others])
            yield f"    {names} = {self._getter(others)}(A)"
        yield from at.lines
        yield f"    return {', '.join(results)}"

    def _getter(self, keys: Iterable[str]) -> str:
        """Return the name of a function that looks up some answers at once."""
        first, *others = keys
        return self._constant(itemgetter(first, *others) if others else _only(first), "get")

    def _emit(self, line: str) -> None:
        self._at.lines.append(self._indent() + line)

    def _indent(self, deeper: int = 0) -> str:
        return "    " * (self._at.indent + deeper)

    def _name(self, prefix: str = "x") -> str:
        return f"{prefix}{next(self._ids)}"

    def _constant(self, value: object, prefix: str = "k") -> str:
        name = self._name(prefix)
        self.constants[name] = value
        return name

    def _kept(self, text: Text, prefix: str = "x") -> Text:
        """Give an expression a name, unless it is one or is fixed."""
        if isinstance(text, int) or text.isidentifier():
            return text
        name = self._name(prefix)
        self._emit(f"{name} = {text}")
        return Condition(name) if isinstance(text, Condition) else name

    def _short(self, text: Text) -> Text:
        return self._kept(text) if isinstance(text, str) and len(text) > LONGEST else text

    def _truth(self, test: Truth) -> Truth:
        return test if isinstance(test, bool) else str(self._kept(test, "n"))

    @contextmanager
    def _block(self) -> Iterator[list[str]]:
        """Write statements into a block of their own; what it computes is known only there."""
        at, outside = self._at, self._at.lines
        inside: list[str] = []
        at.lines, at.indent = inside, at.indent + 1
        at.known.append({})
        yield inside
        at.known.pop()
        at.lines, at.indent = outside, at.indent - 1


def listed(names: Sequence[str]) -> str:
    """Return names as a tuple, without brackets."""
    return ", ".join(names) + ("," if len(names) == 1 else "")


def times(left: Text, right: Text) -> Text:
    """Return a product; a condition becomes a number."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if 0 in (left, right):
        return 0
    if isinstance(left, Condition):
        number = right if isinstance(right, int) else times(1, right)
        return f"({number} if {left} else 0)"
    if isinstance(right, Condition):
        return times(right, left)
    if 1 in (left, right):
        return right if left == 1 else left
    return f"({left} * {right})"


def plus(left: Text, right: Text) -> Text:
    """Return a sum."""
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if 0 in (left, right):
        return right if left == 0 else left
    return f"({left} + {right})"


def shortened(top: Text, bottom: Text) -> tuple[Text, Text]:
    """Divide two fixed numbers by what they share."""
    if not isinstance(top, int) or not isinstance(bottom, int) or not top:
        return top, bottom
    shared = gcd(top, bottom)
    return top // shared, bottom // shared


def _only(key: str) -> Callable[[Mapping[str, object]], tuple[object]]:
    return lambda answers: (answers[key],)
