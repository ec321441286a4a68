"""Control characters in keys, names, labels and notes are shown as escapes."""

import pytest

from fiscal_rubric import (
    Criterion,
    Evidence,
    FiscalRubricError,
    Grades,
    Rubric,
    Scorecard,
    audit,
    goal,
    lint,
    pick,
    sensitivity,
    shortfalls,
    what_if,
    yes,
)

BAD = "k\x1b[2J\n2026-01-01 INFO forged\u202eabc\x00"
RUBRIC = Rubric(
    "r" + BAD,
    [
        Criterion(BAD, 2, 2 * yes("a" + BAD, "问" + BAD), standard="s" + BAD),
        Criterion("d", 1, pick("p", {"x" + BAD: 1, "y": 0})),
    ],
    grades=Grades([("优" + BAD, 2), ("差", 0)]),
)
EVIDENCE = Evidence(
    answers={"a" + BAD: True, "p": "x" + BAD}, notes={"d": "n" + BAD, "p": "m" + BAD}
)


def card() -> Scorecard:
    return RUBRIC.score(EVIDENCE)


def refusal(evidence: Evidence) -> FiscalRubricError:
    with pytest.raises(FiscalRubricError) as caught:
        RUBRIC.score(evidence)
    return caught.value


SHOWN = {
    "text en": lambda: card().to_text("en"),
    "text zh": lambda: card().to_text("zh"),
    "markdown": lambda: card().to_markdown("zh"),
    "explain en": lambda: card().explain("en"),
    "explain zh": lambda: card().explain("zh"),
    "card": lambda: str(card()),
    "line": lambda: str(card().lines[0]),
    "bound": lambda: str(RUBRIC.bounds(Evidence()).lines[0]),
    "html": lambda: card().to_html("zh") + RUBRIC.to_html("en"),
    "missing": lambda: str(refusal(Evidence())),
    "missing zh": lambda: refusal(Evidence()).explain("zh"),
    "unknown": lambda: str(refusal(Evidence(answers={"zz" + BAD: 1}))),
    "unknown zh": lambda: refusal(Evidence(answers={"zz" + BAD: 1})).explain("zh"),
    "rule": lambda: str(RUBRIC.parts[0].rule),
    "shortfalls": lambda: shortfalls(card()).explain("zh"),
    "sensitivity": lambda: sensitivity(RUBRIC, EVIDENCE).explain("en"),
    "what if": lambda: what_if(RUBRIC, EVIDENCE, {"a" + BAD: [False]}).explain("en"),
    "goal": lambda: goal(RUBRIC, EVIDENCE.without("p"), total=3).explain("en"),
    "lint": lambda: lint(RUBRIC).explain("en"),
    "audit": lambda: audit(RUBRIC, EVIDENCE, {BAD: 0}).explain("zh"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_no_control_character_is_shown_raw(name: str) -> None:
    shown = SHOWN[name]()
    assert not {"\x1b", "\x00", "\u202e"} & set(shown)
    if name != "html":  # a line break is only white space there
        assert not any(line.startswith("2026-01-01") for line in shown.splitlines())


def test_an_escape_shows_what_was_there() -> None:
    assert str(card().lines[0]) == "k\\x1b[2J\\n2026-01-01 INFO forged\\u202eabc\\x00: 2.00 / 2"


def test_data_is_not_escaped() -> None:
    assert card().lines[0].key == BAD
    assert card().rows()[0]["key"] == BAD
