"""The questions that rules ask a person, and all facts that they read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Literal, TypeAlias, Union, assert_never

from attrs import evolve, frozen

from fiscal_rubric.errors import Fault, fault, near, refuse
from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.answers import answer_text, band_text
from fiscal_rubric.rules.nodes import IndicatorFactName
from fiscal_rubric.rules.traits import asking
from fiscal_rubric.rules.traversal import in_folds
from fiscal_rubric.targets.targets import NOT_APPLICABLE, Kind
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import IndicatorKey

QuestionKind = Literal["yes", "pick", "judged", "number"]


@frozen
class Question:
    """A question to a person.

    Attributes:
        key: the key of the answer.
        kind: "yes", "pick", "judged" (points a person gives) or "number".
        text: the question as printed; "" if the rubric has none.
        choices: all possible answers, for "yes" and "pick"; () for a number.
        lower: the least number accepted, in the unit; None for no limit.
        upper: the greatest number accepted.
        upper_open: whether `upper` itself is excluded.
        unit: the unit of the number.
        may_not_apply: whether `NOT_APPLICABLE` is accepted.
        used_in: the keys of the criteria, sections or rubric that ask it.
    """

    key: str
    kind: QuestionKind
    text: FixedText = ""
    choices: tuple[FixedAnswer, ...] = ()
    lower: Fraction | None = None
    upper: Fraction | None = None
    upper_open: bool = False
    unit: str = ""
    may_not_apply: bool = False
    used_in: tuple[str, ...] = ()


@frozen
class BudgetFact:
    """An amount of the budgets that a rule reads.

    Attributes:
        figure: "planned", "initial", "adjusted" or "paid".
        by: the day up to which payments count, or None.
        each: whether it is read for each project on its own, not for all together.
        used_in: the keys of the parts that read it.
    """

    figure: Literal["planned", "initial", "adjusted", "paid"]
    by: date | None = None
    each: bool = False
    used_in: tuple[str, ...] = ()


@frozen
class IndicatorFact:
    """A fact of one indicator, or of each of a selection.

    Attributes:
        fact: "met", "attained", "completion_rate", "progress", "actual", "target", "baseline",
            "weight", "days_late" or "has_reason".
        key: the indicator, or None for each of a selection.
        kind: the selection's kind, or None for all.
        level1: the selection's first heading, or None for all; level2 likewise.
        used_in: the keys of the parts that read it.
    """

    fact: IndicatorFactName
    key: IndicatorKey | None = None
    kind: Kind | None = None
    level1: str | None = None
    level2: str | None = None
    used_in: tuple[str, ...] = ()


AskedFact: TypeAlias = Union[Question, BudgetFact, IndicatorFact]


@frozen(eq=False, repr=False)
class Asked:
    """The questions of some rules by key, the labels they compare, and the facts they read."""

    questions: Mapping[str, Question]
    labels: tuple[tuple[str, str, str], ...]  # (place, key, label) of each picked()
    facts: Mapping[AskedFact, tuple[str, ...]]  # each with the keys of the parts that read it


def asked_by(rules: Iterable[n.Node], place: str) -> Asked:
    """Collect what the rules of one criterion or section ask.

    Raises:
        FiscalRubricError: one key is asked in two ways.
    """
    questions: dict[str, Question] = {}
    labels: list[tuple[str, str, str]] = []
    facts: dict[AskedFact, tuple[str, ...]] = {}
    for rule in rules:
        for node, fold, of_project in in_folds(rule):
            asked = asking(node)
            match asked:
                case None:
                    pass
                case n.Picked(key=key, label=label, among=()):
                    labels.append((place, key, label))
                case n.Yes() | n.Pick() | n.Picked() | n.Figure():
                    question = _question(asked, place)
                    questions[asked.key] = _merged(questions.get(asked.key), question, place)
                    facts[question] = (place,)
                case n.Money(figure=figure, by=by):
                    facts[BudgetFact(figure, by, each=of_project)] = (place,)
                case (
                    n.IndicatorNumber(fact=fact, key=key) | n.IndicatorCondition(fact=fact, key=key)
                ):
                    over = fold if key is None else None
                    picked = IndicatorFact(fact, key)
                    if over is not None:
                        picked = IndicatorFact(fact, key, over.kind, over.level1, over.level2)
                    facts[picked] = (place,)
                case _:
                    assert_never(asked)
    return Asked(questions, tuple(labels), facts)


def together(parts: Iterable[Asked], place: str) -> Asked:
    """Merge what several parts ask, in their order.

    Raises:
        FiscalRubricError: two of them ask one key in two ways.
    """
    questions: dict[str, Question] = {}
    labels: list[tuple[str, str, str]] = []
    facts: dict[AskedFact, tuple[str, ...]] = {}
    for part in parts:
        for key, question in part.questions.items():
            questions[key] = _merged(questions.get(key), question, place)
        labels.extend(part.labels)
        for fact, used_in in part.facts.items():
            facts[fact] = tuple(dict.fromkeys((*facts.get(fact, ()), *used_in)))
    return Asked(questions, tuple(labels), facts)


def check_labels(asked: Asked) -> None:
    """Refuse a picked() whose label no pick() of that key offers."""
    for place, key, label in asked.labels:
        question = asked.questions.get(key)
        if question is None or question.kind != "pick":
            picks = [q.key for q in asked.questions.values() if q.kind == "pick"]
            refuse("unknown_label", place, f"{key}: {label}", *near(key, picks))
        if label not in question.choices:
            offered = [str(choice) for choice in question.choices]
            refuse("unknown_label", place, f"{key}: {label}", *near(label, offered))


def unanswered(question: Question) -> Fault:
    """Return the fault of an unanswered question, with its text and its possible answers."""
    if question.choices:
        texts = tuple(c if isinstance(c, str) else answer_text(c) for c in question.choices)
    else:
        texts = (
            band_text(question.lower, question.upper, question.unit, is_open=question.upper_open),
        )
    return fault("missing", question.key, question.text or question.key, *texts)


def _question(node: n.Yes | n.Pick | n.Picked | n.Figure, place: str) -> Question:
    match node:
        case n.Yes(key=key, text=text, may_not_apply=may_not_apply):
            choices: tuple[FixedAnswer, ...] = (True, False)
            if may_not_apply:
                choices = (*choices, NOT_APPLICABLE)
            return Question(
                key, "yes", text, choices, may_not_apply=may_not_apply, used_in=(place,)
            )
        case n.Pick(key=key, options=options, text=text):
            labels = tuple(label for label, _ in options)
            return Question(key, "pick", text, labels, used_in=(place,))
        case n.Picked(key=key, among=among, text=text):
            return Question(key, "pick", text, among, used_in=(place,))
        case n.Figure():
            return Question(
                node.key,
                "judged" if node.judged else "number",
                node.text,
                (),
                node.lower,
                node.upper,
                node.upper_open,
                node.unit,
                node.may_not_apply,
                (place,),
            )
        case _:
            assert_never(node)


def _merged(first: Question | None, second: Question, place: str) -> Question:
    if first is None:
        return second
    for name in ("kind", "unit", "may_not_apply"):
        if getattr(first, name) != getattr(second, name):
            refuse("question_differs", place, first.key, name)
    if set(first.choices) != set(second.choices):
        refuse("question_differs", place, first.key, "choices")
    if first.text and second.text and first.text != second.text:
        refuse("question_differs", place, first.key, "text")
    lowers, uppers = (first.lower, second.lower), (first.upper, second.upper)
    upper = None if None in uppers else max(end for end in uppers if end is not None)
    return evolve(
        first,
        text=first.text or second.text,
        lower=None if None in lowers else min(end for end in lowers if end is not None),
        upper=upper,
        upper_open=all(q.upper_open for q in (first, second) if q.upper == upper),
        used_in=tuple(dict.fromkeys((*first.used_in, *second.used_in))),
    )


def is_inside(question: Question, number: Fraction) -> bool:
    """Return whether a question accepts this number, in its unit."""
    lower, upper = question.lower, question.upper
    if (lower is not None and number < lower) or (upper is not None and number > upper):
        return False
    return not (question.upper_open and number == upper)
