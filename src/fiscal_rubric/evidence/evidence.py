"""The evidence that a rubric reads: projects, answers, and notes on both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeAlias, TypeVar, Union, assert_never, cast

from attrs import evolve, field, frozen

from fiscal_rubric.errors import Fault, FiscalRubricError, describe, fault, near, refuse
from fiscal_rubric.evidence.places import FIGURES, Amount, Answer, Place, Result
from fiscal_rubric.evidence.project import Indicator, Project
from fiscal_rubric.numbers.exact import Number, exact
from fiscal_rubric.targets.targets import Actual, NotApplicableType
from fiscal_rubric.texts import FixedMapping, FixedText, holding
from fiscal_rubric.validation import (
    IndicatorKey,
    Text,
    refuse_duplicates,
    take_all,
    take_indicator_key,
    take_key,
    take_mapping,
    take_plain,
    take_text,
    unchecked,
)

# A bool, a label, a number, or NOT_APPLICABLE where allowed; a label may look like a number.
AnswerLike: TypeAlias = Union[bool, Number, NotApplicableType]
FixedAnswer: TypeAlias = Union[bool, str, Fraction, NotApplicableType]


A = TypeVar("A")


class Asks(Protocol):
    """An object with questions, each with a key: a rubric."""

    def questions(self) -> Sequence[object]:
        """Return the questions in order."""
        ...


def _answer(key: str, value: object) -> FixedAnswer:
    if value is None:
        refuse("no_answer", key, value)
    if isinstance(value, bool | NotApplicableType):
        return value
    if isinstance(value, str):
        return take_plain(value, key)
    if isinstance(value, int | float | Decimal | Fraction):
        return exact(value, key)
    refuse("answer", key, describe(value), "True", "False", "str", "3", "NOT_APPLICABLE")


def _answers(value: Mapping[str, AnswerLike]) -> FixedMapping[FixedAnswer]:
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
    """The evidence that a rubric reads (评价材料).

    Args:
        projects: the projects that are scored together; none means that they are not known.
        answers: question key to answer: True, False, a label, a number, or `NOT_APPLICABLE`
            where the question allows it. An unknown answer has no entry.
        notes: key of a question, line or indicator to a text: which document supports it, why
            marks were lost. Shown, never scored.

    Raises:
        FiscalRubricError: an answer is None or NaN, a key appears twice, or a type is wrong.

    Example:
        >>> evidence = Evidence(answers={"surveyed": True, "satisfaction": "优"})
        >>> evidence.with_answers(satisfaction="中").answers["satisfaction"]
        '中'
    """

    projects: tuple[Project, ...] = field(default=(), converter=_projects)
    answers: FixedMapping[FixedAnswer] = field(factory=_no_answers, converter=_answers)
    notes: FixedMapping[FixedText] = field(factory=_no_notes, converter=_notes)

    def at(self, place: Place) -> object:
        """Return the value at a place; None where it is not known.

        Raises:
            FiscalRubricError: no project or indicator has this key.
        """
        match place:
            case Answer(key=key):
                return self.answers.get(key)
            case Result(project=owner, indicator=key, column=column):
                value: object = getattr(self.indicator((owner, key))[1], column)
                return value
            case Amount(project=owner, figure=figure, by=by):
                return self.project(owner).budget.amount(figure, by)
            case _:
                assert_never(place)

    def with_(self, place: Place, value: object) -> Evidence:
        """Return the evidence with another value at a place.

        Args:
            place: the place to change.
            value: an answer, a result or its text, an amount of money; None for "not known".

        Raises:
            FiscalRubricError: the value does not fit, or no project or indicator has this key.

        Example:
            >>> from fiscal_rubric.evidence.places import Answer
            >>> Evidence(answers={"surveyed": True}).with_(Answer("surveyed"), None).answers
            {}
        """
        match place:
            case Answer(key=key):
                if value is not None:
                    return self.with_answers({key: cast("AnswerLike", value)})
                return self.without(key) if key in self.answers else self
            case Result(project=owner, indicator=key, column=column):
                project, found = self.indicator((owner, key))
                return self._with_project(project.with_indicator(found, column, value))
            case Amount(project=owner, figure=figure, by=by):
                project = self.project(owner)
                changed = project.budget.with_amount(figure, value, by)
                return self._with_project(unchecked(project, {"budget": changed}))
            case _:
                assert_never(place)

    def with_values(self, values: Mapping[Place, object]) -> Evidence:
        """Return the evidence with other values at many places, faster than one after another.

        Args:
            values: place to its value, as for `with_`.

        Raises:
            FiscalRubricError: a value does not fit, or no project or indicator has a key.

        Example:
            >>> from fiscal_rubric.evidence.places import Answer
            >>> known = Evidence(answers={"a": True, "b": True})
            >>> known.with_values({Answer("a"): False, Answer("b"): None}).answers
            {'a': False}
        """
        given: dict[str, AnswerLike] = {}
        hidden: list[str] = []
        results: dict[str, dict[str, object]] = {}
        found = self
        for place, value in values.items():
            match place:
                case Answer(key=key) if value is None:
                    hidden += [key] if key in self.answers else []
                case Answer(key=key):
                    given[key] = cast("AnswerLike", value)
                case Result(project=owner, indicator=key, column="actual"):
                    results.setdefault(owner, {})[key] = value
                case _:
                    found = found.with_(place, value)
        for owner, actuals in results.items():
            project = found.project(owner)
            for strange in actuals.keys() - {item.key for item in project.indicators}:
                found.indicator((owner, strange))  # it raises
            found = found._with_project(project.with_actuals(actuals))
        found = found.with_answers(given) if given else found
        return found.without(*hidden) if hidden else found

    def places(self) -> Iterator[Place]:
        """Yield the places of the answers, results and amounts, known or not."""
        for key in self.answers:
            yield Answer(key)
        for project in self.projects:
            for indicator in project.indicators:
                yield Result(project.key, indicator.key)
            for figure in FIGURES:
                yield Amount(project.key, figure)

    def with_answers(
        self, answers: Mapping[str, AnswerLike] | None = None, /, **changes: AnswerLike
    ) -> Evidence:
        """Return the evidence with some answers given or changed.

        Args:
            answers: key to answer, for keys that are not Python names.
            changes: the same by keyword.
        """
        given: Mapping[str, object] = {} if answers is None else answers
        kind: object = type(given)
        if kind is not dict:
            given = _mapping(given)
        new: dict[str, FixedAnswer] = dict(self.answers.plain)
        for key, answer in (*given.items(), *changes.items()):
            own = key if type(key) is str and key in new else take_key(key, "answers key")
            new[own] = answer if type(answer) is bool else _answer(own, answer)
        return _evidence(self.projects, holding(new), self.notes)

    def without(self, *keys: str) -> Evidence:
        """Return the evidence without some answers, as if they were not known yet.

        Raises:
            FiscalRubricError: no answer has this key.
        """
        hidden = {take_key(key): None for key in keys}
        for key in hidden:
            if key not in self.answers:
                refuse("not_answered", key, "", *near(key, self.answers))
        return evolve(self, answers=_but(self.answers, hidden.keys()))

    def only(self, rubric: Asks) -> Evidence:
        """Return the evidence with only the answers, and their notes, that a rubric asks for."""
        if isinstance(rubric, type) or not callable(getattr(rubric, "questions", None)):
            refuse("wrong_type", "rubric", rubric, "a Rubric")
        asked = {getattr(question, "key", None) for question in rubric.questions()}
        left = self.answers.keys() - asked
        return evolve(self, answers=_but(self.answers, left), notes=_but(self.notes, left))

    def with_notes(self, notes: Mapping[str, Text]) -> Evidence:
        """Return the evidence with some notes added or changed."""
        return evolve(self, notes={**self.notes, **_mapping(notes)})

    def with_actual(self, key: IndicatorKey, actual: Actual | str | None) -> Evidence:
        """Return the evidence with another result for one indicator.

        Args:
            key: the indicator's key, or (project key, indicator key).
            actual: a result, its printed text, or None for "not known yet".

        Raises:
            FiscalRubricError: no indicator, or more than one, has this key.
        """
        project, found = self.indicator(key)
        return self._with_project(project.with_indicator(found, "actual", actual))

    def project(self, key: str) -> Project:
        """Return the project with this key.

        Raises:
            FiscalRubricError: no project has it; the nearest keys are named.
        """
        asked = take_key(key)
        for project in self.projects:
            if project.key == asked:
                return project
        refuse("unknown_project", asked, "", *near(asked, (p.key for p in self.projects)))

    def _with_project(self, changed: Project) -> Evidence:
        projects = [changed if owner.key == changed.key else owner for owner in self.projects]
        return _evidence(tuple(projects), self.answers, self.notes)

    def indicator(self, key: IndicatorKey) -> tuple[Project, Indicator]:
        """Return the one indicator with this key, and its project.

        Raises:
            FiscalRubricError: no indicator has it (the nearest keys are named), or several have.
        """
        return find_indicator(self.projects, take_indicator_key(key))


def _evidence(
    projects: tuple[Project, ...],
    answers: FixedMapping[FixedAnswer],
    notes: FixedMapping[FixedText],
) -> Evidence:
    """Return evidence of parts that are checked already, faster than `unchecked`."""
    found: Evidence = object.__new__(Evidence)
    _set(found, "projects", projects)
    _set(found, "answers", answers)
    _set(found, "notes", notes)
    return found


_set = object.__setattr__


def find_indicator(projects: Iterable[Project], key: IndicatorKey) -> tuple[Project, Indicator]:
    """Return the one indicator that a key names, and its project."""
    owners = tuple(projects)
    owner_key, name = (None, key) if isinstance(key, str) else key
    inside = owners if owner_key is None else [o for o in owners if o.key == owner_key]
    found = [(owner, item) for owner in inside for item in owner.indicators if item.key == name]
    if len(found) != 1:
        raise FiscalRubricError([not_one(owners, key, len(found))])
    return found[0]


def not_one(projects: Sequence[Project], key: IndicatorKey, found: int) -> Fault:
    """Return the fault of a key that names no indicator, or several."""
    owner_key, name = (None, key) if isinstance(key, str) else key
    if found:
        return fault("several_indicators", name, str(found))
    inside = [owner for owner in projects if owner_key in (None, owner.key)]
    if owner_key is not None and not inside:
        keys = (owner.key for owner in projects)
        return fault("unknown_project", owner_key, "", *near(owner_key, keys))
    known = (indicator.key for owner in inside for indicator in owner.indicators)
    return fault("unknown_indicator", name, "", *near(name, known))
