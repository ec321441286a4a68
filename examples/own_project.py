"""A template: score your own project by a small standard. Fill in what is in quotes.

用自己的项目填写：改动引号里的内容，然后运行这个文件。
"""

from fiscal_rubric import (
    Budget,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Indicator,
    Project,
    Rubric,
    Section,
    attained,
    budget_execution_rate,
    deduct_per_miss,
    indicators,
    misses,
    pick,
    yes,
)


def rubric() -> Rubric:
    """1. Build the standard (评分标准): each line has full marks and a rule for its points."""
    return Rubric(
        "项目支出绩效自评",
        [
            Section(
                "投入",
                [
                    Criterion("预算执行", 20, 20 * budget_execution_rate().clip(0, 1)),
                    Criterion(
                        "管理制度", 10, 6 * yes("rules", "建立了管理制度") + 4 * yes("files")
                    ),
                ],
            ),
            Section(
                "产出与效益",
                [
                    Criterion("数量指标", 30, deduct_per_miss(30, misses(kind="quantity"), each=5)),
                    Criterion(
                        "效益指标",
                        30,
                        30 * indicators(level1="效益指标").average(attained()),
                        if_not_applicable="zero",
                    ),
                    Criterion("满意度", 10, pick("satisfaction", {"优": 10, "良": 8, "差": 0})),
                ],
            ),
        ],
        grades=Grades([("优", 90), ("良", 80), ("中", 60), ("差", 0)]),
    )


def project() -> Project:
    """2. Build the project (项目): amounts, targets and results as they are printed."""
    return Project(
        "社区养老服务项目",
        Budget("120万元", "150万元", {"2024-06-30": "60万元", "2024-12-31": "141.3万元"}),
        [
            Indicator("新建服务站", "quantity", "5个", "5个", level1="产出指标"),
            Indicator("服务老人", "quantity", "≥2000人次", "1860人次", level1="产出指标"),
            Indicator("投诉处理率", "social", "≥95%", "97%", level1="效益指标"),
            Indicator("就业岗位", "economic", "40个", "38个", level1="效益指标"),
        ],
    )


# 3. The answers (回答): one for each question. Leave out what is not known yet.
ANSWERS = {"rules": True, "files": True, "satisfaction": "优"}


def main() -> None:
    """Print the scorecard; while facts are missing, print these and the possible points."""
    standard, evidence = rubric(), Evidence(project(), ANSWERS)
    bounds = standard.bounds(evidence)  # a wrong key or answer is an error here
    try:
        card = standard.score(evidence)
    except FiscalRubricError as error:
        print(error.explain("zh"))
        print(error.explain("en"))
        print(bounds.to_text("zh"))
        return
    print(card.to_text("zh"))
    print()
    print(card["数量指标"].explain("zh"))
    print(card["效益指标"].explain("zh"))


if __name__ == "__main__":
    try:
        main()
    except FiscalRubricError as error:
        raise SystemExit(f"{error.explain('zh')}\n{error.explain('en')}") from None
