"""Comparison of two scorecards: the lines that moved, and the facts that moved them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias, cast

from attrs import frozen

from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Amount, Place, kind_of
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.criteria import Criterion, Part, Section, parts_of
from fiscal_rubric.rubric.scorecard import Scorecard, ScoreLine
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import take_instance

# The facts that a line read, by place and by name.
FactsRead: TypeAlias = Mapping[tuple[Place, str], AbstractSet[object]]
Code = Literal["rule", "below"]


@frozen
class Moved:
    """One line that differs between two scorecards.

    Attributes:
        key: of the line or section.
        name: as printed.
        before, after: the points; None where the line does not apply, or is missing.
        grade_before, grade_after: the grades, where it has any.
        places: the places that the line reads and that differ.
        codes: "rule" where the line itself differs, "below" for a section whose lines moved.
    """

    key: str
    name: FixedText
    before: Decimal | None
    after: Decimal | None
    grade_before: str | None
    grade_after: str | None
    places: tuple[Place, ...]
    codes: tuple[Code, ...]

    @property
    def causes(self) -> tuple[str, ...]:
        """The places with their kind, such as "answer:surveyed", then the codes."""
        return (*(f"{kind_of(place)}:{place}" for place in self.places), *self.codes)

    @property
    def difference(self) -> Decimal | None:
        """The points after minus the points before; None where one has no points."""
        return difference(self.before, self.after)


@frozen(eq=False, repr=False)
class Comparison(Displayed):
    """The differences between two scorecards.

    Attributes:
        before, after: the scorecards.
        lines: the lines that moved, in printed order.
        sections: the sections that moved, in printed order; the total last.
    """

    before: Scorecard
    after: Scorecard
    lines: tuple[Moved, ...]
    sections: tuple[Moved, ...]

    def __iter__(self) -> Iterator[Moved]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    @property
    def difference(self) -> Decimal | None:
        """The total after minus the total before."""
        return difference(self.before.total, self.after.total)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each line that moved, then one for the total.

        Args:
            headings: "zh" or "en" for headings in that language; stable English keys if None.
        """
        pair = self.before.whole, self.after.whole
        whole = _moved(self.before, self.after, *pair, is_section=True)
        found = [_row(moved, headings) for moved in (*self.lines, whole)]
        return self.headed(found, headings)


def compare(before: Scorecard, after: Scorecard) -> Comparison:
    """Compare two scorecards, of other evidence, another basis or another rubric.

    Args:
        before, after: the scorecards; their lines are matched by their keys.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> card = RUBRIC.score(EVIDENCE)
        >>> found = compare(card, RUBRIC.score(EVIDENCE.with_answers(data_collected=True)))
        >>> [(moved.key, str(moved.difference), moved.causes) for moved in found]
        [('监控措施', '1.00', ('answer:data_collected',))]
    """
    for card, place in ((before, "before"), (after, "after")):
        take_instance(card, place, Scorecard)
    lines = _pairs(before.lines, after.lines)
    sections = [*_pairs(before.sections, after.sections), (before.whole, after.whole)]
    return Comparison(
        before,
        after,
        tuple(_moved(before, after, *pair) for pair in lines if _differs(*pair)),
        tuple(
            _moved(before, after, *pair, is_section=True) for pair in sections if _differs(*pair)
        ),
    )


def difference(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """Return after minus before, exactly, with the larger number of places."""
    if before is None or after is None:
        return None
    places = max(-int(number.as_tuple().exponent) for number in (before, after))
    return Rounding(max(places, 0)).decimal(Fraction(after) - Fraction(before))


def _pairs(
    before: tuple[ScoreLine, ...], after: tuple[ScoreLine, ...]
) -> list[tuple[ScoreLine | None, ScoreLine | None]]:
    earlier, later = ({line.key: line for line in lines} for lines in (before, after))
    keys = dict.fromkeys((*earlier, *later))
    return [(earlier.get(key), later.get(key)) for key in keys]


def _differs(before: ScoreLine | None, after: ScoreLine | None) -> bool:
    if before is None or after is None:
        return True
    return (before.points, before.grade) != (after.points, after.grade)


def _moved(
    first: Scorecard,
    second: Scorecard,
    before: ScoreLine | None,
    after: ScoreLine | None,
    *,
    is_section: bool = False,
) -> Moved:
    line = before if after is None else after
    assert line is not None, "one of two lines is there"
    places: tuple[Place, ...] = ()
    codes: tuple[Code, ...] = ("rule",)
    if before is not None and after is not None:
        places = _causes(_facts(before, first.evidence), _facts(after, second.evidence))
        codes = ("rule",) if _rules(before.part) != _rules(after.part) else ()
        if is_section and not codes and _is_moved_below(first, second, before.part):
            codes = ("below",)
    return Moved(
        line.key,
        line.name,
        None if before is None else before.points,
        None if after is None else after.points,
        None if before is None else before.grade,
        None if after is None else after.grade,
        places,
        codes,
    )


def _causes(first: FactsRead, second: FactsRead) -> tuple[Place, ...]:
    """Return the places that both lines read and that differ; else those that only one reads."""
    changed = [key[0] for key in first if key in second and first[key] != second[key]]
    places = [dict.fromkeys(place for place, _ in facts) for facts in (first, second)]
    alone = [p for p in (*places[0], *places[1]) if (p in places[0]) != (p in places[1])]
    return tuple(dict.fromkeys(changed or alone))


def _rules(part: Part) -> tuple[object, ...]:
    own: object = part.if_not_applicable if isinstance(part, Criterion) else part.rescale
    below = () if isinstance(part, Criterion) else sorted(inner.key for inner in part.parts)
    return part.rule, part.rounding, own, part.grades, part.full, below


def _is_moved_below(first: Scorecard, second: Scorecard, section: Part) -> bool:
    below = parts_of(section) if isinstance(section, Section) else ()
    keys = {part.key for part in below}
    pairs = (*_pairs(first.lines, second.lines), *_pairs(first.sections, second.sections))
    return any(_differs(*pair) for pair in pairs if {p.key for p in pair if p is not None} & keys)


def _facts(line: ScoreLine, evidence: Evidence) -> FactsRead:
    """Return the facts that a line read, by place and by name."""
    found: dict[tuple[Place, str], set[object]] = {}
    for place, node, fact in facts_read(evidence, line.resolved.steps):
        asked, known = "", cast("object", (fact.source, fact.value))
        if isinstance(node, n.IndicatorNumber | n.IndicatorCondition):
            asked = node.fact
        if isinstance(node, n.Pick):  # the label alone: its option reads facts of its own
            known = fact.source
        if isinstance(place, Amount):  # of each project, also where a sum was read
            budget = evidence.project(place.project).budget
            known = budget.payments if place.figure == "paid" else budget.amount(place.figure)
        found.setdefault((place, asked), set()).add(known)
    return found


def _row(moved: Moved, headings: str | None) -> dict[str, Scalar]:
    language = "zh" if headings is None else headings
    return {
        "key": moved.key,
        "name": text_in(moved.name, language),
        "before": moved.before,
        "after": moved.after,
        "difference": moved.difference,
        "grade_before": moved.grade_before,
        "grade_after": moved.grade_after,
        "causes": "; ".join(word(cause, headings) for cause in moved.causes),
    }
