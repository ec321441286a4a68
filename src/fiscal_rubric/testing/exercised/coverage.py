"""Report which case exercises each item of a rubric, and which items are unreachable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias, Union

from attrs import frozen

from fiscal_rubric.display import Displayed, Scalar, word
from fiscal_rubric.errors import FiscalRubricError, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.presentation.explain import with_names
from fiscal_rubric.presentation.html_tables import result_html
from fiscal_rubric.presentation.languages import language_of, listed, say
from fiscal_rubric.presentation.node_sentences import wording, wording_in_full
from fiscal_rubric.rubric.criteria import Part
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rubric.scoring import resolve
from fiscal_rubric.rubric.worked_cases import WorkedCase
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.testing.exercised import items as i
from fiscal_rubric.testing.exercised.decided import decided_by
from fiscal_rubric.testing.exercised.items import Item, Items, items_of
from fiscal_rubric.testing.exercised.unreachable import unreachable
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import take_instance, take_sequence

Status = Literal["exercised", "not exercised", "unreachable"]
Case: TypeAlias = Union[Evidence, WorkedCase]


@frozen
class Covered:
    """One item, and the cases that exercise it.

    Attributes:
        item: what is decided, and the outcome.
        status: "exercised", "not exercised", or "unreachable" where no evidence can exercise it.
        cases: the names of the cases that exercise it; of evidence, its number from 1.
    """

    item: Item
    status: Status
    cases: tuple[FixedText, ...]


@frozen(eq=False, repr=False)
class Coverage(Displayed):
    """Keep what some cases exercise of a rubric.

    Attributes:
        rubric: the rubric.
        cases: the names of the cases.
        refused: the names of those that scoring refuses; they exercise nothing.
        covered: all items, in printed order, those of sections after their lines.
    """

    rubric: Rubric
    cases: tuple[FixedText, ...]
    refused: tuple[FixedText, ...]
    covered: tuple[Covered, ...]

    def __iter__(self) -> Iterator[Covered]:
        return iter(self.covered)

    def __len__(self) -> int:
        return len(self.covered)

    def having(self, status: Status) -> tuple[Item, ...]:
        """Return the items with a status: "exercised", "not exercised" or "unreachable"."""
        return tuple(one.item for one in self.covered if one.status == status)

    def __repr__(self) -> str:
        return f"<Coverage: {self._summary('en')}>"

    def rows(self, headings: str | None = None) -> list[dict[str, Scalar]]:
        """Return a row for each item.

        Args:
            headings: "zh" or "en" for headings and words in that language; if None, stable English
                keys, statuses as codes, and items in Chinese.
        """
        language = language_of(headings or "zh")
        found: list[dict[str, Scalar]] = [
            {
                "key": one.item.key,
                "item": _item_text(one.item, part, language),
                "status": one.status,
                "cases": "; ".join(text_in(name, language) for name in one.cases),
            }
            for part, own in self._by_part()
            for one in own
        ]
        return self.headed(found, headings)

    def explain(self, language: str = "en") -> str:
        """Show each criterion with its standard, and below it what is not exercised.

        Args:
            language: "zh" or "en".
        """
        spoken = language_of(language)
        lines = self._notes(spoken)
        for part, own in self._by_part():
            counts = {"exercised": sum(one.status == "exercised" for one in own), "count": len(own)}
            shown = {"name": text_in(part.name, spoken), "standard": _standard_text(part, spoken)}
            lines.append(say("cover.part", spoken, **shown, **counts))
            for one in own:
                if one.status != "exercised":
                    item = _item_text(one.item, part, spoken)
                    status = say(f"status.{one.status}", spoken)
                    lines.append("  " + say("cover.status", spoken, item=item, status=status))
        return "\n".join(lines)

    def to_html(self, language: str = "en") -> str:
        """Return all items as one plain table in HTML.

        Args:
            language: "zh" or "en".
        """
        spoken = language_of(language)
        title = say("title.Coverage", spoken)
        return result_html(title, self.rows(spoken), self._notes(spoken), spoken)

    def _by_part(self) -> Iterator[tuple[Part, list[Covered]]]:
        """Yield each part that has items, with them."""
        for index, part in enumerate(items_of(self.rubric).parts):
            own = [one for one in self.covered if one.item.part == index]
            if own:
                yield part, own

    def _summary(self, language: str) -> str:
        return say(
            "cover.summary",
            language,
            exercised=len(self.having("exercised")),
            count=len(self.covered),
            left=len(self.having("not exercised")),
            unreachable=len(self.having("unreachable")),
            cases=len(self.cases),
        )

    def _notes(self, language: str) -> list[str]:
        names = [text_in(name, language) for name in self.refused]
        refused = [say("cover.refused", language, cases=listed(names, language))] if names else []
        return [self._summary(language), *refused]


def coverage(rubric: Rubric, cases: Sequence[Case]) -> Coverage:
    """Return what some cases exercise of a rubric.

    The items are each answer and label, both sides of each condition, each end of a clip, a
    divisor that is zero, each override, cap and grade, the ties of roundings, and the full marks of
    each criterion. A condition in a branch that is not taken does not count; inside a fold it
    counts for each indicator or project. An item is proved unreachable if its range with nothing
    known excludes it.

    Left out are roundings that cannot meet a tie, and ends of a clip inside a phrase such as
    `interpolate` that never act.

    Args:
        rubric: the rubric.
        cases: evidence, which is read under the basis of the rubric, or worked cases.

    Example:
        >>> from fiscal_rubric import Criterion, pick
        >>> rubric = Rubric("r", [Criterion("c", 6, pick("satisfied", {"good": 6, "poor": 0}))])
        >>> print(coverage(rubric, [Evidence(answers={"satisfied": "good"})]).explain())
        exercised: 2 of 3 items; not exercised: 1; proved unreachable: 0; cases: 1
        c (2 of 3): satisfied (“good” gives 6, “poor” gives 0)
          satisfied: poor: not exercised
    """
    take_instance(rubric, "rubric", Rubric)
    given = tuple(_case(case) for case in take_sequence(cases, "cases"))
    items = items_of(rubric)
    closed = unreachable(rubric, items)
    names: list[FixedText] = []
    refused: list[FixedText] = []
    found: dict[Item, list[FixedText]] = {}
    for number, case in enumerate(given, 1):
        names.append(case.name if isinstance(case, WorkedCase) else str(number))
        exercised = _exercised(rubric, items, case)
        if not exercised:
            refused.append(names[-1])
        for item in exercised:
            found.setdefault(item, []).append(names[-1])
    covered = [
        Covered(item, _status(item, found, closed), tuple(found.get(item, ())))
        for item in items
        if not (item.is_guard and item in closed)
    ]
    return Coverage(rubric, tuple(names), tuple(refused), tuple(covered))


def _case(value: object) -> Case:
    if not isinstance(value, Evidence | WorkedCase):
        refuse("wrong_type", "cases", value, "Evidence", "WorkedCase")
    return value


def _exercised(rubric: Rubric, items: Items, case: Case) -> set[Item]:
    """Return the items that a case exercises; none where scoring refuses it."""
    evidence = case.evidence if isinstance(case, WorkedCase) else case
    own = case.basis if isinstance(case, WorkedCase) else None
    basis = own or rubric.basis
    try:
        rubric.score(evidence, basis)
    except FiscalRubricError:
        return set()
    lines = resolve(rubric.layout, Facts(evidence, basis))
    return {
        item
        for index, line in enumerate(lines)
        for decided in decided_by(items, index, line)
        for item in decided.items
    }


def _status(item: Item, found: Mapping[Item, object], closed: frozenset[Item]) -> Status:
    if item in found:
        return "exercised"
    return "unreachable" if item in closed else "not exercised"


def _item_text(item: Item, part: Part, language: str) -> str:
    """Return an item of a part in words."""
    asked = say("cover.points", language)
    if item.node is not None:
        asked = _asked(item.node, part, language)
    match item.kind:
        case "answer" if isinstance(item.node, n.Pick):
            return say("cover.answer", language, asked=asked, answer=item.outcome)
        case "answer" | "condition":
            answer = word(item.outcome, language)
            return say("cover.answer", language, asked=asked, answer=answer)
        case "clip":
            assert isinstance(item.node, n.Clip), "it is an item of a clip"
            end = item.node.lower if item.outcome == i.LOWER else item.node.upper
            shown = "" if end is None else number_text(end)
            return say(f"cover.{item.outcome}", language, item=asked, end=shown)
        case "divisor" | "rounding":
            return say(f"cover.{item.outcome}", language, item=asked)
        case "override" | "cap" | "grade":
            grade = item.outcome or "—"
            return say(f"cover.{item.kind}", language, grade=grade, condition=asked)
        case _:
            return say("cover.full", language, full=number_text(part.full))


def _asked(node: n.Node, part: Part, language: str) -> str:
    """Return what a node decides in words: a question, a condition, or the number it looks at."""
    match node:
        case n.Pick(key=key, text=text):
            return text_in(text, language) or key
        case n.Clip(item=item) | n.Rounded(item=item) | n.Quotient(divisor=item):
            return wording(with_names(item, part, language), language)
        case _:
            return wording(with_names(node, part, language), language)


def _standard_text(part: Part, language: str) -> str:
    """Return the standard of a part as printed, else its rule in words."""
    standard = text_in(part.standard, language)
    if not standard and part.rule is not None:
        standard = wording_in_full(with_names(part.rule, part, language), language)
    return standard or "—"
