"""The review of performance targets in China (绩效目标审核), with answers from a lint report.

What it is: eight questions on completeness, relevance, adequacy and feasibility of the targets of a
project, each answered 优, 良, 中 or 差. The total has a grade, and the grade decides what follows.

Whom it serves: bureaus that review targets before a budget is made, and suppliers of their systems.
`answers_from` answers what a lint report of the evidence can answer; the rest stays open.

Sources: the rules of 2015 on targets of central departments (财预〔2015〕88号): the four parts, the
four answers, and what follows from each, as public texts print them.

What it does not cover: the review of the targets of a whole department. `UNCONFIRMED` lists the
points, which are our own where no source is at hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from fiscal_rubric.catalog import take_shares
from fiscal_rubric.catalog.cn_grades import GRADES
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import Number
from fiscal_rubric.rubric.criteria import Criterion, Section
from fiscal_rubric.rubric.findings import Finding, Report
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.words import pick
from fiscal_rubric.validation import Text, take_all

SHARES: Mapping[str, Fraction] = {
    "优": Fraction(1),
    "良": Fraction(4, 5),
    "中": Fraction(3, 5),
    "差": Fraction(0),
}
PARTS: Mapping[str, tuple[Text, Mapping[str, Mapping[str, str]]]] = {
    "完整性": ({"zh": "完整性审核", "en": "completeness"}, {
        "规范完整性": {"zh": "填报规范、内容完整", "en": "the form is complete and correct"},
        "明确清晰性": {"zh": "目标明确、清晰", "en": "the targets are clear"},
    }),
    "相关性": ({"zh": "相关性审核", "en": "relevance"}, {
        "目标相关性": {"zh": "目标与职责、规划相关", "en": "the goal follows from the task"},
        "指标科学性": {"zh": "指标科学合理", "en": "the indicators are well chosen"},
    }),
    "适当性": ({"zh": "适当性审核", "en": "adequacy"}, {
        "绩效合理性": {"zh": "预期绩效合理", "en": "the expected results are reasonable"},
        "资金匹配性": {"zh": "目标与资金匹配", "en": "the targets match the money"},
    }),
    "可行性": ({"zh": "可行性审核", "en": "feasibility"}, {
        "实现可能性": {"zh": "目标可以实现", "en": "the targets can be reached"},
        "条件充分性": {"zh": "条件充分", "en": "the means are there"},
    }),
}  # fmt: skip
POINTS: Mapping[str, int] = {
    "规范完整性": 10, "明确清晰性": 10, "目标相关性": 15, "指标科学性": 15,
    "绩效合理性": 15, "资金匹配性": 15, "实现可能性": 10, "条件充分性": 10,
}  # fmt: skip
# The codes of a lint report that answer a question; no code answers the others.
CODES: Mapping[str, frozenset[str]] = {
    "规范完整性": frozenset((
        "no_target", "placeholder", "weights_sum", "name_repeated", "unit_clash",
        "share_or_number", "number_or_day",
    )),
    "明确清晰性": frozenset((
        "target_in_words", "several_targets", "limit_or_duration", "unit_on_one_side",
        "rate_without_percent", "yes_or_no_in_percent", "percent_for_pieces",
    )),
    "指标科学性": frozenset((
        "spending_as_indicator", "cost_copied", "satisfaction_without_survey",
        "weight_concentrated", "floor_on_ceiling", "ceiling_on_floor",
    )),
    "绩效合理性": frozenset((
        "target_cannot_be_missed", "target_of_zero", "target_copied", "target_not_raised",
        "share_above_whole",
    )),
    "资金匹配性": frozenset(("ceiling_is_old_budget", "budget_from_zero")),
    "实现可能性": frozenset(("deadline_outside_period",)),
}  # fmt: skip
UNCONFIRMED: tuple[Text, ...] = (
    {
        "zh": "各项分值，以及优、良、中、差各得分值的 100%、80%、60%、0：为本库所设",
        "en": "the points of each question, and 100, 80, 60 and 0 % of them for the four answers: "
        "our own",
    },
    {
        "zh": "以 90、80、60 分评定等级",
        "en": "the grades begin at 90, 80 and 60 points",
    },
    {
        "zh": "审核发现与等级的对应：无发现为优，仅提示为良，有警告为中，有错误为差",
        "en": "how findings become answers: none 优, notes 良, a warning 中, an error 差",
    },
)


def rubric(points: Mapping[str, Number] = POINTS) -> Rubric:
    """Build the review with points for each question that add up to 100.

    Raises:
        FiscalRubricError: a question is not known, or the points do not add up to 100.
    """
    shares = take_shares(points, POINTS, 100)
    return Rubric(
        {"zh": "绩效目标审核", "en": "review of performance targets"},
        [
            Section(
                name,
                [
                    Criterion(
                        {"zh": key, "en": text["en"]},
                        shares[key],
                        pick(key, {label: shares[key] * part for label, part in SHARES.items()}, text),
                        key=key,
                        source="财预〔2015〕88号",
                    )
                    for key, text in questions.items()
                    if key in shares
                ],
                key=part,
            )
            for part, (name, questions) in PARTS.items()
        ],
        key="绩效目标审核",
        grades=GRADES,
        standard={
            "zh": "优：进入下一步；良：协商完善后进入下一步；中：修改后重新报送；差：不得进入下一步",
            "en": "优: goes on; 良: is improved and goes on; 中: is revised and reviewed again; 差: "
            "does not go on",
        },
        source="财预〔2015〕88号",
    )


RUBRIC = rubric()


def answers_from(findings: Report | Sequence[Finding]) -> Evidence:
    """Answer the questions that a lint report can answer, with the findings as notes.

    Args:
        findings: such as `lint(evidence)`.

    Returns:
        Evidence that answers 优 without a finding, 良 with notes only, 中 with a warning, and 差 with
        an error.
        Questions that no finding answers are open; add them with `with_answers`.

    Example:
        >>> from fiscal_rubric import Evidence, Indicator, Project, lint
        >>> targets = Evidence(Project("p", None, [Indicator("完成率", "quality", "提高")]))
        >>> answered = answers_from(lint(targets))
        >>> answered.answers["明确清晰性"], sorted(POINTS.keys() - answered.answers.keys())
        ('良', ['条件充分性', '目标相关性'])
    """
    listed = findings.findings if isinstance(findings, Report) else findings
    given = take_all(listed, "findings", Finding)
    answers: dict[str, str] = {}
    notes: dict[str, Text] = {}
    for key, codes in CODES.items():
        found = [finding for finding in given if finding.code in codes]
        worst = {finding.severity for finding in found}
        answers[key] = (
            "差" if "error" in worst else "中" if "warning" in worst else "良" if found else "优"
        )
        if found:
            notes[key] = {
                "zh": "；".join(finding.explain("zh") for finding in found),
                "en": "; ".join(finding.explain("en") for finding in found),
            }
    return Evidence(answers=answers, notes=notes)
