"""Inputs that were scored wrong without a word: each kind now says so, at every entrance."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Indicator,
    Project,
    Rubric,
    actual,
    at_least,
    attained,
    bands,
    budget_execution_rate,
    completion,
    deduct_per_miss,
    inverse_share,
    judged,
    lint,
    misses,
    number,
    projects,
    yes,
)
from fiscal_rubric.catalog.cn_self_evaluation import (
    RUBRIC as NATIONAL,
    forms,
    official_answers,
    self_evaluation,
)
from fiscal_rubric.documents import from_document, to_document
from fiscal_rubric.tables import read_answers, read_evidence, write_questions

SPENT = Budget("100万元", "100万元", {"2024-12-31": "100万元"})
FULL = Rubric("r", [Criterion("c", 10, 10 * attained("a"), if_not_applicable="zero")])
MISSES = Rubric("r", [Criterion("c", 10, deduct_per_miss(10, misses(), 10))])


def tab(target: object, reached: object, **others: object) -> Evidence:
    """The evidence of a table of one row."""
    row = {
        "二级指标": "数量指标",
        "三级指标": "a",
        "目标值": target,
        "实际完成值": reached,
        **others,
    }
    return read_evidence([row])


def status(target: object, reached: object, **others: object) -> str:
    (made,) = tab(target, reached, **others).projects[0].indicators
    return completion(made.target, made.actual).status


def codes(target: object, reached: object, **others: object) -> set[str]:
    return set(lint(tab(target, reached, **others)).codes)


# 1. Marks for nothing yet, and errors of a spreadsheet


@pytest.mark.parametrize("mark", ["待定", "暂无", "未填", "?", "TBD", "见附件", "nan", "None"])
def test_a_mark_for_nothing_yet_is_never_met(mark: str) -> None:
    assert status(mark, mark) == "not known"
    assert "still_to_come" in codes(mark, mark)
    for target, reached in ((mark, "5个"), ("≥5个", mark), ("长期", mark)):
        assert status(target, reached) == "not known"
        assert "still_to_come" in codes(target, reached)


@pytest.mark.parametrize("error", ["#DIV/0!", "#N/A", "#REF!", "=SUM(A1:A3)"])
def test_an_error_of_a_spreadsheet_is_a_fault_of_its_cell(error: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        tab("≥5个", error)
    assert [(f.code, f.place) for f in caught.value.faults] == [("error_value", "row 1/实际完成值")]


def test_a_table_of_errors_has_no_total() -> None:
    kinds = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
    owned = [
        Indicator(level, "quantity", "#DIV/0!", "#DIV/0!", level1=level, weight=weight)
        for level, weight in kinds.items()
    ]
    evidence = Evidence(Project("p", SPENT, owned))
    with pytest.raises(FiscalRubricError) as caught:
        NATIONAL.score(evidence)
    assert [f.found for f in caught.value.faults if f.code == "between"] == ["10.00..100.00"]


# 2. Reasons that are none


@pytest.mark.parametrize("reason", ["无", "/", "暂无", "没有", "nan", "—", "无。"])
def test_a_cell_without_a_reason_is_no_reason(reason: str) -> None:
    assert "missed_without_reason" in codes("5个", "3个", 偏差原因=reason)
    assert "reason_without_miss" not in codes("5个", "5个", 偏差原因=reason)
    assert Indicator("a", "quantity", "5个", "3个", reason=reason).reason == ""
    document: Any = to_document(tab("5个", "3个"))
    document["projects"][0]["indicators"][0]["reason"] = reason
    assert from_document(document) == tab("5个", "3个")


# 3. Promised, and not applicable


@pytest.mark.parametrize("mark", ["/", "-", "N/A", "不适用"])
def test_a_promised_number_that_does_not_apply_is_a_finding_and_on_the_card(mark: str) -> None:
    made = Indicator("a", "quantity", "5个", mark, level1="产出指标", weight=90)
    evidence = Evidence(Project("p", SPENT, [made]))
    assert "promised_not_applicable" in lint(evidence).codes
    card = self_evaluation(evidence.projects[0]).score(evidence)
    assert [(r.code, dict(r.numbers)) for r in card.remarks] == [
        ("marks_redistributed", {"full": "90"})
    ]
    for language, words in (
        ("zh", "其 90 分由其他各项分担"),
        ("en", "its 90 points go to the other"),
    ):
        assert words in card.to_text(language)
        assert words in card.to_html(language)
        assert words in card.to_markdown(language)
        assert words in str(card.rows(language))
    assert "marks_redistributed" in str(card.rows())
    counted = MISSES.score(Evidence(Project("p", None, [made])))
    assert [(r.code, r.numbers["names"]) for r in counted.remarks] == [("left_out_of_count", "a")]


# 4. None done


@pytest.mark.parametrize(
    ("target", "reached", "expected"),
    [("≤5起", "无", "met by claim"), ("0起", "-", "met by claim"), ("0起", "无", "met by claim"),
     ("5个", "无", "missed"), ("≥95%", "无", "not known"), ("长期", "无", "not known"),
     ("0起", "/", "not applicable"), ("/", "无", "not applicable")],
)  # fmt: skip
def test_none_means_zero_of_what_is_counted(target: str, reached: str, expected: str) -> None:
    assert status(target, reached) == expected


# 5. Shares and numbers


@pytest.mark.parametrize(
    ("target", "reached"),
    [("≥95%", "0.97"), ("≤5%", "0.08"), ("0.95", "97%"), ("≥95%", "1"), ("0.95", "60"),
     ("60", "0.95"), ("3", "100%")],
)  # fmt: skip
def test_a_bare_number_that_may_be_a_share_is_not_known(target: str, reached: str) -> None:
    assert status(target, reached) == "not known"
    assert "share_or_number" in codes(target, reached)
    everywhere: tuple[Any, ...] = (
        tab(target, reached),
        Evidence(Project("项目", None, [Indicator("a", "quantity", target, reached)])),
        Evidence(Project("项目", None, [Indicator("a", "quantity", target)])).with_actual(
            "a", reached
        ),
        from_document(to_document(tab(target, reached))),
    )
    for evidence in everywhere:
        with pytest.raises(FiscalRubricError) as caught:
            FULL.score(evidence)
        first, *_, last = caught.value.faults
        assert (first.code, first.place) == ("share_or_number", "项目/a")
        assert repr(reached) in str(first.found)
        assert (last.code, last.found) == ("between", "0.00..10.00")


def test_equal_spellings_compare() -> None:
    assert status("0.95", "0.97") == "met"
    assert status("≥95%", "98") == "met"
    assert status("0", "0.5") == "missed"


def test_an_answer_that_may_be_a_share_is_refused_in_a_form_and_not_known_elsewhere() -> None:
    rubric = Rubric("r", [Criterion("c", 5, 5 * number("x", 0, 100, unit="%"))])
    form = write_questions(rubric)
    with pytest.raises(FiscalRubricError) as caught:
        read_answers([{**form[0], "答案": "0.95"}], rubric)
    assert [(f.code, f.place) for f in caught.value.faults] == [("share", "row 1/答案")]
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"x": "0.95"}))
    assert caught.value.faults[0].code == "share_or_number"
    assert rubric.bounds(Evidence(answers={"x": "0.95"})).high == 5
    assert rubric.score(Evidence(answers={"x": "95%"})).total == Decimal("4.75")


# 6. A unit on one side


@pytest.mark.parametrize(("target", "reached"), [("≤900000元", "90"), ("≤900000", "90万元")])
def test_a_ratio_of_ten_thousand_with_one_unit_is_a_finding(target: str, reached: str) -> None:
    assert "unit_on_one_side" in codes(target, reached)


@pytest.mark.parametrize("amounts", [("100", "100万元"), ("100万元", 100), (100, "100万元")])
def test_a_budget_mixes_no_stated_and_missing_units(amounts: tuple[Any, Any]) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        Budget(*amounts)
    assert caught.value.code == "mixed_units"
    assert Budget(*amounts, unit="万元").initial == Budget("100万元").initial
    for zero in (0, "0", "0.00", "０"):
        assert Budget("100万元", zero).adjusted is not None
    assert str(Budget("100", None, {"2024-12-31": "50%"}).paid()) == "50元"


# 7. Headings and selections


@pytest.mark.parametrize(
    "heading", ["产出指标(50分)", "一、产出指标", "产出 指标50分", "★产出指标", "产出"]
)
def test_headings_compare_without_numbers_and_points(heading: str) -> None:
    made = Indicator("a", "quantity", "5个", "5个", level1=heading, level2="数量指标", weight=50)
    evidence = Evidence(Project("p", SPENT, [made]))
    card = NATIONAL.score(evidence)
    assert card["产出指标"].points == 50
    missed = evidence.with_actual("a", "3个")
    rubric = Rubric("r", [Criterion("c", 10, deduct_per_miss(10, misses(level2="数量"), 10))])
    assert rubric.score(missed).total == 0


def test_a_selection_of_nothing_is_on_the_card_once() -> None:
    rule = deduct_per_miss(5, misses(level2="质量"), 5) + deduct_per_miss(
        5, misses(level2="质量"), 1
    )
    card = Rubric("r", [Criterion("c", 10, rule)]).score(tab("5个", "3个"))
    assert [r.explain() for r in card.remarks if r.code == "nothing_selected"] == [
        "c: the selection 质量 has no indicator; check the headings of the table, and of the rule"
    ]


def test_a_selection_of_nothing_is_on_the_card() -> None:
    rubric = Rubric("r", [Criterion("c", 10, deduct_per_miss(10, misses(level2="质量"), 10))])
    card = rubric.score(tab("5个", "3个"))
    assert [(r.code, r.numbers["selection"]) for r in card.remarks] == [
        ("nothing_selected", "质量")
    ]
    assert "没有符合条件的指标：质量" in card.to_text("zh")


# 8. Payments


def test_payments_that_are_not_cumulative_are_findings() -> None:
    fall = Budget("100万元", "100万元", {"2024-06-30": "60万元", "2024-12-31": "40万元"})
    days = ("2024-03-31", "2024-06-30", "2024-09-30", "2024-12-31")
    quarters = Budget("100万元", "100万元", dict.fromkeys(days, "25万元"))
    found = set(lint(Evidence(Project("p", fall))).codes)
    assert {"payments_fall", "payments_add_up"} <= found
    assert "payments_add_up" in lint(Evidence(Project("p", quarters))).codes
    assert not {"payments_fall", "payments_add_up"} & {*lint(Evidence(Project("p", SPENT))).codes}


# 9. Times


def timely(target: str, reached: str, name: str = "a") -> str:
    made = Indicator(name, "timeliness", target, reached)
    return completion(made.target, made.actual).status


@pytest.mark.parametrize(
    ("target", "reached", "expected"),
    [("3个工作日", "4个工作日", "missed"), ("3个工作日", "2个工作日", "met"), ("48小时", "50小时",
    "missed"),
     ("12个月", "14个月", "not known"), ("12个月", "12个月", "met"), ("2年", "3年", "not known"),
     ("≤12个月", "14个月", "missed"), ("11.30", "12.15", "not known"), ("45657", "45660",
     "not known"),
     ("2024", "2025", "not known"), ("100", "100", "met"), ("100%", "98%", "missed")],
)  # fmt: skip
def test_a_bare_time_is_a_limit_where_it_can_only_be_one(
    target: str, reached: str, expected: str
) -> None:
    assert timely(target, reached) == expected


def test_a_name_may_say_that_a_time_is_a_limit() -> None:
    assert timely("12个月", "14个月", "办结时限") == "missed"
    assert timely("12个月", "10个月", "工期") == "met"


@pytest.mark.parametrize(
    ("target", "code"), [("12个月", "limit_or_duration"), ("11.30", "number_or_day")]
)
def test_a_time_that_may_be_two_things_is_a_finding(target: str, code: str) -> None:
    made = Indicator("a", "timeliness", target, target)
    assert code in lint(Evidence(Project("p", None, [made]))).codes


# 10. Points out of full marks


def test_points_out_of_full_marks_are_refused() -> None:
    rubric = Rubric("r", [Criterion("c", 10, judged("j", 0, 10))])
    with pytest.raises(FiscalRubricError) as caught:
        read_answers([{**write_questions(rubric)[0], "答案": "8/10"}], rubric)
    fault = caught.value.faults[0]
    assert (fault.code, fault.place, fault.expected) == ("fraction_answer", "row 1/答案", ("8",))
    with pytest.raises(FiscalRubricError):
        rubric.score(Evidence(answers={"j": "8/10"}))
    with pytest.raises(FiscalRubricError) as caught:
        tab("5个", "5个", 权重="10/20")
    assert caught.value.faults[0].expected == ("10",)


# 11. Reverse shares


@pytest.mark.parametrize(
    ("target", "reached", "points"),
    [("≤-10", "-5", "5.00"), ("≤-10", "-15", "10.00"), ("≥10", "5", "5.00"), ("≥10", "20", "10.00"),
     ("≤10", "15", "5.00"), ("≤10", "8", "10.00"), ("≤10", "25", "0.00"), ("=10", "15", "5.00"),
     ("=10", "10", "10.00")],
)  # fmt: skip
def test_a_reverse_share_is_for_ceilings_above_zero(target: str, reached: str, points: str) -> None:
    rubric = Rubric("r", [Criterion("c", 10, 10 * inverse_share("a"), if_not_applicable="zero")])
    assert rubric.score(tab(target, reached)).total == Decimal(points)


# 12. Shares compared with 90


def test_a_rate_is_not_compared_with_per_cents() -> None:
    for rule in (10 * (budget_execution_rate() >= 95), 10 * (budget_execution_rate() < 2)):
        with pytest.raises(FiscalRubricError) as caught:
            Criterion("c", 10, rule)
        assert caught.value.code == "share_compared"
    assert Criterion("c", 10, 10 * (budget_execution_rate() >= 1.2))
    with pytest.raises(FiscalRubricError):
        Criterion(
            "c",
            10,
            10 * (projects().average(budget_execution_rate()) >= 95),
            if_not_applicable="zero",
        )
    assert Criterion("c", 10, 10 * (projects().count(budget_execution_rate() >= 1) >= 3))
    rubric = Rubric("r", [Criterion("c", 10, 10 * (actual("a") >= 90))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(tab("≥90%", "96%"))
    fault = caught.value.faults[0]
    assert (fault.code, fault.place) == ("share_compared", "项目/a")
    assert fault.expected == ("0.9", 'amount("90%")')
    assert rubric.score(tab("≥90个", "96个")).total == 10


def test_bands_of_per_cents_are_shares_and_numbers_of_0_to_100_are_not() -> None:
    assert at_least("95%") == at_least("0.95")
    rule = bands(number("rate", 0, 100), [(at_least(0.9), 10)], otherwise=0)
    assert "number_or_share" in lint(Rubric("r", [Criterion("c", 10, rule)])).codes
    fine = bands(number("rate", 0, 100), [(at_least(90), 10)], otherwise=0)
    assert "number_or_share" not in lint(Rubric("r", [Criterion("c", 10, fine)])).codes


# 13 to 15. The form's own rules


def test_weights_that_do_not_make_the_form_are_on_the_card() -> None:
    project = Project("p", SPENT, [Indicator("a", "quantity", "5个", "5个", weight=100)])
    card = self_evaluation(project).score(Evidence(project))
    assert [(r.code, dict(r.numbers)) for r in card.remarks] == [
        ("printed_full_differs", {"printed": "100", "full": "110"})
    ]
    assert "各部分合计 110 分" in card.to_text("zh")


def test_an_official_phrase_chooses_the_band_and_another_one_is_on_the_card() -> None:
    made = Indicator("a", "social", "提升", "达成预期指标", weight=10)
    project = Project("p", SPENT, [made])
    assert official_answers(project) == {"a": "达成"}
    rubric = self_evaluation(project)
    right = rubric.score(Evidence(project, {**official_answers(project), "a.points": 9}))
    assert right["a"].unmet == ()
    wrong = rubric.score(Evidence(project, {"a": "未达成", "a.points": 2}))
    assert "official_phrase" in {check.code for check in wrong["a"].unmet}
    assert "应选“达成”" in wrong.to_text("zh")
    others = {"部分达成预期指标并具有一定效果": "部分达成", "未达成预期指标且效果较差": "未达成"}
    for said, band in others.items():
        told = Project("p", None, [Indicator("a", "social", "提升", said, weight=10)])
        assert official_answers(told) == {"a": band}


def test_points_without_a_target_are_on_the_card_and_parts_have_no_line() -> None:
    owned = [
        Indicator("a", "quantity", "", "5个", weight=90),
        Indicator("其中：甲", "quantity", "2个"),
    ]
    project = Project("p", SPENT, owned)
    rubric = self_evaluation(project)
    assert [line.key for line in rubric.parts] == ["预算执行率", "a"]
    card = rubric.score(Evidence(project, {"a": "达成", "a.points": 90}))
    assert "no_target" in {check.code for check in card["a"].unmet}
    assert {"no_target", "no_result"} & {*lint(Evidence(project)).codes} == {"no_target"}


def test_a_place_without_its_own_form_is_offered_the_national_one() -> None:
    assert [form.key for form in forms("安徽", 2022)] == ["national"]
    assert [form.key for form in forms("Anhui", 2018)] == ["national_old"]
    assert forms("火星") == ()
    project = Project("p", SPENT, [Indicator("a", "quantity", "5个", "5个", weight=90)])
    assert "中江" not in str([line.part.source for line in self_evaluation(project).score(
        Evidence(project)).every_line])  # fmt: skip


@pytest.mark.parametrize("target", ["人均≥2次", "户均≥2000元", "年均≥60吨", "每人≥2次", "日均≥3次"])
def test_a_number_for_each_is_no_total(target: str) -> None:
    made = Indicator("a", "quantity", target, "5次")
    assert made.target.sense == "words"


# D. One bad row


def test_a_day_without_a_year_is_in_the_year_of_the_project() -> None:
    made = Indicator("a", "timeliness", "12月底前", "2022年12月20日")
    rubric = Rubric("r", [Criterion("c", 10, 10 * attained("a"), if_not_applicable="zero")])
    for period, points in (("", 10), ("2022年", 10), ("2023年度", 10), ("2021年", 0)):
        evidence = Evidence(Project("p", None, [made], period=period))
        assert rubric.score(evidence).total == points, period
    leap = Indicator("a", "timeliness", "2月29日前", "2022年2月28日")
    assert rubric.score(Evidence(Project("p", None, [leap], period="2021年"))).total == 0
    march = Indicator("a", "timeliness", "3月1日前", "2021年3月2日")
    assert rubric.score(Evidence(Project("p", None, [march], period="2020年"))).total == 0


BLANK_OR_WRONG = st.sampled_from(["建设中", "520人次", "0.5", "待定", "≥3个", "", "/"])


@given(st.lists(BLANK_OR_WRONG, min_size=1, max_size=4))
def test_what_is_unclear_is_bounded_and_never_scored_by_accident(cells: list[str]) -> None:
    targets = ("5个", "≥500人", "≥95%", "长期")
    owned = [
        Indicator(f"i{at}", "quantity", target, cell)
        for at, (target, cell) in enumerate(zip(targets, cells, strict=False))
    ]
    evidence = Evidence(Project("p", None, owned))
    rubric = Rubric("r", [Criterion("c", 10, deduct_per_miss(10, misses(), 3))])
    bounds = rubric.bounds(evidence)
    assert bounds.low is not None
    assert bounds.high is not None
    try:
        total = rubric.score(evidence).total
    except FiscalRubricError as error:
        assert bounds.low < bounds.high, error
    else:
        assert bounds.low == total == bounds.high


def test_answers_are_read_as_widely_as_cells() -> None:
    rubric = Rubric("r", [
        Criterion("j", 10, judged("j", 0, 10)), Criterion("y", 1, yes("y")),
    ])  # fmt: skip
    form = write_questions(rubric)
    for given_, expected in (("８", 8), ("8分", 8), ("8", 8)):
        for truth in ("Y", "1", "✓", "有", "是", True):
            answers = read_answers(
                [{**form[0], "答案": given_}, {**form[1], "答案": truth}], rubric
            )
            assert rubric.score(Evidence(answers=answers)).total == expected + 1
    with pytest.raises(FiscalRubricError) as caught:
        read_answers([{**form[0], "答案": "11"}, {**form[1], "答案": "也许"}], rubric)
    assert [(f.code, f.place) for f in caught.value.faults] == [
        ("outside_band", "row 1/答案"), ("answer", "row 2/答案"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount"),
    [("9,034", "9034元"), ("100万", "100万元"), ("１００", "100元"), ("2020", "2020元")],
)
def test_amounts_are_read_as_widely_as_cells(text: str, amount: str) -> None:
    assert str(Budget(text).initial) == amount
