"""Evaluate a rule: exact ranges, three-valued truth, "may not apply", and a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal, assert_never

from attrs import evolve, field, frozen

from fiscal_rubric.errors import fault
from fiscal_rubric.evidence.places import Answer
from fiscal_rubric.numbers.exact import number_text
from fiscal_rubric.numbers.ranges import (
    DOES_NOT_APPLY,
    EITHER,
    EVERYTHING,
    NO,
    NOT_NEGATIVE,
    ONE,
    REFUSED,
    YES,
    ZERO,
    Infinity,
    Range,
    Value,
    all_ranges,
    any_range,
    either,
    is_no,
    is_yes,
    known,
    opposite,
    passing,
    precedes,
)
from fiscal_rubric.numbers.roots import rounded_root
from fiscal_rubric.rules import nodes as n
from fiscal_rubric.rules.combined_values import added, mean, ordered, total
from fiscal_rubric.rules.facts import Fact, FoldItem
from fiscal_rubric.rules.facts_reader import Facts
from fiscal_rubric.rules.nodes import LineKey, Node
from fiscal_rubric.rules.trace import Step


@frozen
class LineValue:
    """The result of a line below: its points, its possible grades, and its scale, best first."""

    value: Value
    grades: frozenset[str | None] = frozenset()
    scale: tuple[str, ...] = ()


@frozen(eq=False, repr=False)
class Narrow:
    """The values that a condition leaves to an expression in a branch."""

    range: Range = EVERYTHING
    applies: bool | None = None


@frozen(eq=False, repr=False)
class Scope:
    """The context of a rule.

    Attributes:
        facts: the evidence under a basis; a missing fact is a range.
        lines: the lines below, for the rule of a section.
        item: the current indicator or project of a fold.
        narrowed: what is known of some expressions in an open branch.
    """

    facts: Facts
    lines: Mapping[LineKey, LineValue] = field(factory=dict[LineKey, LineValue])
    item: FoldItem | None = None
    narrowed: Mapping[Node, Narrow] = field(factory=dict[Node, Narrow])


def evaluate(node: Node, scope: Scope) -> Step:
    """Evaluate a rule to a step, with its value and its trace."""
    step = _evaluate(node, scope)
    if scope.narrowed and node in scope.narrowed:
        return evolve(step, value=_narrowed(step.value, scope.narrowed[node]))
    return step


def _evaluate(node: Node, scope: Scope) -> Step:
    match node:
        case n.Constant(value=number):
            return Step(node, known(number))
        case n.Sum(terms=terms):
            return _inner(node, added, terms, scope)
        case n.Product(factors=factors):
            return _inner(node, lambda both: both[0] * both[1], factors, scope)
        case n.Pick():
            return _pick(node, scope)
        case n.Yes() | n.Picked() | n.Figure() | n.Money():
            fact = scope.facts.read(node, scope.item)
            return Step(node, fact.value, fact=fact)
        case n.IndicatorNumber() | n.IndicatorCondition():
            fact = scope.facts.read(node, scope.item)
            return Step(node, fact.value, fact=fact)
        case n.NotApplicable():
            return Step(node, DOES_NOT_APPLY)
        case n.Points(key=key):
            return Step(node, scope.lines[key].value)
        case n.Subtotal():
            raise AssertionError("a section replaces subtotal() with its sum")
        case n.Graded(key=key) | n.Reaches(key=key):
            return Step(node, _letters(node, scope.lines[key]))
        case n.Fold():
            return _fold(node, scope)
        case n.Quotient():
            return _quotient(node, scope)
        case n.Ordered(terms=terms, first=first, last=last):
            steps = _each(terms, scope)
            return Step(node, ordered(first, last, [step.value for step in steps]), steps)
        case n.Average(terms=weighted):
            steps = _each((term for term, _ in weighted), scope)
            weights = [known(weight) for _, weight in weighted]
            return Step(node, mean([step.value for step in steps], weights), steps)
        case n.Clip(item=item, lower=lower, upper=upper):
            return _inner(node, lambda only: only[0].clip(lower, upper), (item,), scope)
        case n.Rounded(item=item, rounding=rounding):
            return _inner(node, lambda only: only[0].rising(rounding.round), (item,), scope)
        case n.Root():
            return _root(node, evaluate(node.item, scope))
        case n.Comparison(how=how, left=left, right=right):
            step = _inner(node, lambda both: _compare(how, *both), (left, right), scope)
            return _refused_share(node, step) or step
        case n.AllOf(conditions=conditions):
            return _inner(node, all_ranges, conditions, scope)
        case n.AnyOf(conditions=conditions):
            return _inner(node, any_range, conditions, scope)
        case n.Not(condition=inner):
            return _inner(node, lambda only: opposite(only[0]), (inner,), scope)
        case n.Applies(item=item):
            step = evaluate(item, scope)
            return Step(node, _applies(step.value), (step,))
        case n.When():
            return _when(node, scope)
        case n.Named(item=item):
            step = evaluate(item, scope)
            return Step(node, step.value, (step,))
        case _:
            assert_never(node)


def _each(nodes: Iterable[Node], scope: Scope) -> tuple[Step, ...]:
    return tuple([evaluate(node, scope) for node in nodes])


def _inner(
    node: Node, operation: Callable[[list[Range]], Range], parts: Iterable[Node], scope: Scope
) -> Step:
    """Evaluate a node that needs all its parts: it applies only if they all apply."""
    steps = _each(parts, scope)
    return Step(node, passing(operation, [step.value for step in steps]), steps)


def _compare(how: Literal["<=", "<", "=="], left: Range, right: Range) -> Range:
    match how:
        case "<=" | "<":
            return left.below(right, or_equal=how == "<=")
        case "==":
            return left.equal(right)
        case _:
            assert_never(how)


def _refused_share(node: n.Comparison, step: Step) -> Step | None:
    """Refuse to compare an indicator's number in per cent with 90, which is 9000 %."""
    beside = node.size_beside
    for inner in step.steps if beside is not None else ():
        if inner.node is beside and inner.fact is not None and inner.fact.of_share:
            written = next(each.node for each in step.steps if each is not inner)
            place = str(inner.fact.places[0])
            texts = share_texts(written)
            broken = fault("share_compared", place, str(node), *texts)
            return Step(node, REFUSED, step.steps, fault=broken)
    return None


def share_texts(written: Node) -> tuple[str, ...]:
    """Return what to write in place of a number of per cent: 0.9, "90%"."""
    assert isinstance(written, n.Constant), "compared with a number"
    return number_text(written.value / 100), f'amount("{number_text(written.value)}%")'


def _applies(value: Value) -> Value:
    if value.is_refused:
        return REFUSED
    if value.range is None:
        return Value(NO)
    return Value(EITHER if value.may_not_apply else YES)


def _letters(node: n.Graded | n.Reaches, line: LineValue) -> Value:
    if line.value.range is None:
        return line.value
    found = {_letter_holds(node, grade, line.scale) for grade in line.grades}
    letters = YES if found == {True} else NO if found == {False} else EITHER
    return Value(letters, line.value.may_not_apply)


def _letter_holds(node: n.Graded | n.Reaches, grade: str | None, scale: tuple[str, ...]) -> bool:
    """Check the condition for one grade; a grade outside the scale has no rank."""
    match node:
        case n.Graded(label=label):
            return grade == label
        case n.Reaches(label=label):
            return grade in scale and scale.index(grade) <= scale.index(label)
        case _:
            assert_never(node)


def _pick(node: n.Pick, scope: Scope) -> Step:
    label = scope.facts.label(node)
    if isinstance(label, str):
        option = next(option for name, option in node.options if name == label)
        step = evaluate(option, scope)
        fact = Fact(step.value, (Answer(node.key),), label)
        return Step(node, step.value, (step,), fact=fact)
    if label.fault is not None:
        return Step(node, REFUSED, fact=label)
    branches = _each((option for _, option in node.options), scope)
    return Step(node, either(b.value for b in branches), branches=branches, fact=label)


def _fold(node: n.Fold, scope: Scope) -> Step:
    if not scope.facts.projects:
        return _unknown_fold(node, scope)
    steps: list[Step] = []
    weights: list[Value] = []
    for item in scope.facts.items(node, scope.item):
        inside = Scope(scope.facts, scope.lines, item)
        step = evaluate(node.item, inside)
        if node.weight is not None:
            weighed = evaluate(node.weight, inside)
            weights.append(weighed.value)
            steps.append(Step(node.item, step.value, (step, weighed), item=item))
        else:
            steps.append(_at(step, item))
    values = [step.value for step in steps]
    match node.how:
        case "total" | "count":
            result = total(values)
        case "average":
            result = mean(values, weights or [known(ONE)] * len(values))
        case "ordered":
            result = ordered(node.first, node.last, values)
        case _:
            assert_never(node.how)
    is_broken = bool(weights) and result.is_refused and _none_refused(values, weights)
    broken = fault("negative_weight", "", str(node.weight)) if is_broken else None
    return Step(node, result, tuple(steps), fault=broken)


def _none_refused(values: Sequence[Value], weights: Sequence[Value]) -> bool:
    return not any(value.is_refused for value in (*values, *weights))


def _at(step: Step, item: FoldItem) -> Step:
    return Step(step.node, step.value, step.steps, step.branches, step.fact, item, step.fault)


def _unknown_fold(node: n.Fold, scope: Scope) -> Step:
    """Evaluate a fold over an unknown number of items."""
    scope = Scope(scope.facts, scope.lines)  # a condition outside is about all items together
    steps = _each([node.item] if node.weight is None else [node.item, node.weight], scope)
    value = steps[0].value
    match node.how:
        case "total" | "count":
            spread = NO if value.range is None else value.range.hull(NO) * NOT_NEGATIVE
            result = Value(spread)
        case "average" | "ordered":
            result = Value(value.range, may_not_apply=True)
        case _:
            assert_never(node.how)
    gap = Fact(result, gap="missing_projects")
    return Step(node, result, steps, fact=gap)


def _quotient(node: n.Quotient, scope: Scope) -> Step:
    steps = _each((node.dividend, node.divisor), scope)
    top, bottom = steps[0].value, steps[1].value
    if top.range is None or bottom.range is None:
        return Step(node, passing(lambda both: both[0], (top, bottom)), steps)
    divisor = bottom.range
    results: list[Value] = []
    taken: tuple[Step, ...] = ()
    if precedes(ZERO, divisor.upper):
        results.append(passing(lambda both: both[0].over_positive(both[1]), (top, bottom)))
    if node.if_zero is not None and NO.within(divisor):
        taken = _each((node.if_zero,), scope)
        results.append(taken[0].value)
    if top.may_not_apply or bottom.may_not_apply:
        results.append(DOES_NOT_APPLY)
    if not results:
        end = divisor.upper
        found = number_text(end) if isinstance(end, Fraction) else "?"
        code = "divisor" if divisor.upper == 0 else "negative_divisor"
        broken = fault(code, "", str(node.divisor), found)
        return Step(node, REFUSED, steps, fault=broken)
    if divisor.is_point:
        return Step(node, either(results), (*steps, *taken))
    return Step(node, either(results), steps, taken)


def _root(node: n.Root, step: Step) -> Step:
    found = step.value.range
    if found is not None and precedes(found.upper, ZERO):
        shown = "" if step.value.number is None else number_text(step.value.number)
        broken = fault("negative_root", "", str(node.item), shown)
        return Step(node, REFUSED, (step,), fault=broken)

    def root(inside: Range) -> Range:
        least = inside.clip(ZERO, None)  # what is below zero is refused
        return least.rising(lambda end: rounded_root(end, node.degree, node.rounding))

    return Step(node, step.value.map(root), (step,))


def _when(node: n.When, scope: Scope) -> Step:
    asked = evaluate(node.condition, scope)
    if asked.value.range is None:
        return Step(node, asked.value, (asked,))
    if asked.value.is_known:
        branch = evaluate(node.then if is_yes(asked.value.range) else node.otherwise, scope)
        return Step(node, branch.value, (asked, branch))
    branches: list[Step] = []
    if not is_no(asked.value.range):
        branches.append(evaluate(node.then, _within(scope, node.condition, holds=True)))
    if not is_yes(asked.value.range):
        branches.append(evaluate(node.otherwise, _within(scope, node.condition, holds=False)))
    value = either([step.value for step in branches])
    if asked.value.may_not_apply:
        value = either((value, DOES_NOT_APPLY))
    return Step(node, value, (asked,), tuple(branches))


def _within(scope: Scope, asked: Node, *, holds: bool) -> Scope:
    """Return the scope of a branch, narrowed by its condition."""
    narrowed = dict(scope.narrowed)
    for item, implied in _implied(asked, holds=holds):
        before = narrowed.get(item, Narrow())
        applies = before.applies if implied.applies is None else implied.applies
        narrowed[item] = Narrow(before.range.meet(implied.range), applies)
    return Scope(scope.facts, scope.lines, scope.item, narrowed)


def _implied(asked: Node, *, holds: bool) -> Iterable[tuple[Node, Narrow]]:
    match asked:
        case n.Comparison(how="<=" | "<", left=item, right=n.Constant(value=value)):
            below, above = Range(Infinity.BELOW, value), Range(value, Infinity.ABOVE)
            yield item, Narrow(below if holds else above, applies=True)
        case n.Comparison(how="<=" | "<", left=n.Constant(value=value), right=item):
            below, above = Range(Infinity.BELOW, value), Range(value, Infinity.ABOVE)
            yield item, Narrow(above if holds else below, applies=True)
        case n.Applies(item=item):
            yield item, Narrow(applies=holds)
        case n.Not(condition=inner):
            yield from _implied(inner, holds=not holds)
        case n.Named(item=inner):
            yield from _implied(inner, holds=holds)
        case n.AllOf(conditions=conditions) if holds:
            for condition in conditions:
                yield from _implied(condition, holds=True)
        case n.AnyOf(conditions=conditions) if not holds:
            for condition in conditions:
                yield from _implied(condition, holds=False)
        case _:
            return


def _narrowed(value: Value, narrow: Narrow) -> Value:
    if narrow.applies is False:
        return DOES_NOT_APPLY if value.may_not_apply else value
    if value.range is None:
        return value
    return Value(value.range.meet(narrow.range), value.may_not_apply and not narrow.applies)
