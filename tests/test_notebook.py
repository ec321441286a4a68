"""The notebook in examples/ runs, and each of its results is shown as one table."""

import ast
import json
from pathlib import Path
from xml.etree import ElementTree

NOTEBOOK = Path(__file__).parents[1] / "examples" / "what_if.ipynb"


def test_every_cell_of_the_session_runs_and_shows_a_table() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    names: dict[str, object] = {"__name__": "notebook"}
    shown: dict[str, str] = {}
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []  # the notebook is stored without results
        tree = ast.parse("".join(cell["source"]))
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            tree.body.pop()
        exec(compile(tree, str(NOTEBOOK), "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), str(NOTEBOOK), "eval"), names)
            if value is not None:
                shown[type(value).__name__] = value._repr_html_()
    assert list(shown) == ["Scorecard", "Audit", "Report", "Bounds", "Outlook", "Comparison",
                           "WhatIf", "Shortfalls", "Sensitivity", "Goal", "Portfolio"]  # fmt: skip
    for page in shown.values():
        assert len(list(ElementTree.fromstring(page).iter("table"))) == 1
    assert "86.50" in shown["Scorecard"]
    assert "5.99" in shown["Audit"]
    assert "99.93%" in shown["Portfolio"]
    assert "92.50" in shown["Comparison"]
