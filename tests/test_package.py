"""The package from outside: its imports, the files it opens, and its public names."""

import ast
import importlib
import importlib.metadata
import inspect
import pkgutil
import subprocess
import sys
import types
import typing
from pathlib import Path

import pytest

import fiscal_rubric

SOURCE = Path(fiscal_rubric.__file__).parent


def python(code: str) -> str:
    run = [sys.executable, "-c", code]
    return subprocess.run(run, capture_output=True, text=True, check=True).stdout.strip()


def test_importing_loads_no_other_module() -> None:
    code = (
        "import sys; before = set(sys.modules); import fiscal_rubric;"
        "print(*sorted(set(sys.modules) - before))"
    )
    assert set(python(code).split()) <= {"__future__", "fiscal_rubric"}


def test_the_first_name_loads_attrs_and_the_standard_library_only() -> None:
    code = (
        "import sys; before = set(sys.modules); from fiscal_rubric import Rubric;"
        "print(*sorted({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    loaded = set(python(code).split())
    outside = loaded - set(sys.stdlib_module_names) - {"fiscal_rubric", "attr", "attrs"}
    assert not outside
    assert not loaded & {"babel", "cattrs", "hypothesis", "narwhals", "json"}


def test_the_version_is_that_of_the_package() -> None:
    assert fiscal_rubric.__version__ == importlib.metadata.version("fiscal-rubric")


def test_every_docstring_with_an_example_is_run(request: pytest.FixtureRequest) -> None:
    held = {path for path in SOURCE.rglob("*.py") if ">>>" in path.read_text(encoding="utf-8")}
    run = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "src"]
    found = subprocess.run(run, capture_output=True, text=True, cwd=request.config.rootpath)
    collected = {Path(line.partition("::")[0]).name for line in found.stdout.splitlines()}
    assert held
    assert {path.name for path in held} <= collected


def test_scoring_loads_no_other_library() -> None:
    code = (
        "import sys; from fiscal_rubric.catalog.futian_2020 import RUBRIC, EVIDENCE;"
        "RUBRIC.score(EVIDENCE), RUBRIC.bounds(EVIDENCE), RUBRIC.identity;"
        "print(*(m for m in ('babel', 'cattrs', 'hypothesis', 'json', 'fiscal_rubric.presentation')"
        " if m in sys.modules))"
    )
    assert python(code) == ""


def test_only_package_data_is_opened() -> None:
    code = """
import sys
from pathlib import Path
import fiscal_rubric
from fiscal_rubric.catalog.futian_2020 import RUBRIC, EVIDENCE
import fiscal_rubric.presentation.explain, fiscal_rubric.presentation.cards
opened = []
def watch(event, arguments):
    if event == "open":
        opened.append(str(arguments[0]))
    elif event.split(".")[0] in ("socket", "subprocess", "os", "shutil", "tempfile", "urllib"):
        opened.append(event)
sys.addaudithook(watch)
card = RUBRIC.score(EVIDENCE)
RUBRIC.bounds(EVIDENCE.without("satisfaction"))
first = card.explain("zh"), card.explain("en"), card.to_text("zh"), card.rows("zh")
at_first_use = len(opened)
assert first == (card.explain("zh"), card.explain("en"), card.to_text("zh"), card.rows("zh"))
assert len(opened) == at_first_use, opened
inside = ("fiscal_rubric", "babel", "locale-data", "site-packages", "python3", "lib")
print(*[o for o in opened if not any(part in o for part in inside) and o != "os.listdir"
        and o != "os.scandir"])
"""
    assert python(code) == ""


def modules() -> list[types.ModuleType]:
    names = [m.name for m in pkgutil.walk_packages([str(SOURCE)], "fiscal_rubric.")]
    return [importlib.import_module(name) for name in names]


def test_every_module_docstring_starts_with_one_sentence() -> None:
    for path in SOURCE.rglob("*.py"):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert docstring, path
        assert docstring.splitlines()[0].endswith("."), path


def public_callables() -> list[object]:
    found = [getattr(fiscal_rubric, name) for name in fiscal_rubric.__all__]
    methods = [
        member
        for item in found
        if isinstance(item, type)
        for name, member in inspect.getmembers(item, inspect.isfunction)
        if not name.startswith("_") and (member.__module__ or "").startswith("fiscal_rubric")
    ]
    return [*filter(inspect.isfunction, found), *methods]


def test_no_any_in_a_public_signature() -> None:
    callables = public_callables()
    assert len(callables) > 60
    for item in callables:
        hints = typing.get_type_hints(item)
        assert typing.Any not in hints.values(), item
        assert "typing.Any" not in str(hints), item


def test_every_public_name_has_a_docstring() -> None:
    for name in fiscal_rubric.__all__:
        item = getattr(fiscal_rubric, name)
        if inspect.isfunction(item) or inspect.isclass(item):
            assert inspect.getdoc(item), name
    for item in public_callables():
        assert inspect.getdoc(item), item


def test_type_checkers_see_each_public_name_from_its_module() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    seen = {
        alias.asname: (node.module or "").removeprefix("fiscal_rubric.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    assert seen == fiscal_rubric._MODULES


def test_public_names_are_listed_once() -> None:
    names = list(fiscal_rubric.__all__)
    assert len(set(names)) == len(names)
    for module in modules():
        assert module.__doc__


def test_unknown_names_raise_attribute_errors() -> None:
    assert not hasattr(fiscal_rubric, "nope")
    assert not hasattr(fiscal_rubric, "__nope__")
    assert not hasattr(fiscal_rubric, "nope")
    assert set(dir(fiscal_rubric)) == set(fiscal_rubric.__all__)


def test_the_kinds_of_targets_and_results_are_fixed() -> None:
    target = fiscal_rubric.Target.read("≥90%")
    assert isinstance(target, fiscal_rubric.Target)
    assert repr(target) == "<NumericTarget ≥90%>"
    assert isinstance(fiscal_rubric.Actual.read("3家"), fiscal_rubric.Actual)
    assert isinstance(fiscal_rubric.NOT_APPLICABLE, fiscal_rubric.Actual)
    for base in (fiscal_rubric.Target, fiscal_rubric.Actual):
        with pytest.raises(TypeError, match="fixed"):
            type("Other", (base,), {})
