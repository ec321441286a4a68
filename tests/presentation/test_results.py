"""Results of an analysis as text, as rows and as a page, in both languages."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from string import Formatter
from typing import Any

import pytest

from fiscal_rubric import (
    Basis,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Portfolio,
    Project,
    Rubric,
    audit,
    compare,
    goal,
    lint,
    monitor,
    outlook,
    portfolio,
    revision,
    sensitivity,
    shortfalls,
    subtotal,
    what_if,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC
from fiscal_rubric.display import CODED, Displayed
from fiscal_rubric.presentation.english_messages import MESSAGES
from fiscal_rubric.presentation.languages import message, say
from fiscal_rubric.rubric.findings import CODES, Finding, Report

LANGUAGES = ("zh", "en")
YEAR = ("2020-01-01", "2020-12-31")
EARLY = EVIDENCE.without("satisfaction")
CARD = RUBRIC.score(EVIDENCE)
HARDER = RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))
NOTHING = Rubric("r", [Criterion("c", 1, +yes("a") + 0)])
GIVEN = Evidence(answers={"a": True})

FULL: dict[str, Displayed] = {
    "rubric": lint(RUBRIC),
    "evidence": lint(EVIDENCE),
    "waived": lint(RUBRIC, waive=[("full_unreachable", "制度保障")]),
    "revision": revision(RUBRIC, HARDER),
    "effect": revision(RUBRIC, HARDER, EVIDENCE),
    "portfolio": portfolio(RUBRIC, EVIDENCE, Basis(budget="adjusted"), claimed_rate="99.86%"),
    "monitoring": monitor(RUBRIC, EVIDENCE, "2020-06-30", YEAR, on_the_way="0.8"),
    "audit": audit(RUBRIC, EVIDENCE, CLAIMED),
    "comparison": compare(CARD, RUBRIC.score(EVIDENCE.with_answers(satisfaction="优"))),
    "goal": goal(RUBRIC, EVIDENCE, total=88),
    "outlook": outlook(RUBRIC, EARLY),
    "sensitivity": sensitivity(RUBRIC, EVIDENCE),
    "shortfalls": shortfalls(CARD),
    "what_if": what_if(RUBRIC, EVIDENCE, {"satisfaction": ["优", "良"]}),
}
EMPTY: dict[str, Displayed] = {
    "report": lint(Evidence()),
    "revision": revision(RUBRIC, RUBRIC),
    "effect": revision(RUBRIC, RUBRIC, EVIDENCE),
    "monitoring": monitor(NOTHING, GIVEN, "2020-06-30", YEAR, on_the_way=1),
    "audit": audit(NOTHING, GIVEN, {"c": 1, "total": 1}),
    "comparison": compare(CARD, CARD),
    "outlook": outlook(NOTHING, GIVEN),
    "shortfalls": shortfalls(NOTHING.score(GIVEN)),
}
ALL = {**{f"{k}": v for k, v in FULL.items()}, **{f"no {k}": v for k, v in EMPTY.items()}}
EACH = pytest.mark.parametrize("value", ALL.values(), ids=ALL)
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


# All results


@EACH
@EACH_LANGUAGE
def test_a_result_is_shown_with_all_words_filled_in(value: Displayed, language: str) -> None:
    shown = value.explain(language)
    assert shown.strip()
    outside = re.sub(r'\{"zh": .*?\}', "", shown)  # a rule is shown as Python, with its texts
    assert "{" not in outside
    assert "None" not in outside.replace("if_not_applicable=None", "")
    assert ("the " in outside) <= (language == "en")
    assert str(value) == value.explain("en")


@EACH
def test_rows_have_headings_and_codes_in_the_language_asked_for(value: Displayed) -> None:
    plain, zh, en = value.rows(), value.rows("zh"), value.rows("en")
    assert len(plain) == len(zh) == len(en)
    for row, chinese, english in zip(plain, zh, en, strict=True):
        # The names of a portfolio are those of projects.
        is_portfolio = isinstance(value, Portfolio)
        keys = ["project" if is_portfolio and key == "name" else key for key in row]
        assert list(chinese) == [message(f"heading.{key}", "zh") for key in keys]
        assert list(english) == [message(f"heading.{key}", "en") for key in keys]
        for key, first, second in zip(row, chinese.values(), english.values(), strict=True):
            if key in CODED and row[key] is not None:
                code = f"{key}.{row[key]}"
                assert (first, second) == (message(code, "zh"), message(code, "en"))
            elif key not in ("finding", "causes", "changes", "name"):
                assert first == second == row[key]


class Reader(HTMLParser):
    """The tags of a page, which must close, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)
        if tag not in ("br", "meta"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    assert not reader.open
    return reader


@EACH
@EACH_LANGUAGE
def test_a_page_is_one_table_with_all_rows_and_notes(value: Displayed, language: str) -> None:
    page = read(value.to_html(language))
    assert page.tags.count("table") == 1
    assert "script" not in page.tags
    text = "".join(page.texts)
    assert text.strip()
    for row in value.rows(language):
        for cell in row.values():
            assert cell is None or str(cell) in text
    assert value._repr_html_() == value.to_html("en")


def test_text_and_pages_have_the_title_of_their_result() -> None:
    for value in ALL.values():
        for language in LANGUAGES:
            data = {"day": "2020-06-30"}
            title = message(f"title.{type(value).__name__}", language).format(**data)
            assert title in value.to_html(language)
            if type(value).__name__ not in ("Audit", "Report", "Revision"):
                assert value.explain(language).startswith(title)


@EACH
def test_an_unknown_language_is_refused(value: Displayed) -> None:
    for ask in (value.explain, value.to_html, value.rows):
        if ask != value.rows or value.rows():
            with pytest.raises(FiscalRubricError) as caught:
                ask("fr")
            assert caught.value.code == "language"


# Notes

NOTES: list[tuple[str, str, dict[str, Any]]] = [
    ("rubric", "", {}),
    ("waived", "note_waived", {"count": 1}),
    ("effect", "note_total", {"before": "86.50", "after": "87.50"}),
    ("no report", "note_no_findings", {}),
    ("no revision", "note_no_findings", {}),
    ("no effect", "note_no_findings", {}),
    ("no effect", "note_nothing_moved", {}),
    ("no effect", "note_total", {"before": "86.50", "after": "86.50"}),
    ("no audit", "no_findings", {}),
    ("no audit", "total_follows", {}),
    ("audit", "total_follows", {}),
    ("portfolio", "note_mean", {"mean": "91.51"}),
    ("portfolio", "note_weighted", {"weighted": "92.44"}),
    ("monitoring", "note_time_gone", {"rate": "49.73%"}),
    ("no monitoring", "note_range", {"low": "1.00", "high": "1.00"}),
    ("no comparison", "note_nothing_moved", {}),
    ("goal", "goal.possible", {"wanted": "88", "count": 1}),
    ("goal", "note_proved", {}),
    ("outlook", "note_range", {"low": "80.50", "high": "86.50"}),
    ("outlook", "note_grade_certain", {"grade": "良"}),
    ("shortfalls", "note_next_grade", {"needs": "3.50", "grade": "优"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "code", "data"), NOTES, ids=[f"{n}-{c}" for n, c, _ in NOTES])
def test_notes_below_a_table(name: str, code: str, data: dict[str, Any]) -> None:
    for language in LANGUAGES:
        lines = ALL[name].explain(language).splitlines()
        if code:
            assert say(code, language, **data) in lines
        else:
            assert say("note_no_findings", language) not in lines


SUMS = Rubric("r", [Criterion("a", 10, 10 * yes("a")), Criterion("b", 10, 10 * yes("b"))],
              grades=Grades([("A", 16), ("B", 10), ("C", 0)]))  # fmt: skip
HALF = Evidence(answers={"a": True, "b": False})


def notes(value: Displayed, *codes: str, **data: Any) -> bool:
    return all(
        say(code, language, **data) in value.explain(language).splitlines()
        and say(code, language, **data) in "".join(read(value.to_html(language)).texts)
        for code in codes
        for language in LANGUAGES
    )


WITHOUT_POINTS = Rubric("r", NOTHING.parts, rule=None)


@pytest.mark.parametrize(
    "value",
    [
        portfolio(NOTHING, {"a": GIVEN}),
        portfolio(WITHOUT_POINTS, {"a": GIVEN}),
        outlook(WITHOUT_POINTS, GIVEN),
        compare(WITHOUT_POINTS.score(GIVEN), WITHOUT_POINTS.score(GIVEN)),
        compare(NOTHING.score(GIVEN), WITHOUT_POINTS.score(GIVEN)),
        monitor(WITHOUT_POINTS, GIVEN, "2020-06-30", YEAR, on_the_way=1),
    ],
    ids=["weighted mean", "mean", "range", "totals", "one total", "range of a year"],
)
def test_a_number_that_is_not_known_is_not_shown_as_none(value: Displayed) -> None:
    assert "None" not in value.explain("en")


def test_goals_of_each_kind() -> None:
    assert notes(goal(SUMS, HALF, total=10), "goal.reached", wanted="10")
    beyond = goal(SUMS, HALF, total=20, may_change=["a"])
    assert notes(beyond, "goal.out of reach", wanted="20", most="10.00")
    letter = goal(SUMS, HALF, grade="A", may_change=["a"])
    assert notes(letter, "goal.out of reach grade", wanted="A", grades="B")
    assert notes(goal(SUMS, HALF, grade="A"), "goal.possible", "note_proved", wanted="A", count=1)
    stopped = goal(SUMS, HALF, grade="A", steps=1)
    assert notes(stopped, f"goal.{stopped.reach}", wanted="A", count=len(stopped.sets))
    assert stopped.reach in ("not found", "possible")


def test_grades_that_are_still_open() -> None:
    found = outlook(SUMS, HALF.without("b"))
    for language, possible in (("zh", "A或B"), ("en", "A or B")):
        assert say("note_grades", language, possible=possible) in found.explain(language)


def test_a_capped_grade_and_one_that_is_near() -> None:
    capped = Rubric("r", SUMS.parts, grades=Grades([("A", 16), ("B", 10), ("C", 0)],
                                                   caps=[(subtotal() >= 0, "B")]))  # fmt: skip
    both = Evidence(answers={"a": True, "b": True})
    assert notes(shortfalls(capped.score(both)), "note_capped", grade="A", needs=0)
    assert notes(shortfalls(SUMS.score(HALF)), "note_next_grade", grade="A", needs="6.00")


@pytest.mark.parametrize(
    ("language", "answer", "below", "fact"),
    [
        (None, "yes", "below", "answer:b"),
        ("zh", "是", "下级得分", "b 的回答"),
        ("en", "yes", "its lines", "answer to b"),
    ],
)
def test_changes_and_causes_are_words_where_a_language_is_given(
    language: str | None, answer: str, below: str, fact: str
) -> None:
    before, after = SUMS.score(HALF), SUMS.score(HALF.with_answers(b=True))
    found = (goal(SUMS, HALF, grade="A"), compare(before, after), shortfalls(before))
    cells = [list(value.rows(language)[-1].values()) for value in found]
    assert (cells[0][0], cells[1][-1], cells[2][-1]) == (f"b = {answer}", below, fact)


def test_a_total_that_does_not_follow() -> None:
    claims = {"a": 10, "b": 0, "total": 20}
    assert notes(audit(SUMS, HALF, claims), "total_does_not_follow")
    unknown = audit(SUMS, HALF, {"a": 10})
    for language in LANGUAGES:
        assert unknown.explain(language) == say("no_findings", language)


def test_each_finding_is_a_line_with_its_fix() -> None:
    found = lint(RUBRIC)
    for language in LANGUAGES:
        shown = found.explain(language).splitlines()
        assert shown == [finding.explain(language) for finding in found]
    assert str(found["full_unreachable:制度保障"].explain("zh")) == (
        "制度保障：满分 6，按规则最多得 5.00；补足评分项，或将满分改为 5.00"
    )


# Codes and words

CHECKED = [code for code in CODES if not code.endswith("_differ") and not code.endswith("_differs")]
CHECKED.append("printed_full_differs")


def test_every_code_of_a_check_has_words_in_both_languages() -> None:
    for code in CHECKED:
        assert f"find.{code}" in MESSAGES, code
    for code in set(CODES) - set(CHECKED):
        assert code in MESSAGES, code
    for name in MESSAGES:
        kind, _, code = name.partition(".")
        if kind in ("find", "fix"):
            assert code in CODES, name


def test_words_in_both_languages_have_the_same_placeholders() -> None:
    for code in CHECKED:
        for name in (f"find.{code}", f"fix.{code}"):
            if name in MESSAGES:
                zh, en = (
                    {f for _, f, _, _ in Formatter().parse(message(name, language)) if f}
                    for language in LANGUAGES
                )
                assert zh == en, name
                assert message(name, "zh") != message(name, "en")


def test_severities_and_lights_have_words_in_both_languages() -> None:
    severities = {f"severity.{severity}" for severity in CODES.values()}
    lights = ("met", "on the way", "missed", "not known", "not applicable")
    for name in (*severities, *(f"light.{light}" for light in lights)):
        assert message(name, "zh") != message(name, "en")


def test_the_answer_to_a_condition_is_shown_as_a_word() -> None:
    for answer, zh, en in (("yes", "是", "yes"), ("no", "否", "no")):
        found = Finding("branch_unreachable", "c/x", numbers={"condition": "x", "answer": answer})
        assert zh in found.explain("zh")
        assert f"always answered with {en}" in found.explain("en")
    waived = Finding("waiver_unused", "c", numbers={"waived": "yes"})
    assert "yes" in waived.explain("zh")


def test_a_finding_without_a_fix_is_shown_alone() -> None:
    found = Finding("line_added", "c", numbers={"full": "5"})
    assert found.explain("en") == "c: new, with 5 points"
    assert found.explain("zh") == say("find.line_added", "zh", place="c", full="5")


def reading(*codes: str) -> Finding:
    readings = tuple(frozenset(code.split("+")) for code in codes)
    return Finding("points_differ", "c", Decimal("5"), Decimal("4"), readings)


@pytest.mark.parametrize(
    ("code", "zh", "en"),
    [
        ("confused:budget_execution_rate", "以预算执行率代替成本节约率",
         "the execution rate used in place of the saving rate"),
        ("rounding:down", "", "rounding cut off"),
        ("left_out:明确性", "合计漏加明确性", "明确性 left out of the sum"),
        ("twice:明确性", "", "明确性"),
        ("excused:not_missed", "", "excused misses read as not missed"),
        ("budget:initial", "", ""),
        ("confused:all_or_nothing", "不按完成率计分", "all or nothing"),
        ("step:pro rata", "按比例计", "in proportion"),
        ("band:other end", "另一档", "the other band"),
        ("rounding:3 places, up", "3 位小数", "to 3 decimal places (always up)"),
        ("rounding:1 place, down", "一位小数", "to one decimal place (cut off)"),
    ],
)  # fmt: skip
def test_each_change_of_a_reading_has_words(code: str, zh: str, en: str) -> None:
    found = reading(code)
    assert zh in found.explain("zh")
    assert en in found.explain("en")
    assert code not in found.explain("zh") + found.explain("en")


def test_claims_without_a_reading_show_the_nearest_points() -> None:
    plain, near, beyond = (
        Finding("points_differ", "c", Decimal("5"), Decimal("4"), readings, nearest)
        for readings, nearest in (
            ((), None),
            ((), Decimal("4.5")),
            ((frozenset({"beyond_reach"}),), Decimal("4.75")),
        )
    )
    assert plain.explain("en") == "c: claimed 5, recomputed 4; no tried reading gives it"
    assert "4.5" in near.explain("zh")
    assert beyond.explain("en").endswith("; not attainable; the limit is 4.75")
    nothing = Finding("points_differ", "c", Decimal("5"), None)
    for language in LANGUAGES:
        assert say("not_applicable", language) in nothing.explain(language)


def test_readings_are_joined_and_offered() -> None:
    both = reading("rounding:down+excused:not_missed")
    assert "together" in both.explain("en")
    either = reading("rounding:down", "excused:not_missed")
    assert " or " in either.explain("en")
    assert "或" in either.explain("zh")


# Names and texts of users

NASTY = '<b onmouseover="x">&amp; {0} %s'


def test_names_and_texts_are_escaped_in_a_page() -> None:
    lines = [Criterion(NASTY, 5, 4 * yes("a"))]
    rubric = Rubric(NASTY, lines)
    owned = Project(NASTY, Budget("1元", "1元", {"2020-06-30": "1元"}),
                    [Indicator(NASTY, "quantity", "≥5家", "3家", reason=NASTY)])  # fmt: skip
    evidence = Evidence(owned, {"a": True})
    harder = Rubric(NASTY, [Criterion(NASTY, 6, 4 * yes("a"))])
    for value in (
        lint(rubric),
        lint(Evidence(Project(NASTY, None, [Indicator(NASTY, "quantity", NASTY, "完成")]))),
        revision(rubric, harder),
        portfolio(rubric, evidence, claimed_rate="5%"),
        monitor(rubric, evidence, "2020-06-30", YEAR, on_the_way=1),
        audit(rubric, evidence, {NASTY: 5, "total": 5}),
    ):
        for language in LANGUAGES:
            page = value.to_html(language)
            assert "<b onmouseover" not in page
            assert "b" not in read(page).tags
            shown = "".join(read(page).texts)
            assert NASTY in shown
            assert NASTY in value.explain(language)


def test_rows_of_a_report_say_what_and_where() -> None:
    found = lint(NOTHING.with_part("c", full=2))
    assert found.rows()[0] | {"finding": ""} == {
        "severity": "error",
        "code": "full_unreachable",
        "place": "c",
        "finding": "",
    }
    assert found.rows()[0]["finding"] == found.findings[0].explain("zh")
    assert found.rows("en")[0]["Severity"] == "error"
    assert found.rows("zh")[0]["程度"] == message("severity.error", "zh")


def test_a_result_shows_its_type_and_not_all_that_is_in_it() -> None:
    assert repr(lint(Evidence())) == "<Report>"
    assert repr(FULL["portfolio"]) == "<Portfolio>"
    assert isinstance(FULL["effect"], Report)
