"""mypy reports each module that does not handle a node."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text(encoding="utf-8")
SECTION = CONTRIBUTING.partition("## Add a node to the grammar\n")[2].partition("\n## ")[0]
# The modules that handle every node, as the page lists them.
MODULES = re.findall(r"(?m)^\| `([\w/]+\.py)` \|", SECTION)
NEW_NODE = '''@frozen(eq=False, repr=False)
class Doubled(Expression):
    """Twice an expression."""

    item: Node = field(converter=as_node)


'''


def edit(path: Path, pattern: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    changed = re.sub(pattern, new, text, flags=re.DOTALL)
    assert changed != text, path
    path.write_text(changed, encoding="utf-8")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the package, to be edited."""
    pytest.importorskip("mypy")
    return Path(shutil.copytree(ROOT / "src" / "fiscal_rubric", tmp_path / "fiscal_rubric"))


def errors_in(source: Path) -> list[tuple[str, str]]:
    """The errors of mypy: module and message."""
    run = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", source.name]
    out = subprocess.run(run, cwd=source.parent, capture_output=True, text=True, check=False).stdout
    return re.findall(rf"(?m)^{source.name}/(\S+?):\d+: error: (.*)$", out)


def test_the_page_lists_each_module_once() -> None:
    assert MODULES
    assert len(MODULES) == len(set(MODULES))
    assert all((ROOT / "src" / "fiscal_rubric" / module).exists() for module in MODULES)


@pytest.mark.long
def test_a_new_node_is_an_error_in_exactly_the_modules_of_the_page(source: Path) -> None:
    edit(source / "rules/nodes.py", r"\nNode: TypeAlias = Union\[", rf"\n{NEW_NODE}\g<0>Doubled,")
    errors = errors_in(source)
    assert {module for module, _ in errors} == set(MODULES)
    assert all('"assert_never" has incompatible type "Doubled"' in text for _, text in errors)


@pytest.mark.long
@pytest.mark.parametrize("node", ["Clip", "NotApplicable"])
def test_a_deleted_node_is_an_error_in_each_module_of_the_page(node: str, source: Path) -> None:
    nodes = source / "rules/nodes.py"
    edit(nodes, rf"@frozen\(eq=False, repr=False\)\nclass {node}\(.*?\n\n\n", "")
    edit(nodes, rf"\b{node},", "")
    assert {module for module, _ in errors_in(source)} >= set(MODULES)


@pytest.mark.long
def test_a_node_that_a_match_forgets_is_an_error_in_its_module(source: Path) -> None:
    for module in MODULES:
        alone = r"        case n\.NotApplicable\(\):\n            return [^\n]*\n"
        edit(source / module, rf"{alone}| \| (n\.)?NotApplicable\(\)", "")
    errors = errors_in(source)
    assert {module for module, _ in errors} == set(MODULES)
    forgotten = [module for module, text in errors if '"assert_never"' in text]
    assert set(forgotten) == set(MODULES)
