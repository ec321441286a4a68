"""A node that is forgotten in a walk is a type error."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"
# Every walk that has to say what a node means.
WALKS = {
    "rules/evaluate.py",
    "rules/arithmetic.py",
    "rules/formula.py",
    "rules/units.py",
    "presentation/wording.py",
}


def check(folder: Path) -> str:
    run = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "fiscal_rubric"]
    return subprocess.run(run, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.long
@pytest.mark.parametrize("node", ["Clip", "NotApplicable"])
def test_deleting_a_node_makes_the_type_check_fail(node: str, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    shutil.copytree(SOURCE / "fiscal_rubric", tmp_path / "fiscal_rubric")
    nodes = tmp_path / "fiscal_rubric" / "rules" / "nodes.py"
    text = nodes.read_text(encoding="utf-8")
    without = re.sub(rf"@frozen\(eq=False, repr=False\)\nclass {node}\(.*?\n\n\n", "", text,
                     count=1, flags=re.DOTALL)  # fmt: skip
    without = re.sub(rf"\b{node},", "", without)
    assert without != text
    nodes.write_text(without, encoding="utf-8")
    told = check(tmp_path)
    assert {walk for walk in WALKS if f"fiscal_rubric/{walk}" in told} == WALKS


@pytest.mark.long
def test_a_walk_that_forgets_a_node_is_a_type_error(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    shutil.copytree(SOURCE / "fiscal_rubric", tmp_path / "fiscal_rubric")
    for walk in WALKS:
        path = tmp_path / "fiscal_rubric" / walk
        text = path.read_text(encoding="utf-8")
        without = re.sub(r"        case n\.NotApplicable\(\):\n            return .*\n", "", text)
        without = without.replace(" | n.NotApplicable():", ":")
        assert without != text, walk
        path.write_text(without, encoding="utf-8")
    told = check(tmp_path)
    assert {walk for walk in WALKS if f"fiscal_rubric/{walk}" in told} == WALKS
    assert told.count("assert_never") >= len(WALKS)
