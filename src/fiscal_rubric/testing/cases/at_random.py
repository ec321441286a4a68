"""Evidence at random from a seed, which fits a rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from random import Random

from attrs import frozen

from fiscal_rubric.analysis.changes import places_read
from fiscal_rubric.evidence.evidence import Evidence, FixedAnswer
from fiscal_rubric.evidence.places import Amount, Answer, Place, Result
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.rubric.criteria import every_rule, parts_of
from fiscal_rubric.rubric.questions import Question
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.targets.targets import NumericActual
from fiscal_rubric.testing.cases.start import fitted, start_of
from fiscal_rubric.testing.cases.trials import changed
from fiscal_rubric.testing.cases.values import answers_to, values_at
from fiscal_rubric.validation import take_instance, take_whole

FEW = 5  # results and amounts that are changed at most
PARTS = 1000  # into which a range of numbers is divided
MOST_SEEDS = 2**63


@frozen(eq=False, repr=False)
class _Start:
    """The evidence to start from, and the values to choose from."""

    evidence: Evidence
    answers: Mapping[str, tuple[FixedAnswer, ...]]
    others: Mapping[Place, tuple[object, ...]]
    has_bands: bool


def evidence_at_random(rubric: Rubric, seed: int, like: Evidence | None = None) -> Evidence:
    """Return evidence that fits a rubric; the same for one seed.

    Every answer is drawn: a choice, an end, a number between the ends, or "not applicable" where
    that is an answer. Some results and payments are changed: around their targets and budgets,
    zero, claimed, not carried out. Scoring may still refuse it, for a divisor of zero.

    Args:
        rubric: the rubric.
        seed: 0 or more.
        like: evidence to start from, as of `edges`.

    Raises:
        FiscalRubricError: the evidence to start from cannot be scored.

    Example:
        >>> from fiscal_rubric import Criterion, judged
        >>> rubric = Rubric("r", [Criterion("benefit", 18, judged("benefit", 18))])
        >>> first = evidence_at_random(rubric, 7)
        >>> first == evidence_at_random(rubric, 7), 0 <= first.answers["benefit"] <= 18
        (True, True)
    """
    take_instance(rubric, "rubric", Rubric)
    dice = Random(take_whole(seed, "seed", 0, MOST_SEEDS))
    start = _start(rubric, like)
    answers = {key: dice.choice(choices) for key, choices in start.answers.items()}
    for question in rubric.questions():
        if not question.choices and dice.random() < 0.5:
            answers[question.key] = _between(question, dice)
    found = start.evidence.with_answers(answers)
    for place in dice.sample(list(start.others), min(dice.randint(0, FEW), len(start.others))):
        found = changed(found, place, dice.choice(start.others[place])) or found
    return fitted(rubric, found) if start.has_bands else found


@lru_cache(maxsize=16)
def _start(rubric: Rubric, like: Evidence | None) -> _Start:
    evidence = start_of(rubric, like)
    nodes = [node for rule in every_rule(rubric) for node in every(rule)]
    figures = {node for node in nodes if isinstance(node, n.Figure)}
    answers = {q.key: tuple(answers_to(rubric, q)) for q in rubric.questions()}
    others: dict[Place, tuple[object, ...]] = {}
    for part in (*parts_of(rubric), rubric):
        for place, node in places_read(evidence, part):
            if not isinstance(place, Answer) and not _is_target(place):
                values = others.get(place) or tuple(_values(rubric, evidence, place))
                if isinstance(node, n.IndicatorNumber) and node.fact in ("actual", "days_late"):
                    values = tuple(v for v in values if isinstance(v, NumericActual)) or values
                others[place] = values or (evidence.at(place),)
    return _Start(evidence, answers, others, len(figures) > len({node.key for node in figures}))


def _is_target(place: Place) -> bool:
    return isinstance(place, Result) and place.column == "target"


def _values(rubric: Rubric, evidence: Evidence, place: Place) -> Iterator[object]:
    """Yield the values of a result or an amount, and tenths of the greatest amount."""
    known = tuple(values_at(rubric, evidence, place))
    yield from known
    if isinstance(place, Amount):
        amounts = [amount for amount in known if isinstance(amount, Quantity)]
        greatest = max(amounts, key=lambda amount: amount.base, default=None)
        if greatest is not None:
            yield from (Quantity(greatest.value * k / 10, greatest.unit) for k in range(10))


def _between(question: Question, dice: Random) -> Fraction:
    """Return a number between the ends of a question, in thousandths of their distance."""
    lower = question.lower
    if lower is None:
        lower = (Fraction(1000) if question.upper is None else question.upper) - 2000
    upper = lower + 2000 if question.upper is None else question.upper
    return lower + dice.randrange(PARTS) * (upper - lower) / PARTS
