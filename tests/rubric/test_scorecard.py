"""Scorecards and bounds: lines by key, rows, texts, equality."""

from decimal import Decimal

import pytest

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Criterion,
    Evidence,
    Fault,
    FiscalRubricError,
    Rubric,
    Section,
    pick,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.display import render

CARD = RUBRIC.score(EVIDENCE)
BOUNDS = RUBRIC.bounds(EVIDENCE.without("satisfaction"))


def test_lines_are_found_by_key_and_notebooks_complete_keys() -> None:
    assert CARD["项目绩效"].points == Decimal("47.00")
    assert CARD["福田区项目支出绩效评价"] is CARD.whole
    assert len(CARD) == 18
    assert [line.key for line in CARD] == [line.key for line in CARD.lines]
    assert CARD._ipython_key_completions_()[0] == "依据明确"
    assert str(CARD["成本控制情况"]) == "成本控制情况: 3.00 / 6"
    assert repr(CARD) == "<Scorecard 福田区项目支出绩效评价: 86.50 / 100>"
    assert str(CARD).splitlines()[0] == "Futian project spending evaluation"


def test_cards_are_equal_if_rubric_evidence_and_basis_are() -> None:
    assert RUBRIC.score(EVIDENCE) == CARD
    assert hash(RUBRIC.score(EVIDENCE)) == hash(CARD)
    assert RUBRIC.score(EVIDENCE, Basis(targets="revised")) != CARD
    assert CARD != BOUNDS
    assert CARD != 3


def test_rows_are_flat_scalars() -> None:
    rows = CARD.rows()
    assert len(rows) == 18
    assert {tuple(row) for row in rows} == {
        (
            "level1",
            "level2",
            "key",
            "name",
            "full",
            "points",
            "status",
            "grade",
            "unmet",
            "note",
            "remark",
        )
    }
    for row in (*rows, *BOUNDS.rows(), *CARD.rows("en")):
        assert all(cell is None or type(cell) in (str, Decimal) for cell in row.values())
    assert sum(row["points"] for row in rows) == CARD.total


def test_a_line_without_a_grade_has_none_in_its_row() -> None:
    assert {row["grade"] for row in CARD.rows()} == {None}


def test_rows_have_headings_in_both_languages() -> None:
    assert CARD.rows("zh")[0]["一级指标"] == "项目决策"
    assert CARD.rows("zh")[0]["状态"] == "已评分"
    assert CARD.rows("en")[0]["Points"] == Decimal("5.00")
    statuses = {row["key"]: row["status"] for row in BOUNDS.rows()}
    assert statuses["服务对象满意度"] == "open"
    assert statuses["监控措施"] == "decided"


def test_bounds_have_the_lines_of_a_card() -> None:
    assert [line.key for line in BOUNDS] == [line.key for line in CARD]
    line = BOUNDS["服务对象满意度"]
    assert (str(line.low), str(line.high), line.is_decided, line.may_not_apply) == (
        "2.00", "8.00", False, False,
    )  # fmt: skip
    assert str(line) == "服务对象满意度: 2.00..8.00 / 8"
    assert repr(BOUNDS) == "<Bounds 福田区项目支出绩效评价: 80.50..86.50 / 100>"
    assert not BOUNDS.is_decided
    assert BOUNDS.identity == CARD.identity


def test_a_line_that_does_not_apply_has_no_points_anywhere() -> None:
    line = Criterion("c", 3, 3 * yes("a", may_not_apply=True), if_not_applicable="drop")
    rubric = Rubric("r", [line, Criterion("d", 3, 3 * yes("b"))])
    evidence = Evidence(answers={"a": NOT_APPLICABLE, "b": True})
    card, bounds = rubric.score(evidence), rubric.bounds(evidence)
    assert (card["c"].status, card["c"].points, card["c"].exact) == ("not applicable", None, None)
    assert (bounds["c"].status, bounds["c"].low, bounds["c"].high) == (
        "not applicable", None, None,
    )  # fmt: skip
    assert "not applicable" in card.to_text("en")
    assert "不适用" in bounds.to_markdown("zh")
    assert card.rows()[0]["points"] is None
    assert rubric.bounds(Evidence(answers={"b": True}))["c"].may_not_apply


def test_plain_text_is_aligned_for_wide_characters() -> None:
    from unicodedata import east_asian_width

    lines = CARD.to_text("zh").splitlines()
    width = [sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in lines[4:-3]]
    assert len(set(width)) == 1


def test_markdown_escapes_what_it_prints() -> None:
    rubric = Rubric("a|b*c_<i>", [Section("s`[x]", [Criterion("c\\|\nd", 3, 3 * yes("a"))])])
    text = rubric.score(Evidence(answers={"a": True})).to_markdown("en")
    assert "**a\\|b\\*c\\_\\<i\\>**" in text
    assert "| s\\`\\[x\\] | 3 | 3.00 |  |" in text
    assert "| &emsp;c\\\\\\| d | 3 | 3.00 |  |" in text


def test_only_values_with_a_text_are_shown() -> None:
    for call in (lambda: render("explain", 3, "en"), lambda: render("text", 3, "en"),
                 lambda: render("markdown", Fault("missing", "p"), "en")):  # fmt: skip
        with pytest.raises(FiscalRubricError) as caught:
            call()
        assert caught.value.code == "wrong_type"


def test_levels_of_rows_follow_the_tree() -> None:
    line = Criterion("c", 1, pick("p", {"A": 1, "B": 0}))
    card = Rubric("r", [line]).score(Evidence(answers={"p": "A"}))
    assert (card.rows()[0]["level1"], card.rows()[0]["level2"]) == ("", "")
