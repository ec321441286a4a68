"""Every error: its code, its place, and its message in both languages."""

import pickle
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from string import Formatter

import pytest

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    Fault,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Reading,
    Reference,
    Rounding,
    Rubric,
    Section,
    WorkedCase,
    actual,
    amount,
    at_least,
    bands,
    baseline,
    budget_execution_rate,
    deduct_per_miss,
    goal,
    graded,
    indicators,
    initial,
    interpolate,
    judged,
    least,
    merge,
    met,
    misses,
    number,
    ordered_mean,
    paid,
    pick,
    picked,
    points,
    projects,
    reaches,
    root,
    subtotal,
    table,
    tables,
    weight,
    what_if,
    when,
    with_references,
    yes,
)
from fiscal_rubric.catalog import futian_2020, iegm
from fiscal_rubric.documents import from_document, to_document
from fiscal_rubric.errors import MESSAGES as ERRORS, describe, fault, near
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.presentation.english_messages import MESSAGES, WORDS
from fiscal_rubric.presentation.languages import LOCALES, message
from fiscal_rubric.targets.targets import NumericTarget, SeveralTargets

a, b = yes("a"), yes("b")
LINE = Criterion("c", 3, 3 * a)
RUBRIC = Rubric("r", [LINE])
PROJECT = Project("p", Budget("7万元"), [Indicator("k", "quantity", "5家", "3次")])


def deep(times: int) -> object:
    rule = a
    for _ in range(times):
        rule = rule.clip(0)
    return rule


def doubled(times: int) -> object:
    rule = a + b
    for _ in range(times):
        rule = rule * rule
    return rule


def nested(times: int) -> Section:
    section = Section("s0", [LINE])
    for level in range(1, times):
        section = Section(f"s{level}", [section])
    return section


def score(*parts: object, answers: object = None, project: Project | None = None) -> object:
    given = Evidence([] if project is None else [project], answers or {})
    return Rubric("r", list(parts)).score(given)


CASES: list[tuple[str, Callable[[], object], str, str]] = [
    ("wrong_type", lambda: Rubric("r", 3),
     "parts: found 3, expected [Criterion(...), Section(...)]",
     "parts：实际为 3，应为 [Criterion(...), Section(...)]"),
    ("option", lambda: Basis(targets="old"),
     "targets: found 'old', expected original or revised",
     "targets：实际为 'old'，应为 original或revised"),
    ("empty_text", lambda: yes(""),
     "key: the text is empty, expected at least one character",
     "key：文本为空，至少应有一个字符"),
    ("long_text", lambda: yes("x" * 500),
     "key: found a text of 500 characters, expected at most 400",
     "key：文本有 500 个字符，最多接受 400 个"),
    ("broken_text", lambda: yes("\ud800"),
     "key: '\\ud800' has a lone surrogate (half of a character pair), which no document can hold; "
     "expected a text without it",
     "key：'\\ud800' 含有半个代理字符，任何文档都无法保存；应为完整文本"),
    ("language", lambda: score(LINE, answers={"a": True}).explain("fr"),
     "language: fr is not a language of this library, expected zh or en",
     "language：fr 不是本库支持的语言，应为 zh或en"),
    ("duplicate_key", lambda: Section("s", [LINE, LINE]),
     "s: the key c appears more than once; give each its own key=",
     "s：键 c 重复出现；请用 key= 给每一个不同的键"),
    ("depth", lambda: deep(100),
     "rule: nested 101 levels deep, expected at most 80",
     "rule：嵌套了 101 层，最多接受 80 层"),
    ("size", lambda: doubled(15),
     "rule: 65535 nodes in one rule, expected at most 50000; use a fold or parts",
     "rule：一条规则含 65535 个节点，最多接受 50000 个；请改用汇总或分部"),
    ("day", lambda: Span(Fraction(1, 2), 3, unit="date"),
     "span: 0.5 is not a valid date; expected a day as a whole number, as read_target counts it",
     "span：0.5 不是有效的日期（date）；应为按 read_quantity 计数的整日"),
    ("two_revisions",
     lambda: Indicator("k", "quantity", "5家", "3家（目标调整为4家）", revised="3家"),
     "revised: the revised target is ≥3家 here and ≥4家 in the result",
     "revised：此处的调整后目标为 ≥3家，实际值单元格中为 ≥4家"),
    ("number", lambda: Criterion("c", "many", a),
     "full: 'many' is not a number; expected an exact one such as 3 or \"0.5\"",
     "full：'many' 不是数；应为精确的数，例如 3 或 \"0.5\""),
    ("truth_as_number", lambda: a * True,
     "rule: True is a truth value, not a number; expected 0 or 1, or yes()",
     "rule：True 是真假值，不是数；应为 0 或 1，或用 yes()"),
    ("not_finite", lambda: Evidence(answers={"a": float("nan")}),
     "a: nan is not finite; expected an exact number, or no entry at all",
     "a：nan 不是有限的数；应为精确的数，没有数就不要填"),
    ("long_number", lambda: Criterion("c", "1e99999999", a),
     "full: '1e99999999' has too many digits; expected at most 60",
     "full：'1e99999999' 位数过多；最多 60 位"),
    ("long_float", lambda: (2 / 3) * a,
     'rule: the float 0.6666666666666666 is not exact; expected text such as "2/3" or "0.3"',
     'rule：浮点数 0.6666666666666666 不是本意的数；应写成文本，例如 "2/3" 或 "0.3"，才是精确的'),
    ("unit", lambda: Budget("5家", unit="家"),
     "initial: the unit 家 is not valid here, expected 元, 万元, or 亿元",
     "initial：单位 家 无法识别，应为 元、万元或亿元"),
    ("negative", lambda: Budget("-5万元"),
     "initial: -5万元 is below zero; expected 0 or more",
     "initial：-5万元 小于零；应为 0 或更大"),
    ("unit_clash", lambda: score(
        Criterion("c", 3, deduct_per_miss(3, misses())), project=PROJECT),
     "p/k: '3次' / '≥5家' cannot be compared; expected the same unit on both sides",
     "p/k：'3次' / '≥5家' 无法比较；两边应为同一单位"),
    ("share_or_number", lambda: score(
        Criterion("c", 3, deduct_per_miss(3, misses())),
        project=Project("p", None, [Indicator("k", "quality", "≥95%", "0.97")])),
     "p/k: '0.97' / '≥95%': a number without a unit may be a share or a number; expected the unit "
     "on both sides, such as 97%",
     "p/k：'0.97' / '≥95%'：没有单位的数既可能是比例也可能是数；两边都应写单位，例如 97%"),
    ("mixed_units", lambda: Budget("100", "100万元"),
     'initial: 100 has no unit, but other amounts have one; expected 100万元 or unit="万元"',
     'initial：100 没有单位，而其他金额有单位；应为 100万元或unit="万元"'),
    ("share_compared", lambda: Criterion("c", 1, 1 * (budget_execution_rate() >= 95)),
     "c: 95 <= budget_execution_rate() compares a share with a number above 1.5; expected 0.95 or "
     'amount("95%")',
     'c：95 <= budget_execution_rate() 把比例与大于 1.5 的数相比；应为 0.95或amount("95%")'),
    ("fraction_answer", lambda: score(
        Criterion("c", 10, judged("j", 0, 10)), answers={"j": "8/10"}),
     "j: the answer 8/10 may be a fraction, or points out of full marks; expected 8",
     "j：答案 8/10 可能是分数，也可能是“得分/满分”；应为 8"),
    ("two_columns", lambda: tables.read_evidence(
        [{"指标": "x", "三级指标": "y", "目标值": "5个", "kind": "quality"}]),
     "三级指标: the columns 指标 and 三级指标 mean the same; expected one of them, or leave_out= "
     "for the other",
     "三级指标：指标 与 三级指标 两列含义相同；应只保留一列，或用 leave_out= 略去另一列"),
    ("error_value", lambda: tables.read_evidence(
        [{"name": "x", "kind": "quality", "target": "≥90%", "actual": "#DIV/0!"}]),
     "row 1/actual: #DIV/0! is an error of the spreadsheet; expected the value, or an empty cell",
     "row 1/actual：#DIV/0! 是电子表格的错误值；应填数值，或留空"),
    ("large_sheet", lambda: tables.read_sheet([[None] * 1001]),
     "rows[1]: > 1000 rows or columns, expected at most 1000; read a part of the sheet",
     "rows[1]：> 1000 行或列，最多 1000；请分段读取"),
    ("date", lambda: paid("31.12.2020"),
     "by: '31.12.2020' is not a date; expected year-month-day such as 2020-12-31",
     "by：'31.12.2020' 不是日期；应为年-月-日，例如 2020-12-31"),
    ("span", lambda: NumericTarget("at least", Span(None, 3)),
     'span: the ends do not fit "at least"; expected Span(lower)',
     "span：两端与“at least”的目标不符；应为 Span(lower)"),
    ("ends", lambda: judged("j", 3, 2),
     "j: found 3..2, expected a lower end that is not above the upper one",
     "j：范围 3..2 有误，下限不得高于上限"),
    ("not_above_zero", lambda: deduct_per_miss(3, misses(), 0),
     "each: 0 is not above zero; expected a number above zero",
     "each：0 不大于零；应为大于零的数"),
    ("notation", lambda: amount("很多钱"),
     "amount: '很多钱' cannot be read; expected a number with its unit, a date or words",
     "amount：'很多钱' 无法读懂；应为带单位的数、日期或文字"),
    ("revised_target", lambda: Indicator("k", "quantity", "≥5家", revised="≤5家"),
     "revised: the revised target ≤5家 has another sense or unit; expected one such as ≥5家",
     "revised：调整后的目标 ≤5家 与原目标种类不同；应与 ≥5家 同类"),
    ("compared_by_equals", lambda: a == 1,
     "rule: an expression was compared with 1 by ==; expected equal(a, b)",
     "rule：用 == 把表达式与 1 相比；应写 equal(a, b)"),
    ("truth_of_rule", lambda: 0 < number("x") < 1,
     'rule: 0 < number("x") was used as a truth value (and, or, not, if, or a chain such as '
     "0 < x < 1); expected when(), all_of(), any_of(), or ~",
     'rule：0 < number("x") 被当作真假值使用（and、or、not、if，或 0 < x < 1 这样的连写）；应写 '
     "when()、all_of()、any_of()或~"),
    ("python_function", lambda: a & b,
     "rule: & does not work on expressions; expected all_of(a, b)",
     "rule：& 不能用于表达式；应写 all_of(a, b)"),
    ("condition", lambda: when(misses(), 1),
     "rule: misses() is not a condition; expected a comparison, yes(), met(), picked(), all_of() "
     "or the like",
     "rule：misses() 不是条件；应为比较、yes()、met()、picked()、all_of() 等"),
    ("no_terms", lambda: least(),
     "terms: there are no terms, expected at least one",
     "terms：没有内容，至少应有一项"),
    ("number_of_terms", lambda: SeveralTargets((NumericTarget("at least", Span(1)),)),
     "parts: found 1, expected at least 2",
     "parts：实际为 1 项，至少应有 2 项"),
    ("knots", lambda: interpolate(a, [(1, 1), (1, 2)], before=0, after=0),
     "knots: 1, 1 does not rise; expected two or more knots in rising order",
     "knots：1, 1 没有递增；应有两个或更多递增的节点"),
    ("no_item", lambda: Criterion("c", 1, 1 * met()),
     "c: met() has no key and is outside a fold; expected a key, or a fold around it such as "
     "indicators().count(...)",
     "c：met() 没有键，又不在汇总之内；应给出键，或放进 indicators().count(...) 等之内"),
    ("nested_fold", lambda: Criterion("c", 1, indicators().total(projects().count(met("k")))),
     "c: a fold over projects is inside a fold over indicators; expected folds over indicators "
     "inside folds over projects only",
     "c：对 projects 的汇总放在了对指标的汇总之内；只能在对项目的汇总之内对指标汇总"),
    ("money_and_number", lambda: Criterion("c", 1, 1 * (paid() <= 500000)),
     "c: paid() <= 500000 combines money with a bare number; expected amount() with a unit, such "
     'as amount("50万元")',
     'c：paid() <= 500000 把金额与没有单位的数放在一起；应使用带单位的 amount()，例如 '
     'amount("50万元")'),
    ("money_as_points", lambda: Criterion("c", 1, paid().clip(0)),
     "c: paid().clip(0) is money, not points; expected a number, such as a quotient of two "
     "amounts",
     "c：paid().clip(0) 是金额，不是分数；应为数，例如两个金额之商"),
    ("asks_nothing", lambda: Criterion("c", 3, 3),
     "c: the rule 3 reads nothing; expected a rule that reads the evidence",
     "c：规则 3 不读取任何材料；应为读取评价材料的规则"),
    ("reads_lines", lambda: Criterion("c", 3, points("x")),
     'c: a criterion reads points("x"); expected it in the rule of a section, or the expression '
     "itself",
     'c：三级指标读取了 points("x")；应写在所属部分的规则里，或直接共用表达式'),
    ("unknown_line", lambda: Section("s", [LINE], rule=points("cc"), full=3),
     "s: reads the line cc, which is not below it; expected c",
     "s：读取的 cc 不在其下；应为 c"),
    ("unknown_grade", lambda: Section(
        "s", [Criterion("c", 3, 3 * a, grades=Grades([("A", 2), ("B", 0)]))],
        rule=3 * graded("c", "C"), full=3),
     "s: the grade c: C does not exist; expected A or B",
     "s：读取的等级 c: C 不存在；应为 A或B"),
    ("question_differs", lambda: Criterion("c", 3, yes("a", "x") + yes("a", "y")),
     "c: the question a is asked in two ways; expected the same text everywhere",
     "c：问题 a 前后问法不同；各处的 text 应相同"),
    ("unknown_label", lambda: Rubric(
        "r", [Criterion("c", 3, 3 * picked("p", "AA") + pick("p", {"A": 0, "B": 0}))]),
     "c: no pick() of this key offers the label p: AA; expected A",
     "c：没有任何 pick() 提供选项 p: AA；应为 A"),
    ("weights_sum", lambda: iegm.rubric({"i_educ": 0.5, "i_amb": "1/3"}),
     "weights: the weights add up to 5/6; expected 1",
     "weights：权重合计为 5/6，应为 1"),
    ("out_of_bounds", lambda: Criterion("c", 3, 3 - misses()),
     "c: the rule can give -∞..3; expected (3 - misses()).clip(0)",
     "c：规则的取值可为 -∞..3；应写 (3 - misses()).clip(0)"),
    ("full_marks_needed", lambda: Section("s", [LINE], rule=subtotal() - 0 * b),
     "s: a section with its own rule; expected full=",
     "s：该部分有自己的规则；应给出 full="),
    ("full_marks", lambda: Section("s", [LINE], full=4),
     "s: full marks 4 are not the sum of its parts; expected 3 or printed_full=4",
     "s：满分 4 不等于各组成部分之和；应为 3或printed_full=4"),
    ("places", lambda: Criterion("c", "12.345", a),
     "c: 12.345 has more places than the points are rounded to (2); expected a rounded number, or "
     "rounding=Rounding(places)",
     "c：12.345 的小数位数多于得分保留的位数（2）；应先取整，或用 rounding=Rounding(位数)"),
    ("may_not_apply", lambda: Criterion("c", 3, 3 * met("k")),
     'c: met("k") may not apply; expected if_not_applicable= one of drop, full, or zero',
     'c：met("k") 可能不适用；if_not_applicable= 应为 drop、full或zero'),
    ("marks_vanish", lambda: Rubric(
        "r", [Criterion("c", 3, 3 * met("k"), if_not_applicable="drop")], rescale=False),
     "c: it may be dropped, and its marks are not redistributed; expected rescale=True on a "
     "section above",
     "c：可能被剔除，而其上没有任何部分补足其分值；应在上级写 rescale=True"),
    ("no_parts", lambda: Section("s", []),
     "parts: a section without parts; expected at least one criterion or section",
     "parts：没有组成部分；至少应有一个指标或部分"),
    ("rubric_as_part", lambda: Rubric("q", [RUBRIC]),
     "q: the rubric r is used as a part; expected a Section",
     "q：评分标准 r 被当作组成部分；应为 Section"),
    ("reserved_key", lambda: Rubric("r", [Criterion("合计", 1, a, key="total")]),
     "total: this key is reserved for the total of the rubric; expected another key=",
     "total：此键表示整体的 total；请另写 key="),
    ("nothing_stated", lambda: WorkedCase("无", Evidence()),
     "case: the case states no result; expected total=, grade=, points=, or grades=",
     "case：算例没有给出任何结果；应写 total=、grade=、points=或grades="),
    ("hidden_band", lambda: Grades([("差", 0), ("优", 90)]),
     "grades: the grade 优 is never given, because 差 comes first and takes its points; expected "
     "the best grade first",
     "grades：等级 优 永远不会出现，排在前面的 差 已包含其分数；应从最好的等级写起"),
    ("hidden_edge", lambda: bands(number("x"), [(at_least(80), 1), (at_least(90), 2)], otherwise=0),
     "edges: the band ≥ 90 is never taken, because ≥ 80 comes first and takes its numbers; "
     "expected the narrower band first",
     "edges：≥ 90 一档永远用不到，因为在前的 ≥ 80 已包含其全部数值；应把较窄的一档放在前面"),
    ("same_meaning", lambda: Reading("half", "a half", number("x"), number("x")),
     "readings.half: both meanings are the same; expected another one as instead=",
     "readings.half：两种含义相同；instead= 应是另一种含义"),
    ("two_sorts", lambda: Reading("half", "a half", number("x"), Grades([("A", 0)])),
     "readings.half: one meaning is a rule and the other a scale of grades; expected two of one "
     "sort",
     "readings.half：一种含义是规则，另一种是等级；应为同一类"),
    ("reading_of_nothing", lambda: Criterion(
        "c", 1, number("x", 0, 1), readings=[Reading("half", "a half", number("y"), 1)]),
     'readings.half: the rule has no part number("y"); expected a part of the rule as it is '
     "written",
     'readings.half：规则中没有 number("y")；应是规则中原样写出的一部分'),
    ("days_order", lambda: Budget("7万元", None, {"2020-06-30": "2万元", "2020-03-31": "1万元"}),
     "payments: 2020-03-31 does not come after 2020-06-30; expected days in rising order",
     "payments：2020-03-31 不在 2020-06-30 之后；日期应依次递增"),
    ("grade_scale", lambda: Criterion("c", 3, 3 * a, grades=Grades([("A", 2), ("B", 1)])),
     "c: the points 0..1 have no grade; expected a last band that covers 0..3",
     "c：0..1 分没有等级；最后一档应覆盖 0..3"),
    ("missing", lambda: score(Criterion("c", 3, 3 * yes("surveyed", "开展满意度调查"))),
     "surveyed: not known (开展满意度调查); expected True or False",
     "surveyed：未知（开展满意度调查）；应为 True或False"),
    ("missing_amount", lambda: score(Criterion("c", 3, 3 * (paid() <= initial())),
                                     project=PROJECT),
     "p/paid: the amount is not known; expected money such as 700万元",
     "p/paid：金额未知；应为金额，例如 700万元"),
    ("missing_actual", lambda: score(
        Criterion("c", 3, deduct_per_miss(3, misses())),
        project=Project("p", None, [Indicator("k", "quantity", "5家")])),
     "p/k/actual: not known; expected a result such as 3家, or a reason",
     "p/k/actual：未知；应为实际完成值，例如 3家，或未开展的原因"),
    ("undecided", lambda: score(
        Criterion("c", 3, deduct_per_miss(3, misses())),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "建设中")])),
     "p/k/actual: '建设中' / '≥5家' does not say whether the target was met; expected a number, or "
     "words that claim it (read_actual(..., phrases=...))",
     "p/k/actual：'建设中' / '≥5家' 不能说明目标是否完成；应为数值，或声称完成的文字"
     "(read_actual(..., phrases=...))"),
    ("nothing_to_compare", lambda: with_references(
        {"a": Evidence(answers={"n": 1})}, {"r": Reference("least", number("n"), others=True)}),
     "a/r: no evidence has a number for “least of n of the others”; expected one or more",
     "a/r：没有可用于“其他各份的n的最小值”的数值；至少应有一个"),
    ("ranks_order", lambda: ordered_mean(1, 2, first=-1, last=1),
     "ranks: found -1..1; expected two ranks in order, such as 2..-2, 1..3, -3..-1 or 0..0",
     "ranks：实际为 -1..1；两个名次应依次排列，如 2..-2、1..3、-3..-1 或 0..0"),
    ("reference_unit", lambda: Reference("least", number("price", unit="万元") * 2),
     'of: number("price", unit="万元") * 2 has a unit of its own; expected unit="万元", the unit '
     "of the question that reads it",
     'of：number("price", unit="万元") * 2 带有单位；应写 unit="万元"，即读取该数的问题的单位'),
    ("missing_baseline", lambda: score(
        Criterion("c", 3, (0 * baseline("k")).clip(0, 3)),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "4家")])),
     "p/k/baseline: not known; expected the number before the project began",
     "p/k/baseline：未知；应为项目开始前的数值"),
    ("table_row", lambda: table("r", "c", {"x": {"u": 1, "v": 2}, "y": {"u": 1}}),
     "points.y: the columns v are missing; expected u, v in each row",
     "points.y：缺少 v 列；每行都应有 u, v"),
    ("missing_weight", lambda: score(
        Criterion("c", 3, indicators().most(weight()).clip(0, 3), if_not_applicable="zero"),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "5家")])),
     "p/k/weight: not known; expected the points of the indicator",
     "p/k/weight：未知；应为该指标的分值"),
    ("missing_projects", lambda: score(Criterion("c", 3, deduct_per_miss(3, misses()))),
     "projects: no projects are given; expected at least one",
     "projects：没有给出项目；至少应有一个"),
    ("unknown_answer", lambda: score(LINE, answers={"a": True, "aa": True}),
     "aa: no question has this key; expected a",
     "aa：没有哪个问题使用这个键；应为 a"),
    ("unknown_note", lambda: RUBRIC.score(Evidence(answers={"a": True}, notes={"x": "y"})),
     "x: no question, line or indicator has this key of a note; expected a, c, or r",
     "x：备注所指的内容不存在；应为 a、c或r"),
    ("answer", lambda: score(LINE, answers={"a": "yes"}),
     "a: found 'yes', expected True or False",
     "a：实际为 'yes'，应为 True或False"),
    ("no_answer", lambda: Evidence(answers={"a": None}),
     "a: found None; expected an answer, or no entry",
     "a：实际为 None；应为答案，没有答案就不要填"),
    ("outside_band", lambda: score(
        Criterion("c", 20, judged("j", 12, 16, upper_open=True)), answers={"j": 16}),
     "j: found 16, expected 12..16(<)",
     "j：实际为 16，应在 12..16(<) 之内"),
    ("unknown_indicator", lambda: Evidence(PROJECT).with_actual("kk", "3家"),
     "kk: no indicator has this key; expected k",
     "kk：没有哪个指标使用这个键；应为 k"),
    ("several_indicators", lambda: Evidence(
        [PROJECT, Project("q", None, PROJECT.indicators)]).with_actual("k", None),
     "k: 2 projects have an indicator with this key; expected (project, key)",
     "k：2 个项目都有使用这个键的指标；应写 (项目, 键)"),
    ("unknown_project", lambda: Evidence(PROJECT).with_actual(("pp", "k"), None),
     "pp: no project has this key; expected p",
     "pp：没有哪个项目使用这个键；应为 p"),
    ("not_answered", lambda: Evidence(answers={"a": True}).without("aa"),
     "aa: no answer has this key; expected a",
     "aa：没有可以去掉的答案；应为 a"),
    ("no_number", lambda: score(
        Criterion("c", 3, actual("k").clip(0, 3)),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "已完成")])),
     "p/k: 已完成 has no number; expected met() or attained() in the rule",
     "p/k：已完成 没有数值；规则中应使用 met() 或 attained()"),
    ("inexact", lambda: score(
        Criterion("c", 3, actual("k").clip(0, 3)),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "超5家")])),
     "p/k/actual: >5家 is only known as a range; expected met() or attained() in the rule, or "
     "the exact number",
     "p/k/actual：>5家 只知道范围；规则中应使用 met() 或 attained()，或给出确切的数"),
    ("negative_weight", lambda: score(
        Criterion("c", 1, indicators().average(met(), weight=weight() - 1).clip(0, 1),
                  if_not_applicable="zero"),
        project=Project("p", None, [Indicator("k", "quantity", "5家", "5家", weight=0)])),
     "c: the weight weight() - 1 is below zero; expected weights of 0 or more",
     "c：权重 weight() - 1 小于零；权重应为 0 或更大"),
    ("divisor", lambda: score(
        Criterion("c", 3, (1 / number("n", 0)).clip(0, 3)), answers={"n": 0}),
     'c: the divisor number("n", 0) is 0; expected one above zero, or divide(..., if_zero=...)',
     'c：除数 number("n", 0) 为 0；应大于零，或写 divide(..., if_zero=...)'),
    ("negative_divisor", lambda: score(
        Criterion("c", 3, (1 / number("n")).clip(0, 3)), answers={"n": -1}),
     'c: the divisor number("n") is -1, below zero; expected one above zero',
     'c：除数 number("n") 为 -1，小于零；应大于零'),
    ("negative_root", lambda: score(
        Criterion("c", 3, root(number("n"), 2).clip(0, 3)), answers={"n": -1}),
     'c: the root of number("n"), which is -1, below zero; expected .clip(0) on it',
     'c：对 number("n") 开方，而它为 -1，小于零；应对其写 .clip(0)'),
    ("heading", lambda: tables.read_evidence([{"目标数": "5个"}]),
     "目标数: no column of this table has this heading; expected 目标 or 目标值, or "
     "leave_out= for a column that is not read",
     "目标数：此类表格没有这一列；应为 目标或目标值，不读取的列用 leave_out= 略去"),
    ("blank_cell", lambda: tables.read_evidence([{"名": "x"}], leave_out=["名"]),
     "row 1/name: the cell is blank; expected 服务站",
     "row 1/name：此处为空；应为 服务站"),
    ("large_evidence", lambda: Rubric("r", [Criterion("c", 1, indicators().average(
        (met() * 1 + sum([met() * 1] * 800, met() * 1)).clip(0, 1)).clip(0, 1),
        if_not_applicable="zero")]).score(Evidence(Project("p", None, [
            Indicator(f"i{n}", "quantity", "5家", "5家") for n in range(1001)]))),
     "r: 2411409 steps over all indicators, expected at most 2000000; score fewer projects at once",
     "r：对全部指标需要 2411409 步，一次最多 2000000 步；请减少一次评分的项目"),
    ("beyond", lambda: tables.split_cells("三级指标\t目标值\n服务站\t5个\t6个"),
     "row 1: 6个 has no heading; expected a heading above each cell",
     "row 1：6个 超出表头；每一格上方都应有表头"),
    ("conflict", lambda: merge(Evidence(answers={"a": 3}), Evidence(answers={"a": 4})),
     "a: 3 here and 4 there; expected the same, or nothing on one side",
     "a：一方为 3，另一方为 4；两方应一致，或其中一方未填"),
    ("missing_field", lambda: from_document({"kind": "basis"}),
     "fiscal_rubric: the field is missing; expected 1",
     "fiscal_rubric：缺少此项；应为 1"),
    ("unknown_field", lambda: from_document(
        {"fiscal_rubric": 1, "kind": "basis", "target": "revised"}),
     "target: no field of basis has this name; expected targets",
     "target：basis 没有此项；应为 targets"),
    ("newer_format", lambda: from_document({"fiscal_rubric": 2, "kind": "basis"}),
     "fiscal_rubric: written in format 2, which a newer version reads; expected 1 or older",
     "fiscal_rubric：文件格式 2 须用更新的版本读取；应为 1 或更旧"),
    ("large_document", lambda: from_document(
        {"fiscal_rubric": 1, "kind": "evidence", "answers": [[]] * 2_000_000}),
     "document: 2000002 lists and objects, expected at most 2000000",
     "document：共 2000002 个列表和对象，最多读取 2000000 个"),
    ("untold", lambda: from_document(
        {"fiscal_rubric": 1, "kind": "report",
         "findings": [{"code": "weights_sum", "place": "p"}], "waived": []}),
     "findings[0]: its text needs sum, which is missing",
     "findings[0]：这项发现的文字需要 sum，此处没有"),
    ("identity", lambda: from_document({**to_document(futian_2020.RUBRIC), "identity": "0"}),
     "identity: found 0, but this rubric has "
     "5aa80aedc8e137cfc0a840e460efe0350ebd68198bc6093edfd8b26b8d8ca246; state that one if the "
     "change is intended",
     "identity：标明为 0，而此处的标准为 5aa80aedc8e137cfc0a840e460efe0350ebd68198bc6093edfd8b26"
     "b8d8ca246；如确需改动，请改用后者"),
    ("scored_differently", lambda: from_document(
        {**to_document(futian_2020.RUBRIC.score(futian_2020.EVIDENCE)), "total": "98.49"}),
     "total: found 98.49, but scoring again gives 86.50",
     "total：标明为 98.49，重新评分为 86.50"),
    ("share", lambda: tables.read_evidence(
        [{"name": "x", "kind": "quality", "target": "≥90%", "actual": 0.9}]),
     "row 1/actual: 0.9 has no unit; expected 90% or 0.9% as text",
     "row 1/actual：此处应为百分数，现为 0.9；应以文本写为 90%或0.9%"),
    ("unknown_fact", lambda: what_if(Rubric("r", [LINE]), Evidence(), {"b": [True]}),
     "b: neither a question of the rubric nor a fact of the evidence; expected a",
     "b：既不是评分标准的问题，也不是评价材料中的事实；应为 a"),
    ("too_many", lambda: what_if(Rubric("r", [LINE]), Evidence(), {"a": [True] * 10_001}),
     "alternatives: 10001 scenarios in one call, expected at most 10000",
     "alternatives：共 10001 种情景，一次最多测算 10000 种"),
    ("unknown_key", lambda: score(LINE, answers={"a": True})["d"],
     "d: no line or section has this key; expected c",
     "d：没有使用这个键的指标或部分；应为 c"),
    ("no_grades", lambda: goal(Rubric("r", [LINE]), Evidence(answers={"a": True}), grade="优"),
     "grade: the rubric has no grades; expected total=, or a rubric with grades=",
     "grade：评分标准没有等级；应写 total=，或给评分标准设 grades="),
]  # fmt: skip


@pytest.mark.parametrize(("code", "call", "english", "chinese"), CASES, ids=[c[0] for c in CASES])
def test_each_error_has_its_message_in_both_languages(
    code: str, call: Callable[[], object], english: str, chinese: str
) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        call()
    error = caught.value
    assert error.code == code
    assert str(error).splitlines()[0] == english
    assert error.explain("en") == str(error)
    assert error.explain("zh").splitlines()[0] == chinese


def test_every_code_has_a_case() -> None:
    added = {"may_follow", "decided", "between"}  # added to others, see test_rubric
    added |= {
        "unknown_row",
        "no_heading",
        "points_cell",
        "two_claims",
        "merged_cell",
        "no_indicator",
        "sign_cell",
        "two_cells",
        "money_cell",
        "arrived",
    }  # of cells that are listed, see tables/test_sheet
    assert {code for code, *_ in CASES} == set(ERRORS) - added


def test_the_catalogue_has_each_message_with_the_same_placeholders() -> None:
    assert not set(ERRORS) & set(WORDS)
    for language in LOCALES:
        for code, english in MESSAGES.items():
            text = message(code, language)
            assert text
            assert _places(text) == _places(english), code


def _places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_errors_can_be_pickled() -> None:
    with pytest.raises(FiscalRubricError) as caught:
        yes("")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (again.faults, str(again)) == (caught.value.faults, str(caught.value))


def test_all_faults_are_listed_at_once() -> None:
    rubric = Rubric("r", [Criterion("c", 2, a + b), Criterion("d", 1, yes("e"))])
    with pytest.raises(FiscalRubricError) as caught:
        rubric.score(Evidence(answers={"a": "x"}))
    assert [(f.code, f.place) for f in caught.value.faults] == [
        ("answer", "a"), ("missing", "b"), ("missing", "e"),
    ]  # fmt: skip


def test_a_text_lists_some_faults_of_each_code_and_counts_the_others() -> None:
    rows = [{"三级指标": f"n{at}", "二级指标": "x", "权重": "y"} for at in range(4000)]
    with pytest.raises(FiscalRubricError) as caught:
        tables.read_evidence(rows)
    error = caught.value
    assert len(error.faults) == 8000
    assert len(str(error).splitlines()) == 51
    assert {fault.code for fault in error.listed} == {"option", "number"}
    assert str(error).endswith("and 7950 more")
    assert error.explain("zh").endswith("另有 7950 处")


def test_any_object_can_be_described() -> None:
    assert describe(10**5000) == "an int of 16610 bits"
    assert describe("x" * 100) == "'" + "x" * 39 + "…" + "x" * 14 + "'"
    assert describe(Decimal("NaN")) == "NaN"
    assert describe({}) == "dict"
    assert describe(Fraction(1, 3)) == "1/3"
    assert describe(Fraction(1, 10**100)) == "Fraction"
    assert describe(Rounding) == "type"


def test_the_nearest_keys_come_first() -> None:
    assert near("surveid", ["satisfaction", "surveyed", "misused"]) == ("surveyed",)
    assert near("zzz", ["a", "b", "c", "d"]) == ("a", "b", "c")
    assert near("x", []) == ("—",)


def test_a_fault_is_printed_as_its_message() -> None:
    assert str(fault("option", "p", 3, "a", "b", "c")) == "p: found 3, expected a, b, or c"
    assert Fault("no_parts", "p") == fault("no_parts", "p")


def test_an_error_takes_only_faults() -> None:
    for wrong in (3, [], ["x"]):
        with pytest.raises(FiscalRubricError) as caught:
            FiscalRubricError(wrong)
        assert caught.value.code == "wrong_type"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (("wrong_typ", "p"), "code: found wrong_typ, expected wrong_type"),
        (([], "p"), "code: found list, expected wrong_type, option, or empty_text"),
        (("unit", 3), "place: found 3, expected str"),
        (("unit", "p", 3), "found: found 3, expected str"),
        (("unit", "p", "x", "abc"), "expected: found tuple, expected (str, …)"),
        (("unit", "p", "x", (3,)), "expected: found tuple, expected (str, …)"),
    ],
)
def test_a_fault_takes_only_texts(wrong: tuple[object, ...], message: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        Fault(*wrong)
    assert str(caught.value) == message


def test_the_error_of_a_condition_names_no_grade_outside_the_scale() -> None:
    scale = Grades([("A", 2), ("B", 0)], overrides=[(b, None)])
    with pytest.raises(FiscalRubricError) as caught:
        Section("s", [Criterion("c", 3, 3 * a, grades=scale)], rule=3 * reaches("c", "X"), full=3)
    assert caught.value.faults[0].expected == ("A", "B")
