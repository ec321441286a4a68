"""Base of rule nodes: structural equality, cached depth and size."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn, TypeVar, cast

from attrs import fields

from fiscal_rubric.errors import refuse

T = TypeVar("T", bound="Tree")

DEEPEST = 80  # the most levels of a rule
LARGEST = 50_000  # the most nodes of a rule; a shared node counts at each place
SPARE = 20  # levels and nodes that an analysis may add around a rule


def _not_of_rules(name: str, instead: str) -> Callable[..., NoReturn]:
    """Return a method that refuses a Python operator and names what to write instead."""

    def refused(self: object, *others: object) -> NoReturn:
        refuse("python_function", "rule", name, instead)

    return refused


class Tree:
    """An immutable node with all nodes below it.

    Attributes:
        inside: the nodes directly below, in written order.
        depth: the number of its levels.
        size: the number of its nodes; a shared node counts at each place.
    """

    __slots__ = ("depth", "hashed", "inside", "size")
    inside: tuple[Any, ...]
    depth: int
    size: int
    hashed: int | None

    def __attrs_post_init__(self) -> None:
        inside = tuple(_inside(content(self)))
        depth = 1 + max([inner.depth for inner in inside], default=0)
        fill(self, inside, depth, 1 + sum([inner.size for inner in inside]))

    def __reduce__(self) -> tuple[type[Tree], tuple[object, ...]]:
        return type(self), content(self)  # a pickle holds the fields only

    def __copy__(self: T) -> T:
        return self

    def __deepcopy__(self: T, memo: object) -> T:
        return self

    def __eq__(self, other: object) -> bool:
        if isinstance(other, bool | int | float | str | Decimal | Fraction):
            instead = 'picked("key", "label")' if isinstance(other, str) else "equal(a, b)"
            refuse("compared_by_equals", "rule", other, instead)
        if type(self) is not type(other) or not isinstance(other, Tree):
            return NotImplemented
        return self is other or content(self) == content(other)

    def __hash__(self) -> int:
        if self.hashed is None:
            object.__setattr__(self, "hashed", hash((type(self), *content(self))))
        return cast("int", self.hashed)

    def __repr__(self) -> str:
        named = zip(_names(type(self)), content(self), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in named)})"

    def __str__(self) -> str:
        from fiscal_rubric.rules.python_source import formula

        return formula(cast("Any", self))

    def __format__(self, spec: str) -> str:
        if spec:
            refuse("python_function", "rule", f"{{:{spec}}}", "rubric.score(evidence)")
        return str(self)

    def __bool__(self) -> NoReturn:
        refuse("truth_of_rule", "rule", str(self), "when()", "all_of()", "any_of()", "~")

    __and__ = __rand__ = _not_of_rules("&", "all_of(a, b)")
    __or__ = __ror__ = _not_of_rules("|", "any_of(a, b)")
    __xor__ = __rxor__ = _not_of_rules("^", "any_of(all_of(a, ~b), all_of(~a, b))")
    __pow__ = __rpow__ = _not_of_rules("**", "a * a")
    __matmul__ = __rmatmul__ = _not_of_rules("@", "a * b")
    __mod__ = __rmod__ = _not_of_rules("%", "a - b")
    __floordiv__ = __rfloordiv__ = _not_of_rules("//", '(a / b).round(0, "down")')
    __divmod__ = __rdivmod__ = _not_of_rules("divmod()", '(a / b).round(0, "down")')
    __lshift__ = __rlshift__ = _not_of_rules("<<", "a * 2")
    __rshift__ = __rrshift__ = _not_of_rules(">>", "a / 2")
    __abs__ = _not_of_rules("abs()", "distance(a, b)")
    __round__ = _not_of_rules("round()", ".round(places)")
    __int__ = __trunc__ = __floor__ = __ceil__ = _not_of_rules("int()", "rubric.score(evidence)")
    __float__ = _not_of_rules("float()", "rubric.score(evidence)")


def check_extent(depth: int, size: int, place: str, *, spare: int = 0) -> None:
    """Refuse a rule that is too deep or too large."""
    if depth > DEEPEST + spare:
        refuse("depth", place, str(depth), str(DEEPEST))
    if size > LARGEST + spare:
        refuse("size", place, str(size), str(LARGEST))


def fill(item: Tree, inside: tuple[Tree, ...], depth: int, size: int) -> None:
    """Set the cached attributes of a node."""
    check_extent(depth, size, "rule", spare=SPARE)
    object.__setattr__(item, "inside", inside)
    object.__setattr__(item, "depth", depth)
    object.__setattr__(item, "size", size)
    object.__setattr__(item, "hashed", None)


def content(item: Tree) -> tuple[object, ...]:
    """Return the values of a node's fields, in their order."""
    return tuple([getattr(item, name) for name in _names(type(item))])


def _inside(values: tuple[object, ...]) -> Iterator[Tree]:
    for value in values:
        if isinstance(value, Tree):
            yield value
        elif isinstance(value, tuple):
            yield from _inside(cast("tuple[object, ...]", value))


_NAMES: dict[type[Tree], tuple[str, ...]] = {}


def _names(kind: type[Tree]) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(attribute.name for attribute in fields(cast("Any", kind)))
    return _NAMES[kind]
