"""Pages: one table, readable without style or script, with any names in it."""

import re
from decimal import Decimal
from html import escape, unescape
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Bounds,
    Budget,
    Check,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Scorecard,
    Section,
    number,
    points,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.display import render
from fiscal_rubric.presentation.html_tables import result_html
from fiscal_rubric.testing import strategies as some
from fiscal_rubric.texts import printable

Displayed = Scorecard | Bounds | Rubric | Project
CARD = RUBRIC.score(EVIDENCE)
BOUNDS = RUBRIC.bounds(EVIDENCE.without("satisfaction"))
EACH = pytest.mark.parametrize(
    "value", [CARD, BOUNDS, RUBRIC, EVIDENCE.projects[0]], ids=lambda value: type(value).__name__
)
BOTH = pytest.mark.parametrize("language", ["zh", "en"])


def parsed(page: str) -> ElementTree.Element:
    """Parse a page; a tag that is not closed or a sign that is not escaped is an error."""
    return ElementTree.fromstring(page)


def text_of(element: ElementTree.Element) -> str:
    return "".join(element.itertext())


def cells(page: str) -> list[list[str]]:
    """The text of each cell, row by row."""
    return [[text_of(cell) for cell in row] for row in parsed(page).iter("tr")]


def plain(page: str) -> str:
    """The texts of a page as one."""
    return text_of(parsed(page))


def check_page(page: str) -> None:
    """Check what holds for every page."""
    root = parsed(page)
    assert root.tag == "div"
    assert [child.tag for child in root].count("table") == 1
    for element in root.iter():
        assert element.tag not in ("script", "style", "link", "img", "iframe", "a")
        assert set(element.attrib) <= {"class", "lang", "border", "style", "scope"}
        style = element.get("style", "")
        assert "url" not in style
        assert not re.search(r"#|rgb\(|hsl|var\(", style.replace("in srgb", ""))
        if element.tag in ("th", "td"):
            assert "text-align:" in style
        if element.tag == "th":
            assert element.get("scope") in ("col", "row", "rowgroup")
    widths = {len(row) for row in root.iter("tr")}
    assert len(widths) <= 1
    assert all(details.get("open") is None for details in root.iter("details"))


@EACH
@BOTH
def test_a_page_is_well_formed_the_same_each_time_and_in_its_language(
    value: Displayed, language: str
) -> None:
    page = value.to_html(language)
    check_page(page)
    assert page == value.to_html(language)
    assert parsed(page).get("lang") == {"zh": "zh-Hans", "en": "en"}[language]
    assert value.to_html(f"{language}-XX") == page
    assert value._repr_html_() == value.to_html("en") == value.to_html()


@EACH
def test_a_page_has_no_words_of_another_language(value: Displayed) -> None:
    for wrong in ("fr", "", "\ud800", 3, None):
        with pytest.raises(FiscalRubricError):
            value.to_html(wrong)


def test_only_values_with_a_page_are_shown() -> None:
    for wrong in (3, None, CARD.whole, RUBRIC.parts[0], "<p>"):
        with pytest.raises(FiscalRubricError) as caught:
            render("html", wrong, "en")
        assert caught.value.code == "wrong_type"


@BOTH
def test_every_number_of_a_card_is_text(language: str) -> None:
    rows = {row[0].strip(): row for row in cells(CARD.to_html(language))}
    for line in (*CARD.lines, *CARD.sections):
        name = line.name if isinstance(line.name, str) else line.name[language]
        assert rows[name][1:3] == [str(line.full), str(line.points)]
    total = cells(CARD.to_html(language))[-1]
    assert total[:4] == [{"zh": "总分", "en": "Total"}[language], "100", "86.50", "良"]
    caption = parsed(CARD.to_html(language)).find("table/caption")
    assert caption is not None
    assert (
        caption.text
        == {
            "zh": "福田区项目支出绩效评价：86.50 分（满分 100 分），等级：良",
            "en": "Futian project spending evaluation: 86.50 of 100 points, grade: 良",
        }[language]
    )


def test_each_first_level_section_heads_its_own_rows() -> None:
    table = parsed(CARD.to_html("zh")).find("table")
    assert table is not None
    assert [part.tag for part in table] == ["caption", "thead", "tbody", "tbody", "tbody", "tfoot"]
    heads = [[cell.text for cell in row][:3] for body in table.iter("tbody") for row in body
             if row[0].get("scope") == "rowgroup"]  # fmt: skip
    assert heads == [
        ["项目决策", "25", "24.00"], ["项目管理", "20", "15.50"], ["项目绩效", "55", "47.00"],
    ]  # fmt: skip
    names = [row[0] for row in cells(CARD.to_html("zh"))]
    assert names[1:4] == ["项目决策", "\u2003明确性", "\u2003\u2003依据明确"]


def test_criteria_without_a_section_share_one_body() -> None:
    line = [Criterion(key, 1, yes(key)) for key in "abcd"]
    rubric = Rubric("r", [line[0], line[1], Section("s", [line[2]]), line[3]])
    bodies = list(parsed(rubric.to_html()).iter("tbody"))
    names = [[text_of(row[0]).strip() for row in body] for body in bodies]
    assert names == [["a", "b"], ["s", "c"], ["d"]]


@BOTH
def test_each_line_is_explained_in_its_row(language: str) -> None:
    page = parsed(CARD.to_html(language))
    shown = [text_of(steps) for steps in page.iter("pre")]
    lines = CARD.every_line
    assert sorted(shown) == sorted(line.explain(language) for line in lines)
    assert len(list(page.iter("details"))) == len(list(page.iter("summary"))) == len(lines)


@BOTH
def test_the_basis_and_outer_bounds_are_noted_below(language: str) -> None:
    read = number("f", 0, 1)
    loose = Rubric("r", [Criterion("c", 1, read * (1 - read))], rule=points("c"), full=1)
    bounds = loose.bounds(Evidence())
    assert not bounds.tight
    shown = [text_of(note) for note in parsed(bounds.to_html(language)).iter("p")]
    assert shown == bounds.to_text(language).splitlines()[-2:]
    assert len(list(parsed(CARD.to_html(language)).iter("p"))) == 1


def test_bounds_have_two_ends_and_all_possible_grades() -> None:
    rows = {row[0].strip(): row for row in cells(BOUNDS.to_html("en"))}
    assert rows["Criterion"][1:5] == ["Full marks", "Least", "Most", "Grade"]
    assert rows["Satisfaction of those served"][1:4] == ["8", "2.00", "8.00"]
    scale = Grades([("A", 2), ("B", 0)])
    rubric = Rubric("r", [Criterion("c", 2, 2 * yes("a"))], grades=scale)
    page = rubric.bounds(Evidence()).to_html("en")
    assert "r: 0.00 to 2.00 of 2 points, grade: A or B" in page
    assert cells(page)[-1][:5] == ["Total", "2", "0.00", "2.00", "A/B"]


@BOTH
def test_a_line_that_does_not_apply_has_no_number(language: str) -> None:
    line = Criterion("c", 3, 3 * yes("a", may_not_apply=True), if_not_applicable="drop")
    section = Section("s", [line], rule=None)
    rubric = Rubric("r", [section, Criterion("d", 3, 3 * yes("b"))], rule=None)
    nothing = {"zh": "不适用", "en": "not applicable"}[language]
    evidence = Evidence(answers={"a": NOT_APPLICABLE, "b": True})
    for value in (rubric.score(evidence), rubric.bounds(evidence)):
        check_page(value.to_html(language))
        rows = {row[0].strip(): row for row in cells(value.to_html(language))}
        assert set(rows["c"][2:-2]) == set(rows["s"][2:-2]) == {nothing}
        caption = parsed(value.to_html(language)).find("table/caption")
        assert caption is not None
        assert nothing in str(caption.text)
    open_line = cells(rubric.bounds(Evidence()).to_html(language))[2]
    assert open_line[2:4] == ["0.00", f"3.00 / {nothing}"]
    assert cells(rubric.to_html(language))[-1][2] == ""


EVIL = '<script>alert(\'x\')</script>" onload="x" & &amp; ]]> <!-- \x00\x1b\ufffe'
SEEN = EVIL.replace("\x00", "\\x00").replace("\x1b", "\\x1b").replace("\ufffe", "\ufffd")


def evil(number: int) -> str:
    return f"{EVIL}{number}"


EVIL_RUBRIC = Rubric(
    evil(1),
    [
        Section(
            evil(2),
            [
                Criterion(
                    evil(3),
                    4,
                    3 * yes("a", evil(4)).named(evil(5)) + yes("b", evil(9)),
                    source=evil(6),
                    checks=[Check(yes("b", evil(9)), evil(7), "code")],
                    grades=Grades([(evil(8), 0)]),
                )
            ],
            grades=Grades([(evil(8), 0)]),
        )
    ],
    rule=points(evil(3)),
    full=4,
    grades=Grades([(evil(8), 0)]),
)
EVIL_PROJECT = Project(
    evil(1),
    Budget("1万元"),
    [
        Indicator(
            evil(2), "quality", evil(3), evil(4),
            level1=evil(5), level2=evil(6), weight=3, reason=evil(7),
        )
    ],
    period=evil(8),
)  # fmt: skip


@BOTH
def test_every_name_is_escaped(language: str) -> None:
    evidence = Evidence(EVIL_PROJECT, {"a": True, "b": False}, {evil(3): evil(10), "a": evil(11)})
    shown = {
        EVIL_RUBRIC.score(evidence): (1, 2, 3, 5, 7, 8, 9, 10, 11),
        EVIL_RUBRIC.bounds(evidence.without("a")): (1, 2, 3, 5, 8, 9),
        EVIL_RUBRIC: (1, 2, 3, 5, 6),
        EVIL_PROJECT: (1, 2, 3, 4, 5, 6, 7, 8),
    }
    for value, numbers in shown.items():
        page = value.to_html(language)
        check_page(page)
        assert not re.search(r"<script|<!--|\]\]>|[\x00\x1b\ufffe]", page)
        for number_ in numbers:
            assert f"{SEEN}{number_}" in plain(page), number_


def test_results_are_escaped_too() -> None:
    page = result_html(evil(1), [{evil(2): evil(3), evil(4): None}], [evil(5)], "en")
    check_page(page)
    assert all(f"{SEEN}{number_}" in plain(page) for number_ in (1, 2, 3, 4, 5))
    assert escape(SEEN, quote=True) in page


@BOTH
def test_a_rubric_shows_its_rules(language: str) -> None:
    page = RUBRIC.to_html(language)
    caption = parsed(page).find("table/caption")
    assert caption is not None
    assert RUBRIC.identity[:12] in str(caption.text)
    assert RUBRIC.identity[:13] not in page
    rows = {row[0].strip(): row for row in cells(page)}
    for line in CARD.lines:
        name = line.name if isinstance(line.name, str) else line.name[language]
        assert rows[name][3] == line.part.source
    monitored = {
        "zh": ["监控措施", "2", "定期对项目实施绩效运行监控管理 + 定期归集相关监控数据、资料", ""],
        "en": [
            "Monitoring",
            "2",
            "the project was monitored regularly + monitoring data was collected regularly",
            "",
        ],
    }[language]
    assert [cell.strip() for cell in rows[monitored[0]]] == monitored


def test_the_rule_of_a_section_names_its_lines_in_the_language() -> None:
    line = Criterion({"zh": "甲", "en": "first"}, 1, yes("a"), key="k")
    rubric = Rubric("r", [Section("s", [line], rule=points("k"), full=1)])
    assert "points of first" in rubric.to_html("en")
    assert "甲" in cells(rubric.to_html("zh"))[1][2]


@BOTH
def test_a_project_shows_missing_facts(language: str) -> None:
    unknown = {"zh": "未知", "en": "not known"}[language]
    page = Project("p", None, [Indicator("k", "quantity", "5家")]).to_html(language)
    check_page(page)
    shown = [text_of(note) for note in parsed(page).iter("p")]
    assert len(shown) == 3
    assert all(unknown in note for note in shown)
    assert cells(page)[-1] == ["", "", "k", "≥5家", "", unknown, "", ""]
    empty = Project("p").to_html(language)
    check_page(empty)
    assert len(cells(empty)) == 1


def test_a_project_shows_known_facts() -> None:
    indicator = Indicator(
        {"zh": "核查", "en": "Checks"}, "quantity", "5家", "3家",
        level1="产出指标", level2="数量指标", revised="4家", weight="0.5", reason="政策调整",
    )  # fmt: skip
    budget = Budget("700万元", "636.96万元", {"2020-03-31": "50%", "2020-12-31": "600万元"})
    page = Project("p", budget, [indicator], period="2020").to_html("en")
    caption = parsed(page).find("table/caption")
    assert caption is not None
    assert caption.text == "p (2020)"
    assert cells(page)[-1] == [
        "产出指标", "数量指标", "Checks", "≥5家", "≥4家", "3家", "0.5", "政策调整",
    ]  # fmt: skip
    assert [text_of(note) for note in parsed(page).iter("p")] == [
        "initial budget: 700万元",
        "adjusted budget: 636.96万元",
        "amount paid by 2020-03-31: 318.48万元",
        "amount paid by 2020-12-31: 600万元",
    ]


def test_chinese_cells_of_an_english_page_are_marked() -> None:
    def marked(page: str) -> set[str]:
        return {
            text_of(cell) for cell in parsed(page).iter() if cell.get("lang") and len(cell) == 0
        }

    assert marked(CARD.to_html("en")) == {"良"}
    assert marked(CARD.to_html("zh")) == set()
    rows = [{"name": "甲", "note": "甲 and others"}]
    assert marked(result_html("t", rows, [], "en")) == {"甲"}


def test_results_align_numbers_to_the_right() -> None:
    rows: list[dict[str, str | Decimal | int | None]] = [
        {"Rank": 1, "Line": "a", "Change": Decimal("0E-7"), "Reason": None},
        {"Rank": 2, "Line": "b", "Change": None, "Grade": "A"},
    ]
    page = result_html("Changes", rows, ["one", "two"], "en")
    check_page(page)
    assert cells(page) == [
        ["Rank", "Line", "Change", "Reason", "Grade"],
        ["1", "a", "0.0000000", "", ""],
        ["2", "b", "", "", "A"],
    ]
    aligned = [
        ["right" if "text-align:right" in cell.get("style", "") else "left" for cell in row]
        for row in parsed(page).iter("tr")
    ]
    assert aligned[:2] == [["right", "left", "right", "left", "left"]] * 2
    assert [text_of(note) for note in parsed(page).iter("p")] == ["one", "two"]
    assert "tabular-nums" in page


def test_results_without_rows_keep_their_title_and_notes() -> None:
    page = result_html("Changes", [], ["nothing changed"], "zh")
    check_page(page)
    assert plain(page).split() == ["Changes", "nothing", "changed"]


@BOTH
@EACH
def test_a_page_is_read_without_any_style(value: Displayed, language: str) -> None:
    page = value.to_html(language)
    bare = re.sub(r' style="[^"]*"', "", page)
    assert plain(bare) == plain(page)
    assert "\u2003" in bare or isinstance(value, Project)


@given(some.rubrics(), st.data(), some.bases(), st.sampled_from(("zh", "en")))
def test_any_rubric_and_its_results_have_pages(
    rubric: Rubric, data: st.DataObject, basis: Basis, language: str
) -> None:
    check_page(rubric.to_html(language))
    try:
        bounds = rubric.bounds(data.draw(some.evidence(rubric, known=False)), basis)
        card = rubric.score(data.draw(some.evidence(rubric)), basis)
    except FiscalRubricError:
        assume(False)
    for value in (bounds, card):
        check_page(value.to_html(language))
    shown = cells(card.to_html(language))
    points_ = [str(line.points) for line in card.every_line
               if line.points is not None]  # fmt: skip
    shown_ = [row[2] for row in shown[1:]]
    assert all(text in shown_ for text in points_)


@given(some.projects(), st.sampled_from(("zh", "en")))
def test_any_project_has_its_page(project: Project, language: str) -> None:
    check_page(project.to_html(language))
    assert len(cells(project.to_html(language))) == 1 + len(project.indicators)


@given(st.text(), st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_any_text_comes_back_out_of_a_page(title: str, name: str, note: str) -> None:
    page = result_html(title, [{"name": name}], [note], "en")
    check_page(page)
    lost = re.compile("[\ufffe\uffff]")
    for text in (title, name, note):
        lines = "\n".join(map(printable, text.split("\n")))
        assert lost.sub("\ufffd", lines) in unescape(page)
