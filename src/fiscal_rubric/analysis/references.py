"""Numbers of other evidence that a rubric compares with: the lowest price, the median, a rank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Literal, get_args

from attrs import evolve, field, frozen
from attrs.converters import optional

from fiscal_rubric.display import render
from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranks import (
    HIGHEST,
    LOWEST,
    MIDDLE,
    between_ranks,
    check_ranks,
    take_rank,
)
from fiscal_rubric.numbers.units import take_unit, unit_of
from fiscal_rubric.rubric.questions import asked_by, unanswered
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.dimensions import dimension
from fiscal_rubric.rules.evaluate import Scope, evaluate
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.refused_when_built import check_reads
from fiscal_rubric.rules.trace import faults, missing
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.basis import Basis
from fiscal_rubric.texts import FixedMapping
from fiscal_rubric.validation import take_bool, take_instance, take_key, take_mapping, take_option

How = Literal[
    "least", "most", "median", "average", "between ranks", "rank from least", "rank from most"
]
HOWS: tuple[How, ...] = get_args(How)
_RANKS = {
    "least": (LOWEST, LOWEST),
    "most": (HIGHEST, HIGHEST),
    "median": (MIDDLE, MIDDLE),
    "average": (LOWEST, HIGHEST),
}
SHOWN = 10  # names in a note


def _how(value: How) -> How:
    return take_option(value, "how", HOWS)


def _first(value: int) -> int:
    return take_rank(value, "first")


def _last(value: int) -> int:
    return take_rank(value, "last")


def _others(value: bool) -> bool:
    return take_bool(value, "others")


@frozen
class Reference:
    """Make one number of the evidence of all: the least, the median, a rank.

    Args:
        how: "least", "most", "median", "average", "between ranks" (the mean from rank `first` to
            rank `last`, as in `ordered_mean`), "rank from least" or "rank from most" (1 is the
            best; equal numbers share the better rank).
        of: the expression, which is evaluated for each evidence; where it does not apply, that
            evidence is left out.
        others: whether the evidence that gets the number is left out.
        first, last: the ranks, for "between ranks" only.
        unit: the unit of the question that reads the number; that of `of` if None and it is a
            question. It is needed where `of` computes with a unit, as with money.

    Raises:
        FiscalRubricError: an option that does not exist, ranks that are not in order, an
            expression that reads lines or no evidence, or a unit that is needed.
    """

    how: How = field(converter=_how)
    of: n.Node = field(converter=n.as_node)
    others: bool = field(default=False, kw_only=True, converter=_others)
    first: int = field(default=LOWEST, kw_only=True, converter=_first)
    last: int = field(default=HIGHEST, kw_only=True, converter=_last)
    unit: str | None = field(default=None, kw_only=True, converter=optional(take_unit))

    def __attrs_post_init__(self) -> None:
        check_ranks(self.first, self.last)
        if self.how != "between ranks" and (self.first, self.last) != (LOWEST, HIGHEST):
            refuse("option", "how", self.how, "between ranks")
        check_reads(self.of, "of", None)
        is_money = dimension(self.of, "of") == "money"
        units = {node.unit for node in every(self.of) if isinstance(node, n.Figure)} - {""}
        if self.unit is None and self._question() is None and (is_money or units):
            refuse("reference_unit", "of", str(self.of), f'"{min(units, default="元")}"')

    def _question(self) -> n.Figure | None:
        """Return the question, if that is all of the expression."""
        inner = self.of
        while isinstance(inner, n.Named):
            inner = inner.item
        return inner if isinstance(inner, n.Figure) else None

    @property
    def answer_unit(self) -> str:
        """The unit of the question that reads the number."""
        question = self._question()
        if self.unit is None and question is not None:
            return question.unit
        return self.unit or ""

    @property
    def ranks(self) -> tuple[int, int] | None:
        """The ranks of the numbers of which it is the mean; None for a rank."""
        if self.how == "between ranks":
            return self.first, self.last
        return _RANKS.get(self.how)

    def explain(self, language: str = "en") -> str:
        """Explain how the number is made.

        Args:
            language: "zh" or "en".
        """
        return render("explain", self, language)


def with_references(
    evidence: Mapping[str, Evidence],
    references: Mapping[str, Reference],
    basis: Basis | None = None,
) -> dict[str, Evidence]:
    """Give each evidence the numbers that its rubric compares it with, as ordinary answers.

    A rubric reads its own evidence only. So the lowest price of a tender is an answer of each bid;
    a note says which bids it comes from.

    Args:
        evidence: name -> evidence: all that are compared.
        references: key of the answer -> how it is made. The answer is a number in the unit of the
            reference.
        basis: how the evidence is read.

    Raises:
        FiscalRubricError: a number is not known or wrong, there is none to compare with, or an
            evidence already has another answer with this key.

    Example:
        >>> from fiscal_rubric import number
        >>> bids = {"甲": Evidence(answers={"price": 90}), "乙": Evidence(answers={"price": 100})}
        >>> given = with_references(bids, {"lowest": Reference("least", number("price"))})
        >>> given["乙"].answers["lowest"], given["乙"].notes["lowest"]["en"]
        (Fraction(90, 1), 'least of price: 甲, 乙')
    """
    all_of_them = {
        name: take_instance(own, name, Evidence)
        for name, own in take_mapping(evidence, "evidence").items()
    }
    read_by = Basis() if basis is None else take_instance(basis, "basis", Basis)
    found = dict(all_of_them)
    for key, given in take_mapping(references, "references").items():
        reference = take_instance(given, f"references.{key}", Reference)
        answer = take_key(key, "references")
        numbers = _numbers(reference, all_of_them, read_by)
        for name, own in found.items():
            is_left_out = reference.others and not _is_rank(reference)
            compared = {k: v for k, v in numbers.items() if k != name or not is_left_out}
            if name in numbers or not _is_rank(reference):
                found[name] = _given(own, name, answer, reference, compared, numbers.get(name))
    return found


def _is_rank(reference: Reference) -> bool:
    return reference.ranks is None


def _numbers(
    reference: Reference, evidence: Mapping[str, Evidence], basis: Basis
) -> dict[str, Fraction]:
    """Return the number of each evidence to which the expression applies.

    Raises:
        FiscalRubricError: a number is not known.
    """
    scale = 1 if _is_rank(reference) else unit_of(reference.answer_unit)[0]
    asked = asked_by([reference.of], "of").questions
    found: dict[str, Fraction] = {}
    for name, own in evidence.items():
        step = evaluate(reference.of, Scope(Facts(own, basis)))
        refused = [*faults(step), *missing(step)]
        if refused:
            raise FiscalRubricError(
                [
                    evolve(
                        unanswered(asked[f.place]) if f.code == "missing" else f,
                        place=f"{name}/{f.place or 'of'}",
                    )
                    for f in refused
                ]
            )
        if step.value.number is not None:
            found[name] = step.value.number / scale
    return found


def _given(
    own: Evidence,
    name: str,
    key: str,
    reference: Reference,
    compared: Mapping[str, Fraction],
    mine: Fraction | None,
) -> Evidence:
    if not compared:
        which = FixedMapping({each: reference.explain(each) for each in ("zh", "en")})
        refuse("nothing_to_compare", f"{name}/{key}", which)
    result = _result(reference, list(compared.values()), mine)
    before = own.answers.get(key)
    if before is not None and (type(before) is not Fraction or before != result):
        refuse("conflict", f"{name}/{key}", str(before), number_text(result))
    note = {language: _note(reference, compared, language) for language in ("zh", "en")}
    given = own.with_answers({key: result})
    return given if key in own.notes else given.with_notes({key: note})


def _result(reference: Reference, numbers: Sequence[Fraction], mine: Fraction | None) -> Fraction:
    if mine is not None and reference.how == "rank from least":
        return Fraction(1 + sum(number < mine for number in numbers))
    if mine is not None and reference.how == "rank from most":
        return Fraction(1 + sum(number > mine for number in numbers))
    assert reference.ranks is not None, "it is no rank"
    chosen = sorted(numbers)[between_ranks(*reference.ranks, len(numbers))]
    return sum(chosen, Fraction(0)) / len(chosen)


def _note(reference: Reference, compared: Mapping[str, Fraction], language: str) -> str:
    between, colon = ("、", "：") if language == "zh" else (", ", ": ")
    names = between.join(islice(compared, SHOWN))
    more = "" if len(compared) <= SHOWN else f"{between}… ({len(compared)})"
    return f"{reference.explain(language)}{colon}{names}{more}"
