"""Search for the fewest changes that attain a total or a grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from attrs import field, frozen

from fiscal_rubric.analysis.alternatives import Alternative
from fiscal_rubric.analysis.changes import place_of, value_in_words, value_text
from fiscal_rubric.analysis.goal.candidates import Aim, Movable, candidates
from fiscal_rubric.analysis.goal.smallest_sets import Search, Way, without
from fiscal_rubric.analysis.monotonicity import Direction
from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place, Result
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Bounds
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.indicator_facts import target_of
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.targets import NumericTarget
from fiscal_rubric.validation import (
    IndicatorKey,
    take_date,
    take_instance,
    take_key,
    take_sequence,
    take_whole,
)

STEPS = 20_000  # evaluations of lines
Reach = Literal["reached", "possible", "out of reach", "not found"]
Relation = Literal["is", "at least", "at most"]


@frozen
class Change:
    """One fact that has to change.

    Attributes:
        place: the key of the question, or project and key.
        relation: "is", or "at least" and "at most" for a number that was solved for.
        value: the new value, as text.
        before: the current value; "" where it is not known.
        gain: the points that this change alone adds to the total; None where it has none.
        given: the place, its current value and the new one.
    """

    place: str
    relation: Relation
    value: str
    before: str
    gain: Decimal | None
    given: tuple[Place, object, object] = field(repr=False)


@frozen
class ChangeSet:
    """Changes that together attain the goal.

    Attributes:
        changes: the changes.
        total: the new total; the least one, where other facts are missing.
        grade: the new grade; None where it is still open.
        evidence: the evidence with the changes.
    """

    changes: tuple[Change, ...]
    total: Decimal | None
    grade: str | None
    evidence: Evidence = field(repr=False)


@frozen(eq=False, repr=False)
class Goal(Displayed):
    """The smallest sets of changes that attain a total or a grade.

    Attributes:
        before: the bounds of the given evidence.
        wanted: the total or the grade, as text.
        reach: "reached" already, "possible", "out of reach" for any values of the facts that may
            change, or "not found" within the steps.
        sets: the sets of fewest changes, the highest total first; at most 20.
        proved: whether it is proved that no smaller set suffices; always for "out of reach" and
            "reached".
        most: the highest attainable total.
        grades: where a grade is wanted, the attainable grades.
        steps: how many evaluations of lines were tried.
    """

    before: Bounds
    wanted: str
    reach: Reach
    sets: tuple[ChangeSet, ...]
    proved: bool
    most: Decimal | None
    steps: int
    grades: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[ChangeSet]:
        return iter(self.sets)

    def __len__(self) -> int:
        return len(self.sets)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each set of changes."""
        found: list[dict[str, Scalar]] = [
            {
                "changes": "; ".join(_change_text(change, headings) for change in found.changes),
                "total": found.total,
                "grade": found.grade,
            }
            for found in self.sets
        ]
        return self.headed(found, headings)


_SIGNS: dict[Relation, str] = {"is": "", "at least": "≥ ", "at most": "≤ "}


def _change_text(change: Change, headings: str | None) -> str:
    """Return a change as text, with what it brings: "k: 3家 → 5家 (+2.00)"."""
    place, before, after = change.given
    now = word("not_known", headings) if before is None else value_in_words(place, before, headings)
    new = value_in_words(place, after, headings)
    gain = "" if change.gain is None else f" ({change.gain:+})"
    return f"{place}: {now} → {_SIGNS[change.relation]}{new}{gain}"


def goal(
    rubric: Rubric,
    evidence: Evidence,
    *,
    total: Number | None = None,
    grade: str | None = None,
    basis: Basis | None = None,
    may_change: Sequence[IndicatorKey] | None = None,
    at: date | None = None,
    steps: int = STEPS,
) -> Goal:
    """Find the smallest sets of changes that attain a total, or a grade or a better one.

    Missing facts may be filled in; those that stay missing must not matter. A number changes as
    little as possible. Answers, results and payments may change; planned amounts do not, and
    neither does a day that has passed.

    Args:
        rubric: the standard, with a total.
        evidence: the current evidence.
        total: the points to attain, within full marks; or
        grade: the grade to attain, of the scale of the rubric or of its overrides.
        basis: how the evidence is read; the rubric's own basis if None.
        may_change: the keys of facts that may change; None for all that the rubric reads.
        at: the cut-off day: no result on an earlier day is proposed. A result that is a day has
            happened, also without it.
        steps: how many evaluations of lines may be tried, 1 to 1 000 000.

    Raises:
        FiscalRubricError: neither or both of total and grade, a total beyond full marks, a grade
            that is not of the scale, a rubric without grades, an unknown key.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = goal(RUBRIC, EVIDENCE, total="87.5")
        >>> found.reach, found.proved, len(found), len(found.sets[0].changes)
        ('possible', True, 7, 1)
    """
    take_instance(rubric, "rubric", Rubric)
    take_instance(evidence, "evidence", Evidence)
    limit = take_whole(steps, "steps", 1, 1_000_000)
    cut_off = None if at is None else take_date(at, "at")
    aim = _aim(rubric, total, grade)
    read_by = rubric.basis if basis is None else take_instance(basis, "basis", Basis)
    before = rubric.bounds(evidence, read_by)
    allowed = None
    if may_change is not None:
        keys = take_sequence(may_change, "may_change")
        allowed = {place_of(rubric, evidence, key) for key in keys}
    search = Search(rubric, evidence, read_by, aim, limit)
    wanted = aim.grade or number_text(aim.total)
    if aim.is_reached(before.whole.value, before.whole.grades, rubric):
        return Goal(before, wanted, "reached", (), True, before.high, search.tried)
    facts, open_ = candidates(rubric, evidence, read_by, aim, allowed, cut_off)
    best = rubric.bounds(without(evidence, open_), read_by)
    labels = best.whole.possible_grades if aim.grade is not None else ()
    if not aim.is_possible(best.grades, best.high):
        return Goal(before, wanted, "out of reach", (), True, best.high, search.tried, labels)
    ways, proved = search.smallest(facts, open_)
    sets = dict.fromkeys(_set_of(search, search.solved(way), facts) for way in ways)
    ordered = tuple(sorted(sets, key=lambda found: -Fraction(found.total or 0)))
    reach: Reach = "possible" if sets else "not found"
    return Goal(before, wanted, reach, ordered, proved, best.high, search.tried, labels)


def _set_of(search: Search, way: Way, facts: Mapping[Place, Movable]) -> ChangeSet:
    """Return a way as changes, with the total and the grade that it gives."""
    changes = tuple(
        Change(
            str(place),
            _relation(search, place, option, facts[place].direction),
            value_text(place, option.value),
            value_text(place, search.evidence.at(place)),
            search.gain(place, option),
            (place, search.evidence.at(place), option.value),
        )
        for place, option in way.items()
    )
    changed = search.with_way(way)
    low, grade = search.result(changed)
    total = None if low is None else search.rubric.rounding.decimal(low)
    return ChangeSet(changes, total, grade, changed)


def _relation(search: Search, place: Place, option: Alternative, direction: Direction) -> Relation:
    """Return whether more, or less, suffices as well; "is" for a target with two ends."""
    numbers = option.numbers
    if numbers is None or direction not in ("rising", "falling"):
        return "is"
    if isinstance(place, Result):
        _, indicator = search.evidence.indicator((place.project, place.indicator))
        target = target_of(indicator, search.basis)
        if isinstance(target, NumericTarget) and None not in (target.span.lower, target.span.upper):
            return "is"
    is_fall = numbers.base is not None and numbers.end < 0  # written as a decrease: 减少5%
    return "at least" if numbers.rises != is_fall else "at most"


def _aim(rubric: Rubric, total: Number | None, grade: str | None) -> Aim:
    if (total is None) == (grade is None):
        refuse("wrong_type", "goal", "total and grade", "total=90", 'grade="优"')
    if total is not None:
        points = exact(total, "total")
        if rubric.rule is None or not rubric.floor <= points <= rubric.full:
            ends = f"{number_text(rubric.floor)}..{number_text(rubric.full)}"
            refuse("outside_band", "total", number_text(points), ends)
        return Aim(points, None)
    label = take_key(grade, "grade")
    scale = rubric.grades
    if scale is None:
        refuse("no_grades", "grade", label)
    labels = scale.labels
    known = [own for own in scale.all_labels if own is not None]
    if label not in known:
        refuse("unknown_grade", "grade", label, *near(label, known))
    if label not in labels:  # only an override gives it
        return Aim(rubric.floor, label, labels, by_total=False, is_upward=False)
    place = labels.index(label)
    by_total = not scale.conditions and all(
        edge.lower is not None and not edge.lower_open for _, edge in scale.bands[: place + 1]
    )
    is_upward = all(edge.lower is not None for _, edge in scale.bands)
    return Aim(edge_value(scale.bands[place][1]), label, labels, by_total, is_upward)
