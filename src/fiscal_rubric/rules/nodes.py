"""The grammar: a rule is a tree of these nodes and of no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, TypeAlias, Union, assert_never, cast

from attrs import field, frozen

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.numbers.exact import constant, number_text
from fiscal_rubric.numbers.ranks import HIGHEST, LOWEST, check_ranks, take_rank
from fiscal_rubric.numbers.roots import take_degree
from fiscal_rubric.numbers.rounding import MODES, Mode, Rounding
from fiscal_rubric.numbers.units import is_money, take_unit
from fiscal_rubric.rules.tree import Tree, fill
from fiscal_rubric.targets.targets import Kind
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import (
    IndicatorKey,
    Text,
    as_key,
    as_name,
    as_text,
    refuse_duplicates,
    take_indicator_key,
    take_instance,
    take_key,
    take_pairs,
    take_sequence,
)

# The facts of an indicator: its numbers and its conditions.
IndicatorFigureName = Literal[
    "actual",
    "target",
    "baseline",
    "weight",
    "attained",
    "completion_rate",
    "progress",
    "days_late",
]
IndicatorConditionName = Literal["met", "has_reason"]
IndicatorFactName: TypeAlias = Literal[IndicatorFigureName, IndicatorConditionName]


class Expression(Tree):
    """Base of all nodes: the operators that build rules."""

    __slots__ = ()
    inside: tuple[Node, ...]

    def __add__(self, other: Operand) -> Node:
        return flat_sum(_own(self), node(other))

    def __radd__(self, other: Operand) -> Node:
        return flat_sum(node(other), _own(self))

    def __sub__(self, other: Operand) -> Node:
        return flat_sum(_own(self), negative(node(other)))

    def __rsub__(self, other: Operand) -> Node:
        return flat_sum(node(other), negative(_own(self)))

    def __neg__(self) -> Node:
        return negative(_own(self))

    def __mul__(self, other: Operand) -> Node:
        return Product((_own(self), node(other)))

    def __rmul__(self, other: Operand) -> Node:
        return Product((node(other), _own(self)))

    def __truediv__(self, other: Operand) -> Node:
        return Quotient(_own(self), node(other))

    def __rtruediv__(self, other: Operand) -> Node:
        return Quotient(node(other), _own(self))

    def __le__(self, other: Operand) -> Node:
        return Comparison("<=", _own(self), node(other))

    def __lt__(self, other: Operand) -> Node:
        return Comparison("<", _own(self), node(other))

    def __ge__(self, other: Operand) -> Node:
        return Comparison("<=", node(other), _own(self))

    def __gt__(self, other: Operand) -> Node:
        return Comparison("<", node(other), _own(self))

    def __invert__(self) -> Node:
        return Not(_own(self))

    def clip(self, lower: Operand | None = None, upper: Operand | None = None) -> Node:
        """Limit the number to a range; either end may be left out."""
        return Clip(_own(self), _bound(lower, "lower"), _bound(upper, "upper"))

    def round(self, places: int, mode: Mode = "half up") -> Node:
        """Round the number; places count on the exact number, so 99.86 % has four."""
        return Rounded(_own(self), Rounding(places, mode))

    def named(self, name: Text) -> Node:
        """Return the expression with a name, which explanations show."""
        return Named(_own(self), name)

    def __pos__(self) -> Node:
        return _own(self)


# Converters and checks of fields


def _label(value: str) -> str:
    return take_key(value, "label")


def _indicator_key(value: IndicatorKey | None) -> IndicatorKey | None:
    return None if value is None else take_indicator_key(value)


def _options(value: Any) -> tuple[tuple[str, Node], ...]:
    options = tuple(
        (take_key(key, "label"), as_node(item)) for key, item in take_pairs(value, "options")
    )
    if not options:
        refuse("no_terms", "options")
    refuse_duplicates("options", [label for label, _ in options])
    return options


MOST_OF_SHARE = Fraction(3, 2)  # a share compared with a larger number is a mistake


def _amount_unit(value: str) -> str:
    unit = take_unit(value)
    if unit and not is_money(unit) and unit not in ("%", "‰"):
        refuse("unit", "amount", unit, "元", "万元", "%")
    return unit


def _operands(value: Sequence[Operand], place: str) -> tuple[object, ...]:
    items = take_sequence(value, place)
    if not items:
        refuse("no_terms", place)
    return items


def _terms(value: Sequence[Operand]) -> tuple[Node, ...]:
    return tuple(map(as_node, _operands(value, "terms")))


def _shares(value: Sequence[tuple[Node, Fraction]]) -> tuple[tuple[Node, Fraction], ...]:
    for _, share in value:
        if share < 0:
            refuse("negative", "terms", number_text(share))
    if not value:
        refuse("no_terms", "terms")
    return tuple(value)


def _inner_rounding(value: Rounding) -> Rounding:
    if take_instance(value, "rounding", Rounding).is_exact:
        refuse("option", "rounding", value.mode, *MODES)
    return value


def _among(value: Sequence[str]) -> tuple[str, ...]:
    labels = [take_key(label, "among") for label in take_sequence(value, "among")]
    refuse_duplicates("among", labels)
    return tuple(labels)


def _first(value: int) -> int:
    return take_rank(value, "first")


def _last(value: int) -> int:
    return take_rank(value, "last")


def _conditions(value: Sequence[Operand]) -> tuple[Node, ...]:
    return tuple(map(as_condition, _operands(value, "conditions")))


def condition(operand: Operand) -> Node:
    """Check that an expression is a condition, and return it.

    Raises:
        FiscalRubricError: it is a number, even if it lies between 0 and 1.
    """
    return as_condition(operand)


def _check_ends(
    place: str, lower: Fraction | None, upper: Fraction | None, *, is_open: bool = False
) -> None:
    if lower is not None and upper is not None and (lower > upper or (is_open and lower == upper)):
        refuse("ends", place, f"{number_text(lower)}..{number_text(upper)}")


# Leaves: constants and facts of the evidence


@frozen(eq=False, repr=False)
class Constant(Expression):
    """A number written in the rule; with a unit it is an amount in the unit's base."""

    value: Fraction
    unit: str = field(default="", converter=_amount_unit)


@frozen(eq=False, repr=False)
class Yes(Expression):
    """A yes/no question: 1 for yes, 0 for no."""

    key: str = field(converter=as_key)
    text: FixedText = field(default="", converter=as_text)
    may_not_apply: bool = False


@frozen(eq=False, repr=False)
class Pick(Expression):
    """A choice of a label; the expression of the picked label is its value."""

    key: str = field(converter=as_key)
    options: tuple[tuple[str, Node], ...] = field(converter=_options)
    text: FixedText = field(default="", converter=as_text)


@frozen(eq=False, repr=False)
class Picked(Expression):
    """A condition: this label was picked, of those of a pick or of those given here."""

    key: str = field(converter=as_key)
    label: str = field(converter=_label)
    among: tuple[str, ...] = field(default=(), converter=_among)
    text: FixedText = field(default="", converter=as_text)

    def __attrs_post_init__(self) -> None:
        if self.among and self.label not in self.among:
            refuse("unknown_label", self.key, self.label, *near(self.label, self.among))
        Expression.__attrs_post_init__(self)


@frozen(eq=False, repr=False)
class Figure(Expression):
    """A number of the evidence, or points that a person gives; the ends are in its unit."""

    key: str = field(converter=as_key)
    lower: Fraction | None = None
    upper: Fraction | None = None
    upper_open: bool = False
    unit: str = field(default="", converter=take_unit)
    text: FixedText = field(default="", converter=as_text)
    judged: bool = False
    may_not_apply: bool = False

    def __attrs_post_init__(self) -> None:
        _check_ends(self.key, self.lower, self.upper, is_open=self.upper_open)
        Expression.__attrs_post_init__(self)


@frozen(eq=False, repr=False)
class Money(Expression):
    """An amount of the budgets in 元: of the current project, else of all projects."""

    figure: Literal["planned", "initial", "adjusted", "paid"]
    by: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.by is not None and self.figure != "paid":
            refuse("option", "by", self.by.isoformat(), "None")
        Expression.__attrs_post_init__(self)


@frozen(eq=False, repr=False)
class IndicatorNumber(Expression):
    """A number of the current indicator, or of the one with this key."""

    fact: IndicatorFigureName
    key: IndicatorKey | None = field(default=None, converter=_indicator_key)


@frozen(eq=False, repr=False)
class IndicatorCondition(Expression):
    """A condition on the current indicator, or on the one with this key."""

    fact: IndicatorConditionName
    key: IndicatorKey | None = field(default=None, converter=_indicator_key)


@frozen(eq=False, repr=False)
class NotApplicable(Expression):
    """The value "not applicable"."""


# Leaves of sections: results of the lines below


# The key of a line below; a section that shares the key of a line has a pair.
LineKey: TypeAlias = Union[str, tuple[Literal["section"], str]]


@frozen(eq=False, repr=False)
class Points(Expression):
    """The rounded points of a line or section below."""

    key: LineKey


@frozen(eq=False, repr=False)
class Subtotal(Expression):
    """The sum of the points of the parts; the section replaces it with that sum."""


@frozen(eq=False, repr=False)
class Graded(Expression):
    """A condition: a line below has exactly this grade."""

    key: str = field(converter=as_key)
    label: str = field(converter=_label)


@frozen(eq=False, repr=False)
class Reaches(Expression):
    """A condition: a line below has this grade or a better one of its scale."""

    key: str = field(converter=as_key)
    label: str = field(converter=_label)


# Folds: one expression over many items


@frozen(eq=False, repr=False)
class Fold(Expression):
    """One expression, evaluated for each indicator or project and combined.

    "ordered" is the mean of those from one rank to another, as in `Ordered`.
    """

    how: Literal["total", "count", "average", "ordered"]
    over: Literal["indicators", "projects"]
    item: Node
    kind: Kind | None = None
    level1: str | None = None
    level2: str | None = None
    weight: Node | None = None
    first: int = field(default=LOWEST, converter=_first)
    last: int = field(default=HIGHEST, converter=_last)

    def __attrs_post_init__(self) -> None:
        if self.how == "count":
            as_condition(self.item)
        if self.how == "ordered":
            check_ranks(self.first, self.last)
        elif (self.first, self.last) != (LOWEST, HIGHEST):
            refuse("option", "how", self.how, "ordered")
        if self.weight is not None and self.how != "average":
            refuse("option", "weight", str(self.weight), "None")
        if self.over == "projects" and (self.kind or self.level1 or self.level2):
            refuse("option", "over", self.over, "indicators")
        Expression.__attrs_post_init__(self)


# Inner nodes


@frozen(eq=False, repr=False)
class Sum(Expression):
    """A sum of terms; a chain of + is one flat sum."""

    terms: tuple[Node, ...] = field(converter=_terms)


@frozen(eq=False, repr=False)
class Product(Expression):
    """The product of two factors."""

    factors: tuple[Node, Node]


@frozen(eq=False, repr=False)
class Quotient(Expression):
    """A quotient; the divisor is above zero, or zero where `if_zero` gives the value."""

    dividend: Node
    divisor: Node
    if_zero: Node | None = None


@frozen(eq=False, repr=False)
class Ordered(Expression):
    """The mean of the terms from one rank to another, of those that apply.

    Ranks count from the lowest term, 1, or from the highest, -1; 0 is the middle. The least is
    1 to 1, the median 0 to 0.
    """

    terms: tuple[Node, ...] = field(converter=_terms)
    first: int = field(converter=_first)
    last: int = field(converter=_last)

    def __attrs_post_init__(self) -> None:
        check_ranks(self.first, self.last)
        Expression.__attrs_post_init__(self)


@frozen(eq=False, repr=False)
class Average(Expression):
    """The weighted mean of the terms that apply."""

    terms: tuple[tuple[Node, Fraction], ...] = field(converter=_shares)


@frozen(eq=False, repr=False)
class Clip(Expression):
    """A number that is limited to a range."""

    item: Node
    lower: Fraction | None = None
    upper: Fraction | None = None

    def __attrs_post_init__(self) -> None:
        _check_ends("clip", self.lower, self.upper)
        Expression.__attrs_post_init__(self)


@frozen(eq=False, repr=False)
class Rounded(Expression):
    """A number that is rounded inside the rule."""

    item: Node
    rounding: Rounding = field(converter=_inner_rounding)


@frozen(eq=False, repr=False)
class Root(Expression):
    """The root of a number that is 0 or more, rounded."""

    item: Node
    degree: int = field(converter=take_degree)
    rounding: Rounding = field(converter=_inner_rounding)


@frozen(eq=False, repr=False)
class Comparison(Expression):
    """A condition: one number is at most, below or equal to another."""

    how: Literal["<=", "<", "=="]
    left: Node
    right: Node

    @property
    def size_beside(self) -> Node | None:
        """The side compared with a bare number above 1.5, which is not a share; else None."""
        for side, other in ((self.left, self.right), (self.right, self.left)):
            if isinstance(other, Constant) and not other.unit and abs(other.value) > MOST_OF_SHARE:
                return side
        return None


@frozen(eq=False, repr=False)
class AllOf(Expression):
    """A condition: all conditions hold."""

    conditions: tuple[Node, ...] = field(converter=_conditions)


@frozen(eq=False, repr=False)
class AnyOf(Expression):
    """A condition: at least one condition holds."""

    conditions: tuple[Node, ...] = field(converter=_conditions)


@frozen(eq=False, repr=False)
class Not(Expression):
    """A condition: another one does not hold."""

    condition: Node = field(converter=condition)


@frozen(eq=False, repr=False)
class Applies(Expression):
    """A condition: an expression applies."""

    item: Node


@frozen(eq=False, repr=False)
class When(Expression):
    """A choice between two branches; facts of the other one are not needed."""

    condition: Node = field(converter=condition)
    then: Node
    otherwise: Node


# The words that are built from other nodes and shown by their own names.
WORDS = (
    "bands", "budget_execution_rate", "cost_saving_rate", "deduct_per_miss", "deduct_per_step",
    "distance", "interpolate", "inverse_share", "misses", "share_between", "weakest_link",
)  # fmt: skip


@frozen(eq=False, repr=False)
class Named(Expression):
    """An expression with a name: a text, or one of the library's words."""

    item: Node
    name: FixedText = field(converter=as_name)
    is_word: bool = False

    def __attrs_post_init__(self) -> None:
        if self.is_word and self.name not in WORDS:
            refuse("option", "name", self.name, *near(str(self.name), WORDS))
        Expression.__attrs_post_init__(self)


Node: TypeAlias = Union[
    Constant, Yes, Pick, Picked, Figure, Money, IndicatorNumber, IndicatorCondition, NotApplicable,
    Points, Subtotal, Graded, Reaches, Fold, Sum, Product, Quotient, Ordered, Average, Clip,
    Rounded, Root, Comparison, AllOf, AnyOf, Not, Applies, When, Named,
]  # fmt: skip
# The nodes that read one fact of the evidence; a pick also chooses an expression.
FactNode: TypeAlias = Union[Yes, Picked, Figure, Money, IndicatorNumber, IndicatorCondition]
Operand: TypeAlias = Union[Expression, int, str, float, Decimal, Fraction]


def _own(expression: Expression) -> Node:
    return cast("Node", expression)  # every Expression is one of the union


def node(operand: Operand) -> Node:
    """Return an expression unchanged and a number as a constant."""
    return as_node(operand)


def as_node(value: object) -> Node:
    """Convert any object to a node, or raise."""
    if isinstance(value, Expression):
        if type(value) is Expression:
            refuse("wrong_type", "rule", "Expression", "yes()", "number()", "paid()")
        return _own(value)
    return Constant(constant(value))


def negative(item: Node) -> Node:
    """Return the negative of a number."""
    return Product((_MINUS_ONE, item))


def is_negative(item: Node) -> bool:
    """Return whether a node was made by `negative`."""
    return isinstance(item, Product) and item.factors[0] == _MINUS_ONE


def flat_sum(left: Node, right: Node) -> Node:
    """Return the sum of two nodes, with the terms of inner sums in place of those sums."""
    terms: tuple[Node, ...] = ()
    depth = size = 0
    for side in (left, right):
        is_sum = isinstance(side, Sum)
        terms += side.terms if isinstance(side, Sum) else (side,)
        depth = max(depth, side.depth + (not is_sum))
        size += side.size - is_sum
    whole = object.__new__(Sum)  # a chain of + must not check all its terms again
    object.__setattr__(whole, "terms", terms)
    fill(whole, terms, depth, size + 1)
    return whole


def is_condition(item: Node) -> bool:
    """Return whether a node is a condition, by its class and not by its numbers."""
    match item:
        case Yes() | Picked() | IndicatorCondition() | Graded() | Reaches():
            return True
        case Comparison() | AllOf() | AnyOf() | Not() | Applies():
            return True
        case Named(item=inner):
            return is_condition(inner)
        case Constant() | Pick() | Figure() | Money() | IndicatorNumber() | NotApplicable():
            return False
        case Points() | Subtotal() | Fold() | Sum() | Product() | Quotient():
            return False
        case Ordered() | Average() | Clip() | Rounded() | Root() | When():
            return False
        case _:
            assert_never(item)


def as_condition(value: object) -> Node:
    """Convert any object to a condition, or raise."""
    found = as_node(value)
    if not is_condition(found):
        refuse("condition", "rule", str(found))
    return found


def _bound(operand: Operand | None, place: str) -> Fraction | None:
    if isinstance(operand, Expression):
        refuse("python_function", "rule", f".clip({place}=...)", "least() or most()")
    return None if operand is None else constant(operand, place)


_MINUS_ONE = Constant(Fraction(-1))
