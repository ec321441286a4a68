"""The pages name what there is: the reference all of it, the glossary nothing else."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import fiscal_rubric
from fiscal_rubric import targets
from fiscal_rubric.rules.nodes import Expression

PAGES = Path(__file__).parent
REFERENCE = (PAGES / "api.md").read_text(encoding="utf-8")
FUNCTIONS = [name for name in targets.__all__ if name.islower()]
IN_CODE = [
    name
    for row in (PAGES / "glossary.md").read_text(encoding="utf-8").splitlines()
    if row.startswith("| ") and not row.startswith("| English")
    for name in re.findall(r"`([^`]+)`", row.split("|")[3])
]


@pytest.mark.parametrize("name", [*fiscal_rubric.__all__, *FUNCTIONS])
def test_the_reference_has_every_public_name(name: str) -> None:
    assert re.search(rf"^\.\. (auto|py:)\w+:: {name}\b", REFERENCE, re.MULTILINE)


@pytest.mark.parametrize("name", IN_CODE)
def test_every_name_in_the_glossary_is_there(name: str) -> None:
    if name.startswith("."):
        assert hasattr(Expression, name[1:].partition("(")[0])
        return
    path = name.removeprefix("fiscal_rubric.").split(".")
    value: object = fiscal_rubric
    if name.startswith("fiscal_rubric."):
        value = import_module(f"fiscal_rubric.{path.pop(0)}")
    for part in path:
        value = getattr(value, part)
