"""Printed targets and results are read, and written back."""

import random
import re
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given

from facts import read_data
from fiscal_rubric import Basis, FiscalRubricError, completion
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.targets.reading import (
    read_actual,
    read_actual_and_revision,
    read_kind,
    read_quantity,
    read_target,
)
from fiscal_rubric.targets.signs_and_claims import CLAIMS, same_words
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    Actual,
    Claimed,
    NoTarget,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralTargets,
    Target,
)
from fiscal_rubric.targets.writing import write_actual, write_target
from fiscal_rubric.testing import strategies as some

ROWS = read_data("printed.json")["rows"]
DECIDABLE = [row for row in ROWS if row["decidable"]]
# A milestone in words (成功立项) is read as words: it has no number and no date.
SENSES = {"milestone": "words"}


def status(row: dict, target: str | None = None, actual: str | None = None) -> str:
    promised = read_target(row["target"] if target is None else target, row["kind"])
    return completion(promised, read_actual(row["actual"] if actual is None else actual)).status


def test_the_file_of_printed_pairs_is_complete() -> None:
    assert len(ROWS) == 179
    assert Counter(row["decidable"] for row in ROWS) == {True: 151, False: 28}


@pytest.mark.parametrize("row", DECIDABLE, ids=lambda row: f"{row['target']}|{row['actual']}")
def test_decidable_pairs_get_their_status(row: dict) -> None:
    if row["status"] is not None:
        assert status(row) == row["status"]
    else:
        sense = read_target(row["target"], row["kind"]).sense
        assert sense == SENSES.get(row["sense"], row["sense"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['target']}|{row['actual']}")
def test_no_printed_pair_is_refused(row: dict) -> None:
    completion(read_target(row["target"], row["kind"]), read_actual(row["actual"]))


FULL_WIDTH = {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)}
SIGN_WORDS = (
    ("≥", ("不低于", "不少于", ">=", "至少", "＞=", "≧")),
    (">=", ("≥", "不低于", "大于等于")),
    ("≤", ("不超过", "不高于", "<=", "至多")),
    ("不低于", ("≥", ">=", "不少于")),
    ("以上", ("及以上", "（含）以上")),
    ("=", ("等于",)),
)
SCALES = ((r"(\d+(?:\.\d+)?)万元", 10000, "元"), (r"(\d+)亿元", 10000, "万元"))


def widened(text: str) -> str:
    return "".join(FULL_WIDTH.get(character, character) for character in text)


def spaced(text: str, chance: random.Random) -> str:
    places = [i for i in range(len(text) + 1) if chance.random() < 0.3]
    places = [
        i for i in places if not re.match(r"[\d.,，．][\d.,，．]", text[max(i - 1, 0) : i + 1])
    ]
    for place in reversed(places):
        text = text[:place] + chance.choice((" ", "　", "\n", "\t")) + text[place:]
    return text


def resigned(text: str, chance: random.Random) -> str:
    for sign, others in SIGN_WORDS:
        if sign in text:
            return text.replace(sign, chance.choice(others))
    return text


def rescaled(text: str) -> str:
    for pattern, scale, unit in SCALES:
        found = re.search(pattern, text)
        if found:
            number = str(Quantity(found[1]).value * scale)
            if "/" not in number:
                return text.replace(found[0], f"{number}{unit}")
    return text


def test_mutations_keep_the_status() -> None:
    """Change width, spaces, sign words and unit scales in 400 ways."""
    chance = random.Random(2020)
    rows = [row for row in DECIDABLE if row["status"] is not None]
    tried = 0
    while tried < 400:
        row = chance.choice(rows)
        target, actual = row["target"], row["actual"]
        both_named = not re.search(r"[（(]", target + actual)
        if both_named and chance.random() < 0.5:
            target = resigned(target, chance)
        if both_named and chance.random() < 0.5:
            target = rescaled(target) if "元" in actual else target
        if chance.random() < 0.5:
            target = widened(target)
        if chance.random() < 0.5:
            actual = widened(actual)
        target, actual = spaced(target, chance), spaced(actual, chance)
        if (target, actual) == (row["target"], row["actual"]):
            continue
        tried += 1
        assert status(row, target, actual) == row["status"], (target, actual)


@given(some.targets())
def test_targets_are_read_back_as_they_were_written(target: Target) -> None:
    assert read_target(write_target(target)) == target
    assert read_target(write_target(target), "cost") == target


@given(some.actuals())
def test_actuals_are_read_back_as_they_were_written(actual: Actual | None) -> None:
    assert read_actual(write_actual(actual)) == actual


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("90%以上", None, NumericTarget("at least", Span(90, None, unit="%"))),
        ("超2000亿元", None, NumericTarget("at least", Span(2000, lower_open=True, unit="亿元"))),
        ("不足10家", None, NumericTarget("at most", Span(None, 10, upper_open=True, unit="家"))),
        ("3天内", None, NumericTarget("at most", Span(None, 3, unit="天"))),
        ("不超过5家以内", None, NumericTarget("at most", Span(None, 5, unit="家"))),
        ("±10%", None, NumericTarget("between", Span(-10, 10, unit="%"))),
        ("100±5家", None, NumericTarget("between", Span(95, 105, unit="家"))),
        ("200家±5%", None, NumericTarget("between", Span(190, 210, unit="家"))),
        ("80%-90%", None, NumericTarget("between", Span(80, 90, unit="%"))),
        ("1~2万元", None, NumericTarget("between", Span(1, 2, unit="万元"))),
        ("2万~3万户次", None, NumericTarget("between", Span(2, 3, unit="万户次"))),
        ("1千-2万人次", None, NumericTarget("between", Span("0.1", 2, unit="万人次"))),
        ("23,000.00万元", None, NumericTarget("at least", Span(23000, None, unit="万元"))),
        ("200万", "cost", NumericTarget("at most", Span(None, 200, unit="万"))),
        ("0", None, NumericTarget("at most", Span(None, 0))),
        ("提高5%", None, NumericTarget("change", Span(5, None, unit="%"))),
        ("提高5个百分点", None, NumericTarget("change", Span(5, None, unit="个百分点"))),
        ("较上年减少2%", None, NumericTarget("change", Span(None, -2, unit="%"), "上年")),
        ("下降不超过3%", None, NumericTarget("change", Span(-3, None, unit="%"))),
        ("增长3%-5%", None, NumericTarget("change", Span(3, 5, unit="%"))),
        ("2020年12月底前", None, NumericTarget("date", Span(None, 737790, unit="date"))),
        ("2020-12-31", None, NumericTarget("date", Span(None, 737790, unit="date"))),
        ("2020年内完成", None, NumericTarget("date", Span(None, 737790, unit="date"))),
        ("9月前", None, NumericTarget("date", Span(None, 831, unit="month and day"))),
        ("接警后30秒内出动率≥95%", None, NumericTarget("at least", Span(95, None, unit="%"))),
        ("满意度不低于85%", None, NumericTarget("at least", Span(85, None, unit="%"))),
        ("2020年12月1日至12月31日", None, NumericTarget("date", Span(None, 737790, unit="date"))),
        (
            "2020年12月1日至2020年12月31日",
            None,
            NumericTarget("date", Span(None, 737790, unit="date")),
        ),
        ("12月1日至12月31日", None, NumericTarget("date", Span(None, 1231, unit="month and day"))),
        ("低于或等于5家", None, NumericTarget("at most", Span(None, 5, unit="家"))),
        ("高于或等于5家", None, NumericTarget("at least", Span(5, unit="家"))),
        ("90%以上（含90%）", None, NumericTarget("at least", Span(90, unit="%"))),
        ("90%（含）以上", None, NumericTarget("at least", Span(90, unit="%"))),
        ("90%以上（不含）", None, NumericTarget("at least", Span(90, lower_open=True, unit="%"))),
        (
            "5家（不含5家）以下",
            None,
            NumericTarget("at most", Span(None, 5, upper_open=True, unit="家")),
        ),
        ("100家+", None, NumericTarget("at least", Span(100, unit="家"))),
        ("5千人", None, NumericTarget("at least", Span(5, unit="千人"))),
        ("百分之90", None, NumericTarget("at least", Span(90, unit="%"))),
        ("−5%", None, NumericTarget("at least", Span(-5, unit="%"))),
        ("30日内", None, NumericTarget("at most", Span(None, 30, unit="天"))),
        ("3个工作日内", None, NumericTarget("at most", Span(None, 3, unit="工作日"))),
        ("5km", None, NumericTarget("at least", Span(5, unit="公里"))),
        ("共5家，", None, NumericTarget("at least", Span(5, unit="家"))),
        ("全部完成5项", None, NumericTarget("at least", Span(5, unit="项"))),
        ("增长率≥5%", None, NumericTarget("at least", Span(5, unit="%"))),
        ("提高了5%", None, NumericTarget("change", Span(5, unit="%"))),
        ("提高到95%", None, NumericTarget("at least", Span(95, unit="%"))),
        ("降至5%", None, NumericTarget("at most", Span(None, 5, unit="%"))),
        ("与上年相比增长5%", None, NumericTarget("change", Span(5, unit="%"), "上年")),
        ("长期", None, QualitativeTarget("长期")),
        ("/", None, NoTarget()),
        ("", None, NoTarget("")),
        ("待定", None, NoTarget("待定")),
        ("五家", None, NumericTarget("at least", Span(5, unit="家"))),
        ("百分之九十", None, NumericTarget("at least", Span(90, unit="%"))),
        ("5家（其中2家为新增）", None, NumericTarget("at least", Span(5, unit="家"))),
    ],
)
def test_printed_targets_are_read(text: str, kind: str | None, expected: Target) -> None:
    assert read_target(text, kind) == expected


def test_several_targets_in_one_cell_are_read() -> None:
    assert read_target("≥90%；≤5家") == SeveralTargets(
        (
            NumericTarget("at least", Span(90, unit="%")),
            NumericTarget("at most", Span(None, 5, unit="家")),
        )
    )


@pytest.mark.parametrize(
    "text",
    [
        "4G网络覆盖",
        "3年级学生参加",
        "完善5项制度和3个平台",
        "①完成",
        "①5个",
        "①≥3场②长期",
        "五六十人",
        "一二次",
        "不低于3且不低于5",
        "不低于5且不高于3",
        "不低于3家且不高于5元",
        "约400万元",
        "第3名",
        "2020年",
        "1/2",
        "未超过去年",
        "满意度提高不低于5%",
        "建成后合格，满意率≥95%",
        "٣家",
        "13月前",
        "2月30日",
        "2月30日至3月1日",
        "12月1日至2020年12月31日",
        "2020年5月1日底前",
        "提高服务质量",
        "1家~2次",
        "2019年~2021年",
        "100家±5次",
        "100±-5",
        "2020年±5家",
        "±2020年",
        "完成年度改造任务的数量和质量均不低于95%",
        "一期3号楼合格率不低于95%",
        "2020.12",
        "202012",
        "2020-12",
        "12-31",
        "2019-2021",
        "0755-26712345",
        "1,00",
        "15日",
        "比例提高5%",
        "较大提高",
        "与企业合作提高5%",
        "5\n3家",
        "100 200",
        "1. 500人",
        "1、500人",
        "2020.6",
        "5000-1万元",
        "95±2%",
        "每季度不少于1次",
        "每月≥2次",
        "每人不低于3次",
        "同比不低于5%",
    ],
)
def test_other_cells_are_read_as_words(text: str) -> None:
    assert read_target(text) == QualitativeTarget(text)


def test_the_sense_of_a_bare_number_can_be_given() -> None:
    assert read_target("75元", sense="exactly") == NumericTarget("exactly", Span(75, 75, unit="元"))
    assert read_target("75元", "cost", sense="at least").sense == "at least"
    assert read_target("0起", sense="exactly") == NumericTarget("exactly", Span(0, 0, unit="起"))


def test_a_range_in_falling_order_is_refused() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        read_target("20%~10%")
    assert caught.value.code == "ends"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95%", NumericActual(Span(95, 95, unit="%"))),
        ("达到95%", NumericActual(Span(95, 95, unit="%"))),
        ("100% 完成", NumericActual(Span(100, 100, unit="%"), claim=True)),
        ("5家。", NumericActual(Span(5, 5, unit="家"))),
        ("5(家)", NumericActual(Span(5, 5, unit="家"))),
        ("18项（因疫情未完成）", QualitativeActual("18项（因疫情未完成）")),
        ("5家（其中2家未完成）", QualitativeActual("5家（其中2家未完成）")),
        ("3个，因疫情取消1个", QualitativeActual("3个，因疫情取消1个")),
        ("完成5家，未完成2家", QualitativeActual("完成5家，未完成2家")),
        ("因2020年疫情，未开展", NotCarriedOut("因2020年疫情，未开展", "2020年疫情")),
        ("1月-12月", QualitativeActual("1月-12月")),
        ("20201231", QualitativeActual("20201231")),
        ("约400", NumericActual(Span(400, 400), about=True)),
        ("400家左右", NumericActual(Span(400, 400, unit="家"), about=True)),
        ("超2000亿元", NumericActual(Span(2000, lower_open=True, unit="亿元"))),
        ("-3%", NumericActual(Span(-3, -3, unit="%"))),
        ("减少5%", NumericActual(Span(-5, -5, unit="%"), base="")),
        ("（达标）", Claimed("（达标）")),
        ("按年度计划执行完成", Claimed("按年度计划执行完成")),
        ("基本完成", QualitativeActual("基本完成")),
        ("未完成", NotCarriedOut("未完成")),
        ("原因不明，未完成", NotCarriedOut("原因不明，未完成")),
        ("因疫情取消", NotCarriedOut("因疫情取消", "疫情")),
        ("受疫情影响，未开展培训", NotCarriedOut("受疫情影响，未开展培训", "疫情影响")),
        ("未完成（因疫情）", NotCarriedOut("未完成（因疫情）", "疫情")),
        ("取消不合理收费", QualitativeActual("取消不合理收费")),
        ("与上年相比5%", QualitativeActual("与上年相比5%")),
        ("未开展违规活动", QualitativeActual("未开展违规活动")),
        ("5项均已完成", NumericActual(Span(5, 5, unit="项"), claim=True)),
        ("100+", NumericActual(Span(100))),
        ("增长近5%", NumericActual(Span(5, 5, unit="%"), about=True, base="")),
        ("完成约5项", NumericActual(Span(5, 5, unit="项"), about=True)),
        ("降至5%", NumericActual(Span(5, 5, unit="%"))),
        ("部分未完成", QualitativeActual("部分未完成")),
        ("提高服务水平", QualitativeActual("提高服务水平")),
        ("2023年12月前", NumericActual(Span(None, 738854, unit="date"))),
        ("因疫情，无法按计划开展", NotCarriedOut("因疫情，无法按计划开展", "疫情")),
        ("/", NOT_APPLICABLE),
        ("无", QualitativeActual("无")),
        ("", None),
    ],
)
def test_printed_results_are_read(text: str, expected: Actual | None) -> None:
    assert read_actual(text) == expected


def test_a_revised_target_is_found_in_the_cell() -> None:
    actual, revised = read_actual_and_revision("18 项（目标调整为 18 项）")
    assert actual == NumericActual(Span(18, 18, unit="项"))
    assert revised == NumericTarget("at least", Span(18, unit="项"))
    approved = read_actual_and_revision("1,800项（目标调整为1,800项，经批准）")
    assert approved[1] == NumericTarget("at least", Span(1800, unit="项"))
    _, ceiling = read_actual_and_revision("18万元（目标调整为20万元）", kind="cost")
    assert ceiling is not None
    assert ceiling.sense == "at most"
    assert read_actual("18项（目标调整为18项）") == actual


def test_phrases_extend_the_claims() -> None:
    text = "互动宣传覆盖人数达16006 人次"
    assert read_actual(text) == QualitativeActual(text)
    assert read_actual(text, ("互动宣传覆盖人数达16006人次",)) == Claimed(text)


def test_every_text_of_the_closed_list_is_a_claim() -> None:
    for word in CLAIMS:
        assert read_actual(word) == Claimed(word)


def test_quantities_are_read_with_their_units() -> None:
    assert read_quantity("23,000.00 万元") == Quantity(23000, "万元")
    with pytest.raises(FiscalRubricError) as caught:
        read_quantity("很多")
    assert caught.value.code == "notation"


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("数量指标", "quantity"),
        ("工作时效", "timeliness"),
        ("可持续影响", "sustained"),
        ("服务对象满意度指标", "satisfaction"),
        ("生态效益指标", "ecological"),
        ("cost", "cost"),
        ("经济成效", "economic"),
        ("社会成效指标", "social"),
        ("数量" + "类" * 198, "quantity"),
    ],
)
def test_headings_name_kinds_of_indicators(heading: str, kind: str) -> None:
    assert read_kind(heading) == kind


@pytest.mark.parametrize("heading", ["其他", "数量质量指标"])
def test_a_heading_that_names_no_kind_or_several_is_refused(heading: str) -> None:
    with pytest.raises(FiscalRubricError, match="数量"):
        read_kind(heading)


def test_a_heading_has_at_most_200_characters_and_a_cell_2000() -> None:
    with pytest.raises(FiscalRubricError, match="201"):
        read_kind("数量" + "类" * 199)
    assert read_actual("字" * 2000) is not None
    assert isinstance(read_target("字" * 2000), QualitativeTarget)
    for read in (read_target, read_actual):
        with pytest.raises(FiscalRubricError, match="2001"):
            read("字" * 2001)


@pytest.mark.parametrize(
    ("printed", "same"),
    [("少于等于5家", "≤5家"), ("多于等于5家", "≥5家"), ("≥3百亿元", "≥300亿元")],
)
def test_other_spellings_of_signs_and_scales(printed: str, same: str) -> None:
    left, right = read_target(printed), read_target(same)
    assert isinstance(left, NumericTarget)
    assert isinstance(right, NumericTarget)
    assert left.sense == right.sense
    assert left.span.holds(right.span)
    assert right.span.holds(left.span)


@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ("0起", "无", "met by claim"),
        ("是否违规：无", "无", "met by claim"),
        ("5家", "无", "missed"),
        ("≤5家", "无", "met by claim"),
        ("≥95%", "无", "not known"),
        ("2020年12月底前", "无", "not known"),
        ("提高5%", "无", "not known"),
        ("≥90%；≤5家", "无", "not known"),
        ("5家", "100%完成", "met by claim"),
        ("300", "100%完成", "met by claim"),
        ("≥1万", "8000", "missed"),
        ("≥50家", "5\n3家", "not known"),
        ("每月完成率≥95%", "96%", "met"),
        ("≥90%", "100%完成", "met"),
        ("5家", "5家（其中2家未完成）", "not known"),
        ("不高于市场价：是", "否", "missed"),
        ("长期", "2家", "not known"),
        ("≥9000亿元", "＞9000亿元", "met"),
        ("＞9000亿元", "≥9000亿元", "not known"),
        ("≤9000亿元", "＞9000亿元", "missed"),
        ("≥5家", "不超过8家", "not known"),
        ("≥5家", "不超过4家", "missed"),
        ("≤5家", "超3家", "not known"),
        ("=8个", "超8个", "missed"),
        ("400家", "约400家", "not known"),
        ("提高5%", "提高5%", "met"),
        ("提高5%", "5%", "not known"),
        ("较2019年减少5%", "较2018年减少9%", "not known"),
        ("2020年12月底前", "2020年11月", "met"),
        ("2020年12月底前", "2021年1月", "missed"),
        ("2020年12月10日前", "2020年12月", "not known"),
        ("2020年12月底前", "11月", "not known"),
        ("12月底前", "2021年12月1日至2021年12月5日", "met"),
        ("12月底前", "2021年12月30日至2022年1月5日", "not known"),
        ("≥90%；≤5家", "95%；4家", "met"),
        ("≥90%；≤5家", "95%；6家", "missed"),
        ("≥90%；≤5家", "95%", "not known"),
        ("5家", "95%；4家", "not known"),
        ("0起", "3起", "missed"),
        ("≥90%；≤5家", "95%；约5家", "not known"),
        ("550万粒", "5500000粒", "met"),
        ("9‰", "1%", "met"),
        ("-3%", "-2%", "met"),
    ],
)
def test_the_status_of_a_printed_pair(target: str, actual: str, expected: str) -> None:
    assert completion(read_target(target), read_actual(actual)).status == expected


@pytest.mark.parametrize(
    ("target", "actual", "ratio"),
    [
        ("≥5家", "3家", Fraction(3, 5)),
        ("≤1万元", "5000元", Fraction(1, 2)),
        ("≥1万", "8000", Fraction(4, 5)),
        ("8000", "1万", Fraction(5, 4)),
        ("0起", "3起", None),
    ],
)
def test_the_ratio_of_a_printed_pair(target: str, actual: str, ratio: Fraction | None) -> None:
    assert completion(read_target(target), read_actual(actual)).ratio == ratio


def test_a_date_before_a_month_is_written_as_the_day_before_it() -> None:
    assert write_actual(read_actual("2023年12月前")) == "2023年11月30日前"


def test_a_range_with_a_dash_in_falling_order_is_refused() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        read_target("90%-80%")
    assert caught.value.code == "ends"


@pytest.mark.parametrize(
    "wrong",
    [
        {"span": Span(737790, unit="date")},
        {"span": Span(None, 737790, upper_open=True, unit="date")},
        {"span": Span(737790, 737790, unit="date"), "base": ""},
    ],
    ids=["no last day", "open", "a change"],
)
def test_wrong_spans_of_days_are_refused(wrong: dict) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        NumericActual(**wrong)
    assert caught.value.code == "span"


def test_same_words_ignores_spaces_and_a_full_stop() -> None:
    assert same_words("符合 要求。", "符合要求")
    assert not same_words("符合要求", "不符合要求")


def test_a_claim_meets_a_number_by_claim_only() -> None:
    assert completion(read_target("≥90%"), read_actual("达标")).status == "met by claim"
    doubted = Basis(claims="doubted")
    assert completion(read_target("≥90%"), read_actual("达标"), doubted).status == "not known"
