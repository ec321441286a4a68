"""A tender is scored by the lowest price, and by experts without the highest and the lowest."""

from decimal import Decimal

import pytest

from fiscal_rubric import Evidence, FiscalRubricError, Reference, portfolio
from fiscal_rubric.catalog.cn_tender import LOWEST, PRICE, RUBRIC, rubric

MARKS = {"技术": (40, 41, 42, 43, 50), "商务": (10, 12, 14, 16, 18)}


def bid(price: str) -> Evidence:
    marks = {f"{key}.{i}": m for key, each in MARKS.items() for i, m in enumerate(each, 1)}
    return Evidence(answers={"投标报价": price, **marks})


def test_the_lowest_price_has_full_points_and_the_ends_of_the_experts_do_not_count() -> None:
    bids = {"甲": bid("90万元"), "乙": bid("80万元"), "丙": bid("120万元")}
    found = portfolio(RUBRIC, bids, references={LOWEST: Reference("least", PRICE)})
    cards = {member.key: member.card for member in found}
    prices = {key: card["价格"].points for key, card in cards.items() if card is not None}
    assert prices == {"甲": Decimal("26.67"), "乙": 30, "丙": 20}
    for card in cards.values():
        assert card is not None
        assert (card["技术"].points, card["商务"].points) == (42, 14)


def test_all_experts_count_if_the_tender_documents_say_so() -> None:
    every = rubric(30, {"技术": 50, "商务": 20}, without_ends=False)
    evidence = bid("90万元").with_answers({LOWEST: "90万元"})
    assert every.score(evidence)["技术"].points == Decimal("43.20")


def test_a_share_of_the_price_that_is_too_small_is_refused() -> None:
    with pytest.raises(FiscalRubricError, match=r"price: found 29, expected 30\.\.100"):
        rubric(29, {"技术": 71})
    assert rubric(10, {"技术": 90}, kind="services").full == 100
    with pytest.raises(FiscalRubricError, match="factors: the weights add up to 99; expected 100"):
        rubric(30, {"技术": 69})
    for experts in (2, True, 100, "5"):
        with pytest.raises(FiscalRubricError, match="experts"):
            rubric(30, {"技术": 70}, experts=experts)  # type: ignore[arg-type]  # a wrong type is tried
