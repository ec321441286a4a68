"""Numbers of other evidence are given as ordinary answers, with a note where they come from."""

from fractions import Fraction
from statistics import median
from typing import Any, cast

import pytest
from hypothesis import given, strategies as st

from fiscal_rubric import (
    NOT_APPLICABLE,
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Project,
    Reference,
    Rubric,
    amount,
    budget_execution_rate,
    number,
    paid,
    points,
    portfolio,
    root,
    subtotal,
    when,
    with_references,
    yes,
)
from fiscal_rubric.texts import text_in

PRICE = number("price", 0, unit="万元", may_not_apply=True)
NUMBERS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(0, 20), min_size=1)


def bids(prices: dict[str, int]) -> dict[str, Evidence]:
    return {name: Evidence(answers={"price": price}) for name, price in prices.items()}


def answers(prices: dict[str, int], reference: Reference) -> dict[str, object]:
    found = with_references(bids(prices), {"r": reference})
    return {name: own.answers["r"] for name, own in found.items()}


@given(NUMBERS)
def test_references_are_those_of_all(prices: dict[str, int]) -> None:
    ordered = sorted(prices.values())
    for how, expected in (
        ("least", ordered[0]), ("most", ordered[-1]),
        ("median", Fraction(median(map(Fraction, ordered)))),
        ("average", Fraction(sum(ordered), len(ordered))),
    ):  # fmt: skip
        assert set(answers(prices, Reference(how, PRICE)).values()) == {expected}
    for name, rank in answers(prices, Reference("rank from least", PRICE)).items():
        assert rank == 1 + sum(price < prices[name] for price in ordered)
    for name, rank in answers(prices, Reference("rank from most", PRICE)).items():
        assert rank == 1 + sum(price > prices[name] for price in ordered)


@given(NUMBERS.filter(lambda prices: len(prices) > 1))
def test_references_of_the_others_leave_out_the_own_number(prices: dict[str, int]) -> None:
    for name, least in answers(prices, Reference("least", PRICE, others=True)).items():
        assert least == min(price for other, price in prices.items() if other != name)
    assert answers(prices, Reference("rank from least", PRICE, others=True)) == (
        answers(prices, Reference("rank from least", PRICE)))  # fmt: skip


def test_a_tender_is_scored_by_the_lowest_price() -> None:
    lowest = number("lowest", 0, unit="万元")
    rule = 30 * (lowest / number("price", 1, unit="万元")).clip(0, 1)
    rubric = Rubric("tender", [Criterion("price", 30, rule)])
    prices = {"甲": 100, "乙": 80, "丙": 120}
    found = portfolio(rubric, bids(prices), references={"lowest": Reference("least", PRICE)})
    totals = {m.key: str(m.card.total) for m in found if m.card is not None}
    assert totals == {"甲": "24.00", "乙": "30.00", "丙": "20.00"}
    card = found.members[0].card
    assert card is not None
    assert card["price"].notes == {
        "lowest": {"en": "least of price: 甲, 乙, 丙", "zh": "price的最小值：甲、乙、丙"}
    }


def test_an_evidence_to_which_the_number_does_not_apply_is_left_out() -> None:
    given_ = {**bids({"a": 3, "b": 5}), "c": Evidence(answers={"price": NOT_APPLICABLE})}
    least = with_references(given_, {"r": Reference("most", PRICE)})
    assert [own.answers.get("r") for own in least.values()] == [5, 5, 5]
    ranks = with_references(given_, {"r": Reference("rank from most", PRICE)})
    assert [own.answers.get("r") for own in ranks.values()] == [2, 1, None]


def test_rates_and_ranks_between_two_places() -> None:
    paid = {"a": 50, "b": 80, "c": 90, "d": 100}
    given_ = {
        name: Evidence([Project(name, Budget(adjusted=100, payments={"2020-12-31": amount}))])
        for name, amount in paid.items()
    }
    middle = Reference("between ranks", budget_execution_rate(), first=2, last=-2)
    found = with_references(given_, {"r": middle}, None)
    assert {own.answers["r"] for own in found.values()} == {Fraction(85, 100)}
    assert middle.explain("zh") == "预算执行率的平均（去掉最低 1 个、最高 1 个）"


def test_many_names_are_cut_in_the_note() -> None:
    found = with_references(bids({f"n{i}": i for i in range(12)}), {"r": Reference("least", PRICE)})
    assert text_in(found["n0"].notes["r"], "en").endswith("n9, … (12)")


@pytest.mark.parametrize(
    ("given_", "reference", "code", "place"),
    [
        ({"a": Evidence()}, Reference("least", PRICE), "missing", "a/price"),
        ({"a": Evidence(answers={"price": True})}, Reference("least", PRICE), "answer",
         "a/price"),
        (bids({"a": 1}), Reference("least", PRICE, others=True), "nothing_to_compare", "a/r"),
        ({"a": Evidence(answers={"price": 1, "r": 2})}, Reference("least", PRICE), "conflict",
         "a/r"),
    ],
)  # fmt: skip
def test_a_reference_that_cannot_be_made_is_refused(
    given_: dict[str, Evidence], reference: Reference, code: str, place: str
) -> None:
    with pytest.raises(FiscalRubricError) as caught:
        with_references(given_, {"r": reference})
    assert (caught.value.code, caught.value.faults[0].place) == (code, place)


def test_a_unit_is_kept_or_has_to_be_stated() -> None:
    prices = {"甲": Evidence(answers={"price": "90万元"}), "乙": Evidence(answers={"price": 80})}
    for reference in (
        Reference("least", PRICE.named("报价")),
        Reference("least", PRICE.clip(0), unit="万元"),
    ):
        assert with_references(prices, {"r": reference})["甲"].answers["r"] == 80
    in_yuan = Reference("least", PRICE, unit="元")
    assert with_references(prices, {"r": in_yuan})["甲"].answers["r"] == 800_000
    for of in (PRICE * 2, paid(), number("share", unit="%").clip(0)):
        with pytest.raises(FiscalRubricError) as caught:
            Reference("least", of)
        assert caught.value.code == "reference_unit"
    rubric = Rubric("r", [Criterion("c", 1, (number("r", unit="元") <= amount("1亿元")))])
    with pytest.raises(FiscalRubricError, match=r'references\.r: .* expected unit="元"'):
        portfolio(rubric, prices, references={"r": Reference("least", PRICE)})
    assert portfolio(rubric, prices, references={"r": in_yuan}).members[0].card is not None


def test_a_rubric_may_read_the_reference_only() -> None:
    rank = Rubric("r", [Criterion("c", 10, when(number("rank", 1) <= 1, 10, 0))])
    of_price = Reference("rank from least", PRICE, others=True)
    found = portfolio(rank, bids({"x": 90, "y": 80}), references={"rank": of_price})
    assert [str(m.card.total) for m in found if m.card is not None] == ["0.00", "10.00"]
    assert with_references(bids({"x": 90}), {"rank": of_price})["x"].answers["rank"] == 1


def test_answers_and_notes_of_the_user_stay() -> None:
    own = Evidence(answers={"price": 1, "r": True})
    with pytest.raises(FiscalRubricError) as caught:
        with_references({"x": own}, {"r": Reference("least", PRICE)})
    assert caught.value.code == "conflict"
    noted = Evidence(answers={"price": 1, "r": 1}, notes={"r": "printed"})
    found = with_references({"x": noted}, {"r": Reference("least", PRICE)})
    assert found["x"].notes["r"] == "printed"


def test_what_is_missing_is_asked_as_a_question_and_a_refusal_has_a_place() -> None:
    with pytest.raises(FiscalRubricError, match=r"x/price: not known \(price\); expected"):
        with_references({"x": Evidence()}, {"r": Reference("least", PRICE)})
    with pytest.raises(FiscalRubricError, match="x/of: the root"):
        with_references(
            {"x": Evidence(answers={"n": -1})}, {"r": Reference("least", root(number("n"), 2))}
        )


def test_options_of_references() -> None:
    asking, wrong = Rubric("r", [Criterion("c", 1, yes("a"))]), cast("Any", [])
    for call in (
        lambda: Reference("least", points("c")),
        lambda: Reference("least", subtotal()),
        lambda: Reference("least", 3),
        lambda: Reference("least", PRICE, first=2, last=3),
        lambda: portfolio(asking, {"x": Evidence()}, references=wrong),
        lambda: Reference(wrong, PRICE),
        lambda: Reference("between ranks", PRICE, first=3, last=2),
    ):
        with pytest.raises(FiscalRubricError):
            call()
