"""Configure Sphinx: Furo, MyST-NB with every cell run at build, autodoc without a network."""

import json
import re
from importlib.metadata import version as installed_version
from pathlib import Path

from fiscal_rubric.documents import KINDS, schema

project = "fiscal-rubric"
author = "The fiscal-rubric authors"
release = version = installed_version("fiscal-rubric")

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"fiscal-rubric {release}"

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_render_markdown_format = "myst"  # outputs in Markdown may hold tables

default_role = "code"  # docstrings write `name` for code
napoleon_google_docstring = True
napoleon_numpy_docstring = False
napoleon_use_param = False  # arguments and attributes as plain lists: several may share a line
napoleon_custom_sections = [("Attributes", "params_style")]
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
# Signatures show these aliases by name, and the end of api.md explains them. Without this table
# each would be shown as a union of its types.
autodoc_type_aliases = {
    name: f"fiscal_rubric.{name}"
    for name in (
        *("AmountLike", "AnswerLike", "AnyActual", "AnyTarget", "FixedText", "IndicatorKey"),
        *("Kind", "Mode", "Node", "Number", "Operand", "Part", "Place", "ReadFact", "Text"),
    )
}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

nitpick_ignore_regex = [
    # Types of the standard library and of Hypothesis: their pages are found by an inventory that
    # Sphinx would have to download, and the documentation is built without a network.
    ("py:class", r"(collections\.abc|datetime|decimal|fractions|types|typing)\..+"),
    ("py:class", r"Decimal|Fraction"),
    ("py:class", r"hypothesis\.strategies\.SearchStrategy"),
    # A type variable: a line of the card.
    ("py:class", r"fiscal_rubric\.rubric\.scorecard\.L"),
]


def _signature(app, what, name, obj, options, signature, returns):
    """Show signatures as they are written: with the names of types, without attrs' additions."""
    if signature is not None:
        signature = re.sub(r": object\b(?! \|)", "", signature)  # any value that a converter takes
        signature = re.sub(r"\s*=\s*NOTHING", "=...", signature)  # a default made by a factory
        signature = _named(signature)
    return signature, None if returns is None else _named(returns)


def _named(signature):
    """Show aliases inside other types, which autodoc writes as objects."""
    return re.sub(r"TypeAliasForwardRef\('([\w.]+)'\)", r"~\1", signature)


def _property(app, what, name, obj, options, lines):
    """Keep Napoleon from taking "some words: more words" for a type and its description."""
    if what == "property":
        lines[:0] = ["..", ""]  # an empty comment; without a colon there is no type


def _schemas(app, failed):
    """Write the JSON Schema of each kind of document next to the pages."""
    folder = Path(app.outdir) / "schemas"
    folder.mkdir(exist_ok=True)
    for kind in (*KINDS, "published"):
        text = json.dumps(schema(kind), ensure_ascii=False, indent=1)
        (folder / f"{kind}.json").write_text(text, encoding="utf-8")


def setup(app):
    """Connect the functions above to Sphinx."""
    app.connect("build-finished", _schemas)
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _property, priority=400)  # Napoleon comes at 500
