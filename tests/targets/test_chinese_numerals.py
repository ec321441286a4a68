"""Chinese numerals are written in digits where they are one number."""

import pytest

from fiscal_rubric.targets.chinese_numerals import with_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("十五人", "15人"), ("一百一十五人", "115人"), ("一百零五人", "105人"), ("百人", "100人"),
        ("一万零五人", "10005人"), ("一万三千人", "13000人"), ("一亿三千万元", "130000000元"),
        ("一亿零三千人", "100003000人"), ("三万亿元", "3000000000000元"), ("伍佰元", "500元"),
        ("百分之九十九点五", "99.5%"),
    ],
)  # fmt: skip
def test_a_numeral_is_written_in_digits(text: str, digits: str) -> None:
    assert with_digits(text) == digits


@pytest.mark.parametrize(
    "text",
    ["一二人", "一百二人", "三千五人", "一万五人", "一亿三千人", "亿万人", "百十人", "一百零人",
     "三十二十人", "五点五万元", "百分之一百二"],
)  # fmt: skip
def test_a_numeral_that_may_be_two_numbers_stays_words(text: str) -> None:
    assert with_digits(text) == text
