"""Recompute the Futian report of 2020 from its own tables, and compare it with its claims."""

from fiscal_rubric import Basis
from fiscal_rubric.catalog.futian_2020 import CLAIMED, EVIDENCE, RUBRIC

SHOWN = ("制度保障", "成本控制情况", "项目数量完成情况")
BASES = {
    "原目标、调整预算 / original targets, adjusted budget": Basis(),
    "调整后目标 / revised targets": Basis(targets="revised"),
    "调整后目标、有理由未开展的不计 / revised, excused not missed": Basis(
        targets="revised", excused="not_missed"
    ),
    "年初预算 / initial budget": Basis(budget="initial"),
}


def main() -> None:
    """Print the scorecard, three explanations, and claims that differ from recomputed points."""
    card = RUBRIC.score(EVIDENCE)
    print(card.to_text("zh"))

    for key in SHOWN:
        print()
        print(card[key].explain("zh"))
        print(card[key].explain("en"))

    for name, basis in BASES.items():
        recomputed = RUBRIC.score(EVIDENCE, basis)
        print()
        print(name)
        for line in recomputed.lines:
            if line.points != CLAIMED[line.key]:
                print(f"  {line.key}: {CLAIMED[line.key]} -> {line.points}")
        print(f"  总分 / total: {CLAIMED['total']} {CLAIMED['grade']}", end="")
        print(f" -> {recomputed.total} {recomputed.grade}")


if __name__ == "__main__":
    main()
