"""A page of a sheet shows what became of its cells, however many were not read."""

import time

import pytest

from fiscal_rubric.tables import read_sheet


@pytest.mark.parametrize(("rows", "said"), [(200, False), (203, True)])
def test_a_page_says_how_many_rows_it_does_not_show(rows: int, said: bool) -> None:
    html = read_sheet([["甲", at] for at in range(rows)]).to_html()
    assert html.count("<tr") == 201
    assert ("rows that are not shown: 3" in html) is said


def test_the_time_of_a_page_grows_with_its_cells() -> None:
    sheet = read_sheet([["甲"] * 400 for _ in range(20)])
    assert len(sheet.unread) == 8000
    start = time.process_time()
    sheet.to_html()
    assert time.process_time() - start < 2
