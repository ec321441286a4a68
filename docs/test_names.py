"""The reference lists every public name, and the glossary lists only names that exist."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import fiscal_rubric
from fiscal_rubric import documents, tables, targets, testing
from fiscal_rubric.rules.nodes import Expression

PAGES = Path(__file__).parent
REFERENCE = (PAGES / "api.md").read_text(encoding="utf-8")
MODULES = (fiscal_rubric, targets, tables, documents, testing)
NAMES: dict[str, str] = {}  # a name that several modules have is listed at the first one
for module in MODULES:
    own = [key for key, value in vars(module).items() if not isinstance(value, ModuleType)]
    for name in getattr(module, "__all__", own):
        if not name.startswith("_"):
            NAMES.setdefault(name, f"{module.__name__}.{name}")
# The kinds of documents are those of `schema`; the strategies are listed by automodule.
NOT_LISTED = {"fiscal_rubric.documents.KINDS", "fiscal_rubric.testing.strategies"}
LISTED = {
    name if "." in name else f"{module}.{name}"
    for block in re.split(r"(?m)^\.\. currentmodule:: ", REFERENCE)
    for module in block.split()[:1]
    for name in re.findall(r"(?m)^\.\. (?:auto|py:)\w+:: ([\w.]+)", block)
}
IN_CODE = [
    name
    for row in (PAGES / "glossary.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| English")
    for name in re.findall(r"`([^`]+)`", row.split("|")[3])
]


@pytest.mark.parametrize("name", sorted({*NAMES.values()} - NOT_LISTED))
def test_the_reference_lists_every_public_name_with_its_module(name: str) -> None:
    assert name in LISTED


@pytest.mark.parametrize("name", IN_CODE)
def test_every_name_in_the_glossary_exists(name: str) -> None:
    if name.startswith("."):
        assert hasattr(Expression, name[1:].partition("(")[0])
        return
    path = name.removeprefix("fiscal_rubric.").split(".")
    value: object = fiscal_rubric
    if name.startswith("fiscal_rubric."):
        value = import_module(f"fiscal_rubric.{path.pop(0)}")
    for part in path:
        value = getattr(value, part)
