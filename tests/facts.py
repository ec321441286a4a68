"""The facts that tests check against."""

import json
from pathlib import Path
from typing import Any

from fiscal_rubric import Budget, Finding, Indicator, Project
from fiscal_rubric.targets.reading import read_kind, read_target

DATA = Path(__file__).parent / "data"


def read_data(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def assert_in_words(finding: Finding) -> None:
    """Check that a finding has words in both languages, with all data filled in."""
    texts = {language: finding.explain(language) for language in ("zh", "en")}
    assert texts["zh"] != texts["en"]
    for text in texts.values():
        assert text.startswith(finding.place)
        assert "{" not in text


# Published self-evaluations

# Indicators whose sign the stored copy lost; the name shows that they are ceilings.
CEILINGS = ("财政供养人员控制率", "预算调整率", "结转结余率", "公用经费控制率")


def case(name: str) -> dict[str, Any]:
    return read_data(f"cn-cases/{name}.json")


def project_of(printed: dict[str, Any]) -> Project:
    """Return the project of a form, without lines that are cut off in the copy."""
    indicators = []
    for row in printed["indicators"]:
        if row["weight"] is None or row["actual"] is None:
            continue
        kind = read_kind(row["level2"]) if row["level2"] != "—" else "quantity"
        sense = "at most" if row["name"] in CEILINGS else None
        indicators.append(
            Indicator(
                row["name"], kind, read_target(row["target"], kind, sense=sense), row["actual"],
                level1="" if row["level1"] == "—" else row["level1"],
                weight=row["weight"], reason=row.get("reason", ""),
            )
        )  # fmt: skip
    return Project(printed["project"], budget_of(printed["budget"]), indicators)


def budget_of(row: dict[str, Any]) -> Budget:
    row = row.get("fiscal_row", row)
    if "paid" not in row:  # only the rate is printed
        return Budget(None, "100元", {"2021-12-31": row["printed_rate"]})
    unit = row.get("unit", "万元")
    adjusted = row.get("adjusted")
    return Budget(row.get("initial"), adjusted, {"2020-12-31": row["paid"]}, unit=unit)


def printed_points(printed: dict[str, Any]) -> dict[str, str]:
    rows = [row for row in printed["indicators"] if row["printed_score"] is not None]
    points = {row["name"]: row["printed_score"] for row in rows}
    budget = printed["budget"]
    execution = budget.get("total_row", budget).get("printed_score")
    return points if execution is None else {"预算执行率": execution, **points}
