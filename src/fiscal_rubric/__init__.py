"""Score how well public money was spent, by rubrics that are written down as data.

A rubric is a pure, exact, explainable function from evidence to a scorecard. Importing the
package costs next to nothing: its names, listed in `fiscal_rubric.public`, load when the first
of them is used.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

    from fiscal_rubric.public import *  # noqa: F403 - type checkers see each name
    from fiscal_rubric.public import __all__ as __all__

    __version__: str


def __getattr__(name: str) -> object:
    """The names of `fiscal_rubric.public` and its list of them, and the version."""
    if name == "__version__":
        from importlib.metadata import version

        return version("fiscal-rubric")
    if name == "__all__" or not name.startswith("__"):
        public = _public()
        if name == "__all__" or name in public.__all__:
            value: object = getattr(public, name)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """What a user can import."""
    return sorted(_public().__all__)


def _public() -> ModuleType:
    from importlib import import_module

    return import_module("fiscal_rubric.public")
