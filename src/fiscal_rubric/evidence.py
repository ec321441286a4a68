"""Everything a rubric may look at: projects, answers, and notes on both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeAlias, TypeVar, Union, cast

from attrs import evolve, field, frozen

from fiscal_rubric.arguments import (
    IndicatorKey,
    Text,
    refuse_duplicates,
    take_all,
    take_indicator_key,
    take_key,
    take_mapping,
    take_plain,
    take_text,
)
from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault, near, refuse
from fiscal_rubric.exact import Number, exact
from fiscal_rubric.mappings import FixedMapping, FixedText
from fiscal_rubric.project import Indicator, Project
from fiscal_rubric.targets import Absence, Actual

# True or False, the label picked, a number (a label may be a text that reads as one), or
# NOT_APPLICABLE where the question allows it.
Answer: TypeAlias = Union[bool, Number, Absence]
FixedAnswer: TypeAlias = Union[bool, str, Fraction, Absence]


A = TypeVar("A")


class Asks(Protocol):
    """Something that asks questions, each with a key: a rubric."""

    def questions(self) -> Sequence[object]:
        """What it asks, in order."""
        ...


def _answer(key: str, value: object) -> FixedAnswer:
    if value is None:
        refuse("no_answer", key, value)
    if isinstance(value, bool | Absence):
        return value
    if isinstance(value, str):
        return take_plain(value, key)
    if isinstance(value, int | float | Decimal | Fraction):
        return exact(value, key)
    refuse("answer", key, describe(value), "True", "False", "str", "3", "NOT_APPLICABLE")


def _answers(value: Mapping[str, Answer]) -> FixedMapping[FixedAnswer]:
    items = take_mapping(value, "answers").items()
    return FixedMapping({key: _answer(key, answer) for key, answer in items})


def _notes(value: Mapping[str, Text]) -> FixedMapping[FixedText]:
    items = take_mapping(value, "notes").items()
    return FixedMapping({key: take_text(note, f"notes.{key}") for key, note in items})


def _projects(value: Project | Sequence[Project]) -> tuple[Project, ...]:
    if isinstance(value, Project):
        return (value,)
    projects = take_all(value, "projects", Project)
    refuse_duplicates("projects", [project.key for project in projects])
    return projects


def _mapping(value: Mapping[str, A]) -> dict[str, A]:
    return cast("dict[str, A]", take_mapping(value, "mapping"))


def _but(items: Mapping[str, A], left: AbstractSet[str]) -> dict[str, A]:
    return {key: item for key, item in items.items() if key not in left}


def _no_answers() -> FixedMapping[FixedAnswer]:
    return FixedMapping()


def _no_notes() -> FixedMapping[FixedText]:
    return FixedMapping()


@frozen
class Evidence:
    """Everything a rubric may look at (评价材料).

    Args:
        projects: the projects that are scored together; none means that they are not known.
        answers: question key to answer: True, False, a label, a number, or `NOT_APPLICABLE`
            where the question allows it. What is not known has no entry.
        notes: key of a question, line or indicator to a text: which document supports it, why
            marks were lost. Shown, never scored.

    Raises:
        FiscalRubricError: None or NaN for an answer, a key that stands twice, a wrong type.

    Example:
        >>> evidence = Evidence(answers={"surveyed": True, "satisfaction": "优"})
        >>> evidence.with_answers(satisfaction="中").answers["satisfaction"]
        '中'
    """

    projects: tuple[Project, ...] = field(default=(), converter=_projects)
    answers: FixedMapping[FixedAnswer] = field(factory=_no_answers, converter=_answers)
    notes: FixedMapping[FixedText] = field(factory=_no_notes, converter=_notes)

    def with_answers(
        self, answers: Mapping[str, Answer] | None = None, /, **changes: Answer
    ) -> Evidence:
        """The evidence with some answers given or changed.

        Args:
            answers: key to answer, for keys that are no Python names.
            changes: the same by keyword.
        """
        given = _mapping({} if answers is None else answers)
        return evolve(self, answers={**self.answers, **given, **changes})

    def without(self, *keys: str) -> Evidence:
        """The evidence with some answers taken away, as if they were not known yet.

        Raises:
            FiscalRubricError: there is no such answer.
        """
        hidden = {take_key(key): None for key in keys}
        for key in hidden:
            if key not in self.answers:
                refuse("not_answered", key, "", *near(key, self.answers))
        return evolve(self, answers=_but(self.answers, hidden.keys()))

    def only(self, rubric: Asks) -> Evidence:
        """The evidence with no answers, and notes on answers, but those that a rubric asks for."""
        if isinstance(rubric, type) or not callable(getattr(rubric, "questions", None)):
            refuse("wrong_type", "rubric", rubric, "a Rubric")
        asked = {getattr(question, "key", None) for question in rubric.questions()}
        left = self.answers.keys() - asked
        return evolve(self, answers=_but(self.answers, left), notes=_but(self.notes, left))

    def with_notes(self, notes: Mapping[str, Text]) -> Evidence:
        """The evidence with some notes added or changed."""
        return evolve(self, notes={**self.notes, **_mapping(notes)})

    def with_actual(self, key: IndicatorKey, actual: Actual | str | None) -> Evidence:
        """The evidence with another actual for one indicator.

        Args:
            key: the indicator's key, or (project key, indicator key).
            actual: an actual, the text as printed, or None for "not known yet".

        Raises:
            FiscalRubricError: no indicator, or more than one, has this key.
        """
        project, found = self.indicator(key)
        changed = evolve(found, actual=actual, revised=None)
        if changed.revised is None:  # the new cell says nothing of it
            changed = evolve(changed, revised=found.revised)
        indicators = [changed if item is found else item for item in project.indicators]
        updated = evolve(project, indicators=indicators)
        projects = [updated if owner is project else owner for owner in self.projects]
        return evolve(self, projects=projects)

    def indicator(self, key: IndicatorKey) -> tuple[Project, Indicator]:
        """The one indicator with this key, and its project.

        Raises:
            FiscalRubricError: none has it, with the nearest keys; or several projects have one.
        """
        return find_indicator(self.projects, take_indicator_key(key))


def find_indicator(projects: Iterable[Project], key: IndicatorKey) -> tuple[Project, Indicator]:
    """The one indicator that a key names among some projects."""
    owners = tuple(projects)
    owner_key, name = (None, key) if isinstance(key, str) else key
    found = [
        (owner, indicator)
        for owner in owners
        if owner_key in (None, owner.key)
        for indicator in owner.indicators
        if indicator.key == name
    ]
    if len(found) != 1:
        raise FiscalRubricError([not_one(owners, key, len(found))])
    return found[0]


def not_one(projects: Sequence[Project], key: IndicatorKey, found: int) -> Fault:
    """What is wrong with a key that names no indicator among some projects, or several."""
    owner_key, name = (None, key) if isinstance(key, str) else key
    if found:
        return fault("several_indicators", name, str(found))
    inside = [owner for owner in projects if owner_key in (None, owner.key)]
    if owner_key is not None and not inside:
        keys = (owner.key for owner in projects)
        return fault("unknown_project", owner_key, "", *near(owner_key, keys))
    known = (indicator.key for owner in inside for indicator in owner.indicators)
    return fault("unknown_indicator", name, "", *near(name, known))
