"""A lint report answers a part of the review of targets."""

import pytest

from fiscal_rubric import Budget, Evidence, FiscalRubricError, Indicator, Project, lint
from fiscal_rubric.catalog.cn_target_review import CODES, POINTS, RUBRIC, answers_from, rubric
from fiscal_rubric.rubric.findings import CODES as EVERY_CODE
from fiscal_rubric.texts import text_in

POOR = Evidence(Project("p", Budget("0元", "10万元", {"2022-12-31": "10万元"}), [
    Indicator("培训人次", "quantity", "≥500人次"),
    Indicator("满意度", "satisfaction", "≥290%"),
    Indicator("成效", "social", "提高"),
]))  # fmt: skip
GOOD = Evidence(Project("p", Budget("10万元"), [Indicator("培训人次", "quantity", "≥500人次")]))


def test_a_report_without_findings_leaves_two_questions_open() -> None:
    answered = answers_from(lint(GOOD))
    assert set(answered.answers.values()) == {"优"}
    bounds = RUBRIC.bounds(answered)
    assert (bounds.low, bounds.high, bounds.grades) == (75, 100, {"优", "良", "中"})
    rest = answered.with_answers(目标相关性="良", 条件充分性="优")
    card = RUBRIC.score(rest)
    assert (card.total, card.grade) == (97, "优")


def test_findings_lower_the_answers_and_are_noted() -> None:
    report = lint(POOR)
    answered = answers_from(report)
    assert answered.answers == {
        "规范完整性": "优", "明确清晰性": "良", "指标科学性": "优", "绩效合理性": "中",
        "资金匹配性": "良", "实现可能性": "优",
    }  # fmt: skip
    shown = {finding.code for finding in report}
    for key, codes in CODES.items():
        assert (key in answered.notes) == bool(codes & shown)
    assert "290%" in text_in(answered.notes["绩效合理性"], "zh")


def test_an_error_gives_the_worst_answer() -> None:
    clash = Evidence(Project("p", None, [Indicator("a", "quantity", "≥5家", "3次")]))
    assert answers_from(lint(clash)).answers["规范完整性"] == "差"


def test_the_codes_exist_and_answer_one_question_each() -> None:
    every = [code for codes in CODES.values() for code in codes]
    assert len(every) == len(set(every))
    assert set(every) <= set(EVERY_CODE)
    assert set(CODES) < set(POINTS)
    with pytest.raises(FiscalRubricError):
        answers_from(["no_target"])  # type: ignore[list-item]  # a wrong type is tried
    with pytest.raises(FiscalRubricError, match="add up to 110"):
        rubric({**POINTS, "规范完整性": 20})
