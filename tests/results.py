"""A check of every result of an analysis: rows, words and a page, in both languages."""

from xml.etree import ElementTree

from fiscal_rubric.display import Displayed


def check_shown(result: Displayed) -> None:
    """Check that the rows have one set of headings, the words no gap, and the page is valid."""
    plain = result.rows()
    for headings in ("zh", "en"):
        rows = result.rows(headings)
        assert len(rows) == len(plain)
        assert len({tuple(row) for row in rows}) <= 1
        assert [len(row) for row in rows] == [len(row) for row in plain]
    assert all(key.isascii() for row in plain for key in row)
    for language in ("zh", "en"):
        words = result.explain(language)
        assert words
        assert "{" not in words
        assert "None" not in words
        root = ElementTree.fromstring(result.to_html(language))
        cells = [element for element in root.iter("tr") if element.find("td") is not None]
        assert len(cells) == len(plain)
    assert str(result) == result.explain("en")
    assert result._repr_html_() == result.to_html("en")
    assert repr(result) == f"<{type(result).__name__}>"
