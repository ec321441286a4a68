"""Words build nodes, render as Python, and refuse invalid arguments."""

import copy
import math
import pickle
import time
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given

import fiscal_rubric as f
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.nodes import Node
from fiscal_rubric.rules.traversal import every
from fiscal_rubric.rules.tree import DEEPEST, SPARE
from fiscal_rubric.testing import strategies as some

WORDS = {name: getattr(f, name) for name in f.__all__}


def asks(rule: Node) -> bool:
    """Return whether every part reads the evidence; Python computes constants at once."""
    return all(
        any(not leaf.inside and not isinstance(leaf, n.Constant) for leaf in every(part))
        for part in every(rule)
        if part.inside
    )


def meaning(rule: Node) -> str:
    """Return the identity of a rubric with this rule."""
    offered = f.pick("p", {"x": 0, "y": 0, "z": 0})
    held = rule.clip(0, 4) + 0 * f.yes("a") + 0 * offered
    return f.Rubric("r", [f.Criterion("c", 4, held, if_not_applicable="zero")]).identity


@given(some.rules().filter(asks))
def test_the_python_text_of_a_rule_gives_the_same_rule(rule: Node) -> None:
    again = n.as_node(eval(str(rule), dict(WORDS)))
    assert str(again) == str(rule)
    assert meaning(again) == meaning(rule)


@pytest.mark.parametrize(
    "text",
    [
        "3 * (paid() <= planned()) + 3 * cost_saving_rate().clip(0, 1)",
        "(6 - misses(kind=\"quantity\")).clip(0, 6)",
        'when(yes("misused"), 0, 2 * yes("lawful") + yes("approved"))',
        'pick("s", {"优": 6, "NA": not_applicable()}) + 2 * picked("s", "优")',
        'judged("j", 12, 16, upper_open=True) + judged("j", 6) - number("d", 0)',
        'number("rate", 0, 100, unit="%") / 2',
        'paid("2020-06-30") / initial() + adjusted() / planned()',
        'paid() <= amount("50万元")',
        'met("k")',
        'attained(("p", "k")) + actual("k") * target("k") + days_late("k") - weight("k")',
        'indicators(kind="quantity", level1="产出指标").total(weight() * attained())',
        'projects().average(budget_execution_rate(), weight=planned())',
        "indicators(level2=\"x\").count(~has_reason()) + projects().least(misses())",
        'divide(1, number("n"), if_zero=0).round(2, "half even")',
        'root(number("n", 0), 3, 2, "half up") + root(2, 2, 4, "down") * yes("a")',
        'picked("k", "b", among=["a", "b"], text={"zh": "类", "en": "kind"}) * 2',
        'baseline("k") + baseline(("p", "k")) * 2',
        'share_between(number("n"), yes("a"), 4, if_equal=2) + share_between(1, yes("a"), 2)',
        'progress("k") + indicators(kind="cost").average(progress())',
        'median(1, yes("a"), 3) + ordered_mean(yes("b"), 2, number("n"), first=2, last=-2)',
        'indicators(kind="cost").ordered_mean(attained(), first=-3, last=-1)',
        'projects().median(paid())',
        'least(1, yes("a")) + most("2/3", yes("a")) + average(1, yes("a"))',
        'all_of(yes("a"), any_of(yes("b"), equal(1, yes("c"))), applies(yes("d")))',
        'subtotal() - points("c") * graded("c", "A") + reaches("c", "B")',
        'yes("a").clip(None, 1) + yes("a").clip(0) + yes("a").clip()',
        "-1 * yes(\"a\") * 2",
        """yes('a "quoted" key', {"zh": "问\\\\题", "en": "it's"}, may_not_apply=True) + 0""",
        """(yes("a") + 1).named({"zh": "名", "en": "n"}) * yes("b").named("一")""",
        '1 + (2 + (0 + yes("a"))) - 3',
        'judged("j", 2, 4, text="给分") + number("n", 0, 1, may_not_apply=True)',
        'pick("p", {"x": 1, "y": 2}, "选择") + number("n", unit="km", text="里程")',
    ],
)  # fmt: skip
def test_the_python_text_of_a_written_rule_gives_an_equal_rule(text: str) -> None:
    rule = eval(text, dict(WORDS))
    assert eval(str(rule), dict(WORDS)) == rule


@pytest.mark.parametrize(
    "rule",
    [
        *(rate(b) for rate in (f.cost_saving_rate, f.budget_execution_rate)
          for b in (None, f.planned(), f.initial(), f.adjusted(), f.amount("7万元"))),
        f.misses(kind="cost", level1="x", level2="y"),
        # A document may put the name of a word on another expression.
        *(n.Named(item, word, is_word=True) for word in n.WORDS
          for item in (f.yes("a"), f.paid() / f.planned(), f.indicators().count(f.met()),
                       f.projects().count(~f.met()), (f.paid() / f.planned()).clip(None, 1))),
    ],
    ids=str,
)  # fmt: skip
def test_the_python_text_of_a_word_gives_its_expression(rule: Node) -> None:
    again = n.as_node(eval(str(rule), dict(WORDS)))
    inner = again.item if isinstance(again, n.Named) else again
    assert inner == (rule.item if isinstance(rule, n.Named) else rule)


@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda: f.deduct_per_miss(3, f.misses(), -1), "each"),
        (lambda: f.deduct_per_miss(-3, f.misses()), "full"),
        (lambda: f.deduct_per_step(3, f.actual("k"), 0), "step"),
        (lambda: f.deduct_per_step(3, f.actual("k"), 1, 0), "each"),
        (lambda: f.deduct_per_step(-3, f.actual("k"), 1), "full"),
        (lambda: f.weakest_link(f.yes("a"), plus=-1), "plus"),
    ],
)
def test_phrases_refuse_negative_points_and_steps_of_zero(make: object, place: str) -> None:
    with pytest.raises(f.FiscalRubricError) as caught:
        make()
    (fault,) = caught.value.faults
    assert fault.place == place
    assert fault.code in ("negative", "not_above_zero")


def test_the_python_text_of_an_average_shows_its_weights() -> None:
    rule = n.Average(((f.yes("a"), Fraction(2)), (n.node(0.5), Fraction(1, 3))))
    assert str(rule) == 'average((yes("a"), 2), (0.5, "1/3"))'


@pytest.mark.parametrize(
    "use",
    [
        lambda a: a & a, lambda a: a | a, lambda a: 1 & a, lambda a: 1 | a, lambda a: a**2,
        lambda a: 2**a, lambda a: a // 2, lambda a: a % 2, lambda a: float(a), lambda a: int(a),
        lambda a: abs(a), lambda a: round(a, 2), lambda a: round(a), lambda a: a.clip(a),
        lambda a: 2 // a, lambda a: 2 % a, lambda a: divmod(a, 2), lambda a: divmod(2, a),
        lambda a: a ^ a, lambda a: 1 ^ a, lambda a: a @ a, lambda a: 2 @ a, lambda a: a << 1,
        lambda a: 1 << a, lambda a: a >> 1, lambda a: 1 >> a, lambda a: f"{a:.2f}",
        lambda a: math.floor(a), lambda a: math.ceil(a), lambda a: math.trunc(a),
    ],
)  # fmt: skip
def test_an_operator_that_rules_do_not_have_names_what_to_write(use: object) -> None:
    with pytest.raises(f.FiscalRubricError) as caught:
        use(f.yes("a"))
    assert caught.value.code == "python_function"
    assert caught.value.faults[0].expected


def test_a_comparison_by_equals_names_picked_or_equal() -> None:
    with pytest.raises(f.FiscalRubricError, match="picked"):
        assert f.pick("x", {"a": 1}) == "a"
    with pytest.raises(f.FiscalRubricError, match="equal"):
        assert f.yes("x") == 1


@pytest.mark.parametrize(
    "use",
    [
        lambda a: a and a, lambda a: not a, lambda a: 1 if a else 0, lambda a: 0 < a < 1,
        lambda a: min(a, a), lambda a: max(a, 1), lambda a: any([a]), lambda a: sorted([a, a]),
    ],
)  # fmt: skip
def test_a_rule_is_refused_as_a_truth_value(use: object) -> None:
    with pytest.raises(f.FiscalRubricError) as caught:
        use(f.number("x"))
    assert caught.value.code == "truth_of_rule"


@pytest.mark.parametrize("other", [1, "x", 0.5, True])
def test_equality_with_another_type_is_refused_in_both_orders(other: object) -> None:
    for compare in (lambda a: a == other, lambda a: other == a, lambda a: a != other):
        with pytest.raises(f.FiscalRubricError) as caught:
            compare(f.yes("a"))
        assert caught.value.code == "compared_by_equals"


def test_plus_copy_and_format_keep_a_rule() -> None:
    rule = f.yes("a") + 1
    assert +rule is rule
    assert copy.copy(rule) is rule
    assert copy.deepcopy([rule])[0] is rule
    assert f"{rule}" == str(rule)


@pytest.mark.parametrize(("count", "found"), [(0, "0"), (3, "3"), ("1/2", "1/2"), (-1, "-1")])
def test_a_count_outside_the_number_of_conditions_is_refused(count: object, found: str) -> None:
    with pytest.raises(f.FiscalRubricError, match=f"count: found {found}, expected 1..2"):
        f.at_least_of(count, [f.yes("a"), f.yes("b")])


def test_a_clip_with_its_lower_end_above_the_upper_is_refused() -> None:
    with pytest.raises(f.FiscalRubricError, match=r"found 1\.\.0, expected a lower end"):
        f.yes("a").clip(1, 0)


def test_rules_compare_by_structure() -> None:
    assert f.yes("a") + 1 == f.yes("a") + 1
    assert f.yes("a") + 1 != f.yes("b") + 1
    assert f.yes("a") != f.picked("a", "x")
    assert f.yes("a") != None  # noqa: E711 - the comparison itself is tried
    assert f.yes("a") not in [None, (), []]
    assert len({f.yes("a"), f.yes("a"), f.yes("b")}) == 2
    assert repr(f.points("c")) == "Points(key='c')"


@given(some.rules())
def test_a_rule_is_equal_after_a_pickle(rule: Node) -> None:
    again = pickle.loads(pickle.dumps(rule))
    assert again == rule
    assert (again.depth, again.inside, hash(again)) == (rule.depth, rule.inside, hash(rule))


def test_a_chain_of_ten_thousand_terms_is_one_flat_sum() -> None:
    start = time.perf_counter()
    rule = sum((f.yes(f"q{i}") for i in range(10_000)), f.yes("q"))
    assert isinstance(rule, n.Sum)
    assert len(rule.terms) == 10_001
    assert rule.depth == 2
    assert time.perf_counter() - start < 20


def test_a_rule_that_is_too_deep_is_refused() -> None:
    rule = f.yes("a")
    for _ in range(DEEPEST - 1):
        rule = rule.clip(0, 1)
    deepest = f.Rubric("r", [f.Criterion("c", 1, rule)])
    with pytest.raises(f.FiscalRubricError, match="c: nested 81 levels deep, expected at most 80"):
        f.Criterion("c", 2, rule + 1)
    evidence = f.Evidence(answers={"a": True})
    assert f.audit(deepest, evidence, {"c": "0.5"}).findings  # which tries rules around it
    assert f.lint(deepest).findings
    with pytest.raises(f.FiscalRubricError, match="101 levels"):
        for _ in range(SPARE + 1):
            rule = rule.clip(0, 1)
    with pytest.raises(f.FiscalRubricError) as caught:
        f.least(n.Expression())
    assert caught.value.code == "wrong_type"


@pytest.mark.parametrize(
    "rule",
    [
        lambda: f.paid() * f.paid() / f.paid(),
        lambda: 1 / f.paid(),
        lambda: f.paid().clip(0, 5) / f.paid(),
        lambda: f.most(f.paid(), 5) / f.paid(),
        lambda: f.when(f.yes("a"), f.paid(), 5) / f.paid(),
        lambda: 1 * (f.amount("5万元") <= f.number("x")),
    ],
)
def test_money_and_bare_numbers_do_not_mix(rule: object) -> None:
    with pytest.raises(f.FiscalRubricError) as caught:
        f.Criterion("c", 5, rule().clip(0, 5))
    assert caught.value.code == "money_and_number"


def test_money_is_compared_and_added_with_money() -> None:
    ok = [
        f.paid() <= f.number("limit", unit="万元"),
        f.divide(f.paid(), f.planned(), if_zero=0),
        f.divide(2 * f.paid(), f.amount("5万元")) <= 1,
        f.projects().average(f.paid()) <= f.planned(),
        f.when(f.yes("a"), f.paid(), 0) <= f.planned(),
        f.average(f.paid(), f.planned()) >= f.paid().round(2),
        f.actual("k") <= f.amount("5万元"),
    ]
    for rule in ok:
        f.Criterion("c", 9, (1 * rule).clip(0, 9), if_not_applicable="drop")


def test_amounts_are_money_or_shares() -> None:
    assert str(f.amount("90%")) == 'amount("90%")'
    for text in ("5家", "5"):
        with pytest.raises(f.FiscalRubricError) as caught:
            f.amount(text)
        assert caught.value.code == "unit"


def score(rule: Node, **answers: object) -> object:
    rubric = f.Rubric("r", [f.Criterion("c", 10, rule)])
    return rubric.score(f.Evidence(answers=answers)).total


def test_steps_count_in_full_or_pro_rata() -> None:
    lack = 0.95 - f.number("rate", unit="%")
    full = f.deduct_per_step(10, lack, 0.05, 2)
    share = f.deduct_per_step(10, lack, 0.05, 2, pro_rata=True)
    rates = (100, 95, 94, 90, 86, 0)
    assert [score(full, rate=rate) for rate in rates] == [10, 10, 10, 8, 8, 0]
    assert [str(score(share, rate=rate)) for rate in rates[2:5]] == ["9.60", "8.00", "6.40"]


def test_a_distance_has_no_sign() -> None:
    rule = (5 - f.distance(f.number("x"), 3)).clip(0, 10)
    assert [score(rule, x=x) for x in (1, 3, 5)] == [3, 5, 3]


def test_an_answered_number_is_read_in_the_unit_of_the_question() -> None:
    rule = 10 * (f.number("limit", unit="万元") >= f.amount("50万元"))
    assert [score(rule, limit=given) for given in (50, "50", "50万元", "499999元")] == [
        10,
        10,
        10,
        0,
    ]
    with pytest.raises(f.FiscalRubricError) as caught:
        score(rule, limit="50家")
    assert caught.value.code == "unit_clash"
    with pytest.raises(f.FiscalRubricError) as caught:
        score(rule, limit=True)
    assert caught.value.code == "answer"


def test_interpolation_works_over_days() -> None:
    knots = [(date(2020, 6, 30), 10), (date(2020, 7, 10), 0)]
    rule = f.interpolate(f.actual("k"), knots, before=10, after=0)
    project = f.Project(
        "p", None, [f.Indicator("k", "timeliness", "2020年6月底前", "2020年7月3日")]
    )
    rubric = f.Rubric("r", [f.Criterion("c", 10, rule)])
    assert rubric.score(f.Evidence(project)).total == 7
