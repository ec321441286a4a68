"""Docstrings, comments, messages and pages use ordinary words."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

import fiscal_rubric
from fiscal_rubric import errors
from fiscal_rubric.presentation import english_messages

ROOT = Path(__file__).parents[1]
SOURCE = Path(fiscal_rubric.__file__).parent
MODULES = sorted(SOURCE.rglob("*.py"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]

# Words that send a reader astray, each with what to write instead.
BANNED = {
    r"told|tells?": "named, shown, rendered, says",
    r"stands?|standing": "is, appears",
    r"cures?|cured": "fix",
    r"mend(s|ed|ing)?": "fix",
    r"ma[dk]es? good": "redistributed",
    r"besides?": "with, next to, as well as",
    r"reckon(s|ed|ing)?": "compute",
    r"walk(s|ed|ing)?": "evaluation, traversal",
    r"rooms?": "module",
    r"whatever": "for any",
    r"is no(?! longer| more)\b": "is not a valid",
}
PATTERN = re.compile(rf"\b(?:{'|'.join(BANNED)})\b", re.IGNORECASE)


def found_in(text: str) -> list[str]:
    return [match[0] for match in PATTERN.finditer(text)]


def words_of(path: Path) -> Iterator[tuple[int, str]]:
    """The docstrings and comments of a module, by line."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            docstring = ast.get_docstring(node)
            if docstring:
                yield getattr(node, "lineno", 1), re.sub(r"(?m)^\s*(>>>|\.\.\.).*$", "", docstring)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_docstrings_and_comments_use_ordinary_words(path: Path) -> None:
    found = [(line, word) for line, text in words_of(path) for word in found_in(text)]
    assert not found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_pages_use_ordinary_words(path: Path) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not found_in(text)


MESSAGES = {"errors": errors.MESSAGES, "results": english_messages.MESSAGES}


@pytest.mark.parametrize("texts", MESSAGES.values(), ids=MESSAGES)
def test_messages_use_ordinary_words(texts: dict[str, str]) -> None:
    assert not {code: found for code, text in texts.items() if (found := found_in(text))}


@pytest.mark.parametrize("text", ["it is told", "Whatever it is", "x is no number", "made good"])
def test_a_banned_word_is_found(text: str) -> None:
    assert found_in(text)


def test_ordinary_words_are_not_found() -> None:
    assert not found_in("It is no longer known, and the understanding of bedroom counts.")
