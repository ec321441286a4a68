"""RFD: the Results-Framework Documents of Indian departments, 2009 to 2014, as a template.

What it is: each success indicator has a weight and five target values, worth 100, 90, 80, 70 and
60 %; the raw score lies on the straight lines between them, and is 0 below the last one. Weighted
raw scores add up to the composite score, which is rated.

Whom it serves: departments with graded targets, and anyone who needs targets with several steps.

Sources: the guidelines that were read end before their tables, and no evaluated document was
found. All of it is general knowledge (`UNCONFIRMED`): it is a template, not a standard.

What it does not cover: the departments' own indicators and targets; pass them to `rubric`. A
revised target in the evidence does not change a graded target: build the rubric again.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from attrs import field, frozen

from fiscal_rubric.errors import refuse
from fiscal_rubric.evidence.project import AmountLike
from fiscal_rubric.numbers.exact import Number, exact, number_text
from fiscal_rubric.numbers.spans import Quantity
from fiscal_rubric.numbers.units import scale_of
from fiscal_rubric.rubric.criteria import Criterion
from fiscal_rubric.rubric.grades import Check, Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.phrases import interpolate
from fiscal_rubric.rules.words import actual, equal, target
from fiscal_rubric.targets.reading import read_quantity
from fiscal_rubric.texts import FixedText
from fiscal_rubric.validation import Text, as_name, key_of, take_all, take_sequence

SHARES = ("1", "0.9", "0.8", "0.7", "0.6")
GRADES = Grades(
    [("excellent", 96), ("very good", 86), ("good", 76), ("fair", 66), ("poor", 0)],
)
UNCONFIRMED = (
    {
        "zh": "五级目标值、线性插值和评级分界：均未见于原始文件",
        "en": "the five target values, the straight lines and the bands: none was read in a source",
    },
)


def _weight(value: Number) -> Fraction:
    return exact(value, "weight")


def _targets(value: Sequence[AmountLike]) -> tuple[Quantity, ...]:
    found = tuple(_target(target) for target in take_sequence(value, "targets"))
    if len(found) != len(SHARES):
        refuse("number_of_terms", "targets", str(len(found)), str(len(SHARES)))
    adopted = [scale_of(target.unit, found[0].unit) for target in found]
    values = [target.value * scale for target, scale in zip(found, adopted, strict=True)]
    if values not in (sorted(set(values)), sorted(set(values), reverse=True)):
        refuse("knots", "targets", ", ".join(map(number_text, values)))
    return found


def _target(value: object) -> Quantity:
    if isinstance(value, Quantity):
        return value
    return read_quantity(value) if isinstance(value, str) else Quantity(exact(value, "targets"))


@frozen
class SuccessIndicator:
    """An indicator with graded targets.

    Args:
        name: as printed; also the key of the indicator in the evidence.
        weight: its share of 100.
        targets: the values worth 100, 90, 80, 70 and 60 %, rising or falling, with the unit of the
            evidence ("85%", "20万元"). A check of the line fails where the target of the evidence is
            not the first of them.
    """

    name: FixedText = field(converter=as_name)
    weight: Fraction = field(converter=_weight)
    targets: tuple[Quantity, ...] = field(converter=_targets)


def rubric(name: Text, indicators: Sequence[SuccessIndicator]) -> Rubric:
    """Build a department's rubric.

    Args:
        name: as printed.
        indicators: with weights that add up to 100, or the rubric has no grades.

    Example:
        >>> from fiscal_rubric import Evidence, Indicator, Project
        >>> schools = SuccessIndicator("schools built", 60, [100, 90, 80, 70, 60])
        >>> delay = SuccessIndicator("days of delay", 40, [0, 10, 20, 30, 40])
        >>> evidence = Evidence(Project("p", None, [
        ...     Indicator("schools built", "quantity", "100", "85"),
        ...     Indicator("days of delay", "timeliness", "0", "5"),
        ... ]))
        >>> card = rubric("department", [schools, delay]).score(evidence)
        >>> card.total, card.grade
        (Decimal('89.00'), 'very good')
    """
    lines = [_line(i) for i in take_all(indicators, "indicators", SuccessIndicator)]
    full = sum(line.full for line in lines)
    grades = GRADES if full == 100 else None
    return Rubric(name, lines, grades=grades, source="Results-Framework Document")


def _line(indicator: SuccessIndicator) -> Criterion:
    key = key_of(indicator.name, None)
    values = [target.base for target in indicator.targets]
    knots = list(zip(values, SHARES, strict=True))
    rises = values[0] > values[-1]
    share = (
        interpolate(actual(key), knots[::-1], before=0, after=1)
        if rises
        else interpolate(actual(key), knots, before=1, after=0)
    )
    rule = indicator.weight * share
    return Criterion(
        indicator.name,
        indicator.weight,
        rule,
        source="RFD, success indicator",
        checks=[
            Check(
                equal(target(key), values[0]),
                {"zh": "目标值与 100% 档不一致", "en": "its target is not the value worth 100 %"},
                "targets_differ",
            )
        ],
    )
