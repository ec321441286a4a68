"""Write the questions of a rubric as a form, and read the answers of a filled form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from fiscal_rubric.errors import fault, near, refuse
from fiscal_rubric.evidence.evidence import AnswerLike, FixedAnswer
from fiscal_rubric.numbers.units import is_share, unit_of
from fiscal_rubric.rubric.questions import Question, is_inside
from fiscal_rubric.rubric.rubric import Rubric
from fiscal_rubric.rules.answers import band_text, number_of
from fiscal_rubric.tables.grid import Table
from fiscal_rubric.tables.headings import ANSWERS
from fiscal_rubric.targets.signs_and_claims import NOTHING, normal, same_words
from fiscal_rubric.targets.targets import NOT_APPLICABLE
from fiscal_rubric.texts import text_in
from fiscal_rubric.validation import take_instance, take_option

_YES = ("是", "yes", "true", "√", "✓", "✔", "☑", "y", "1", "有", "对")
_NO = ("否", "no", "false", "×", "✗", "✘", "☒", "n", "0", "无", "没有", "错")
_ABSENT = ("不适用", "n/a", "不涉及", *NOTHING)


def write_questions(rubric: Rubric, headings: str = "zh") -> list[dict[str, str]]:
    """Write the questions of a rubric as a form: a row each, with a blank answer.

    Args:
        rubric: the rubric that asks.
        headings: "zh" or "en".

    Example:
        >>> from fiscal_rubric import Criterion, yes
        >>> form = write_questions(Rubric("r", [Criterion("c", 1, yes("a", "是否公开"))]))
        >>> form[0]["问题"], form[0]["可选答案"]
        ('是否公开', '是 / 否')
    """
    take_instance(rubric, "rubric", Rubric)
    language = take_option(headings, "headings", ("zh", "en"))
    names = {column: own[0] if language == "zh" else column for column, own in ANSWERS.items()}
    return [
        {
            names["key"]: question.key,
            names["question"]: text_in(question.text, language) or question.key,
            names["choices"]: _choices(question, language),
            names["answer"]: "",
        }
        for question in rubric.questions()
    ]


def _choices(question: Question, language: str) -> str:
    place = 0 if language == "zh" else 1

    def word(choice: FixedAnswer) -> str:
        if isinstance(choice, str):
            return choice
        return (_YES if choice is True else _NO if choice is False else _ABSENT)[place]

    shown = [word(choice) for choice in question.choices]
    if not shown:
        shown = [".." + question.unit]
        if question.lower is not None or question.upper is not None:
            ends = (question.lower, question.upper, question.unit)
            shown = [band_text(*ends, is_open=question.upper_open)]
        if question.may_not_apply:
            shown.append(word(NOT_APPLICABLE))
    return " / ".join(shown)


def read_answers(rows: Sequence[Mapping[str, object]], rubric: Rubric) -> dict[str, AnswerLike]:
    """Read the answers of a filled form; a blank cell gives no entry.

    Args:
        rows: heading to cell, as `write_questions` writes them.
        rubric: the rubric that asks.

    Raises:
        FiscalRubricError: every fault of the form, by row and heading.
    """
    asked = {
        question.key: question for question in take_instance(rubric, "rubric", Rubric).questions()
    }
    table = Table(rows, ANSWERS)
    found: dict[str, AnswerLike] = {}
    for index in range(len(table)):
        if table.is_blank(index):
            continue
        key, ticked = table.text(index, "key", needed="a key"), table.cell(index, "answer")
        if isinstance(ticked, bool) and key in asked and asked[key].kind == "yes":
            text = _YES[0] if ticked else _NO[0]
        else:
            text = table.text(index, "answer")
        if key and key not in asked:
            table.add(index, "key", fault("unknown_answer", key, "", *near(key, asked)))
        elif key in found:
            table.add(index, "key", fault("duplicate_key", "", key))
        elif key and text:
            question = asked[key]
            if is_share(question.unit):
                table.check_share(index, "answer", question.unit)
            answer = table.read(index, "answer", partial(_answer, question, text))
            if answer is not None:
                found[key] = answer
    table.refuse()
    return found


def _answer(question: Question, text: str) -> AnswerLike:
    """Read the answer of a form.

    Raises:
        FiscalRubricError: it does not answer the question.
    """
    plain = normal(text).casefold()
    if question.may_not_apply and plain in _ABSENT:
        return NOT_APPLICABLE
    if question.kind == "yes" and plain in (*_YES, *_NO):
        return plain in _YES
    if not question.choices:
        number = number_of(text, question.key, question.unit) / unit_of(question.unit)[0]
        if not is_inside(question, number):
            refuse("outside_band", question.key, text, _choices(question, "zh"))
        return text
    for choice in question.choices:
        if isinstance(choice, str) and same_words(choice, text):
            return choice
    refuse("answer", question.key, text, *_choices(question, "zh").split(" / "))
