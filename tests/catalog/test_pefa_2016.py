"""PEFA 2016 against 50 published assessments and the table for M2."""

from collections import Counter
from itertools import combinations_with_replacement

import pytest

from fiscal_rubric import Criterion, Evidence, Rubric, Section, audit, pick
from fiscal_rubric.catalog.pefa_2016 import LETTERS, RUBRIC, SCALE, averaged
from oracles import Checked, rows_of

FILE = "pefa_2016_assessments.csv"
DIMENSIONS = [question.key for question in RUBRIC.questions()]
METHODS = {section.key: section.source for section in RUBRIC.parts}

# The framework's own table for the average of two, three and four dimensions.
TABLE = {
    "D": "DD DDD DDDD DDDC",
    "D+": "DC DDC DDB DCC DDDB DDDA DDCC DDCB DCCC",
    "C": "DB CC DDA DCB CCC DDCA DDBB DCCB CCCC",
    "C+": "DA CB DCA DBB CCB DDBA DDAA DCCA DCBB DCBA DBBB CCCB CCCA CCBB",
    "B": "CA BB DBA DAA CCA CBB CBA BBB DCAA DBBA DBAA CCBA CCAA CBBB CBBA BBBB",
    "B+": "BA CAA BBA DAAA CBAA CAAA BBBA BBAA",
    "A": "AA BAA AAA BAAA AAAA",
}
# Published grades that the listed method does not give: country, year, indicator, published, ours.
DIFFERENT = {
    ("Kyrgyz Republic", "2021", "PI-21", "B+", "B"),
    ("Kyrgyz Republic", "2021", "PI-28", "A", "B+"),
    ("New Caledonia", "2019", "PI-27", "C+", "D+"),
    ("Timor-Leste", "2020", "PI-19", "D+", "B"),
    ("Timor-Leste", "2020", "PI-26", "D", "D+"),
    ("Afghanistan", "2018", "PI-13", "D+", "C"),
    ("Ukraine", "2016", "PI-06", "D+", "C"),
    ("Ukraine", "2016", "PI-10", "C+", "C"),
    ("Ukraine", "2016", "PI-11", "D+", "D"),
    ("Ukraine", "2016", "PI-27", "A", "B+"),
    ("Ukraine", "2016", "PI-30", "C", "C+"),
    ("Sao Tome and Principe", "2019", "PI-02", "C", "D+"),
    ("Tonga", "2020", "PI-17", "B", "B+"),
    ("Cook Islands", "2021", "PI-10", "C", "C+"),
    ("Tanzania", "2022", "PI-21", "C", "D+"),
    ("Nauru", "2022", "PI-18", "D", "D+"),
    ("Nauru", "2022", "PI-20", "D", "D+"),
    ("Nauru", "2022", "PI-22", "D", "D+"),
    ("Bosnia and Herzegovina - BiH", "2023", "PI-18", "D", "D+"),
    ("Paraguay", "2023", "PI-26", "C+", "D+"),
}


def all_indicators() -> list[Section]:
    return [part for pillar in RUBRIC.parts for part in pillar.parts]


def test_there_are_31_indicators_and_94_dimensions() -> None:
    counts = [len(indicator.parts) for indicator in all_indicators()]
    printed = "1 3 2 1 1 3 2 4 1 3 4 3 3 3 3 4 3 4 4 3 4 2 4 4 3 4 4 3 3 4 4"
    assert counts == list(map(int, printed.split()))
    assert (len(RUBRIC.parts), len(DIMENSIONS)) == (7, 94)
    weakest = {1, 2, 4, 5, 9, 18, 20, 22, 23, 26, 28, 29, 30}
    assert {int(s.key[3:]) for s in all_indicators() if s.source.endswith("M1")} == weakest


def test_averages_give_every_grade_of_the_table() -> None:
    tried = 0
    for size in (2, 3, 4):
        keys = [f"d{number}" for number in range(size)]
        lines = [Criterion(key, 4, pick(key, LETTERS), if_not_applicable="drop") for key in keys]
        section = Section("s", lines, rule=averaged(*keys), full=4, grades=SCALE)
        rubric = Rubric("r", [section], rule=None)
        for letters in combinations_with_replacement("DCBA", size):
            grade = rubric.score(Evidence(answers=dict(zip(keys, letters, strict=True))))["s"].grade
            assert "".join(letters) in TABLE[str(grade)].split()
            tried += 1
    assert tried == 65 == sum(len(row.split()) for row in TABLE.values())


@pytest.mark.oracle(FILE)
def test_published_grades_follow_from_their_dimensions(checked: Checked) -> None:
    graded = without = 0
    different = set()
    for row in rows_of(FILE):
        card = RUBRIC.score(Evidence(answers={key: row[key] for key in DIMENSIONS}))
        for indicator in all_indicators():
            found, published = card[indicator.key], row[indicator.key]
            if published in ("NA", "NU"):
                assert (found.status, found.grade) == ("not applicable", None)
                without += 1
                continue
            graded += 1
            if found.grade != published.removesuffix("*"):
                place = (row["Country"], row["Year"], indicator.key)
                different.add((*place, published, str(found.grade)))
        assert (card.total, card.grade) == (None, None)
    assert different == DIFFERENT
    assert (graded - len(different), graded) == (1525, 1545)
    checked(FILE, graded, "grades of indicators", **{"no grade (NA, NU), also ours": without})


@pytest.mark.oracle(FILE)
def test_the_audit_names_a_reading_for_twelve_of_the_twenty(checked: Checked) -> None:
    """Six are the lowest grade without its plus, six the other method; the rest have none."""
    found: set[tuple[str, ...]] = set()
    named: Counter[str] = Counter()
    for row in rows_of(FILE):
        claims = {
            part.key: row[part.key].removesuffix("*")
            for part in all_indicators()
            if row[part.key] not in ("NA", "NU")
        }
        evidence = Evidence(answers={key: row[key] for key in DIMENSIONS})
        for finding in audit(RUBRIC, evidence, claims):
            place = (row["Country"], row["Year"], finding.place)
            found.add((*place, row[finding.place], str(finding.recomputed)))
            assert len(finding.readings) <= 1
            named.update(code for reading in finding.readings for code in reading)
    assert found == DIFFERENT
    assert named == {"reading:lowest without plus": 6, "reading:other method": 6}
    checked(FILE, len(found), "grades that differ, of which 12 have another reading")


def test_the_audit_tries_to_leave_out_what_was_not_rated() -> None:
    answers = {**dict.fromkeys(DIMENSIONS, "A"), "PI-04.1": "A", "PI-05.1": "A", "PI-02.1": "NR"}
    (finding,) = audit(RUBRIC, Evidence(answers=answers), {"PI-02": "A", "PI-01": "A"})
    assert [sorted(reading) for reading in finding.readings] == [["reading:NR left out"]]
    assert "dimensions without a rating left out" in finding.explain("en")


def test_bounds_of_an_open_dimension_are_the_grades_it_can_give() -> None:
    known = {"PI-02.1": "A", "PI-02.2": "B"}
    bounds = RUBRIC.bounds(Evidence(answers=known))
    assert bounds["PI-02"].grades == {"B+", "C+", "D+"}
    assert bounds.tight


def test_a_note_of_too_little_information_counts_as_d() -> None:
    answers = {**dict.fromkeys(DIMENSIONS, "A"), "PI-01.1": "D*", "PI-04.1": "NR"}
    card = RUBRIC.score(Evidence(answers=answers))
    assert (card["PI-01"].grade, card["PI-04"].grade) == ("D", "D")
    assert "D*" in card["PI-01.1"].explain("en")
