"""Public calls with any arguments return a result or raise an error of the library."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import fiscal_rubric as f
from fiscal_rubric import catalog, documents, tables, targets
from fiscal_rubric.catalog import cn_self_evaluation, iegm, ikpa, mof_2020, omb_part, pefa_2016, rfd
from fiscal_rubric.numbers.exact import exact
from fiscal_rubric.numbers.spans import Quantity, Span
from fiscal_rubric.targets.signs_and_claims import same_words
from fiscal_rubric.targets.targets import (
    Claimed,
    NotCarriedOut,
    NumericActual,
    NumericTarget,
    QualitativeActual,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
)


class Evil:
    """An object that raises on every use."""

    def _raise(self, *_: object) -> bool:
        raise RuntimeError("used")

    __eq__ = __bool__ = __len__ = __iter__ = __contains__ = __lt__ = __add__ = _raise
    __hash__ = __repr__ = __str__ = __int__ = __float__ = __index__ = _raise


class EvilText(str):
    """A text that raises when it is compared."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("compared")

    __hash__ = str.__hash__


class EvilNumber(int):
    """A number that raises when it is compared or shown."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("compared")

    def __repr__(self) -> str:
        raise RuntimeError("shown")

    __hash__ = int.__hash__
    __str__ = __repr__


class EvilList(list[int]):
    """A list that raises when it is iterated."""

    def __iter__(self) -> Iterator[int]:
        raise RuntimeError("iterated")


class EvilMapping(dict[str, int]):
    """A mapping that raises when it is iterated."""

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("iterated")

    items = values = keys = __iter__


CYCLE: list[object] = []
CYCLE.append(CYCLE)
DEEP: object = []
for _ in range(2000):
    DEEP = [DEEP]
STARTED: Iterator[int] = iter(range(3))

AWKWARD: list[object] = [
    None, True, False, 0, -1, 10**5000, -(10**70), 0.1, float("nan"), float("inf"), -0.0, 1e300,
    "", " ", "\ud800", "a" * 30_000, "1e99999999", "1/0", "٣", "-", "≥", "≥≥5家", "9" * 5000,
    "((((((((((", "≥" * 1000, "1-" * 500, "1,1" * 300, "完成" * 500, "\x00", b"bytes",
    Decimal("NaN"), Decimal("sNaN"), Decimal("1e99999999"), Decimal("1e-99999999"),
    Fraction(1, 10**80), 1j, (), [], {}, set(), [1], (1, 2), [(1, 2)], {"a": 1}, {1: 2},
    {"a": {"b": []}}, [[[[]]]], object(), Evil(), EvilText("a"), EvilNumber(3), type, len,
    EvilList([1]), EvilMapping({"a": 1}),
    CYCLE, DEEP, STARTED, f.yes("a"), f.paid(), f.Basis(), f.at_least(3), f.NOT_APPLICABLE,
    f.Criterion("c", 1, f.yes("a")), f.Rubric("r", [f.Criterion("c", 1, f.yes("a"))]),
    f.Indicator("k", "quantity", "5家"), f.Project("p"), f.Evidence(), f.Rounding(),
    f.indicators(),
    Quantity(3, "家"), Span(1), QualitativeTarget("长期"),
]  # fmt: skip

JUNK = st.one_of(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
        ),
        max_leaves=5,
    ),
    st.text(
        "≥≤<>=±%0123456789.,;，；-~至年月日万元家个次较提高减少完成()（）约超不低于以上内前底",
        max_size=14,
    ),
)

a = f.yes("a")
RUBRIC = f.Rubric("r", [f.Criterion("c", 1, a)])
PROJECT = f.Project("p", f.Budget("1万元"), [f.Indicator("k", "quantity", "5家", "5家")])
EVIDENCE = f.Evidence(PROJECT, {"a": True})
WEIGHED = f.Project("p", None, [f.Indicator("k", "quantity", "5家", "5家", weight=90)])
GRADED = f.Rubric("r", [f.Criterion("c", 1, a)], grades=f.Grades([("A", 1), ("B", 0)]))
CARD, BOUNDS = RUBRIC.score(EVIDENCE), RUBRIC.bounds(EVIDENCE)
TARGET = NumericTarget("at least", Span(1))
RESULT = NumericActual(Span(1, 1))

Call = tuple[Callable[..., object], tuple[object, ...], dict[str, object]]
CALLS: list[Call] = [
    (f.FiscalRubricError, ([f.Fault("missing", "p")],), {}),
    (f.Basis, ("original", "missed", "initial", "trusted"), {}),
    (f.Rounding, (2, "half up"), {}),
    (f.Indicator, ("k", "quantity", "5家", "3家"),
     {"key": "k", "level1": "", "level2": "", "revised": "6家", "weight": 3, "reason": "",
      "baseline": "2家"}),
    (f.Budget, (1, 2, {"2020-12-31": "5%"}), {"unit": "万元"}),
    (f.Project, ("p", f.Budget(), []), {"key": "p", "period": ""}),
    (f.Evidence, ([], {"a": True}, {"a": "x"}), {}),
    (EVIDENCE.with_answers, ({"a": True},), {"b": 3}),
    (EVIDENCE.without, ("a",), {}),
    (EVIDENCE.only, (RUBRIC,), {}),
    (EVIDENCE.with_notes, ({"a": "x"},), {}),
    (EVIDENCE.with_actual, ("k", "3家"), {}),
    (EVIDENCE.with_actual, (("p", "k"), None), {}),
    (EVIDENCE.indicator, ("k",), {}),
    (EVIDENCE.projects[0].__getitem__, ("k",), {}),
    (f.completion, (TARGET, RESULT, f.Basis()), {}),
    (f.Check, (a, "text", "code"), {}),
    (f.Grades, ([("A", 1), ("B", 0)],), {"overrides": [(a, None)], "caps": [(a, "B")]}),
    (f.Criterion, ("c", 1, a),
     {"key": "c", "standard": "", "source": "", "rounding": f.Rounding(), "floor": 0,
      "if_not_applicable": "drop", "grades": None, "checks": []}),
    (f.Section, ("s", [f.Criterion("c", 1, a)]),
     {"rule": f.points("c"), "full": 1, "printed_full": 1, "key": "s", "standard": "",
      "source": "", "rounding": f.Rounding(), "floor": 0, "rescale": False, "grades": None,
      "checks": []}),
    (f.Rubric, ("r", [f.Criterion("c", 1, a)]),
     {"rule": f.subtotal(), "rescale": True, "basis": f.Basis(),
      "readings": [f.Reading("x", "t", a, f.yes("b"))],
      "cases": [f.WorkedCase("x", EVIDENCE, 1)]}),
    (f.WorkedCase, ("x", EVIDENCE, 1, "A"),
     {"basis": f.Basis(), "points": {"c": 1}, "grades": {"c": "A"}}),
    (documents.to_document, (RUBRIC,), {}),
    (documents.from_document, (documents.to_document(RUBRIC),), {"replay": True}),
    (documents.publish, (CARD,), {}),
    (documents.schema, ("rubric",), {}),
    (documents.unique, ([("a", 1)],), {}),
    (RUBRIC.score, (EVIDENCE, f.Basis()), {}),
    (RUBRIC.score_many, ([EVIDENCE], f.Basis()), {}),
    (RUBRIC.bounds, (EVIDENCE, f.Basis()), {}),
    (RUBRIC.with_part, ("c",), {"full": 1, "rule": a, "name": "x", "checks": []}),
    (f.audit, (RUBRIC, EVIDENCE, {"c": 0, "total": 1, "grade": "A"}, f.Basis()), {}),
    (f.audit(RUBRIC, EVIDENCE, {"c": 0}).__getitem__, ("c",), {}),
    (f.audit(RUBRIC, EVIDENCE, {"c": 0}).rows, ("zh",), {}),
    (f.audit(RUBRIC, EVIDENCE, {"c": 0}).to_html, ("zh",), {}),
    (f.Reading, ("x", "t", a, 1 * a), {}),
    (tables.read_evidence, ([{"name": "k", "kind": "quality", "target": "5个"}],),
     {"project": "p", "budgets": {}, "fill_down": ["level1"], "leave_out": ["x"],
      "phrases": ["y"]}),
    (tables.write_evidence, (EVIDENCE, "en"), {}),
    (tables.write_questions, (RUBRIC, "en"), {}),
    (tables.read_answers, ([{"key": "a", "answer": "yes"}], RUBRIC), {}),
    (tables.split_cells, ("a\tb\nc\td",), {}),
    (f.lint, (EVIDENCE,), {"before": EVIDENCE, "waive": [("unit_clash", "p/k")]}),
    (f.merge, (EVIDENCE, EVIDENCE), {}),
    (f.lint, (RUBRIC,), {"waive": [("unit_clash", "p/k")]}),
    (f.lint(RUBRIC, waive=[("clip_idle", "c")]).__getitem__, ("waiver_unused:c",), {}),
    (f.monotonicity, (RUBRIC,), {}),
    (f.compare, (CARD, CARD), {}),
    (f.compare(CARD, CARD).rows, ("zh",), {}),
    (f.compare(CARD, CARD).explain, ("zh",), {}),
    (f.what_if, (RUBRIC, EVIDENCE, {"a": [True]}, f.Basis()), {"grid": True}),
    (f.what_if, (RUBRIC, EVIDENCE), {"a": [True]}),
    (f.lint(RUBRIC, waive=[("clip_idle", "c")]).findings[0].fix, ("zh",), {}),
    (f.what_if(RUBRIC, EVIDENCE, {"a": [True]}).compare,
     (f.what_if(RUBRIC, EVIDENCE, {"a": [True]})[0],), {}),
    (f.sensitivity, (RUBRIC, EVIDENCE, f.Basis()), {}),
    (f.outlook, (RUBRIC, EVIDENCE, f.Basis()), {}),
    (f.shortfalls, (CARD,), {}),
    (f.goal, (RUBRIC, EVIDENCE),
     {"total": 1, "basis": f.Basis(), "may_change": ["a"], "steps": 9}),
    (f.goal, (GRADED, EVIDENCE), {"grade": "A", "may_change": [("p", "k"), "p/paid"]}),
    (f.revision, (RUBRIC, RUBRIC, EVIDENCE, f.Basis()), {"waive": [("rule_changed", "c")]}),
    (f.portfolio, (RUBRIC, EVIDENCE, f.Basis()), {"claimed_rate": "99%"}),
    (f.portfolio, (RUBRIC, {"x": EVIDENCE}),
     {"references": {"r": f.Reference("least", f.yes("a"))}}),
    (f.monitor, (RUBRIC, EVIDENCE, "2020-06-30", ("2020-01-01", "2020-12-31")),
     {"on_the_way": "0.8", "plan": {"p": "0.5"}, "basis": f.Basis()}),
    (f.audit(RUBRIC, EVIDENCE, {"c": 0}).explain, ("zh",), {}),
    (catalog.find, ("中国", 2020), {}),
    (cn_self_evaluation.forms, ("中国", 2020), {}),
    (cn_self_evaluation.self_evaluation, (WEIGHED, "hubei"), {}),
    (cn_self_evaluation.Form, (),
     {"key": "k", "name": "n", "place": "p", "first": 2020, "last": 2021, "execution": 10,
      "budget": "initial", "bands": ("0.8", "0.6"), "reverse": "linear", "exact": "at least",
      "excess": "1.2", "execution_reason": "0.9", "rounding": f.Rounding(), "source": "s",
      "unconfirmed": ("x",)}),
    (mof_2020.framework, ({"预算执行率": 5}, {"预算执行率": 5 * a}), {"name": "x"}),
    (iegm.rubric, (iegm.WEIGHTS,), {}),
    (ikpa.rubric, (ikpa.WEIGHTS,), {}),
    (omb_part.questionnaire, (1, 2, 3, 4), {"mode": "half even"}),
    (rfd.SuccessIndicator, ("x", 40, [5, 4, 3, 2, 1]), {}),
    (rfd.rubric, ("d", [rfd.SuccessIndicator("x", 40, [5, 4, 3, 2, 1])]), {}),
    (pefa_2016.indicator, ("PI-01", "M1", "x", ["y"]), {}),
    (CARD.__getitem__, ("c",), {}),
    (CARD.explain, ("zh",), {}),
    (CARD.to_text, ("zh",), {}),
    (CARD.to_markdown, ("zh",), {}),
    (CARD.to_html, ("zh",), {}),
    (BOUNDS.to_html, ("zh",), {}),
    (RUBRIC.to_html, ("zh",), {}),
    (PROJECT.to_html, ("zh",), {}),
    (CARD.rows, ("zh",), {}),
    (CARD["c"].explain, ("zh",), {}),
    (BOUNDS.rows, ("en",), {}),
    (BOUNDS["c"].explain, ("en",), {}),
    (f.yes, ("a", "text"), {"may_not_apply": False}),
    (f.pick, ("p", {"x": 1, "y": a}, "text"), {}),
    (f.picked, ("p", "x"), {}),
    (f.judged, ("j", 0, 3), {"upper_open": True, "text": ""}),
    (f.number, ("n", 0, 3, "万元"), {"text": "", "may_not_apply": False}),
    (f.paid, ("2020-12-31",), {}),
    (f.amount, ("5万元",), {}),
    *[(word, ("k",), {}) for word in
      (f.met, f.has_reason, f.attained, f.actual, f.target, f.weight, f.days_late,
       f.completion_rate, f.inverse_share, f.baseline, f.progress)],
    (f.share_between, (a, 2, 3), {"if_equal": 1}),
    (f.table, ("p", "q", {"x": {"u": 1, "v": 2}}), {"row_text": "t", "column_text": "s"}),
    *[(word, (f.adjusted(),), {}) for word in (f.budget_execution_rate, f.cost_saving_rate)],
    (f.indicators, (), {"kind": "quantity", "level1": "x", "level2": "y"}),
    *[(getattr(f.indicators(), name), (f.met(),), {})
      for name in ("count", "total", "average", "least", "most", "median")],
    (f.projects().average, (a,), {"weight": f.planned()}),
    (f.projects().ordered_mean, (a,), {"first": 1, "last": 2}),
    (f.root, (a, 2), {"places": 2, "mode": "down"}),
    (f.picked, ("p", "x"), {"among": ["x", "y"], "text": "t"}),
    (f.Reference, ("between ranks", a), {"others": True, "first": 2, "last": -2, "unit": "个"}),
    (f.with_references, ({"x": f.Evidence(answers={"a": True})},
                         {"r": f.Reference("least", f.yes("a"))}), {"basis": f.Basis()}),
    (f.ordered_mean, (a, 2), {"first": 2, "last": -2}),
    (f.misses, (), {"kind": "quantity", "level1": "x"}),
    (f.points, ("c",), {}),
    (f.graded, ("c", "A"), {}),
    (f.reaches, ("c", "A"), {}),
    (f.applies, (a,), {}),
    *[(word, (a, 2), {}) for word in (f.least, f.most, f.median, f.average, f.equal, f.distance)],
    *[(word, (a, a), {}) for word in (f.all_of, f.any_of)],
    (f.at_least_of, (1, [a, a]), {}),
    (f.when, (a, 1, 2), {}),
    (f.divide, (a, 2), {"if_zero": 1}),
    *[(word, (3,), {}) for word in (f.at_least, f.above, f.at_most, f.below)],
    (f.bands, (a, [(f.at_least(1), 2)]), {"otherwise": 0}),
    (f.interpolate, (a, [(0, 1), (1, 2)]), {"before": 0, "after": 1}),
    (f.weakest_link, (a, 2), {"plus": "1/2", "upto": 3}),
    (f.deduct_per_miss, (3, f.misses(), 1), {}),
    (f.deduct_per_step, (3, a, 1, 1), {"pro_rata": True}),
    *[(getattr(a, name), (2,), {}) for name in
      ("__add__", "__radd__", "__sub__", "__rsub__", "__mul__", "__rmul__", "__truediv__",
       "__rtruediv__", "__le__", "__lt__", "__ge__", "__gt__", "__eq__")],
    (a.named, ("name",), {}),
    (a.clip, (0, 1), {}),
    (a.round, (2, "half up"), {}),
    (targets.read_target, ("5家", "cost"), {"sense": "at least"}),
    (targets.read_actual, ("5家", ("x",)), {"kind": "cost"}),
    (targets.read_quantity, ("5家", "place"), {}),
    (targets.read_kind, ("数量指标",), {}),
    (targets.write_target, (TARGET,), {}),
    (targets.write_actual, (RESULT,), {}),
    (same_words, ("a", "b"), {}),
    (exact, (3, "place"), {}),
    (Quantity, (3, "家"), {}),
    (Span, (1, 2), {"lower_open": False, "upper_open": False, "unit": "家"}),
    (NumericTarget, ("at least", Span(1), ""), {}),
    (NumericActual, (Span(1, 1),), {"about": False, "claim": False, "base": None}),
    (SeveralTargets, ((TARGET, TARGET),), {}),
    (SeveralActuals, ((RESULT, RESULT),), {}),
    *[(kind, ("x",), {}) for kind in (QualitativeTarget, Claimed, QualitativeActual)],
    (NotCarriedOut, ("x",), {}),
]  # fmt: skip


def name_of(call: Call) -> str:
    return str(getattr(call[0], "__qualname__", call[0]))


@pytest.mark.parametrize("call", CALLS, ids=name_of)
def test_each_call_is_valid(call: Call) -> None:
    function, arguments, options = call
    try:
        function(*arguments, **options)
    except f.FiscalRubricError as error:
        assert error.code == "compared_by_equals"


@pytest.mark.parametrize("call", CALLS, ids=name_of)
@given(JUNK)
def test_junk_in_one_argument_raises_only_errors_of_the_library(call: Call, junk: object) -> None:
    function, arguments, options = call
    for place in range(len(arguments)):
        try_it(function, (*arguments[:place], junk, *arguments[place + 1 :]), options)
    for name in options:
        try_it(function, arguments, {**options, name: junk})


@pytest.mark.parametrize("call", CALLS, ids=name_of)
def test_awkward_values_in_each_argument_raise_only_errors_of_the_library(call: Call) -> None:
    function, arguments, options = call
    for junk in AWKWARD:
        for place in range(len(arguments)):
            try_it(function, (*arguments[:place], junk, *arguments[place + 1 :]), options)
        for name in options:
            try_it(function, arguments, {**options, name: junk})


def try_it(
    function: Callable[..., object], arguments: tuple[object, ...], options: dict[str, object]
) -> None:
    try:
        function(*arguments, **options)
    except f.FiscalRubricError as error:
        assert error.faults
        for language in ("zh", "en"):
            error.explain(language).encode("utf-8")
        str(error).encode("utf-8")


def test_every_public_callable_is_tried() -> None:
    tried = {name_of(call).partition(".")[0] for call in CALLS}
    tried |= {name_of(call) for call in CALLS}
    # Results of the library, and names without arguments.
    made = {"Audit", "Finding", "BoundLine", "Bounds", "Completion", "Scorecard", "ScoreLine",
            "BudgetFact", "IndicatorFact", "Question", "Fault", "Comparison", "Goal", "Monitoring",
            "Monotonicity", "Outlook", "Portfolio", "Report", "Revision", "Sensitivity",
            "Shortfalls", "WhatIf"}  # fmt: skip
    plain = {"adjusted", "initial", "not_applicable", "planned", "projects", "subtotal"}
    for name in f.__all__:
        item = getattr(f, name)
        if callable(item):
            assert name in tried | made | plain | {"Target", "Actual"}, name
