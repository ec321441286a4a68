"""Compute a rule as the text of a Python program.

The program works on integers. A number is a fraction whose divisor is fixed wherever possible, so
that adding and rounding are single operations. All that may refuse is a statement of its own, so
that no refusal is lost with a value that nothing needs. Texts of a rubric never enter the program;
it reads them as constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from itertools import count
from math import gcd, lcm
from operator import itemgetter
from typing import TypeAlias, Union

from attrs import define, evolve, field

from fiscal_rubric.numbers.ranges import (
    EITHER,
    EVERYTHING,
    NO,
    NOT_NEGATIVE,
    ZERO,
    Range,
    Value,
    point,
    precedes,
)
from fiscal_rubric.numbers.ranks import HIGHEST, LOWEST
from fiscal_rubric.numbers.roots import rounded_root
from fiscal_rubric.numbers.rounding import Rounding
from fiscal_rubric.numbers.spans import Span
from fiscal_rubric.numbers.units import unit_of
from fiscal_rubric.rules import integers, nodes as n
from fiscal_rubric.rules.algebra import Algebra, Computed, computed
from fiscal_rubric.rules.answers import read_answer
from fiscal_rubric.rules.edges import edge_value
from fiscal_rubric.rules.fact_rows import BareNumber, Columns, ProjectFact
from fiscal_rubric.rules.indicator_facts import anything
from fiscal_rubric.rules.integers import Pair, labels_that_hold, pair_of
from fiscal_rubric.rules.nodes import FactNode, LineKey, Node
from fiscal_rubric.rules.traits import asking, reads_lines
from fiscal_rubric.targets.targets import NotApplicableType

Text: TypeAlias = Union[int, str]  # a number that is fixed, or the text of an expression
Truth: TypeAlias = Union[bool, str]
LONGEST = 120  # a longer expression gets a name


class Condition(str):
    """The text of a condition, which is a bool or 1 or 0: numbers are faster without bools."""

    __slots__ = ()


@define(eq=False, repr=False)
class Code:
    """A number that a program computes.

    Attributes:
        top: the dividend; 0 or 1 for a condition. It has no meaning where it does not apply.
        bottom: the divisor, above zero.
        range: the numbers that it can be, for any evidence.
        absent: whether it does not apply.
    """

    top: Text
    bottom: Text
    range: Range
    absent: Truth = False


NOTHING = Code(0, 1, NO, absent=True)


@define(eq=False, repr=False)
class Function:
    """A function of the program while it is written.

    Attributes:
        lines: its statements, indented.
        indent: the level of the next statement.
        known: for each open block, the rules that it has computed.
        labels: the answers that are read at its start, with the names of their variables.
        flags: those of them that are yes or no.
        rows: the rows around the next statement, outermost first, with the names of their cells.
    """

    lines: list[str] = field(factory=list)
    indent: int = 1
    known: list[dict[object, Code]] = field(factory=lambda: [{}])
    answers: dict[str, str] = field(factory=dict)
    flags: dict[str, None] = field(factory=dict)
    rows: list[tuple[Columns, dict[int, str]]] = field(factory=list)


class Compiler(Algebra[Code, str]):
    """The algebra that writes a program.

    Args:
        rules: all rules of the program, to find what is computed twice.
    """

    def __init__(self, rules: Sequence[Node]) -> None:
        self.columns = Columns()
        self.constants: dict[str, object] = dict(_HELPERS)
        self.lines: Mapping[LineKey, Computed[Code, str]] = {}
        self.measures: list[str] = []  # names of functions that read projects only
        self._texts: list[str] = []  # those functions
        self._at = Function(rows=[(self.columns, {})])
        self._is_apart = False  # inside a function that reads projects only
        self._ids = count()
        self._measured: dict[Node, tuple[int, Code]] = {}
        self._reads: dict[Node, bool] = {}
        self._repeated = _repeated(rules)

    # Statements and names

    @property
    def asked_always(self) -> set[str]:
        """The questions that the program asks, for any evidence."""
        return {*self._at.answers}

    def source(self, results: Sequence[str]) -> str:
        """Return the program, whose function `run` returns the results as two tuples."""
        return "\n".join([*self._texts, *self._function("run", "A, M, P", results)]) + "\n"

    def _function(self, name: str, arguments: str, results: Sequence[str]) -> Iterator[str]:
        at = self._at
        yield f"def {name}({arguments}):"
        if at.flags:
            yield f"    F = {self._getter(at.flags)}(A)"
            yield "    if {*map(type, F)} != BOOL: refuse()"
            yield f"    {_listed([at.answers[key] for key in at.flags])} = F"
        others = [key for key in at.answers if key not in at.flags]
        if others:
            names = _listed([at.answers[key] for key in others])
            yield f"    {names} = {self._getter(others)}(A)"
        yield from at.lines
        yield f"    return {', '.join(results)}"

    def _getter(self, keys: Iterable[str]) -> str:
        """Return the name of a function that looks up some answers at once."""
        first, *others = keys
        return self._constant(itemgetter(first, *others) if others else _only(first), "get")

    def _emit(self, line: str) -> None:
        self._at.lines.append("    " * self._at.indent + line)

    def _name(self, prefix: str = "x") -> str:
        return f"{prefix}{next(self._ids)}"

    def _constant(self, value: object, prefix: str = "k") -> str:
        name = self._name(prefix)
        self.constants[name] = value
        return name

    def _kept(self, text: Text, prefix: str = "x") -> Text:
        """Give an expression a name, unless it is one or is fixed."""
        if isinstance(text, int) or text.isidentifier():
            return text
        name = self._name(prefix)
        self._emit(f"{name} = {text}")
        return Condition(name) if isinstance(text, Condition) else name

    def _short(self, text: Text) -> Text:
        return self._kept(text) if isinstance(text, str) and len(text) > LONGEST else text

    def _truth(self, test: Truth) -> Truth:
        return test if isinstance(test, bool) else str(self._kept(test, "n"))

    @contextmanager
    def _block(self) -> Iterator[list[str]]:
        """Write statements into a block of their own; what it computes is known only there."""
        at, outside = self._at, self._at.lines
        inside: list[str] = []
        at.lines, at.indent = inside, at.indent + 1
        at.known.append({})
        yield inside
        at.known.pop()
        at.lines, at.indent = outside, at.indent - 1

    # Rules

    def of(self, node: Node) -> Code:
        for known in reversed(self._at.known):
            if node in known:
                return known[node]
        if not self._is_apart and len(self._at.rows) == 1 and self._of_projects(node):
            found = self._measure(node)
        else:
            found = computed(node, self)
        if node in self._repeated or node in self._measured:
            found = self._named(found)
            self._at.known[-1][node] = found
        return found

    def _named(self, code: Code) -> Code:
        top, bottom = self._kept(code.top), self._kept(code.bottom, "d")
        return Code(top, bottom, code.range, self._truth(code.absent))

    def line_of(
        self, rules: Sequence[Node], compute: Callable[[], Computed[Code, str]]
    ) -> Computed[Code, str]:
        if self._is_apart or not rules or not all(map(self._of_projects, rules)):
            return compute()
        found: list[Computed[Code, str]] = []

        def results() -> list[Text]:
            found.append(compute())
            return [*_parts(found[0].points), found[0].grade]

        *names, grade = self._unpacked(*self._apart(results))
        return Computed(_with(found[0].points, names), str(grade), found[0].scale)

    def _of_projects(self, node: Node) -> bool:
        """Return whether a rule reads projects, and neither answers nor lines."""
        found = self._reads.get(node)
        if found is None:
            asked = asking(node)
            if isinstance(asked, n.Yes | n.Pick | n.Picked | n.Figure) or reads_lines(node):
                found = False
            elif asked is not None or isinstance(node, n.Fold):
                found = all(self._is_free(inner) for inner in node.inside)
            else:
                inside = [self._is_free(inner) for inner in node.inside]
                found = all(inside) and any(map(self._of_projects, node.inside))
            self._reads[node] = found
        return found

    def _is_free(self, node: Node) -> bool:
        """Return whether a rule reads neither answers nor lines."""
        if isinstance(node, n.Constant | n.NotApplicable) or self._of_projects(node):
            return True
        if asking(node) is not None or reads_lines(node) or not node.inside:
            return False
        return all(map(self._is_free, node.inside))

    def _measure(self, node: Node) -> Code:
        """Compute a rule that reads projects only in a function of its own."""
        if node not in self._measured:
            found: list[Code] = []

            def results() -> list[Text]:
                found.append(computed(node, self))
                return _parts(found[0])

            position, texts = self._apart(results)
            self._measured[node] = position, _with(found[0], texts)
        position, code = self._measured[node]
        return _with(code, self._unpacked(position, _parts(code)))

    def _apart(self, results: Callable[[], list[Text]]) -> tuple[int, list[Text]]:
        """Write a function that reads projects only; return its number, and its results in it."""
        outside, self._at = self._at, Function(rows=[(self.columns, {})])
        self._is_apart = True
        texts = results()
        name, position = f"m{len(self.measures)}", len(self.measures)
        given = [str(text) for text in texts if _is_open(text)]
        self._texts += self._function(name, "P", [f"({_listed(given)})"])
        self._at, self._is_apart = outside, False
        self.measures.append(name)
        return position, texts

    def _unpacked(self, position: int, texts: Sequence[Text]) -> list[Text]:
        """Take the results of such a function: fixed numbers, or names of variables.

        The program gets them as one tuple, or None where it refused: to unpack None refuses too.
        """
        names = [self._name() if _is_open(text) else text for text in texts]
        wanted = [str(name) for name in names if _is_open(name)]
        self._emit(f"({_listed(wanted)}) = M[{position}]")
        return names

    # Facts

    def number(self, value: Fraction) -> Code:
        return Code(value.numerator, value.denominator, point(value))

    def nothing(self) -> Code:
        return NOTHING

    def fact(self, node: FactNode) -> Code:
        if isinstance(node, n.Yes):
            return self._yes(node)
        if isinstance(node, n.Picked):
            return self._picked(node)
        if isinstance(node, n.Figure):
            return self._figure(node)
        return self._of_row(node)

    def _answer(self, key: str) -> str:
        """Return the variable of an answer; a missing one raises a KeyError."""
        at = self._at
        if key in at.answers:
            return at.answers[key]
        for known in at.known:
            if ("answer", key) in known:
                return str(known["answer", key].top)
        name = self._name("a")
        if at.indent == 1:
            at.answers[key] = name
        else:
            self._emit(f"{name} = A[{self._constant(key)}]")
            at.known[-1]["answer", key] = Code(name, 1, EVERYTHING)
        return name

    def _yes(self, node: n.Yes) -> Code:
        name = self._answer(node.key)
        if not node.may_not_apply and self._at.indent == 1:
            self._at.flags[node.key] = None
        elif node.may_not_apply:
            absent = self._kept(f"(type({name}) is ABSENT)", "n")
            self._emit(f"if {name} is not True and {name} is not False and not {absent}: refuse()")
            return _condition(self._kept(f"({name} is True)"), str(absent))
        elif node.key not in self._at.flags:
            self._emit(f"if {name} is not True and {name} is not False: refuse()")
        return _condition(name)

    def _picked(self, node: n.Picked) -> Code:
        name = self._answer(node.key)
        if node.among:
            self._emit(f"if {name} not in {self._constant(node.among)}: refuse()")
        return _condition(f"({name} == {self._constant(node.label)})")

    def _figure(self, node: n.Figure) -> Code:
        name = self._answer(node.key)
        scale = unit_of(node.unit)[0]
        top, bottom = self._name(), self._name("d")
        read = self._constant(_reader(node), "f")
        absent: Truth = False
        if node.may_not_apply:
            absent = self._name("n")
            self._emit(f"{top}, {bottom}, {absent} = {read}({name})")
        elif scale == 1:
            self._emit(f"if type({name}) is Fraction:")
            self._emit(f"    {top} = {name}.numerator; {bottom} = {name}.denominator")
            for test in _outside(node, top, bottom):
                self._emit(f"    if {test}: refuse()")
            self._emit(f"else: {top}, {bottom}, _ = {read}({name})")
        else:
            self._emit(f"{top}, {bottom}, _ = {read}({name})")
        found = EVERYTHING.clip(
            None if node.lower is None else node.lower * scale,
            None if node.upper is None else node.upper * scale,
        )
        return Code(top, bottom, found, absent)

    def _of_row(self, node: ProjectFact) -> Code:
        """Read a fact of the row around: of an indicator, a project, or all projects."""
        cell = self._cell(node)
        if isinstance(node, n.IndicatorCondition):
            found = self._kept(cell)
            if node.fact == "has_reason":
                self._emit(f"if {found} is None: refuse()")
                return _condition(found)
            return _condition(found, str(self._kept(f"({found} < 0)", "n")))
        top, bottom, absent = self._name(), self._name("d"), self._name("n")
        self._emit(f"{top}, {bottom}, {absent} = {cell}")
        if isinstance(node, n.Money):
            return Code(top, bottom, NOT_NEGATIVE)
        any_value = anything(node.fact)
        found_range = EVERYTHING if any_value.range is None else any_value.range
        return Code(top, bottom, found_range, absent if any_value.may_not_apply else False)

    def _cell(self, fact: ProjectFact | BareNumber) -> str:
        columns, names = self._at.rows[-1]
        return self._cell_at(columns.at(fact), names)

    def _cell_at(self, position: int, names: dict[int, str]) -> str:
        if len(self._at.rows) == 1:
            return f"P[{position}]"
        return names.setdefault(position, self._name("c"))

    def pick(self, node: n.Pick, options: Sequence[tuple[str, Callable[[], Code]]]) -> Code:
        name = self._answer(node.key)
        if all(isinstance(option, n.Constant | n.NotApplicable) for _, option in node.options):
            return self._table(name, [(label, compute()) for label, compute in options])
        *first, last = options
        known = self._constant(tuple(label for label, _ in options))
        self._emit(f"if {name} not in {known}: refuse()")
        cases = [(f"({name} == {self._constant(label)})", compute) for label, compute in first]
        return self._cases(cases, last[1])

    def _table(self, name: str, options: Sequence[tuple[str, Code]]) -> Code:
        """Look up the number of a label; an unknown one raises a KeyError."""
        bottom = lcm(*(int(code.bottom) for _, code in options))
        tops = {label: int(code.top) * (bottom // int(code.bottom)) for label, code in options}
        found = reduce(Range.hull, (code.range for _, code in options))
        if not any(code.absent for _, code in options):
            return Code(self._kept(f"{self._constant(tops)}[{name}]"), bottom, found)
        pairs = {label: (tops[label], bool(code.absent)) for label, code in options}
        top, absent = self._name(), self._name("n")
        self._emit(f"{top}, {absent} = {self._constant(pairs)}[{name}]")
        return Code(top, bottom, found, absent)

    def line(self, node: n.Points | n.Graded | n.Reaches) -> Code:
        line = self.lines[node.key]
        if isinstance(node, n.Points):
            return line.points
        labels = labels_that_hold(node, line.scale)
        return _condition(f"({line.grade} in {self._constant(labels)})", line.points.absent)

    def fold(self, node: n.Fold) -> Code:
        at = self._at
        columns, names = at.rows[-1]
        position, inner = columns.inner(node)
        rows = self._cell_at(position, names)
        cells: dict[int, str] = {}
        outside, at.known = at.known, [*_answers_only(at.known)]
        at.rows.append((inner, cells))
        with self._block() as body:
            item = self.of(node.item)
            weight = None if node.weight is None else self.of(node.weight)
            start, finish = self._gather(node, item, weight)
        at.rows.pop()
        at.known = outside
        self._emit(start)
        header = [cells.get(cell, "_") for cell in range(len(inner.columns))]
        self._emit(f"for {_listed(header) if header else '_'} in {rows}:")
        at.lines += body or ["    " * (at.indent + 1) + "pass"]
        return finish()

    def _gather(
        self, node: n.Fold, item: Code, weight: Code | None
    ) -> tuple[str, Callable[[], Code]]:
        """Write how a loop gathers one item; return its start, and what makes its result."""
        if node.how in ("total", "count") and isinstance(item.bottom, int):
            return self._summed(item)
        if node.how == "average" and weight is None and isinstance(item.bottom, int):
            return self._averaged(item)
        pairs, weights = self._name("l"), self._name("l")
        self._emit(f"{pairs}.append({_pair(item)})")
        if weight is not None:
            self._emit(f"{weights}.append({_pair(weight)})")
        start = f"{pairs} = []; {weights} = []"
        if node.how in ("total", "count"):
            return start, lambda: self._called("total", pairs, (), _many(item.range), applies=True)
        if node.how == "ordered":
            more: tuple[Text, ...] = (node.first, node.last)
            return start, lambda: self._called("ordered", pairs, more, item.range)
        units = weights if weight is not None else f"[(1, 1)] * len({pairs})"
        return start, lambda: self._called("mean", pairs, (units,), item.range)

    def _summed(self, item: Code) -> tuple[str, Callable[[], Code]]:
        whole = self._name("t")
        self._emit(f"{_if_applies(item)}{whole} += {_times(1, item.top)}")
        return f"{whole} = 0", lambda: Code(whole, item.bottom, _many(item.range))

    def _averaged(self, item: Code) -> tuple[str, Callable[[], Code]]:
        whole, number = self._name("t"), self._name("t")
        self._emit(f"{_if_applies(item)}{whole} += {_times(1, item.top)}; {number} += 1")

        def finish() -> Code:
            bottom = self._kept(_times(f"({number} or 1)", item.bottom), "d")
            absent = self._kept(f"(not {number})", "n")
            return Code(whole, bottom, item.range, str(absent))

        return f"{whole} = {number} = 0", finish

    def _called(
        self,
        helper: str,
        pairs: str,
        more: Sequence[Text],
        found: Range,
        *,
        applies: bool = False,
    ) -> Code:
        """Call a function on a list of pairs."""
        top, bottom, absent = self._name(), self._name("d"), self._name("n")
        arguments = ", ".join(map(str, (*more, pairs) if helper == "ordered" else (pairs, *more)))
        self._emit(f"{top}, {bottom}, {absent} = {helper}({arguments})")
        return Code(top, bottom, found, False if applies else absent)

    # Numbers

    def add(self, terms: Sequence[Code]) -> Code:
        absent = self._any_absent(terms)
        found = reduce(Range.__add__, (term.range for term in terms))
        fixed = [term for term in terms if isinstance(term.bottom, int)]
        others = [term for term in terms if not isinstance(term.bottom, int)]
        bottom: Text = lcm(*(int(term.bottom) for term in fixed))
        top: Text = 0
        for term in fixed:
            top = self._short(_plus(top, _times(term.top, int(bottom) // int(term.bottom))))
        for term in others:
            top = self._kept(_plus(_times(top, term.bottom), _times(term.top, bottom)))
            bottom = self._kept(_times(bottom, term.bottom), "d")
        return Code(top, bottom, found, absent)

    def times(self, left: Code, right: Code) -> Code:
        a, b, c, d = left.top, left.bottom, right.top, right.bottom
        a, d = _shortened(a, d)
        c, b = _shortened(c, b)
        return Code(
            self._short(_times(a, c)),
            self._kept(_times(b, d), "d"),
            left.range * right.range,
            self._any_absent((left, right)),
        )

    def over(self, dividend: Code, divisor: Code, if_zero: Callable[[], Code] | None) -> Code:
        absent = self._any_absent((dividend, divisor))
        if absent is True:
            return NOTHING
        under = self._kept(divisor.top)
        may_be_zero = not isinstance(under, int) or under == 0

        def quotient() -> Code:
            if isinstance(under, int) and under <= 0:
                self._emit("refuse()")
                return NOTHING
            if isinstance(under, str):
                self._emit(f"if {under} <= 0: refuse()")
            top, bottom = _shortened(dividend.top, under)
            down, up = _shortened(dividend.bottom, divisor.bottom)
            found = EVERYTHING
            if precedes(ZERO, divisor.range.upper):
                found = dividend.range.over_positive(divisor.range)
            new = self._kept(_times(bottom, down), "d")
            return Code(self._kept(_times(top, up)), new, found)

        cases: list[tuple[str, Callable[[], Code]]] = []
        if absent is not False:
            cases.append((absent, self.nothing))
        if if_zero is not None and may_be_zero:
            if isinstance(under, int):
                return self._cases(cases, if_zero)
            cases.append((f"({under} == 0)", if_zero))
        return self._cases(cases, quotient)

    def ordered(self, first: int, last: int, terms: Sequence[Code]) -> Code:
        found = reduce(Range.hull, (term.range for term in terms))
        fixed = all(isinstance(t.bottom, int) and t.absent is False for t in terms)
        if fixed and first == last and first in (LOWEST, HIGHEST):
            bottom = lcm(*(int(term.bottom) for term in terms))
            tops = [_times(term.top, bottom // int(term.bottom)) for term in terms]
            name = "min" if first == LOWEST else "max"
            if len(tops) == 1:
                return terms[0]
            return Code(self._kept(f"{name}({', '.join(map(str, tops))})"), bottom, found)
        pairs = f"({', '.join(map(_pair, terms))},)"
        applies = any(term.absent is False for term in terms)
        return self._called("ordered", pairs, (first, last), found, applies=applies)

    def mean(self, terms: Sequence[Code], weights: Sequence[Fraction]) -> Code:
        both = [(t, w) for t, w in zip(terms, weights, strict=True) if t.absent is not True and w]
        if not both:
            return NOTHING
        found = reduce(Range.hull, (term.range for term, _ in both))
        if all(term.absent is False for term, _ in both):
            whole = sum((weight for _, weight in both), ZERO)
            shares = [self.times(term, self.number(weight / whole)) for term, weight in both]
            return evolve(self.add(shares), range=found)
        pairs = f"({', '.join(_pair(term) for term, _ in both)},)"
        shares_text = f"({', '.join(f'({w.numerator}, {w.denominator})' for _, w in both)},)"
        applies = any(term.absent is False for term, _ in both)
        return self._called("mean", pairs, (shares_text,), found, applies=applies)

    def clip(self, item: Code, lower: Fraction | None, upper: Fraction | None) -> Code:
        found = item.range.clip(lower, upper)
        if found.is_point and isinstance(found.lower, Fraction):
            return evolve(self.number(found.lower), absent=item.absent)
        low = None if lower is None or not precedes(item.range.lower, lower) else lower
        high = None if upper is None or not precedes(upper, item.range.upper) else upper
        if low is None and high is None:
            return item
        ends = [end for end in (low, high) if end is not None]
        if isinstance(item.bottom, int):
            bottom = lcm(item.bottom, *(end.denominator for end in ends))
            top = self._kept(_times(item.top, bottom // item.bottom))
            cases = [] if low is None else [(f"{top} < {low * bottom}", int(low * bottom))]
            cases += [] if high is None else [(f"{top} > {high * bottom}", int(high * bottom))]
            text = "".join(f"{end} if {test} else " for test, end in cases)
            return Code(f"({text}{top})", bottom, found, item.absent)
        named = self._named(item)
        tests: list[tuple[str, Callable[[], Code]]] = []
        for end, sign in ((low, "<"), (high, ">")):
            if end is not None:
                left = _times(named.top, end.denominator)
                right = _times(named.bottom, end.numerator)
                tests.append((f"({left} {sign} {right})", _returning(self.number(end))))
        inside = self._cases(tests, _returning(evolve(named, absent=False)))
        return evolve(inside, range=found, absent=named.absent)

    def rounded(self, item: Code, rounding: Rounding) -> Code:
        if rounding.is_exact or item.absent is True:
            return item
        found, unit = item.range.rising(rounding.round), int(10**rounding.places)
        if isinstance(item.bottom, int) and unit % item.bottom == 0:
            return Code(_times(item.top, unit // item.bottom), unit, found, item.absent)
        bottom: Text = item.bottom
        if isinstance(bottom, int):
            shared = gcd(unit, bottom)
            bottom, factor = bottom // shared, unit // shared
        else:
            factor = unit
        top = self._kept(_times(item.top, factor))
        if isinstance(top, int) and isinstance(bottom, int):
            fixed = integers.ticks(top, bottom, Rounding(0, rounding.mode))
            return Code(fixed, unit, found, item.absent)
        is_positive = not precedes(item.range.lower, ZERO)
        if is_positive and rounding.mode == "half up":
            text = f"(({_times(top, 2)} + {bottom}) // {_times(bottom, 2)})"
        elif is_positive and rounding.mode == "down":
            text = f"({top} // {bottom})"
        else:
            to_one = self._constant(Rounding(0, rounding.mode))
            text = f"ticks({top}, {bottom}, {to_one})"
        return Code(self._kept(text), unit, found, item.absent)

    def root(self, item: Code, degree: int, rounding: Rounding) -> Code:
        if item.absent is True:
            return NOTHING
        named = self._named(item)

        def taken() -> Code:
            top, bottom = self._name(), self._name("d")
            how = self._constant(rounding)
            self._emit(f"{top}, {bottom} = root({named.top}, {named.bottom}, {degree}, {how})")
            least = named.range.clip(ZERO, None)
            found = least.rising(lambda end: rounded_root(end, degree, rounding))
            return Code(top, bottom, found)

        return self._cases(_when(named.absent, self.nothing), taken)

    # Conditions

    def compare(self, node: n.Comparison, left: Code, right: Code) -> Code:
        beside = node.size_beside
        if isinstance(beside, n.IndicatorNumber):
            self._emit(f"if {self._cell(BareNumber(beside))} is None: refuse()")
        absent = self._any_absent((left, right))
        a, b, c, d = left.top, left.bottom, right.top, right.bottom
        if isinstance(b, int) and isinstance(d, int):
            whole = lcm(b, d)
            a, c = _times(a, whole // b), _times(c, whole // d)
        elif b != d:
            a, c = _times(a, d), _times(c, b)
        if isinstance(a, int) and isinstance(c, int):
            holds = {"<=": a <= c, "<": a < c, "==": a == c}[node.how]
            return _condition(int(holds), absent)
        return _condition(self._short(f"({a} {node.how} {c})"), absent)

    def all_of(self, conditions: Sequence[Code]) -> Code:
        return self._joined(" and ", conditions)

    def any_of(self, conditions: Sequence[Code]) -> Code:
        return self._joined(" or ", conditions)

    def _joined(self, word: str, conditions: Sequence[Code]) -> Code:
        absent = self._any_absent(conditions)
        text = str(conditions[0].top)
        for condition in conditions[1:]:
            text = str(self._short(f"({text}{word}{condition.top})"))
        return _condition(text if len(conditions) > 1 else conditions[0].top, absent)

    def opposite(self, condition: Code) -> Code:
        top = condition.top
        text = int(not top) if isinstance(top, int) else self._short(f"(not {top})")
        return _condition(text, condition.absent)

    def applies(self, item: Code) -> Code:
        if isinstance(item.absent, bool):
            return _condition(int(not item.absent))
        return _condition(f"(not {item.absent})")

    def branch(
        self, condition: Code, then: Callable[[], Code], otherwise: Callable[[], Code]
    ) -> Code:
        if condition.absent is True:
            return NOTHING
        cases = _when(condition.absent, self.nothing)
        if isinstance(condition.top, int):
            return self._cases(cases, then if condition.top else otherwise)
        return self._cases([*cases, (condition.top, then)], otherwise)

    def instead(self, item: Code, number: Fraction) -> Code:
        fixed = self.number(number)
        if isinstance(item.absent, bool):
            return fixed if item.absent else item
        named = self._named(item)
        return self._cases(
            [(str(named.absent), _returning(fixed))], _returning(evolve(named, absent=False))
        )

    def _any_absent(self, codes: Sequence[Code]) -> Truth:
        tests = list(dict.fromkeys(code.absent for code in codes if code.absent is not False))
        if True in tests:
            return True
        if len(tests) < 2:
            return tests[0] if tests else False
        return self._truth(f"({' or '.join(map(str, tests))})")

    def _cases(
        self, cases: Sequence[tuple[str, Callable[[], Code]]], otherwise: Callable[[], Code]
    ) -> Code:
        """Compute the first case whose test holds; no other case is computed."""
        if not cases:
            return otherwise()
        blocks: list[tuple[list[str], Code]] = []
        for compute in (*(compute for _, compute in cases), otherwise):
            with self._block() as lines:
                code = compute()
            blocks.append((lines, code))
        codes = _one_bottom([code for _, code in blocks])
        found = reduce(Range.hull, [c.range for c in codes if c.absent is not True] or [NO])
        tests = [test for test, _ in cases]
        columns = list(zip(*map(_parts, codes), strict=True))
        open_columns = [column for column in columns if len({*column}) > 1]
        texts = [str(text) for column in open_columns for text in column]
        if (
            not any(lines for lines, _ in blocks)
            and len(open_columns) == 1
            and len("".join(texts)) < LONGEST
        ):
            written = [f"{text} if {test} else " for test, text in zip(tests, texts, strict=False)]
            joined = f"({''.join(written)}{texts[-1]})"
            return _with_columns(columns, open_columns, [joined], found)
        names = [self._name() for _ in open_columns]
        for at, (lines, _) in enumerate(blocks):
            word = "else" if at == len(tests) else f"{'elif' if at else 'if'} {tests[at]}"
            self._emit(f"{word}:")
            self._at.lines += lines
            given = [
                f"{name} = {column[at]}" for name, column in zip(names, open_columns, strict=True)
            ]
            self._at.lines.append("    " * (self._at.indent + 1) + ("; ".join(given) or "pass"))
        return _with_columns(columns, open_columns, names, found)

    # Grades

    def proved(self, points: Code, reach: Value) -> Code:
        found = points.range if reach.range is None else points.range.meet(reach.range)
        absent = points.absent if reach.may_not_apply else False
        return self._named(Code(points.top, points.bottom, found, absent))

    def no_grade(self) -> str:
        return "None"

    def grade(
        self,
        points: Code,
        overrides: Sequence[tuple[Node, str | None]],
        bands: Sequence[tuple[str, Span]],
        caps: Sequence[tuple[Node, str]],
    ) -> str:
        name = self._name("g")
        points = self._named(points)
        if not overrides and points.absent is False:
            self._banded(name, points, bands, caps)
            return name
        # A loop that runs once: the first grade that is found leaves it.
        with self._block() as body:
            for asked, label in overrides:
                test = self._holds(self.of(asked))
                self._emit(f"if {test}: {name} = {self._constant(label)}; break")
            if points.absent is not False:
                self._emit(f"if {points.absent}: {name} = None; break")
            if points.absent is not True:
                self._banded(name, points, bands, caps)
                self._emit("break")
        self._emit("while True:")
        self._at.lines += body
        return name

    def _banded(
        self,
        name: str,
        points: Code,
        bands: Sequence[tuple[str, Span]],
        caps: Sequence[tuple[Node, str]],
    ) -> None:
        text = ""
        for label, edge in bands:
            value = edge_value(edge)
            left = _times(points.top, value.denominator)
            right = _times(points.bottom, value.numerator)
            sign = _SIGNS[edge.lower is None, edge.lower_open or edge.upper_open]
            text += f"{self._constant(label)} if {left} {sign} {right} else "
        self._emit(f"{name} = {text}refuse()")
        labels = [label for label, _ in bands]
        for asked, best in caps:
            worst = labels.index(best)
            capped = {label: labels[max(labels.index(label), worst)] for label in labels}
            test = self._holds(self.of(asked))
            self._emit(f"if {test}: {name} = {self._constant(capped)}[{name}]")

    def _holds(self, condition: Code) -> str:
        if condition.absent is False:
            return str(condition.top)
        return f"({condition.top} and not {condition.absent})"


_SIGNS = {(False, False): ">=", (False, True): ">", (True, False): "<=", (True, True): "<"}


# Texts


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) + ("," if len(names) == 1 else "")


def _times(left: Text, right: Text) -> Text:
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if 0 in (left, right):
        return 0
    if isinstance(left, Condition):
        number = right if isinstance(right, int) else _times(1, right)
        return f"({number} if {left} else 0)"
    if isinstance(right, Condition):
        return _times(right, left)
    if 1 in (left, right):
        return right if left == 1 else left
    return f"({left} * {right})"


def _plus(left: Text, right: Text) -> Text:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    if 0 in (left, right):
        return right if left == 0 else left
    return f"({_times(1, left)} + {_times(1, right)})"


def _shortened(top: Text, bottom: Text) -> tuple[Text, Text]:
    """Divide two fixed numbers by what they share."""
    if not isinstance(top, int) or not isinstance(bottom, int) or not top:
        return top, bottom
    shared = gcd(top, bottom)
    return top // shared, bottom // shared


def _is_open(text: Text) -> bool:
    return isinstance(text, str) and text != "None"


def _condition(text: Text, absent: Truth = False) -> Code:
    return Code(text if isinstance(text, int) else Condition(text), 1, EITHER, absent)


def _pair(code: Code) -> str:
    if code.absent is True:
        return "None"
    pair = f"({code.top}, {code.bottom})"
    return pair if code.absent is False else f"(None if {code.absent} else {pair})"


def _parts(code: Code) -> list[Text]:
    absent: Text = code.absent if isinstance(code.absent, str) else int(code.absent)
    return [code.top, code.bottom, absent]


def _with(code: Code, parts: Sequence[Text]) -> Code:
    top, bottom, absent = parts
    return Code(top, bottom, code.range, absent if isinstance(absent, str) else bool(absent))


def _with_columns(
    columns: Sequence[tuple[Text, ...]],
    changed: Sequence[tuple[Text, ...]],
    names: Sequence[str],
    found: Range,
) -> Code:
    """Return the code of some cases: what differs between them has a name."""
    new = dict(zip(map(id, changed), names, strict=True))
    parts = [new.get(id(column), column[0]) for column in columns]
    return _with(Code(0, 1, found), parts)


def _one_bottom(codes: Sequence[Code]) -> list[Code]:
    """Return codes with one divisor, if all divisors are fixed."""
    given = [code for code in codes if code.absent is not True]
    if not given or not all(isinstance(code.bottom, int) for code in given):
        return list(codes)
    bottom = lcm(*(int(code.bottom) for code in given))
    return [
        evolve(code, bottom=bottom)
        if code.absent is True
        else evolve(code, top=_times(code.top, bottom // int(code.bottom)), bottom=bottom)
        for code in codes
    ]


def _when(test: Truth, compute: Callable[[], Code]) -> list[tuple[str, Callable[[], Code]]]:
    return [] if isinstance(test, bool) else [(test, compute)]


def _returning(code: Code) -> Callable[[], Code]:
    return lambda: code


def _many(found: Range) -> Range:
    """Return the range of a sum of any number of terms."""
    return found.hull(NO) * NOT_NEGATIVE


def _if_applies(code: Code) -> str:
    return "" if code.absent is False else f"if not {code.absent}: "


def _answers_only(known: Sequence[dict[object, Code]]) -> Iterator[dict[object, Code]]:
    """Yield what is known of answers: the facts of a fold are those of its items."""
    for block in known:
        yield {place: code for place, code in block.items() if isinstance(place, tuple)}


def _outside(node: n.Figure, top: str, bottom: str) -> Iterator[str]:
    """Yield the tests that a number lies outside of what a question accepts."""
    for end, sign in ((node.lower, "<"), (node.upper, ">=" if node.upper_open else ">")):
        if end is not None:
            yield f"{_times(top, end.denominator)} {sign} {_times(bottom, end.numerator)}"


def _repeated(rules: Sequence[Node]) -> set[Node]:
    """Return the rules that appear more than once."""
    seen: set[Node] = set()
    twice: set[Node] = set()
    waiting = list(rules)
    while waiting:
        node = waiting.pop()
        if node in seen:
            twice.add(node)
        else:
            seen.add(node)
            waiting.extend(node.inside)
    return {node for node in twice if node.inside or asking(node) is not None}


# Functions that a program calls


def _only(key: str) -> Callable[[Mapping[str, object]], tuple[object]]:
    return lambda answers: (answers[key],)


def _reader(node: n.Figure) -> Callable[[object], tuple[int, int, bool]]:
    """Return a function that reads the number of an answer."""

    def read(answer: object) -> tuple[int, int, bool]:
        return _triple(pair_of(read_answer(node, {node.key: answer})))  # type: ignore[dict-item]

    return read


def _triple(pair: Pair) -> tuple[int, int, bool]:
    return (0, 1, True) if pair is None else (*pair, False)


_HELPERS: Mapping[str, object] = {
    "ABSENT": NotApplicableType,
    "BOOL": {bool},
    "Fraction": Fraction,
    "mean": lambda pairs, weights: _triple(integers.mean(pairs, weights)),
    "ordered": lambda first, last, pairs: _triple(integers.ordered(first, last, pairs)),
    "refuse": integers.refuse_fact,
    "root": integers.root,
    "ticks": integers.ticks,
    "total": lambda pairs: _triple(integers.total(pairs)),
}
