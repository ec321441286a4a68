"""Criteria and sections are checked and proved when they are built."""

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rounding,
    Rubric,
    Section,
    all_of,
    any_of,
    applies,
    attained,
    average,
    budget_execution_rate,
    cost_saving_rate,
    deduct_per_miss,
    distance,
    divide,
    equal,
    graded,
    indicators,
    least,
    met,
    misses,
    not_applicable,
    number,
    paid,
    pick,
    picked,
    planned,
    points,
    subtotal,
    weakest_link,
    weight,
    when,
    yes,
)
from fiscal_rubric.numbers.ranges import Range, Value
from fiscal_rubric.rules.nodes import Node

a, b, x = yes("a"), yes("b"), number("x", 0)
rate = budget_execution_rate()


def code_of(make: object) -> str:
    with pytest.raises(FiscalRubricError) as caught:
        make()
    return caught.value.code


@pytest.mark.parametrize(
    ("full", "rule"),
    [
        (3, 2 * a + 3 * ~a),  # a choice read twice is tried both ways
        (3, 3 * picked("p", "A") + 2 * picked("p", "B")),
        (5, when(rate <= 1, 5 * rate, 5)),  # a comparison with a constant narrows its branches
        (5, when(rate < 0.9, 0, when(rate < 1, 5 * rate, 5))),
        (5, when(~(rate > 1), 5 * rate, 5)),
        (5, when((rate <= 1).named("within"), 5 * rate, 5)),
        (5, when(all_of(a, rate <= 1), 5 * rate, 5)),
        (5, when(any_of(a, rate > 1), 5, 5 * rate)),
        (3, 3 * cost_saving_rate().clip(0)),  # words set their own ends
        (4, weakest_link(pick("p", {"A": 4}), pick("q", {"A": 4, "B": 3}), plus=0.5, upto=4)),
        (6, (6 - distance(number("r"), 1)).clip(0, 6)),
        (6, deduct_per_miss(6, misses())),
        (6, 6 * average(a, b)),
        (3, 3 * (paid() <= planned()) + 0 * x.clip(0, 1)),
        (1, when(applies(yes("d", may_not_apply=True)), 1 * yes("d", may_not_apply=True), 1)),
        (1, when(~applies(yes("d", may_not_apply=True)), 1, yes("d", may_not_apply=True))),
        (2, when(equal(a, 1), 2, 0)),
    ],
    ids=str,
)  # fmt: skip
def test_a_rule_within_its_marks_is_accepted(full: object, rule: Node) -> None:
    found = Criterion("c", full, rule).reach
    assert found.range is not None
    assert not found.may_not_apply


@pytest.mark.parametrize(
    ("full", "rule", "fix"),
    [
        (6, 6 - misses(), "(6 - misses()).clip(0)"),
        (3, 3 * rate, "(3 * budget_execution_rate()).clip(None, 3)"),
        (5, x - 1, '(number("x", 0) - 1).clip(0, 5)'),
        (1, a + b, '(yes("a") + yes("b")).clip(None, 1)'),
        (50, indicators().total(weight() * attained()),
         "indicators().total(weight() * attained()).clip(None, 50)"),
        (2, when(a, 3, 0), 'when(yes("a"), 3, 0).clip(None, 2)'),
        (2, x, 'number("x", 0).clip(None, 2)'),
    ],
    ids=str,
)  # fmt: skip
def test_a_rule_that_can_leave_its_marks_is_refused_with_a_fix(
    full: object, rule: Node, fix: str
) -> None:
    import fiscal_rubric

    with pytest.raises(FiscalRubricError) as caught:
        Criterion("c", full, rule)
    (fault,) = caught.value.faults
    assert (fault.code, fault.expected) == ("out_of_bounds", (fix,))
    words = {name: getattr(fiscal_rubric, name) for name in fiscal_rubric.__all__}
    assert Criterion("c", full, eval(fix, words)).full == full


def test_a_rule_that_stays_below_its_full_marks_is_accepted() -> None:
    assert Criterion("c", 6, 2 * a + b).reach == Value(Range(0, 3))


def test_zero_points_if_not_applicable_are_refused_below_the_floor() -> None:
    rule = yes("a", may_not_apply=True) + 1
    with pytest.raises(FiscalRubricError) as caught:
        Criterion("c", 2, rule, floor=1, if_not_applicable="zero")
    assert caught.value.faults[0].expected == ("drop", "full")


@pytest.mark.parametrize(
    ("rule", "leaf"),
    [
        (met("k") * 1, 'met("k")'),
        (attained("k") * 1, 'attained("k")'),
        (indicators().average(attained()), "indicators().average(attained())"),
        (yes("d", may_not_apply=True) * 1, 'yes("d", may_not_apply=True)'),
        (pick("p", {"A": 1, "NA": not_applicable()}), "not_applicable()"),
        (divide(1, x, if_zero=not_applicable()).clip(0, 1), "not_applicable()"),
        (
            number("n", 0, 1, may_not_apply=True) * a,
            'number("n", 0, 1, may_not_apply=True)',
        ),
    ],
    ids=str,
)
def test_the_part_that_may_not_apply_is_named(rule: Node, leaf: str) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        Criterion("c", 1, rule)
    assert (caught.value.code, caught.value.faults[0].found) == ("may_not_apply", leaf)
    for instead in ("drop", "full", "zero"):
        Criterion("c", 1, rule, if_not_applicable=instead)


def test_an_average_may_not_apply_if_all_its_terms_may_not() -> None:
    rule = average(when(a, not_applicable(), 1), when(b, not_applicable(), 1))
    assert code_of(lambda: Criterion("c", 1, rule)) == "may_not_apply"


def test_criteria_read_no_lines_and_sections_only_lines_below() -> None:
    line = Criterion("c", 3, 3 * a)
    assert code_of(lambda: Criterion("d", 3, subtotal())) == "reads_lines"
    assert code_of(lambda: Criterion("d", 3, 3 * graded("c", "A"))) == "reads_lines"
    assert code_of(lambda: Section("s", [line], rule=points("s"), full=3)) == "unknown_line"
    reading = Grades([("A", 0)], overrides=[(points("c") >= 1, "X")])
    assert code_of(lambda: Criterion("d", 3, 3 * a, grades=reading)) == "reads_lines"
    graded_line = Criterion("c", 3, 3 * a, grades=Grades([("A", 2), ("B", 0)]))
    rule = 3 * graded("c", "A")
    assert Section("s", [graded_line], rule=rule, full=3).full == 3


def test_keys_are_unique_among_lines_and_among_sections() -> None:
    line = Criterion("c", 3, 3 * a)
    other = Criterion("c2", 3, 3 * b)
    inner = Section("s", [line])
    assert code_of(lambda: Section("s", [inner])) == "duplicate_key"
    assert code_of(lambda: Section("t", [inner, Section("s", [other])])) == "duplicate_key"
    assert code_of(lambda: Section("t", [inner, line])) == "duplicate_key"
    same = Section("c", [line])
    assert Rubric("r", [same]).score(Evidence(answers={"a": True}))["c"].part is line


def test_a_name_in_two_languages_has_the_first_as_its_key() -> None:
    line = Criterion({"zh": "监控措施", "en": "Monitoring"}, 3, 3 * a)
    assert line.key == "监控措施"
    assert Criterion({"zh": "监控措施"}, 3, 3 * a, key="m").key == "m"


def test_sections_that_nest_too_deep_are_refused() -> None:
    section = Section("s0", [Criterion("c", 3, 3 * a)])
    for level in range(1, 12):
        section = Section(f"s{level}", [section])
    assert code_of(lambda: Section("s", [section])) == "depth"


def test_full_marks_and_floors_have_the_places_of_the_rounding() -> None:
    assert code_of(lambda: Criterion("c", "10/3", a)) == "places"
    assert code_of(lambda: Criterion("c", 12.5, a, rounding=Rounding(0))) == "places"
    assert code_of(lambda: Criterion("c", 1, a, floor=2)) == "ends"
    assert Criterion("c", 1, a - 1, floor=-1).floor == -1


def test_dropped_marks_need_a_section_that_rescales() -> None:
    drop = Criterion("d", 3, 3 * met("k"), if_not_applicable="drop")
    keep = Criterion("c", 3, 3 * a)
    rounded = Section("s", [drop, keep], rounding=Rounding(1))
    assert code_of(lambda: Rubric("r", [rounded])) == "marks_vanish"
    own = Section("s", [drop, keep], rule=(subtotal() - 1 * b).clip(0), full=6)
    assert code_of(lambda: Rubric("r", [own])) == "marks_vanish"
    without = Section("s", [drop, keep], rule=least(points("d"), points("c")), full=6)
    assert Rubric("r", [without]).full == 6
    assert code_of(lambda: Rubric("r", [Section("s", [keep], rule=None)], rescale=False)) == (
        "marks_vanish"
    )


def test_a_question_that_differs_between_two_criteria_is_refused() -> None:
    one = Criterion("c", 3, 3 * yes("q", "text"))
    for other in (
        pick("q", {"A": 3}),
        3 * yes("q", may_not_apply=True),
        3 * yes("q", "another text"),
        3 * number("q", 0, 1),
    ):
        line = Criterion("d", 3, other, if_not_applicable="zero")
        assert code_of(lambda line=line: Rubric("r", [one, line])) == "question_differs"
    assert len(Rubric("r", [one, Criterion("d", 3, 3 * yes("q"))]).questions()) == 1
    labels = pick("q", {"A": 3, "B": 0}), pick("q", {"A": 3, "C": 0})
    parts = [Criterion(f"c{i}", 3, rule) for i, rule in enumerate(labels)]
    assert code_of(lambda: Rubric("r", parts)) == "question_differs"
    units = number("n", 0, 3), number("n", 0, 3, "元")
    assert code_of(lambda: Criterion("c", 9, units[0] + 0 * (units[1] / paid()))) == (
        "question_differs"
    )


def test_a_label_that_only_conditions_ask_for() -> None:
    city = picked("kind", "city", among=["city", "county"], text="kind of unit")
    rubric = Rubric("r", [Criterion("c", 2, 1 + city)])
    (question,) = rubric.questions()
    assert (question.kind, question.text, question.choices) == (
        "pick", "kind of unit", ("city", "county"))  # fmt: skip
    totals = [rubric.score(Evidence(answers={"kind": kind})).total for kind in question.choices]
    assert totals == [2, 1]
    with pytest.raises(FiscalRubricError, match="kind: found 'town', expected city or county"):
        rubric.score(Evidence(answers={"kind": "town"}))
    with pytest.raises(FiscalRubricError, match="found True, expected 'city' or 'county'"):
        rubric.bounds(Evidence(answers={"kind": True}))
    bounds = rubric.bounds(Evidence())
    assert (bounds.low, bounds.high, bounds.tight) == (1, 2, True)
    other = Criterion("d", 1, pick("kind", {"city": 1, "town": 0}))
    assert code_of(lambda: Rubric("r", [Criterion("c", 2, 1 + city), other])) == "question_differs"
    assert code_of(lambda: picked("kind", "town", among=["city"])) == "unknown_label"
    assert code_of(lambda: picked("kind", "a", among=["a", "a"])) == "duplicate_key"
    assert "kind of unit is “city”" in rubric.score(Evidence(answers={"kind": "city"})).explain()


def test_a_label_that_no_pick_offers_is_refused() -> None:
    assert code_of(lambda: Rubric("r", [Criterion("c", 1, 1 * picked("p", "A"))])) == (
        "unknown_label"
    )
    asked = Criterion("d", 1, pick("p", {"A": 1, "B": 0}))
    rubric = Rubric("r", [asked, Criterion("c", 1, 1 * picked("p", "A"))])
    assert rubric.score(Evidence(answers={"p": "A"})).total == 2
    assert rubric.score(Evidence(answers={"p": "B"})).total == 0
    open_pick = rubric.bounds(Evidence())
    assert (open_pick.low, open_pick.high, open_pick.tight) == (0, 2, True)
