"""The facts that tests check against."""

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def read_data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
