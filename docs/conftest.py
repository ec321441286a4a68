"""Run every Python example of the pages; the code cells and fences of a page share one session."""

from sybil import Sybil
from sybil.evaluators.python import PythonEvaluator
from sybil.parsers.myst import CodeBlockParser

pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser("ipython3", PythonEvaluator()),  # ```{code-cell} ipython3
        CodeBlockParser("python", PythonEvaluator()),  # ```python
    ],
    patterns=["*.md"],
    excludes=["_build/*"],
).pytest()
