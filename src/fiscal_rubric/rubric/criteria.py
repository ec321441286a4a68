"""Criterion and Section as data, and the checks when they are built."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias, Union, cast

from attrs import Factory, evolve, field, frozen
from attrs.converters import optional

from fiscal_rubric.errors import refuse
from fiscal_rubric.numbers.exact import Number, constant, number_text
from fiscal_rubric.numbers.ranges import DOES_NOT_APPLY, Range, Value, either, point
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.dropped_marks import adds_up, finest_rounding, subtotal_of, with_subtotal
from fiscal_rubric.rubric.grades import Check, Grades, points_without_grade
from fiscal_rubric.rubric.identity import identity_of
from fiscal_rubric.rubric.layout import Layout, layout_of
from fiscal_rubric.rubric.questions import Asked, asked_by, together
from fiscal_rubric.rubric.readings import Reading, Swap, codes_of, in_reading, take_readings
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers_to_try import Choices, choices_of
from fiscal_rubric.rules.evaluate import LineValue
from fiscal_rubric.rules.nodes import LineKey, Node, node
from fiscal_rubric.rules.python_source import held
from fiscal_rubric.rules.refused_when_built import (
    check_rule,
    range_text,
    reach_of,
    what_may_not_apply,
)
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import (
    Text,
    as_key,
    as_name,
    key_of_name,
    refuse_duplicates,
    take_all,
    take_bool,
    take_instance,
    take_option,
    take_plain,
    take_sequence,
    take_text,
)

IfNotApplicable = Literal["drop", "full", "zero"]
IF_NOT_APPLICABLE: tuple[IfNotApplicable, ...] = ("drop", "full", "zero")
DEEPEST = 12


def _full(value: Number) -> Fraction:
    full = constant(value, "full")
    if full < 0:
        refuse("negative", "full", number_text(full))
    return full


def _floor(value: Number) -> Fraction:
    return constant(value, "floor")


def _rounding(value: Rounding | None) -> Rounding:
    return Rounding(2, "exact") if value is None else _section_rounding(value)


def _section_rounding(value: Rounding) -> Rounding:
    return take_instance(value, "rounding", Rounding)


def _grades(value: Grades) -> Grades:
    return take_instance(value, "grades", Grades)


def _option(value: IfNotApplicable) -> IfNotApplicable:
    return take_option(value, "if_not_applicable", IF_NOT_APPLICABLE)


def _printed(value: Number) -> Fraction:
    return constant(value, "printed_full")


def _standard(value: Text) -> FixedText:
    return take_text(value, "standard")


def _source(value: str) -> str:
    return take_plain(value, "source")


def _checks(value: Sequence[Check]) -> tuple[Check, ...]:
    return take_all(value, "checks", Check)


def _rescale(value: bool) -> bool:
    return take_bool(value, "rescale")


@frozen
class Criterion:
    """Full marks and a rule: one line of a rubric (三级指标).

    Args:
        name: as printed.
        full: full marks, 0 or more.
        rule: an expression that gives the points.
        key: unique among the lines; the name unless given.
        standard: the printed standard; it is shown, not computed with.
        source: the clause it comes from.
        rounding: of the points; by default two places, half up. None: they are not rounded, so
            that three thirds make 1, and shown with two places.
        floor: the least points; by default 0, below 0 for a deduction.
        if_not_applicable: "drop", "full" or "zero"; needed if the rule may not apply.
        grades: a scale over the points.
        checks: conditions that give no points.
        readings: what parts of its rules may be taken to mean; they change no score.

    Attributes:
        reach: the proved range of its points, for any evidence.
        asked: the questions and facts of its rule, grades and checks.

    Raises:
        FiscalRubricError: the points can leave floor..full, `if_not_applicable` is missing, or the
            rule mixes money and numbers, reads lines, or reads no evidence.

    Example:
        >>> from fiscal_rubric import yes
        >>> Criterion("监控措施", 2, yes("monitored") + yes("data_collected")).full
        Fraction(2, 1)
    """

    name: FixedText = field(converter=as_name)
    full: Fraction = field(converter=_full)
    rule: Node = field(converter=node)
    key: str = field(default=Factory(key_of_name, takes_self=True), kw_only=True, converter=as_key)
    standard: FixedText = field(default="", kw_only=True, converter=_standard)
    source: str = field(default="", kw_only=True, converter=_source)
    rounding: Rounding = field(default=Rounding(2), kw_only=True, converter=_rounding)
    floor: Fraction = field(default=Fraction(0), kw_only=True, converter=_floor)
    if_not_applicable: IfNotApplicable | None = field(
        default=None, kw_only=True, converter=optional(_option)
    )
    grades: Grades | None = field(default=None, kw_only=True, converter=optional(_grades))
    checks: tuple[Check, ...] = field(default=(), kw_only=True, converter=_checks)
    readings: tuple[Reading, ...] = field(default=(), kw_only=True, converter=take_readings)
    reach: Value = field(init=False, eq=False, repr=False)
    asked: Asked = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        for rule in rules_of(self):
            check_rule(rule, self.key, lines=None)
        _check_ticks(self)
        if self.if_not_applicable == "zero" and self.floor > 0:
            refuse("option", f"{self.key}.if_not_applicable", "zero", "drop", "full")
        reach = _prove(self, self.rule, {})
        if reach.may_not_apply and self.if_not_applicable is None:
            refuse("may_not_apply", self.key, what_may_not_apply(self.rule), *IF_NOT_APPLICABLE)
        reach = settled(self, reach)
        _check_grades(self, reach)
        object.__setattr__(self, "reach", reach)
        object.__setattr__(self, "asked", asked_by(rules_of(self), self.key))
        for code, readings in codes_of(self.readings).items():
            with in_reading(code):
                criterion_as(self, readings)

    @property
    def parts(self) -> tuple[()]:
        """Always empty: a criterion has no parts."""
        return ()


def _parts(value: Sequence[Part]) -> tuple[Part, ...]:
    parts = take_sequence(value, "parts", "[Criterion(...), Section(...)]")
    if not parts:
        refuse("no_parts", "parts")
    return tuple(map(_part, parts))


def _part(value: object) -> Part:
    if not isinstance(value, Criterion | Section):
        refuse("wrong_type", "parts", value, "Criterion", "Section")
    return value


@frozen
class Section:
    """Criteria and sections under one heading; their points add up unless a rule is stated.

    Args:
        name: as printed.
        parts: criteria and sections, at least one.
        rule: by default `subtotal()`; None for a section without points.
        full: full marks, needed with another rule; by default the sum of its parts.
        printed_full: the printed full marks, for a check of the form; not computed with.
        key: unique among the sections; the name unless given.
        standard, source, floor, grades, checks: as of a `Criterion`.
        rounding: of its points; by default the most places of its parts, and none if a part is not
            rounded.
        rescale: whether marks of parts that do not apply go to the other parts.

    Attributes:
        full: full marks, stated or the sum of the parts; rounding likewise.
        below: all parts below by key; a section with the key of a line is ("section", key).
        lowered: each of its rules, with the sum of the parts in place of `subtotal()`.
        reach: the proved range of its points, for any evidence.
        asked: the questions and facts of it and its parts, in printed order.

    Raises:
        FiscalRubricError: as for a `Criterion`; also a key that is used twice, a line or grade
            that does not exist, or a question that is asked in two ways.
    """

    name: FixedText = field(converter=as_name)
    parts: tuple[Part, ...] = field(converter=_parts)
    rule: Node | None = field(default=n.Subtotal(), kw_only=True, converter=optional(node))
    stated_full: Fraction | None = field(
        default=None, kw_only=True, alias="full", converter=optional(_full)
    )
    printed_full: Fraction | None = field(default=None, kw_only=True, converter=optional(_printed))
    key: str = field(default=Factory(key_of_name, takes_self=True), kw_only=True, converter=as_key)
    standard: FixedText = field(default="", kw_only=True, converter=_standard)
    source: str = field(default="", kw_only=True, converter=_source)
    stated_rounding: Rounding | None = field(
        default=None, kw_only=True, alias="rounding", converter=optional(_section_rounding)
    )
    floor: Fraction = field(default=Fraction(0), kw_only=True, converter=_floor)
    rescale: bool = field(default=False, kw_only=True, converter=_rescale)
    grades: Grades | None = field(default=None, kw_only=True, converter=optional(_grades))
    checks: tuple[Check, ...] = field(default=(), kw_only=True, converter=_checks)
    full: Fraction = field(init=False, eq=False, repr=False)
    rounding: Rounding = field(init=False, eq=False, repr=False)
    below: Mapping[LineKey, Part] = field(init=False, eq=False, repr=False)
    lowered: Mapping[Node, Node] = field(init=False, eq=False, repr=False)
    reach: Value = field(init=False, eq=False, repr=False)
    asked: Asked = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if _depth(self) > DEEPEST:
            refuse("depth", self.key, str(_depth(self)), str(DEEPEST))
        refuse_duplicates(self.key, [line.key for line in lines_of(self)])
        sections = [part.key for part in sections_of(self)]
        refuse_duplicates(self.key, [self.key, *sections])
        object.__setattr__(self, "full", _full_of(self))
        object.__setattr__(self, "rounding", self.stated_rounding or finest_rounding(self))
        object.__setattr__(self, "below", _parts_by_key(self))
        below = lines_below(self)
        for rule in rules_of(self):
            check_rule(rule, self.key, lines=below)
        points = {id(part): points_of(self, part) for part in self.below.values()}
        subtotal = subtotal_of(self, points)
        rules = {rule: with_subtotal(rule, subtotal) for rule in rules_of(self)}
        object.__setattr__(self, "lowered", rules)
        _check_ticks(self)
        reach = DOES_NOT_APPLY
        if self.rule is not None:
            reach = _prove(self, rules[self.rule], below)
            _check_grades(self, reach)
        object.__setattr__(self, "reach", reach)
        asked = [part.asked for part in self.parts]
        own = asked_by(rules_of(self), self.key)
        object.__setattr__(self, "asked", together([*asked, own], self.key))

    @cached_property
    def layout(self) -> Layout:
        """The section and all parts below it by position."""
        return layout_of(self)

    @cached_property
    def choices(self) -> Choices:
        """Answers of each question that give all results which any of its answers gives."""
        return choices_of(every_rule(self))

    @cached_property
    def identity(self) -> str:
        """A hash of everything that can change a score or a refusal; wording does not change it."""
        return identity_of(self)


Part: TypeAlias = Union[Criterion, Section]


# Readings


def swapped(part: Part, swap: Swap) -> dict[str, object]:
    """Return the rules of a part that differ in the other meaning, by the name of the field."""
    own = {"rule": part.rule, "grades": part.grades, "checks": part.checks}
    other = {
        "rule": None if part.rule is None else swap.rule(part.rule),
        "grades": None if part.grades is None else swap.scale(part.grades),
        "checks": swap.checks(part.checks),
    }
    return {name: value for name, value in other.items() if value != own[name]}


def criterion_as(line: Criterion, readings: Iterable[Reading]) -> Criterion:
    """Return a criterion with the other meaning of some readings; its others stay.

    Raises:
        FiscalRubricError: a reading has nothing to replace, or the criterion is refused.
    """
    swap = Swap(readings)
    changes = swapped(line, swap)
    swap.refuse_unused()
    return cast("Callable[..., Criterion]", evolve)(line, readings=(), **changes)


# Traversal of the tree


def rules_of(part: Part) -> tuple[Node, ...]:
    """Return all expressions of a part: its rule, and those of its grades and checks."""
    rules: list[Node] = [] if part.rule is None else [part.rule]
    if part.grades is not None:
        rules.extend(part.grades.conditions)
    rules.extend(check.condition for check in part.checks)
    return tuple(rules)


def lowered(part: Part, rule: Node) -> Node:
    """Return a rule of a part, with the sum of its parts in place of `subtotal()`."""
    return rule if isinstance(part, Criterion) else part.lowered[rule]


def lines_of(section: Section) -> Iterator[Criterion]:
    """Yield the criteria below a section, in printed order."""
    for part in section.parts:
        if isinstance(part, Section):
            yield from lines_of(part)
        else:
            yield part


def sections_of(section: Section) -> Iterator[Section]:
    """Yield the sections below a section, in printed order."""
    for part in section.parts:
        if isinstance(part, Section):
            yield part
            yield from sections_of(part)


def parts_of(section: Section) -> Iterator[Part]:
    """Yield all criteria below a section, then all sections."""
    yield from lines_of(section)
    yield from sections_of(section)


def every_rule(section: Section) -> Iterator[Node]:
    """Yield all expressions of a section and of all parts below it."""
    for part in (*parts_of(section), section):
        yield from rules_of(part)


def _parts_by_key(section: Section) -> dict[LineKey, Part]:
    lines: dict[LineKey, Part] = {line.key: line for line in lines_of(section)}
    sections: dict[LineKey, Part] = {
        ("section", part.key) if part.key in lines else part.key: part
        for part in sections_of(section)
    }
    return {**sections, **lines}


def points_of(section: Section, part: Part) -> n.Points:
    """Return the node that reads the points of a part below a section."""
    hidden = isinstance(part, Section) and section.below.get(part.key) is not part
    return n.Points(("section", part.key) if hidden else part.key)


def whole_reach(part: Part) -> LineValue:
    """Return the possible points and grades of a part, for any evidence."""
    if part.grades is None:
        return LineValue(part.reach)
    return LineValue(part.reach, frozenset(part.grades.all_labels), part.grades.labels)


def lines_below(part: Part) -> dict[LineKey, LineValue]:
    """Return the possible results of the parts below a part, by key."""
    if isinstance(part, Criterion):
        return {}
    return {key: whole_reach(below) for key, below in part.below.items()}


def _depth(section: Section) -> int:
    return 1 + max((_depth(part) for part in section.parts if isinstance(part, Section)), default=0)


def _full_of(section: Section) -> Fraction:
    whole = sum((part.full for part in section.parts), Fraction(0))
    if section.stated_full is None:
        if section.rule is not None and not adds_up(section):
            refuse("full_marks_needed", section.key)
        return whole
    if adds_up(section) and section.stated_full != whole:
        full = number_text(section.stated_full)
        refuse("full_marks", section.key, full, number_text(whole), f"printed_full={full}")
    return section.stated_full


# Checks when built


def settled(part: Part, value: Value) -> Value:
    """Apply `if_not_applicable` of a part to the value of its rule."""
    if isinstance(part, Section) or not value.may_not_apply or part.if_not_applicable == "drop":
        return value
    instead = part.full if part.if_not_applicable == "full" else Fraction(0)
    return either((Value(value.range), Value(point(instead))))


def rounded(part: Part, value: Value) -> Value:
    """Round a value to the places of a part."""
    return value.map(lambda found: found.rising(part.rounding.round))


def _prove(part: Part, rule: Node, lines: Mapping[LineKey, LineValue]) -> Value:
    """Prove the range of a rule; refuse a range that leaves floor..full."""
    value = rounded(part, reach_of(rule, lines))
    allowed = Range(part.floor, part.full)
    if value.range is not None and not value.range.within(allowed):
        refuse("out_of_bounds", part.key, range_text(value.range), *_fixes(part, value.range))
    return value


def _fixes(part: Part, found: Range) -> Iterator[str]:
    """Yield texts to write instead: the rule with a clip, or a lower floor for a deduction."""
    lower = None if Range(part.floor, found.upper).hull(found).lower == part.floor else part.floor
    upper = part.full if not found.within(Range(found.lower, part.full)) else None
    rule = n.Subtotal() if part.rule is None else part.rule
    low = "None" if lower is None else number_text(lower)
    ends = low if upper is None else f"{low}, {number_text(upper)}"
    yield f"{held(rule)}.clip({ends})"
    if lower is not None and upper is None and isinstance(found.lower, Fraction):
        yield f"floor={number_text(found.lower)}"


def _check_ticks(part: Part) -> None:
    for number in (part.full, part.floor):
        if part.rounding.round(number) != number:
            refuse("places", part.key, number_text(number), str(part.rounding.places))
    if part.floor > part.full:
        refuse("ends", part.key, f"{number_text(part.floor)}..{number_text(part.full)}")


def _check_grades(part: Part, reach: Value) -> None:
    if part.grades is None or reach.range is None:
        return
    gap = points_without_grade(part.grades, reach.range)
    if gap is not None:
        ends = (gap.lower, gap.upper)
        text = "..".join("" if end is None else number_text(end) for end in ends)
        refuse("grade_scale", part.key, text, range_text(reach.range))
