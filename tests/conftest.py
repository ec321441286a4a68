"""Shared by all tests: how long properties run, and which tests are long."""

import os
from importlib.util import find_spec

import pytest
from hypothesis import HealthCheck, settings

from oracles import CHECKED, checked, is_there

__all__ = ["checked"]  # a fixture of all tests

_QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
for _name, _examples in (("default", 60), ("ci", 100), ("long", 2000), ("deep", 2000)):
    settings.register_profile(
        _name, max_examples=_examples, deadline=None, suppress_health_check=_QUIET
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_ENGINES = ("pandas", "polars", "pyarrow", "python_calamine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long tests unless they are asked for with -m, and those whose needs are missing."""
    kept = [item for item in items if _has_its_data(item) and _has_its_engines(item)]
    if not config.option.markexpr:
        kept = [item for item in kept if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _has_its_data(item: pytest.Item) -> bool:
    return all(is_there(marker.args[0]) for marker in item.iter_markers("oracle"))


def _has_its_engines(item: pytest.Item) -> bool:
    return not item.get_closest_marker("engines") or all(map(find_spec, _ENGINES))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many published values were checked."""
    for name, counts in sorted(CHECKED.counts.items()):
        for count in counts:
            terminalreporter.write_line(f"published values: {name}: {count}")
