"""PART: the Program Assessment Rating Tool of the US Office of Management and Budget, 2002-2008.

What it is: four section scores of 0 to 100, weighted 20, 10, 20 and 50, make a total that is
rounded to a whole number before it is rated. A program without agreed measures or without baseline
data is rated "Results Not Demonstrated" for any total.

Whom it serves: readers of the published assessments, and anyone who wants a short example of
sections, an override and a rounding that decides a grade.

Sources: the program pages of ExpectMore.gov and the list of 5 February 2007 for the weights, the
override and the rounding, confirmed by 14 published ratings, one of which the rounding decides.
The bands agree with all of them but were not read in a source (`UNCONFIRMED`).

What it does not cover: the wording of the 25 or so questions, which differs by type of program.
`questionnaire` builds the tool from its questions: they have equal weights, those that do not apply
are left out, and the extents of section 4 count two thirds and one third. Publications round a half
up or to the even number: see `mode`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.numbers.rounding import Mode, Rounding
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.grades import Grades
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.words import average, number, pick, points, yes
from fiscal_rubric.validation import Text, take_whole

SCALE = Grades(
    [("Effective", 85), ("Moderately Effective", 70), ("Adequate", 50), ("Ineffective", 0)],
    overrides=[
        (
            ~yes(
                "measures_and_baseline",
                {"zh": "有商定的绩效指标和基线数据", "en": "measures are agreed and baselines known"},
            ),
            "Results Not Demonstrated",
        )
    ],
)
UNCONFIRMED = (
    {
        "zh": "评级分界 85、70、50：与全部已公布评级一致，但未见于原始文件",
        "en": "the bands 85, 70 and 50: they agree with all published ratings, but were not read "
        "in a source",
    },
    {
        "zh": "不适用的问题不计入、各题等权（questionnaire）",
        "en": "questions that do not apply are left out, and all have one weight (questionnaire)",
    },
)
_NAMES: dict[str, Text] = {
    "purpose_design": {"zh": "项目目的与设计", "en": "Program purpose and design"},
    "strategic_planning": {"zh": "战略规划", "en": "Strategic planning"},
    "management": {"zh": "项目管理", "en": "Program management"},
    "results": {"zh": "项目结果与问责", "en": "Program results and accountability"},
}
_TOTAL = (
    0.2 * points("purpose_design")
    + 0.1 * points("strategic_planning")
    + 0.2 * points("management")
    + 0.5 * points("results")
)
_EXTENT: Mapping[str, Number] = {"yes": 1, "large extent": "2/3", "small extent": "1/3", "no": 0}
_SOURCE = "PART, OMB 2002-2008"


def _tool(parts: list[Criterion] | list[Section], mode: Mode) -> Rubric:
    return Rubric(
        {"zh": "美国项目评级工具（PART）", "en": "Program Assessment Rating Tool"},
        parts,
        key="PART",
        full=100,
        rule=_TOTAL,
        rounding=Rounding(0, mode),
        grades=SCALE,
        source=_SOURCE,
    )


def questionnaire(
    purpose_design: int = 5,
    strategic_planning: int = 8,
    management: int = 7,
    results: int = 5,
    *,
    mode: Mode = "half up",
) -> Rubric:
    """Build the tool from its questions, `yes("1.1")` to `pick("4.5")`.

    Args:
        purpose_design, strategic_planning, management: the numbers of questions.
        results: the number of questions of section 4; it divides 100.
        mode: how a half is rounded, in the questions of section 4, the sections and the total.

    Example:
        >>> from fiscal_rubric import Evidence
        >>> tool = questionnaire()
        >>> answers = {q.key: True if q.kind == "yes" else "small extent" for q in tool.questions()}
        >>> card = tool.score(Evidence(answers=answers))
        >>> card["results"].points, card.total, card.grade
        (Decimal('35'), Decimal('68'), 'Adequate')
    """
    given = (purpose_design, strategic_planning, management, results)
    counts = [take_whole(count, key, 1, 100) for key, count in zip(_NAMES, given, strict=True)]
    sections: list[Section] = []
    for number_, (key, count) in enumerate(zip(_NAMES, counts, strict=True), 1):
        keys = [f"{number_}.{question}" for question in range(1, count + 1)]
        if key == "results":  # each question is rounded, then they are added up
            share, rounding = Fraction(100, count), Rounding(0, mode)
            lines = [
                Criterion(k, share, share * pick(k, _EXTENT), rounding=rounding, source=_item(k))
                for k in keys
            ]
            sections.append(Section(_NAMES[key], lines, key=key))
        else:
            lines = [_answered(k) for k in keys]
            mean = 100 * average(*map(points, keys))
            sections.append(
                Section(_NAMES[key], lines, key=key, full=100, rule=mean, rounding=Rounding(0, mode))
            )
    return _tool(sections, mode)


def _answered(key: str) -> Criterion:
    rule = yes(key, may_not_apply=True)
    return Criterion(key, 1, rule, if_not_applicable="drop", source=_item(key))


def _item(key: str) -> str:
    return f"{_SOURCE}, question {key}"


RUBRIC = _tool(
    [Criterion(name, 100, number(key, 0, 100, text=name), key=key, rounding=Rounding(0),
               source=f"{_SOURCE}, section {section}")
     for section, (key, name) in enumerate(_NAMES.items(), 1)],
    "half up",
)  # fmt: skip
