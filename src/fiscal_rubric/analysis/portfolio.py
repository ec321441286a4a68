"""Many projects scored by one rubric: each alone, all together, and weighted by budget."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from attrs import evolve, frozen

from fiscal_rubric.analysis.references import Reference, with_references
from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.rounding import Mode, Rounding, percent
from fiscal_rubric.rubric.findings import Finding
from fiscal_rubric.rubric.questions import asked_by
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scorecard import Scorecard
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.targets.reading import read_quantity
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import take_instance, take_mapping, take_plain


@frozen
class Member:
    """One project of a portfolio.

    Attributes:
        key: of the project, or of its evidence.
        names: of the projects in it.
        card: its own scorecard; None where it cannot be scored alone.
        error: why it cannot be scored.
        planned, paid: its amounts under the basis, in 元; None where one is not known.
    """

    key: str
    names: tuple[FixedText, ...]
    card: Scorecard | None
    error: FiscalRubricError | None
    planned: Fraction | None
    paid: Fraction | None

    @property
    def rate(self) -> Fraction | None:
        """Paid divided by planned; None where one is not known, or nothing was planned."""
        return None if self.paid is None or not self.planned else self.paid / self.planned


@frozen(eq=False, repr=False)
class Portfolio(Displayed):
    """Projects that are scored by one rubric.

    Attributes:
        members: each project alone.
        together: the scorecard of all of them at once; None where that cannot be scored.
        mean: the unweighted mean of the totals.
        weighted: the mean of the totals, weighted by the planned amounts.
        rate: the execution rate of the sums, exact: all payments / all planned amounts.
        mean_rate: the unweighted mean of the rates.
        findings: on both rates where they differ, on criteria that give every project the same
            points, and on a claimed rate that is not that of the sums.
    """

    members: tuple[Member, ...]
    together: Scorecard | None
    error: FiscalRubricError | None
    mean: Decimal | None
    weighted: Decimal | None
    rate: Fraction | None
    mean_rate: Fraction | None
    findings: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Member]:
        return iter(self.members)

    def __len__(self) -> int:
        return len(self.members)

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each project, then one for all together."""
        language = "zh" if headings is None else headings
        found: list[dict[str, Scalar]] = [
            {
                "key": member.key,
                "name": "、".join(text_in(name, language) for name in member.names),
                "total": None if member.card is None else member.card.total,
                "grade": None if member.card is None else member.card.grade,
                "rate": percent(member.rate),
                "note": _note(member.error, language),
            }
            for member in self.members
        ]
        whole = self.together
        found.append(
            {
                "key": "",
                "name": word("together", headings),
                "total": None if whole is None else whole.total,
                "grade": None if whole is None else whole.grade,
                "rate": percent(self.rate),
                "note": _note(self.error, language),
            }
        )
        if headings is None:
            return found
        named = [{_HEADINGS.get(key, key): cell for key, cell in row.items()} for row in found]
        return self.headed(named, headings)


_HEADINGS = {"name": "project"}  # the column of names is headed as that of projects


def _note(error: FiscalRubricError | None, language: str) -> str:
    return "" if error is None else "; ".join(error.explain(language).splitlines())


def portfolio(
    rubric: Rubric,
    evidence: Evidence | Mapping[str, Evidence],
    basis: Basis | None = None,
    *,
    claimed_rate: str | None = None,
    references: Mapping[str, Reference] | None = None,
) -> Portfolio:
    """Score each project alone and all of them together.

    Args:
        rubric: the standard.
        evidence: several projects, each scored with the same answers; or name -> evidence.
        basis: how it is read; the rubric's own basis if None.
        claimed_rate: the printed execution rate of all of them, such as "99.86%".
        references: key of an answer -> how it is made of all the evidence, as `with_references`
            takes them.

    Raises:
        FiscalRubricError: there are no projects, or an argument is of the wrong type. A project
            that cannot be scored is kept, with its error.

    Example:
        >>> from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
        >>> found = portfolio(RUBRIC, EVIDENCE, Basis(budget="adjusted"), claimed_rate="99.86%")
        >>> percent(found.rate), percent(found.mean_rate), [f.code for f in found.findings][:2]
        ('99.93%', '99.60%', ['rate_of_sums', 'rate_differs'])
    """
    take_instance(rubric, "rubric", Rubric)
    read_by = rubric.basis if basis is None else take_instance(basis, "basis", Basis)
    alone = _alone(evidence)
    if references is not None:
        given = with_references(alone, references, read_by)
        alone = _compared(rubric, given, references)
    members = tuple(_member(rubric, key, own, read_by) for key, own in alone.items())
    whole = evidence if isinstance(evidence, Evidence) and references is None else None
    together, error = (None, None) if whole is None else _card(rubric, whole, read_by)
    rate = _rate_of_sums(members)
    rates = [member.rate for member in members]
    known = [found for found in rates if found is not None]
    mean_rate = sum(known, Fraction(0)) / len(known) if len(known) == len(rates) else None
    places = rubric.rounding
    totals = [_total(member) for member in members]
    mean = _mean([(total, Fraction(1)) for total in totals], places)
    weighted = _mean([(t, m.planned) for t, m in zip(totals, members, strict=True)], places)
    findings = (*_rates(rate, mean_rate, claimed_rate), *_same_everywhere(rubric, members))
    return Portfolio(members, together, error, mean, weighted, rate, mean_rate, findings)


def _alone(evidence: object) -> dict[str, Evidence]:
    if isinstance(evidence, Evidence):
        if not evidence.projects:
            refuse("missing_projects", "projects")
        return {p.key: evolve(evidence, projects=p, notes={}) for p in evidence.projects}
    named = take_mapping(evidence, "evidence")
    if not named:
        refuse("missing_projects", "projects")
    return {key: take_instance(own, key, Evidence) for key, own in named.items()}


def _compared(
    rubric: Rubric, alone: Mapping[str, Evidence], references: Mapping[str, Reference]
) -> dict[str, Evidence]:
    """Return the evidence without the answers that references read and the rubric does not ask.

    Raises:
        FiscalRubricError: a reference has another unit than the question that reads it.
    """
    asked = rubric.asked.questions
    for key, reference in references.items():
        unit = asked[key].unit if key in asked and reference.ranks is not None else None
        if unit not in (None, reference.answer_unit):
            refuse("reference_unit", f"references.{key}", str(reference.of), f'"{unit}"')
    read = {key for each in references.values() for key in asked_by([each.of], "of").questions}
    extra = read - asked.keys()
    return {
        name: own.without(*(key for key in extra if key in own.answers))
        for name, own in alone.items()
    }


def _member(rubric: Rubric, key: str, own: Evidence, basis: Basis) -> Member:
    card, error = _card(rubric, own, basis)
    planned = [project.budget.amount(basis.budget) for project in own.projects]
    paid = [project.budget.paid() for project in own.projects]
    names = tuple(project.name for project in own.projects)
    sums = [
        sum((amount.base for amount in amounts if amount is not None), Fraction(0))
        if amounts and None not in amounts
        else None
        for amounts in (planned, paid)
    ]
    return Member(key, names, card, error, sums[0], sums[1])


def _card(
    rubric: Rubric, evidence: Evidence, basis: Basis
) -> tuple[Scorecard | None, FiscalRubricError | None]:
    try:
        return rubric.score(evidence, basis), None
    except FiscalRubricError as error:
        return None, error


def _total(member: Member) -> Fraction | None:
    if member.card is None or member.card.total is None:
        return None
    return Fraction(member.card.total)


def _mean(
    weighted: list[tuple[Fraction | None, Fraction | None]], places: Rounding
) -> Decimal | None:
    """Return the weighted mean; None if a total or weight is not known, or all weights are 0."""
    known = [(t, w) for t, w in weighted if t is not None and w is not None]
    whole = sum((weight for _, weight in known), Fraction(0))
    if len(known) < len(weighted) or not whole:
        return None
    return places.decimal(sum((t * w for t, w in known), Fraction(0)) / whole)


def _rate_of_sums(members: tuple[Member, ...]) -> Fraction | None:
    planned = [member.planned for member in members if member.planned is not None]
    paid = [member.paid for member in members if member.paid is not None]
    if len(planned) < len(members) or len(paid) < len(members) or not sum(planned):
        return None
    return sum(paid, Fraction(0)) / sum(planned, Fraction(0))


def _rates(
    rate: Fraction | None, mean_rate: Fraction | None, claimed: str | None
) -> Iterator[Finding]:
    """Yield findings on a rate of sums that is not the mean rate, and on a claimed rate."""
    place = "budget_execution_rate"
    if rate is not None and mean_rate not in (None, rate):
        numbers = {"rate": percent(rate) or "", "mean": percent(mean_rate) or ""}
        yield Finding("rate_of_sums", place, numbers=numbers)
    if claimed is None:
        return
    text = take_plain(claimed, "claimed_rate")
    printed = read_quantity(text, "claimed_rate").base
    digits = len(text.partition(".")[2].rstrip("%％‰ ")) + _SHIFTS.get(text.strip()[-1:], 0)
    places = Rounding(digits)  # compare the printed digits
    if rate is None or printed != places.round(rate):
        modes: tuple[Mode, ...] = ("down", "up")
        found = [
            f"rounding:{mode}"
            for mode in modes
            if rate is not None and Rounding(digits, mode).round(rate) == printed
        ]
        if mean_rate is not None and places.round(mean_rate) == printed:
            found.append("confused:mean_of_rates")
        readings = tuple(frozenset({code}) for code in found)
        yield Finding("rate_differs", place, claimed, percent(rate), readings)


_SHIFTS = {"%": 2, "％": 2, "‰": 3}  # places that a sign adds


def _same_everywhere(rubric: Rubric, members: tuple[Member, ...]) -> Iterator[Finding]:
    """Yield the criteria that give every project the same points."""
    cards = [member.card for member in members if member.card is not None]
    if len(cards) < 2:
        return
    for line in cards[0].lines:
        if line.points is not None and len({card[line.key].points for card in cards}) == 1:
            numbers = {"points": str(line.points), "projects": str(len(cards))}
            yield Finding("never_discriminates", line.key, numbers=numbers)
