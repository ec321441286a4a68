"""Rows with published results, where they are at hand, and how many of them were checked."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

FOLDERS = [Path(__file__).parents[2] / "shared" / name for name in ("real", "oracles")]


def path_of(name: str) -> Path:
    """The file with this name in one of the folders; its place in the first if there is none."""
    paths = [folder / name for folder in FOLDERS]
    return next((path for path in paths if path.is_file()), paths[0])


def is_there(name: str) -> bool:
    return path_of(name).is_file()


def rows_of(name: str) -> list[dict[str, str]]:
    with path_of(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def data_of(name: str) -> Any:
    return json.loads(path_of(name).read_text(encoding="utf-8"))


class Checked:
    """How many published values of a file were checked, and how many a rule left out."""

    def __init__(self) -> None:
        self.counts: dict[str, list[str]] = {}

    def __call__(self, name: str, checked: int, what: str, **left_out: int) -> None:
        assert checked, f"{name}: nothing of it was checked"
        reasons = "".join(f"; {count} left out: {why}" for why, count in left_out.items())
        self.counts.setdefault(name, []).append(f"{checked} {what}{reasons}")


CHECKED = Checked()


@pytest.fixture
def checked() -> Checked:
    """What a test says it has checked; it is printed at the end."""
    return CHECKED
