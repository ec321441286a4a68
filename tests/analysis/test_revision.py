"""Revisions of a rubric: each change by its code, and its effect on evidence."""

from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, strategies as st

from facts import assert_in_words
from fiscal_rubric import (
    Basis,
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rounding,
    Rubric,
    Section,
    above,
    at_most,
    attained,
    below,
    number,
    revision,
    subtotal,
    yes,
)
from fiscal_rubric.catalog.futian_2020 import EVIDENCE, RUBRIC
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.rubric.findings import CODES
from fiscal_rubric.testing import strategies as some


def line(key: str = "c", full: int = 5, rule: Any = None, **options: Any) -> Criterion:
    return Criterion(key, full, full * yes("a") if rule is None else rule, **options)


def of(*parts: Criterion | Section, **options: Any) -> Rubric:
    return Rubric("r", list(parts), **options)


def ids(before: Rubric, after: Rubric, **options: Any) -> list[str]:
    return [finding.id for finding in revision(before, after, **options)]


# The standard of 2020


HARDER = RUBRIC.with_part("监控措施", rule=2 * yes("monitored"))


def test_a_changed_line_of_the_standard_of_2020_and_its_effect() -> None:
    found = revision(RUBRIC, HARDER, EVIDENCE)
    assert [finding.id for finding in found] == ["rule_changed:监控措施"]
    assert found.effect is not None
    before, after = found.effect.before, found.effect.after
    assert (str(before.total), str(after.total)) == ("86.50", "87.50")
    assert found.explain("en").endswith("total 86.50 → 87.50")
    assert found.findings[0].numbers["after"] == '2 * yes("monitored")'
    assert found.findings[0].numbers["before"] == str(RUBRIC.below["监控措施"].rule)


def test_each_rubric_is_scored_by_the_answers_that_it_asks_for() -> None:
    answers = {"a": True, "b": True}
    found = revision(of(line()), of(line(rule=5 * yes("b"))), Evidence(answers=answers))
    assert found.effect is not None
    assert [found.effect.before.total, found.effect.after.total] == [5, 5]
    assert revision(of(line()), of(line())).effect is None


def test_each_rubric_uses_its_own_basis_unless_another_is_given() -> None:
    other = evolve(RUBRIC, basis=Basis(excused="not_missed"))
    assert ids(RUBRIC, other) == [f"basis_changed:{RUBRIC.key}"]
    own = revision(RUBRIC, other, EVIDENCE).effect
    same = revision(RUBRIC, other, EVIDENCE, Basis()).effect
    assert own is not None
    assert same is not None
    assert own.before.total != own.after.total
    assert same.before.total == same.after.total


# Each code: what has it and nothing else

SECTION = Section("s", [line("d")])
SCALE, OTHER = Grades([("A", 5), ("B", 0)]), Grades([("A", 4), ("B", 0)])
MAYBE = attained("k")
PAIRS: list[tuple[str, Rubric, Rubric, dict[str, str] | None]] = [
    ("line_added:d", of(line()), of(line(), line("d", 2)), {"full": "2"}),
    ("line_removed:d", of(line(), line("d", 2)), of(line()), {"full": "2"}),
    (
        "full_changed:c",
        of(line(rule=yes("a") + 0), printed_full=5),
        of(line(full=6, rule=yes("a") + 0), printed_full=5),
        {"before": "5", "after": "6"},
    ),
    (
        "rule_changed:c",
        of(line()),
        of(line(rule=5 * yes("b"))),
        {
            "before": '5 * yes("a")',
            "after": '5 * yes("b")',
        },
    ),
    (
        "rule_changed:c",
        of(line()),
        of(line(floor=-1)),
        None,
    ),
    (
        "rule_changed:c",
        of(line(full=1, rule=MAYBE, if_not_applicable="zero")),
        of(line(full=1, rule=MAYBE, if_not_applicable="full")),
        None,
    ),
    (
        "rounding_changed:c",
        of(line(rounding=Rounding(1)), rounding=Rounding(2)),
        of(line(rounding=Rounding(1, "down")), rounding=Rounding(2)),
        {"before": "1 (half up)", "after": "1 (down)"},
    ),
    (
        "grades_changed:c",
        of(line(grades=SCALE)),
        of(line()),
        {"before": "A ≥5, B ≥0", "after": "—"},
    ),
    (
        "grades_changed:r",
        of(line(), grades=SCALE),
        of(line(), grades=OTHER),
        {"before": "A ≥5, B ≥0", "after": "A ≥4, B ≥0"},
    ),
    (
        "rule_changed:section s",
        of(SECTION),
        of(evolve(SECTION, rescale=True)),
        None,
    ),
    (
        "rule_changed:r",
        of(line(), rule=subtotal().clip(0, 5), full=5),
        of(line(), rule=subtotal().clip(0), full=5),
        {
            "before": "subtotal().clip(0, 5)",
            "after": "subtotal().clip(0)",
        },
    ),
    (
        "basis_changed:r",
        of(line()),
        of(line(), basis=Basis(claims="doubted")),
        {
            "before": "original, missed, adjusted, trusted",
            "after": "original, missed, adjusted, doubted",
        },
    ),
]
OTHER_PAIRS = [
    *((before, after) for _, before, after, numbers in PAIRS if numbers is None),
    (
        of(line(grades=SCALE)),
        of(line(grades=Grades([("A", 5), ("B", 0)], overrides=[(yes("v"), None)]))),
    ),
    (of(line(grades=SCALE)), of(line(grades=evolve(SCALE, caps=[(yes("a"), "B")])))),
]
SUMS = ("full_changed:r", "full_changed:section s")  # of a section follows from its lines


@pytest.mark.parametrize(
    ("id", "before", "after", "numbers"), PAIRS, ids=[f"{i}-{p[0]}" for i, p in enumerate(PAIRS)]
)
def test_each_change_has_its_code(
    id: str, before: Rubric, after: Rubric, numbers: dict[str, str] | None
) -> None:
    found = [finding for finding in revision(before, after) if finding.id not in SUMS]
    assert [finding.id for finding in found] == [id]
    assert numbers in (None, dict(found[0].numbers))
    assert found[0].severity == CODES[found[0].code]
    assert_in_words(found[0])
    assert ids(before, before) == ids(after, after) == []


@pytest.mark.parametrize(("before", "after"), OTHER_PAIRS)
def test_both_sides_of_a_change_are_shown(before: Rubric, after: Rubric) -> None:
    (finding,) = revision(before, after)
    assert finding.numbers["before"] != finding.numbers["after"]


def test_every_code_of_a_revision_is_shown_above() -> None:
    codes = list(CODES)
    first, last = codes.index("line_added"), codes.index("rate_of_sums")
    assert {id.partition(":")[0] for id, *_ in PAIRS} == set(codes[first:last])


def test_sections_and_lines_of_the_same_key_are_distinguished() -> None:
    before = of(Section("c", [line()]))
    assert ids(before, of(Section("c", [line()]), SECTION)) == [
        "line_added:d",
        "line_added:section s",
        "full_changed:r",
    ]
    assert ids(before, of(line())) == ["line_removed:section c"]
    assert ids(of(line()), before) == ["line_added:section c"]
    # a line in another section is the same line, and both sections have other parts
    assert ids(of(SECTION, line()), of(Section("s", [line("d"), line()]))) == [
        "full_changed:section s",
        "rule_changed:section s",
        "rule_changed:r",
    ]


def test_lines_that_move_to_another_section_are_found_where_that_may_matter() -> None:
    a, b, c, d = (Criterion(key, 10, number(key, 0, 10)) for key in "abcd")

    def two(*sections: list[Criterion]) -> Rubric:
        parts = [Section(f"s{at}", own, rounding=Rounding(0)) for at, own in enumerate(sections)]
        return Rubric("r", parts, rounding=Rounding(0))

    before, after = two([a, b], [c, d]), two([a, c], [b, d])
    answers = {"a": "0.3", "b": "0.3", "c": "0.5", "d": "0.1"}
    found = revision(before, after, Evidence(answers=answers))
    assert [finding.code for finding in found] == ["rule_changed", "rule_changed"]
    assert found.findings[0].numbers == {
        "before": "subtotal(); of a, b",
        "after": "subtotal(); of a, c",
    }
    assert found.effect is not None
    assert all(moved.causes for moved in found.effect.sections)


def test_an_override_and_a_cap_are_distinguished() -> None:
    def graded(**options: Any) -> Rubric:
        scale = Grades([("A", 90), ("B", 0)], **options)
        return Rubric("r", [Criterion("a", 100, 100 * yes("a"))], grades=scale)

    override, cap = (graded(**{kind: [(yes("f"), "B")]}) for kind in ("overrides", "caps"))
    (finding,) = revision(override, cap)
    assert finding.numbers["before"] == 'B if yes("f"), A ≥90, B ≥0'
    assert finding.numbers["after"] == 'A ≥90, B ≥0, at most B if yes("f")'


def test_each_end_of_a_band_has_its_sign() -> None:
    def graded(end: Span) -> Rubric:
        return of(line(grades=Grades([("A", below(2)), ("B", end), ("C", above(4)), ("D", 2)])))

    (finding,) = revision(graded(at_most(2)), graded(at_most(3)))
    assert finding.numbers["before"] == "A <2, B ≤2, C >4, D ≥2"
    assert finding.numbers["after"] == "A <2, B ≤3, C >4, D ≥2"


def test_findings_are_in_the_order_of_last_year_and_then_of_this_year() -> None:
    before = of(line("a"), line("b"), line("c"))
    after = of(line("d"), line("c", rule=5 * yes("x")), line("a", rule=5 * yes("x")))
    assert ids(before, after) == [
        "rule_changed:a",
        "line_removed:b",
        "rule_changed:c",
        "line_added:d",
    ]


def test_a_waiver_survives_a_run_on_another_version() -> None:
    waive = [("rule_changed", "监控措施")]
    found = revision(RUBRIC, HARDER, waive=waive)
    assert (len(found), [finding.id for finding in found.waived]) == (0, ["rule_changed:监控措施"])
    harder = HARDER.with_part("制度保障", rule=yes("has_policy") + 0)
    again = revision(RUBRIC, harder, waive=waive)
    assert [finding.id for finding in again] == ["rule_changed:制度保障"]
    assert [finding.id for finding in again.waived] == ["rule_changed:监控措施"]
    assert ids(RUBRIC, RUBRIC, waive=waive) == ["waiver_unused:监控措施"]


def test_names_sources_and_standards_are_not_changes() -> None:
    reworded = Criterion("reworded", 5, 5 * yes("a"), key="c", standard="x", source="y")
    assert ids(of(line()), of(reworded)) == []


def test_wrong_arguments_are_refused() -> None:
    wrong: Any = of(line()).parts[0]
    for arguments in ((wrong, RUBRIC), (RUBRIC, wrong)):
        with pytest.raises(FiscalRubricError) as caught:
            revision(*arguments)
        assert caught.value.code == "wrong_type"
    for evidence in (wrong, {}):
        with pytest.raises(FiscalRubricError) as caught:
            revision(RUBRIC, RUBRIC, evidence)
        assert caught.value.faults[0].place == "evidence"
    with pytest.raises(FiscalRubricError) as caught:
        revision(RUBRIC, RUBRIC, Evidence())
    assert "missing_projects" in {fault.code for fault in caught.value.faults}
    with pytest.raises(FiscalRubricError):
        revision(RUBRIC, RUBRIC, waive=[("rules_changed", "c")])


def test_a_line_with_the_key_of_its_rubric_has_findings_of_its_own() -> None:
    before, after = of(line("r"), line("b")), of(line("r", 6), line("b"))
    found = ids(before, after)
    assert len(found) == len(set(found))


@given(some.rubrics(), some.rubrics(), st.data())
def test_a_revision_is_empty_only_where_both_rubrics_score_alike(
    one: Rubric, other: Rubric, data: st.DataObject
) -> None:
    """The same rubric has no changes; without changes both give the same on any evidence."""
    assert len(revision(one, one)) == 0
    found = revision(one, other)
    assert len({finding.id for finding in found}) == len(found)
    back = revision(other, one)
    turned = {"line_added": "line_removed", "line_removed": "line_added"}
    assert {(turned.get(f.code, f.code), f.place) for f in back} == {
        (f.code, f.place) for f in found
    }
    if len(found):
        return
    evidence = data.draw(some.evidence(one))
    totals: list[Any] = []
    for rubric in (one, other):
        try:
            totals.append(rubric.score(evidence).total)
        except FiscalRubricError as error:
            totals.append(error.code)
    assert totals[0] == totals[1]
