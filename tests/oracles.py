"""Rows that governments published, where they are at hand, and how many of them were checked."""

import csv
from pathlib import Path

import pytest

REAL = Path(__file__).parents[2] / "shared" / "real"


def is_there(name: str) -> bool:
    return (REAL / name).is_file()


def rows_of(name: str) -> list[dict[str, str]]:
    with (REAL / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
