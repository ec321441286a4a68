"""Comparison of two scorecards: the lines that moved, and the facts that moved them."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve
from hypothesis import assume, given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Basis,
    Budget,
    Comparison,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rounding,
    Rubric,
    Scorecard,
    ScoreLine,
    Section,
    adjusted,
    budget_execution_rate,
    compare,
    initial,
    met,
    not_applicable,
    number,
    paid,
    pick,
    projects,
    when,
    yes,
)
from fiscal_rubric.analysis.changes import facts_read
from fiscal_rubric.analysis.compare import Moved, difference
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.evidence.places import Answer
from fiscal_rubric.testing import strategies as some
from results import check_shown

CARD = RUBRIC.score(EVIDENCE)


def causes_of(moved: Any) -> tuple[str, ...]:
    """Return the places, then the codes."""
    return (*map(str, moved.places), *moved.codes)


def shown(found: Comparison) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(moved.key, str(moved.difference), causes_of(moved)) for moved in found]


# The report


def test_the_report_with_one_answer_changed() -> None:
    found = compare(CARD, RUBRIC.score(EVIDENCE.with_answers(data_collected=True)))
    assert shown(found) == [("监控措施", "1.00", ("data_collected",))]
    assert [(s.key, str(s.difference), causes_of(s)) for s in found.sections] == [
        ("项目管理", "1.00", ("below",)),
        ("可控性", "1.00", ("below",)),
        ("福田区项目支出绩效评价", "1.00", ("below",)),
    ]
    assert str(found.difference) == "1.00"
    assert (found.before, len(found), list(found)) == (CARD, 1, list(found.lines))
    assert "87.50" in found.explain("en").splitlines()[-1]
    check_shown(found)


def test_the_report_under_another_basis_moves_by_the_facts_read_differently() -> None:
    """Excused misses no longer count as missed; revised targets are met."""
    found = compare(CARD, RUBRIC.score(EVIDENCE, Basis("revised", "not_missed", "initial")))
    causes = {moved.key: set(causes_of(moved)) for moved in found}
    assert causes["项目质量达标情况"] == {"development_service/金融对外交流活动顺利举办率"}
    assert causes["项目数量完成情况"] == {
        "development_service/开展金融对外交流活动",
        "talent_fund/开展高端人才、青年人才培训服务",
        "industry_fund/《企业上市政策》受理企业申报项目数",
    }
    # Another figure of the budget is read: each amount that only one of the cards reads.
    owners = [project.key for project in EVIDENCE.projects]
    assert causes["成本控制情况"] == {
        f"{owner}/{amount}" for owner in owners for amount in ("adjusted", "initial")
    }


def test_a_card_with_itself_has_no_lines() -> None:
    found = compare(CARD, RUBRIC.score(EVIDENCE))
    assert (len(found), found.lines, found.sections, str(found.difference)) == (0, (), (), "0.00")
    assert [row["key"] for row in found.rows()] == ["福田区项目支出绩效评价"]  # always the total
    check_shown(found)


def test_a_payment_of_one_project_is_named_where_a_sum_was_read() -> None:
    owner = EVIDENCE.projects[3]
    budget = evolve(owner.budget, payments={"2020-12-31": "50%"})
    others = [*EVIDENCE.projects[:3], evolve(owner, budget=budget)]
    found = compare(CARD, RUBRIC.score(evolve(EVIDENCE, projects=others)))
    assert [(moved.key, causes_of(moved)) for moved in found] == [
        ("成本控制情况", ("industry_fund/paid",))
    ]


# Lines, sections and grades made for one point

PARTS: list[Any] = [
    Criterion("a", 10, 10 * yes("a")),
    Section("s", [Criterion("b", 5, 5 * yes("b")), Criterion("c", 3, 3 * number("c", 0, 1))]),
]
SMALL = Rubric("r", PARTS, grades=Grades([("A", 16), ("B", 10), ("C", 0)]))
NONE = SMALL.score(Evidence(answers={"a": False, "b": False, "c": 0}))
ALL = SMALL.score(Evidence(answers={"a": True, "b": True, "c": "0.5"}))


def test_lines_and_sections_are_in_printed_order_and_the_total_is_last() -> None:
    found = compare(NONE, ALL)
    assert shown(found) == [("a", "10.00", ("a",)), ("b", "5.00", ("b",)), ("c", "1.50", ("c",))]
    assert [s.key for s in found.sections] == ["s", "r"]
    (whole,) = (s for s in found.sections if s.key == "r")
    assert (whole.grade_before, whole.grade_after, causes_of(whole)) == ("C", "A", ("below",))
    assert [row["key"] for row in found.rows()] == ["a", "b", "c", "r"]
    assert found.rows()[-1] == {
        "key": "r", "name": "r", "before": Decimal("0.00"), "after": Decimal("16.50"),
        "difference": Decimal("16.50"), "grade_before": "C", "grade_after": "A", "causes": "below",
    }  # fmt: skip
    check_shown(found)


def test_swapped_cards_reverse_every_difference() -> None:
    there, back = compare(NONE, ALL), compare(ALL, NONE)
    assert [moved.difference for moved in back] == [
        None if moved.difference is None else -moved.difference for moved in there
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"full": 12, "rule": 12 * yes("a")},
        {"rule": 10 * ~yes("a")},
        {"rule": 10 * when(yes("a"), "0.333", 0), "rounding": Rounding(1)},
    ],
)
def test_a_line_with_another_rule_has_the_rule_as_its_cause(changes: dict[str, Any]) -> None:
    after = SMALL.with_part("a", **changes).score(ALL.evidence)
    found = compare(ALL, after)
    assert [(moved.key, causes_of(moved)) for moved in found] == [("a", ("rule",))]


def test_a_change_of_rule_and_fact_names_both() -> None:
    harder = SMALL.with_part("a", full=20, rule=20 * yes("a"))
    found = compare(NONE, harder.score(ALL.evidence))
    assert causes_of(found.lines[0]) == ("a", "rule")
    whole = found.sections[-1]
    assert causes_of(whole) == ("rule",)  # other full marks: not only what is below it


def test_another_scale_is_a_change_of_the_rule() -> None:
    other = evolve(SMALL, grades=Grades([("A", 18), ("B", 10), ("C", 0)]))
    found = compare(ALL, other.score(ALL.evidence))
    assert (len(found), [(s.key, causes_of(s)) for s in found.sections]) == (0, [("r", ("rule",))])
    assert (found.sections[0].grade_before, found.sections[0].grade_after) == ("A", "B")


def test_another_handling_of_not_applicable_is_a_change_of_the_rule() -> None:
    rule = pick("p", {"yes": 4, "none": not_applicable()})
    cards = [
        Rubric("r", [Criterion("p", 4, rule, if_not_applicable=instead)]).score(
            Evidence(answers={"p": "none"})
        )
        for instead in ("full", "zero", "drop")
    ]
    assert shown(compare(cards[0], cards[1])) == [("p", "-4.00", ("rule",))]
    dropped = compare(cards[1], cards[2])
    assert shown(dropped) == [("p", "None", ("rule",))]
    assert (dropped.lines[0].after, dropped.difference) == (None, None)


def test_keys_that_are_words_of_the_library_are_shown_as_keys() -> None:
    rubric = Rubric("r", [Criterion("c", 2, yes("rule") + yes("below"))])
    before = rubric.score(Evidence(answers={"rule": True, "below": True}))
    after = rubric.score(Evidence(answers={"rule": False, "below": False}))
    found = compare(before, after)
    assert found.lines[0].places == (Answer("rule"), Answer("below"))
    assert found.lines[0].codes == ()
    words = {"zh": "rule 的回答; below 的回答", "en": "answer to rule; answer to below"}
    for language, expected in words.items():
        (causes,) = {row[heading] for row in found.rows(language)[:1] for heading in [*row][-1:]}
        assert causes == expected


def test_a_line_in_one_card_only_has_no_difference() -> None:
    more = evolve(SMALL, parts=[*PARTS, Criterion("d", 2, 2 * yes("d"))])
    found = compare(ALL, more.score(ALL.evidence.with_answers(d=True)))
    assert found.lines == (Moved("d", "d", None, Decimal("2.00"), None, None, (), ("rule",)),)
    assert found.lines[0].difference is None
    back = compare(found.after, found.before)
    assert back.lines == (Moved("d", "d", Decimal("2.00"), None, None, None, (), ("rule",)),)
    assert str(found.difference) == "2.00"
    check_shown(found)


def test_lines_that_only_the_second_card_has_are_at_the_end() -> None:
    first = Rubric("r", [Criterion("x", 1, yes("x")), Criterion("z", 1, yes("x"))])
    second = Rubric("r", [Criterion("y", 1, yes("x")), Criterion("z", 1, ~yes("x"))])
    given = Evidence(answers={"x": True})
    found = compare(first.score(given), second.score(given))
    assert [moved.key for moved in found] == ["x", "z", "y"]


def test_a_card_without_points_of_its_own_has_no_total_difference() -> None:
    loose = Rubric("r", PARTS, rule=None)
    found = compare(loose.score(NONE.evidence), loose.score(ALL.evidence))
    assert (found.difference, len(found), [s.key for s in found.sections]) == (None, 3, ["s"])
    assert found.rows()[-1]["causes"] == "below"


def test_words_show_no_total_where_there_is_none() -> None:
    loose = Rubric("r", PARTS, rule=None)
    check_shown(compare(loose.score(NONE.evidence), loose.score(ALL.evidence)))


def test_a_fact_that_only_one_card_reads_is_the_cause_where_common_facts_agree() -> None:
    lenient = Rubric("r", [Criterion("a", 1, yes("x"))])
    strict = Rubric("r", [Criterion("a", 1, yes("y"))])
    cards = [r.score(Evidence(answers={k: k == "y"})) for r, k in ((lenient, "x"), (strict, "y"))]
    assert causes_of(compare(*cards).lines[0]) == ("x", "y", "rule")


def test_the_condition_of_a_newly_taken_branch_is_the_cause() -> None:
    rubric = Rubric("r", [Criterion("a", 4, when(yes("misused"), 0, 4 * yes("lawful")))])
    cards = [
        rubric.score(Evidence(answers=answers))
        for answers in ({"misused": True}, {"misused": False, "lawful": True})
    ]
    assert causes_of(compare(*cards).lines[0]) == ("misused",)


def test_a_pick_whose_label_stays_is_not_a_cause() -> None:
    rubric = Rubric("r", [Criterion("a", 5, pick("p", {"x": 5 * yes("a"), "y": 0}))])
    cards = [rubric.score(Evidence(answers={"p": "x", "a": a})) for a in (True, False)]
    assert causes_of(compare(*cards).lines[0]) == ("a",)


def test_a_grade_that_an_answer_overrides_does_not_name_the_lines_below() -> None:
    scale = Grades([("A", 0)], overrides=[(yes("veto"), "X")])
    rubric = Rubric("r", [Criterion("a", 5, 5 * yes("a"))], grades=scale)
    cards = [rubric.score(Evidence(answers={"a": True, "veto": veto})) for veto in (True, False)]
    (whole,) = compare(*cards).sections
    assert causes_of(whole) == ("veto",)


def test_a_section_that_rescales_in_one_card_only_has_another_rule() -> None:
    b = Criterion("b", 20, 20 * yes("b", may_not_apply=True), if_not_applicable="drop")
    parts = [Criterion("a", 20, 20 * yes("a")), b]
    above = Criterion("c", 60, 60 * yes("c"))
    given = Evidence(answers={"a": True, "b": NOT_APPLICABLE, "c": False})
    cards = [
        Rubric("r", [Section("s", parts, rescale=rescale), above]).score(given)
        for rescale in (False, True)
    ]
    found = compare(*cards)
    assert (len(found), found.sections[0].key) == (0, "s")
    assert causes_of(found.sections[0]) == ("rule",)


def test_facts_of_one_indicator_and_budgets_of_projects_are_distinguished() -> None:
    owners = [
        Project(key, Budget("10万元", "10万元", {"2020-12-31": "8万元"}),
                [Indicator("k", "quality", "5家", "5家")])
        for key in ("p", "q")
    ]  # fmt: skip
    rate = projects().average(budget_execution_rate(adjusted())).clip(0, 1)
    rule = 2 * rate + met(("q", "k")) + (paid() <= adjusted())
    rubric = Rubric("r", [Criterion("a", 4, rule, if_not_applicable="zero")])
    before = Evidence(owners)
    changed = evolve(
        before,
        projects=[
            owners[0],
            evolve(owners[1], budget=evolve(owners[1].budget, adjusted="16万元")),
        ],
    ).with_actual(("q", "k"), "4家")
    found = compare(rubric.score(before), rubric.score(changed))
    assert set(causes_of(found.lines[0])) == {"q/adjusted", "q/k"}


def test_only_scorecards_are_compared() -> None:
    pairs: Any = (((3, CARD), "before"), ((CARD, RUBRIC.bounds(EVIDENCE)), "after"))
    for pair, place in pairs:
        with pytest.raises(FiscalRubricError) as caught:
            compare(*pair)
        assert (caught.value.code, caught.value.faults[0].place) == ("wrong_type", place)


def test_a_difference_has_the_finer_places_in_any_decimal_context() -> None:
    assert str(difference(Decimal("1.5"), Decimal("2.25"))) == "0.75"
    assert str(difference(Decimal(2), Decimal(1))) == "-1"
    assert str(difference(Decimal("1E+2"), Decimal(1))) == "-99"
    assert difference(None, Decimal(1)) is difference(Decimal(1), None) is None


# Laws


@st.composite
def two_cards(draw: st.DrawFn) -> tuple[Scorecard, Scorecard, set[str]]:
    """Two cards of one rubric with some answers changed, and which of them."""
    rubric = draw(some.rubrics())
    evidence = draw(some.evidence(rubric))
    changes = {
        question.key: draw(some.answers(question))
        for question in rubric.questions()
        if draw(st.booleans())
    }
    other = evidence.with_answers(changes)
    try:
        cards = rubric.score(evidence), rubric.score(other)
    except FiscalRubricError:
        assume(False)
    changed = {key for key in changes if evidence.answers[key] != other.answers[key]}
    return *cards, changed


@given(two_cards())
def test_lines_that_moved_name_the_changed_facts_and_other_lines_are_equal(
    drawn: tuple[Scorecard, Scorecard, set[str]],
) -> None:
    before, after, changed = drawn
    found = compare(before, after)
    moved = {line.key: line for line in found}
    picks = {q.key for q in before.rubric.asked.questions.values() if q.kind == "pick"}
    for line in before.lines:
        other = after[line.key]
        same = (line.points, line.grade) == (other.points, other.grade)
        assert same == (line.key not in moved)
        if not same:
            both = read_by(line, before) & read_by(other, after)
            # A pick is named with the fact of its option: see above.
            assert set(causes_of(moved[line.key])) - picks == both & changed - picks
            assert set(causes_of(moved[line.key])) <= changed | picks
    check_shown(found)


def read_by(line: ScoreLine, card: Scorecard) -> set[str]:
    return {str(place) for place, _, _ in facts_read(card.evidence, line.resolved.steps)}


@given(two_cards())
def test_differences_of_a_plain_sum_add_up_to_that_of_its_total(
    drawn: tuple[Scorecard, Scorecard, set[str]],
) -> None:
    lines = [line.part for line in drawn[0].lines]
    # The points of a line that is not rounded are shown with fewer places than the total has.
    rounded = [one for one in lines if isinstance(one, Criterion) and not one.rounding.is_exact]
    assume(rounded)
    plain = Rubric("plain", [evolve(one, if_not_applicable="zero") for one in rounded])
    found = compare(*(plain.score(card.evidence.only(plain)) for card in drawn[:2]))
    moved = [line.difference for line in found]
    assert None not in moved
    whole = sum((Fraction(one) for one in moved if one is not None), Fraction(0))
    assert found.difference == whole


def test_a_key_of_a_user_is_no_code() -> None:
    """A question may be named like a code: rule, paid, below."""
    for key in ("rule", "below", "paid"):
        rubric = Rubric("r", [Criterion("c", 1, yes(key))])
        cards = (rubric.score(Evidence(answers={key: answer})) for answer in (True, False))
        found = compare(*cards)
        assert found.lines[0].causes == (f"answer:{key}",)
        assert found.rows()[0]["causes"] == f"answer:{key}"
        assert found.rows("en")[0]["Causes"] == f"answer to {key}"


def test_amounts_are_named_by_their_figure() -> None:
    """The initial and the adjusted budget are facts of their own."""
    rubric = Rubric("r", [Criterion("c", 1, when(initial() >= adjusted(), 1, 0))])
    cards = [
        rubric.score(Evidence(Project("p", Budget(first, "2万元")))) for first in ("1万元", "2万元")
    ]
    (moved,) = compare(*cards).lines
    assert moved.causes == ("initial:p/initial",)
    assert compare(*cards).rows("en")[0]["Causes"] == "initial budget: p/initial"
    cards = [
        rubric.score(Evidence(Project("p", Budget("2万元", later)))) for later in ("3万元", "2万元")
    ]
    assert compare(*cards).rows("zh")[0]["原因"] == "调整预算：p/adjusted"
