"""The examples of the README and of docstrings are tests."""

from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

readme = Sybil(parsers=[PythonCodeBlockParser()], patterns=["README*.md"])
docstrings = Sybil(path="src", parsers=[DocTestParser()], patterns=["*.py"])

pytest_collect_file = (readme + docstrings).pytest()
