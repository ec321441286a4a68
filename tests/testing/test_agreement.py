"""A function of one's own is compared with the rubric: each planted mistake is found."""

import inspect
import sys
import time
from fractions import Fraction
from typing import Any

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    Section,
    actual,
    attained,
    completion,
    misses,
    number,
    pick,
    planned,
    when,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.evidence.places import Amount, Answer, Result
from fiscal_rubric.testing import agrees

MATCH = {"完全匹配": 3, "偏离不大，有合理理由": 2, "严重滞后，无合理理由": 0}
EFFECT = {
    "未发现问题": 2,
    "及时改进，达到预期": Fraction("1.5"),
    "及时改进，未达预期": Fraction("0.5"),
}
SATISFIED = {"优": 6, "良": 4, "中": 2, "差": 0}
GRADES = (("优", 90), ("良", 80), ("中", 60), ("差", 0))


def table_5(evidence: Evidence) -> dict[str, Any]:
    a: dict[str, Any] = dict(evidence.answers)
    every = [i for project in evidence.projects for i in project.indicators]

    def missed(*kinds: str) -> int:
        asked = [i for i in every if not kinds or i.kind in kinds]
        return sum(completion(i.target, i.actual, Basis()).status == "missed" for i in asked)

    def rounded(exact: Fraction) -> Fraction:
        return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)

    half = Fraction(1, 2)
    budgets: list[Any] = [project.budget for project in evidence.projects]
    planned = sum(budget.adjusted.base for budget in budgets)
    paid = sum(budget.paid().base for budget in budgets)
    saved = (planned - paid) / planned if planned else Fraction(0)
    goal = 2 + 2 * a["goal_detailed"] + 2 * a["goal_measurable"]
    lawful = 2 * a["funds_lawful"] + a["funds_approved"] + a["funds_as_agreed"]
    points = {
        "依据明确": 2 * a["basis_procedure"] + 2 * a["basis_budget"] + (a["ex_ante"] is not False),
        "目标明确": goal if a["has_goal"] else 0,
        "制度保障": 2 * a["systems_complete"] + a["systems_quality"] + 2 * a["performance_system"],
        "人财物保障": a["people"] + a["assets"] + a["funds"],
        "实施方案保障": a["plan_goal"]
        + a["plan_content"]
        + a["plan_duties"]
        + a["plan_procedure"]
        + a["plan_time"],
        "项目执行进度匹配性": MATCH[a["schedule"]],
        "资金支付进度匹配性": MATCH[a["payment"]],
        "项目实施内容匹配性": max(3 - missed(), 0),
        "监控措施": a["monitored"] + a["data_collected"],
        "监控效果": EFFECT.get(a["monitoring_effect"], 0),
        "业务管理规范性": 2 * a["systems_executed"]
        + half * a["files_complete"]
        + half * a["files_timely"],
        "资金管理规范性": 0 if a["misused"] else lawful,
        "成本控制情况": rounded(3 * (paid <= planned) + 3 * max(saved, Fraction(0))),
        "项目数量完成情况": max(6 - missed("quantity"), 0),
        "项目质量达标情况": max(6 - missed("quality"), 0) + 6 * (not a["accident"]),
        "社会效益、生态效益、经济效益": rounded(a["benefit"]),
        "服务对象满意度": SATISFIED[a["satisfaction"]] + 2 * a["surveyed"],
        "绩效跟踪评价": 3 * half * (a["self_evaluated"] + a["quality_ok"])
        + a["published"]
        + a["rectified"],
    }
    total = sum(points.values())
    grade = next(label for label, least in GRADES if total >= least)
    return {**points, "total": total, "grade": grade}


SOURCE = inspect.getsource(table_5)
# What is replaced in the function, and by what.
MISTAKES = {
    "below for at most": ("paid <= planned)", "paid < planned)"),
    "a float": ("rounded(3 * (paid <= planned) + 3 * max(saved, Fraction(0)))",
                "float(3 * (paid <= planned) + 3 * max(saved, Fraction(0)))"),
    "half to even": ("(exact * 100 + Fraction(1, 2)).__floor__()", "round(exact * 100)"),
    "cut off": ("(exact * 100 + Fraction(1, 2)).__floor__()", "(exact * 100).__floor__()"),
    "a forgotten excuse": ('a["ex_ante"] is not False', 'a["ex_ante"] is True'),
    "the initial budget": ("budget.adjusted.base", "budget.initial.base"),
    "one miss is free": ("6 - missed(\"quantity\")", "7 - max(missed(\"quantity\"), 1)"),
    "above for at least": ("total >= least", "total > least"),
    "no lower end": ("max(6 - missed(\"quality\"), 0)", "(6 - missed(\"quality\"))"),
    "an end too early": ("max(3 - missed(), 0)", "max(3 - missed(), 1)"),
    "another kind": ("missed(\"quantity\")", "missed(\"quality\", \"quantity\")"),
    "another weight": ("2 * a[\"basis_budget\"]", "1 * a[\"basis_budget\"]"),
    "two labels as one": ("EFFECT.get(a[\"monitoring_effect\"], 0)",
                          "EFFECT.get(a[\"monitoring_effect\"], half)"),
    "a divisor of zero": (" if planned else Fraction(0)", ""),
    "a gate left out": ("goal if a[\"has_goal\"] else 0", "goal"),
    "an exclusion left out": ("0 if a[\"misused\"] else lawful", "lawful"),
    "revised targets": ("completion(i.target, i.actual, Basis())",
                        "completion(i.revised or i.target, i.actual, Basis())"),
    "excused misses": ("i.actual, Basis())", "i.actual, Basis(excused=\"not_missed\"))"),
    "claims count as missed": ('status == "missed"', 'status not in ("met", "not applicable")'),
    "a negative saving": ("max(saved, Fraction(0))", "saved"),
    "an answer turned round": ("(not a[\"accident\"])", "a[\"accident\"]"),
    "the first project only": ("for project in evidence.projects for i",
                               "for project in evidence.projects[:1] for i"),
    "the last payment only": ("[project.budget for project in evidence.projects]",
                              "[project.budget for project in evidence.projects[1:]]"),
    "a total without a line": ("total = sum(points.values())",
                               "total = sum(points.values()) - points[\"监控措施\"]"),
}  # fmt: skip


def test_the_function_by_hand_agrees_with_table_5() -> None:
    for like in (EVIDENCE, None):
        found = agrees(RUBRIC, table_5, like=like)
        assert found
        assert found.example is None
        assert found.tried > 400
    text = f"the function and the rubric agree on all {found.tried} pieces of evidence tried"
    assert found.explain() == text
    assert repr(found) == f"<Agreement: {text}>"
    assert found.rows("zh") == []


@pytest.mark.parametrize("name", MISTAKES)
def test_each_planted_mistake_is_found_within_five_seconds(name: str) -> None:
    old, new = MISTAKES[name]
    assert SOURCE.count(old) == 1
    names: dict[str, Any] = dict(globals())
    exec(SOURCE.replace(old, new), names)
    start = time.process_time()
    found = agrees(RUBRIC, names["table_5"], like=EVIDENCE)
    assert time.process_time() - start < (5 if sys.gettrace() is None else 25)
    assert not found
    assert found.example is not None
    assert len(found.example.places) <= 8
    assert "→" in found.explain("zh") or "没有改变任何事实" in found.explain("zh")


LATE = Rubric("r", [
    Criterion("in time", 5, (5 - number("days", 0, 30)).clip(0, 5)),
    Section("rest", [Criterion("survey", 2, 2 * yes("survey"))]),
])  # fmt: skip


def test_the_smallest_disagreement_is_explained_line_by_line() -> None:
    found = agrees(LATE, lambda e: {"in time": max(5 - int(str(e.answers["days"]) > "2"), 0)})
    assert found.example is not None
    found = agrees(LATE, lambda e: {"in time": 5 if e.answers["days"] == 0 else 0})
    assert repr(found) == (
        "<Agreement: in time: 0 by the function, 4.99 by the rubric; "
        f"answer to days: 30 → 0.01; {found.tried} tried>"
    )
    assert found.example is not None
    assert found.example.places == (Answer("days"),)
    assert found.explain("en").splitlines()[1:] == [
        "  answer to days: 30 → 0.01",
        "in time: 0 by the function, 4.99 by the rubric",
        "",
        "The rubric:",
        "in time: 4.99 of 5 points",
        "  5 − days, held within 0 to 5 = 4.99",
        "    days = 0.01",
    ]
    assert found.rows() == [{"key": "in time", "function": "0", "rubric": "4.99"}]
    assert found.rows("zh") == [{"键": "in time", "函数": "0", "评分体系": "4.99"}]
    assert "days 的回答：30 → 0.01" in found.to_html("zh")
    assert str(found) == found.explain("en")


def test_points_that_are_not_rounded_are_found_at_a_tie() -> None:
    def mine(evidence: Evidence) -> dict[str, Any]:
        exact = max(5 - Fraction(str(evidence.answers["days"])), Fraction(0))
        return {"in time": Fraction(round(exact * 100), 100)}  # half to even

    found = agrees(LATE, mine)
    assert found.example is not None
    assert found.example.evidence.answers["days"] * 1000 % 10 == 5  # type: ignore[operator]  # a number


def test_only_a_section_or_the_grade_may_differ() -> None:
    found = agrees(LATE, lambda e: {"rest": 1 + e.answers["survey"]}, examples=0)
    assert not found.explain("zh").partition("评分体系：\n")[2].startswith("in time")
    found = agrees(LATE, lambda e: {"grade": "A"}, examples=0)
    assert repr(found) == (
        "<Agreement: Grade: A by the function, — by the rubric; no fact is changed; 1 tried>"
    )
    assert agrees(LATE, lambda e: {"grade": None}, examples=0)


def test_an_error_of_the_function_is_a_disagreement() -> None:
    def mine(evidence: Evidence) -> int:
        raise ZeroDivisionError("nothing paid")

    found = agrees(LATE, mine, examples=3)
    assert repr(found) == (
        "<Agreement: Total: ZeroDivisionError: nothing paid by the function, 2 by the rubric; "
        "no fact is changed; 1 tried>"
    )
    assert found.rows() == [
        {"key": "total", "function": "ZeroDivisionError: nothing paid", "rubric": "2"}
    ]
    assert "r: 2.00 of 7 points" in found.explain("en")


SAVING = Rubric("r", [Criterion("c", 1, (yes("a") * (planned() / planned())).clip(0, 1))])


def test_a_refusal_of_the_rubric_asks_for_an_error_of_the_function() -> None:
    def strict(evidence: Evidence) -> int:
        whole = evidence.projects[0].budget.adjusted
        assert whole is not None
        return int(whole.base / whole.base) * bool(evidence.answers["a"])

    assert agrees(SAVING, strict)
    found = agrees(SAVING, lambda e: int(bool(e.answers["a"])))
    assert found.example is not None
    assert found.example.lines[0].second == "divisor"
    assert found.example.places == (Amount("p", "adjusted"),)
    assert "divisor by the rubric" in repr(found)
    assert "the divisor planned() is 0" in found.explain("en")


def test_a_total_that_does_not_apply_is_none() -> None:
    rubric = Rubric("r", [
        Criterion("c", 1, yes("a", may_not_apply=True), if_not_applicable="drop")
    ])  # fmt: skip

    def mine(evidence: Evidence) -> int | None:
        answer = evidence.answers["a"]
        return None if answer is NOT_APPLICABLE else int(answer is True)

    assert agrees(rubric, mine)
    assert not agrees(rubric, lambda e: int(e.answers["a"] is True))


def test_facts_that_are_missing_are_no_disagreement() -> None:
    rubric = Rubric("r", [Criterion("c", 1, attained("a"), if_not_applicable="drop")])
    like = Evidence(Project("p", None, [Indicator("a", "quantity", "≥5家", "6家")]))
    found = agrees(rubric, lambda e: {}, like=like)
    assert found


def test_evidence_that_the_rubric_cannot_read_is_no_disagreement() -> None:
    rule = when(yes("a"), (actual("i") >= 3) * 1, 1)
    like = Evidence(Project("p", None, [Indicator("i", "quantity", "长期", "完成")]), {"a": False})
    rubric = Rubric("r", [Criterion("c", 1, rule)])
    assert agrees(rubric, lambda e: 1, like=like)


def test_results_are_put_back_where_they_do_not_matter() -> None:
    rubric = Rubric(
        "r", [Criterion("c", 3, (3 - misses()).clip(0, 3)), Criterion("d", 1, yes("d"))]
    )
    indicators = [Indicator(key, "quantity", "≥5家", "6家") for key in "abcde"]
    like = Evidence(Project("p", Budget("9元", "9元", {"2020-12-31": "9元"}), indicators))

    def mine(evidence: Evidence) -> dict[str, Any]:
        missed = [completion(i.target, i.actual).status == "missed"
                  for i in evidence.projects[0].indicators]  # fmt: skip
        return {"c": max(3 - sum(missed), 0 if sum(missed) < 4 else -1)}

    found = agrees(rubric, mine, like=like)
    assert found.example is not None
    assert len(found.example.places) == 4
    assert all(isinstance(place, Result) for place in found.example.places)


@pytest.mark.parametrize(
    ("function", "code"),
    [
        (lambda e: {"in tome": 3}, "unknown_key"),
        (lambda e: "three", "number"),
        (lambda e: {"grade": 3}, "wrong_type"),
        (lambda e: object(), "number"),
        (3, "wrong_type"),
    ],
)
def test_what_is_no_result_is_refused(function: Any, code: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        agrees(LATE, function)
    assert caught.value.faults[0].code == code


def test_labels_are_compared_in_the_order_of_the_rubric() -> None:
    rubric = Rubric("r", [Criterion("c", 6, pick("s", {"优": 6, "良": 4, "差": 0}))])
    assert agrees(rubric, lambda e: {"优": 6, "良": 4, "差": 0}[str(e.answers["s"])])
    found = agrees(rubric, lambda e: {"优": 6, "良": 3, "差": 0}[str(e.answers["s"])])
    assert "answer to s: 优 → 良" in repr(found)
