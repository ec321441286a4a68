"""Shortfalls: the lines that lost points, and the points needed for the next grade."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product

from attrs import frozen

from fiscal_rubric.analysis.alternatives import alternatives_of
from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.analysis.compare import difference
from fiscal_rubric.analysis.each_value import EachValue
from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.evidence.places import Place, Result, kind_of
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.numbers.ranges import Infinity
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.rubric.questions import IndicatorFact
from fiscal_rubric.rubric.rubric import Rubric, quick_results
from fiscal_rubric.rubric.scorecard import Scorecard, ScoreLine
from fiscal_rubric.rubric.scoring import attempt, number_of
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.evaluate import Scope
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import take_instance, take_mapping

BEYOND_REACH = "beyond_reach"
LEAST_PLACES = 2  # of points to compare with


@frozen
class Shortfall:
    """One line that has less than its full marks, or than other points.

    Attributes:
        key, name: of the line.
        lost: full marks, or the other points, minus points.
        reasons: codes: "answer:data_collected", "actual:p/k" or "paid:p/paid" for a fact that alone
            could give the line more points, "beyond_reach" where no evidence gives full marks.
    """

    key: str
    name: FixedText
    lost: Decimal
    reasons: tuple[str, ...]


@frozen
class NextGrade:
    """The next better grade, and the points needed for it.

    Attributes:
        label: the grade.
        needs: the missing points; 0 where only a cap or an override lowers the grade.
    """

    label: str
    needs: Decimal


@frozen(eq=False, repr=False)
class Shortfalls(Displayed):
    """All lines of a scorecard that lost points.

    Attributes:
        card: the scorecard.
        lines: the lines, largest loss first.
        next_grade: the next better grade; None at the top, or without a scale.
    """

    card: Scorecard
    lines: tuple[Shortfall, ...]
    next_grade: NextGrade | None

    def __iter__(self) -> Iterator[Shortfall]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each line that lost points, largest loss first."""
        language = "zh" if headings is None else headings
        found: list[dict[str, Scalar]] = [
            {
                "key": line.key,
                "name": text_in(line.name, language),
                "lost": line.lost,
                "causes": "; ".join(word(reason, headings) for reason in line.reasons),
            }
            for line in self.lines
        ]
        return self.headed(found, headings)


def shortfalls(
    card: Scorecard, against: Scorecard | Mapping[str, Number] | None = None
) -> Shortfalls:
    """Return the lines of a scorecard that lost points, with the reasons.

    Args:
        card: of a rubric.
        against: the points to compare with: another scorecard, such as last year's, or key of a
            line -> points, such as the mean of all; lines that it does not have are left out. The
            full marks if None.

    Raises:
        FiscalRubricError: no line has a key of `against`, or its points are not a number.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = shortfalls(RUBRIC.score(EVIDENCE))
        >>> [(line.key, str(line.lost)) for line in found][:2], str(found.next_grade.needs)
        ([('项目数量完成情况', '4.00'), ('项目实施内容匹配性', '3.00')], '3.50')
        >>> found = shortfalls(found.card, {"成本控制情况": "3.5", "监控措施": 1})
        >>> [(line.key, str(line.lost)) for line in found]
        [('成本控制情况', '0.50')]
    """
    take_instance(card, "card", Scorecard)
    rubric = take_instance(card.rubric, "card", Rubric)
    wanted, each = _wanted(card, against), EachValue(rubric, card.basis)
    found = [
        Shortfall(
            line.key,
            line.name,
            difference(line.points, wanted[line.key]) or Decimal(0),
            tuple(_reasons(rubric, card, line, each)),
        )
        for line in card.lines
        if line.points is not None and line.key in wanted and line.points < wanted[line.key]
    ]
    ordered = sorted(found, key=lambda line: -line.lost)
    return Shortfalls(card, tuple(ordered), next_grade(card))


def _wanted(
    card: Scorecard, against: Scorecard | Mapping[str, Number] | None
) -> dict[str, Decimal]:
    """Return the points that each line is compared with."""
    if against is None:
        return {line.key: line.part.rounding.decimal(line.full) for line in card.lines}
    if isinstance(against, Scorecard):
        return {line.key: line.points for line in against.lines if line.points is not None}
    lines = {line.key: line for line in card.lines}
    found: dict[str, Decimal] = {}
    for key, points in take_mapping(against, "against").items():
        if key not in lines:
            refuse("unknown_key", key, "", *near(key, lines))
        places = max(lines[key].part.rounding.places, LEAST_PLACES)
        found[key] = Rounding(places).decimal(exact(points, f"against.{key}"))
    return found


def next_grade(card: Scorecard) -> NextGrade | None:
    """Return the next better grade of the total; None where fewer points are better."""
    scale, total = card.rubric.grades, card.whole.resolved.value.number
    if scale is None or total is None or card.grade not in scale.labels:
        return None
    if any(edge.lower is None for _, edge in scale.bands):
        return None  # fewer points may be better
    place = scale.labels.index(str(card.grade))
    if place == 0:
        return None
    label, edge = scale.bands[place - 1]
    rounding = card.rubric.rounding
    least = Rounding(rounding.places, "up")
    first = edge_value(edge) if rounding.is_exact else least.round(edge_value(edge))
    if edge.lower_open and first == edge_value(edge):
        first += Fraction(1, 10**rounding.places)
    is_overridden = any(card.whole.holds(condition) for condition, _ in scale.overrides)
    lacking = Fraction(0) if is_overridden else max(first - total, Fraction(0))
    return NextGrade(label, least.decimal(lacking))


def _reasons(rubric: Rubric, card: Scorecard, line: ScoreLine, each: EachValue) -> Iterator[str]:
    """Yield the facts that alone could give the line more points, in the order they are read."""
    reach = line.part.reach.range
    if reach is not None and not isinstance(reach.upper, Infinity) and reach.upper < line.full:
        yield BEYOND_REACH
    read = facts_read(card.evidence, line.resolved.steps)
    places = list(dict.fromkeys(place for place, _, _ in read))
    gains: dict[object, bool] = {}
    kinds = {place: each.likeness(card.evidence, place) for place in places}
    for place, kind in kinds.items():  # interchangeable facts have the same effect
        if kind not in gains:
            gains[kind] = _could_gain(rubric, card, line, [place])
    alone = [place for place in places if gains[kinds[place]]]
    if not alone and _could_gain(rubric, card, line, missed := _missed(rubric, card, places)):
        alone = missed  # only all of them together give more
    yield from (f"{kind_of(place)}:{place}" for place in alone)


def _missed(rubric: Rubric, card: Scorecard, places: list[Place]) -> list[Place]:
    return [
        place
        for place in places
        if isinstance(place, Result)
        and alternatives_of(rubric, card.evidence, card.basis, place, "neither")
    ]


def _points_of(
    rubric: Rubric, card: Scorecard, line: ScoreLine, evidence: Evidence
) -> Fraction | None:
    """Return the points of a line on other evidence; None where it has none."""
    reads_indicators = any(isinstance(fact, IndicatorFact) for fact in line.part.asked.facts)
    results = quick_results(rubric, evidence, card.basis) if reads_indicators else None
    if results is None:  # a line that reads none is quick by itself; another one may refuse
        return attempt(line.part, Scope(Facts(evidence, card.basis))).value.number
    return number_of(results[0][line.position], line.part.rounding)


def _could_gain(rubric: Rubric, card: Scorecard, line: ScoreLine, places: list[Place]) -> bool:
    """Return whether other values of these facts give the line more points."""
    points = line.resolved.value.number
    options = [
        alternatives_of(rubric, card.evidence, card.basis, place, "neither") for place in places
    ]
    for way in product(*options):
        changed = card.evidence
        for place, option in zip(places, way, strict=True):
            changed = changed.with_(place, option.value)
        found = _points_of(rubric, card, line, changed)
        if found is not None and points is not None and found > points:
            return True
    return False
