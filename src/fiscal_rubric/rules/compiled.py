"""Compute a rule as the text of a Python program.

The program works on integers. A number is a fraction whose divisor is fixed wherever possible, so
that adding and rounding are single operations. All that may refuse is a statement of its own, so
that no refusal is lost with a value that nothing needs. Texts of a rubric never enter the program;
it reads them as constants.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce
from math import gcd, lcm

from attrs import define, evolve

from fiscal_rubric.evidence.evidence import FixedAnswer
from fiscal_rubric.numbers.ranges import (
    EITHER,
    EVERYTHING,
    NO,
    NOT_NEGATIVE,
    YES,
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
from fiscal_rubric.rules.python_writer import (
    LONGEST,
    Condition,
    Function,
    Text,
    Truth,
    Writer,
    listed,
    plus,
    shortened,
    times,
)
from fiscal_rubric.rules.traits import asking, reads_lines
from fiscal_rubric.targets.targets import NotApplicableType


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


class Compiler(Writer[Code], Algebra[Code, str]):
    """The algebra that writes a program.

    Args:
        rules: all rules of the program, to find what is computed twice.
    """

    def __init__(self, rules: Sequence[Node]) -> None:
        super().__init__(_HELPERS)
        self.columns = Columns()
        self.lines: Mapping[LineKey, Computed[Code, str]] = {}
        self.measures: list[str] = []  # names of functions that read projects only
        # The rows around the next statement, outermost first, with the names of their cells.
        self._rows: list[tuple[Columns, dict[int, str]]] = [(self.columns, {})]
        self._is_apart = False  # inside a function that reads projects only
        self._measured: dict[Node, tuple[int, Code]] = {}
        self._sources: dict[Node, frozenset[str]] = {}
        self._repeated = _repeated(rules)

    @property
    def asked_always(self) -> set[str]:
        """The questions that the program asks, for any evidence."""
        return {*self._at.answers}

    # Rules

    @contextmanager
    def function(self, name: str, arguments: str) -> Iterator[Function[Code]]:
        """Write a function of its own; the block fills in its results."""
        outside, own = self._at, Function[Code](known=[{}])
        self._at = own
        yield own
        self._written += self._function(name, arguments, own.results)
        self._at = outside

    def functions_only(self) -> str:
        """Return the functions that were written, without `run`."""
        return "\n".join(self._written) + "\n"

    def given_line(
        self, position: int, rounding: Rounding, reach: Value, scale: tuple[str, ...]
    ) -> Computed[Code, str]:
        """Read the result of a line below from a list by position."""
        top, grade = self._name(), self._name("g")
        self._emit(f"{top}, {grade} = L[{position}]")
        absent: Truth = False
        if reach.may_not_apply:
            absent = str(self._kept(f"({top} is None)", "n"))
            self._emit(f"if {absent}: {top} = 0")
        found = NO if reach.range is None else reach.range
        points = Code(top, int(10**rounding.places), found, absent)
        if rounding.is_exact:
            bottom = self._name("d")
            self._emit(f"{top}, {bottom} = Fraction({top}).as_integer_ratio()")
            points = Code(top, bottom, found, absent)
        return Computed(points, grade, scale)

    def of(self, node: Node) -> Code:
        for known in reversed(self._at.known):
            if node in known:
                return known[node]
        if not self._is_apart and len(self._rows) == 1 and self._of_projects(node):
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
        return self._sources_of(node) == _PROJECTS

    def _sources_of(self, node: Node) -> frozenset[str]:
        """Return what a rule reads: projects, or answers and lines, or both."""
        found = self._sources.get(node)
        if found is None:
            asked = asking(node)
            if asked is None and not reads_lines(node):
                own = _PROJECTS if isinstance(node, n.Fold) else frozenset[str]()
            else:
                own = _PROJECTS if isinstance(node, _PROJECT_FACTS) else _OTHERS
            found = own.union(*map(self._sources_of, node.inside))
            self._sources[node] = found
        return found

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
        outside, self._at = self._at, Function(known=[{}])
        self._is_apart = True
        texts = results()
        name, position = f"m{len(self.measures)}", len(self.measures)
        given = [str(text) for text in texts if _is_open(text)]
        self._written += self._function(name, "P", [f"({listed(given)})"])
        self._at, self._is_apart = outside, False
        self.measures.append(name)
        return position, texts

    def _unpacked(self, position: int, texts: Sequence[Text]) -> list[Text]:
        """Take the results of such a function: fixed numbers, or names of variables.

        The program gets them as one tuple, or None where it refused: to unpack None refuses too.
        """
        names = [self._name() if _is_open(text) else text for text in texts]
        wanted = [str(name) for name in names if _is_open(name)]
        self._emit(f"({listed(wanted)}) = M[{position}]")
        self._at.measures.append(position)
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
        name, scale = self._answer(node.key), unit_of(node.unit)[0]
        read = self._constant(_reader(node), "f")
        top, bottom, absent = self._name(), self._name("d"), self._name("n")
        low = None if node.lower is None else node.lower * scale
        high = None if node.upper is None else node.upper * scale
        found = Code(top, bottom, EVERYTHING.clip(low, high), node.may_not_apply and absent)
        if scale != 1:
            self._emit(f"{top}, {bottom}, {absent} = {read}({name})")
            return found
        self._emit(f"if type({name}) is Fraction:")
        self._emit(f"    {top} = {name}.numerator; {bottom} = {name}.denominator; {absent} = False")
        for end, sign in ((low, "<"), (high, ">=" if node.upper_open else ">")):
            if end is not None:
                self._emit(f"    if {_compared(found, sign, self.number(end))}: refuse()")
        self._emit(f"else: {top}, {bottom}, {absent} = {read}({name})")
        return found

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
        return self._cell_at(self._rows[-1][0].at(fact))

    def _cell_at(self, position: int) -> str:
        if len(self._rows) == 1:
            self._at.reads_row = True
            return f"P[{position}]"
        return self._rows[-1][1].setdefault(position, self._name("c"))

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
        inner, cells, outside = Columns(node), dict[int, str](), self._at
        known = [*_answers_only(outside.known)]
        self._at = Function(known=known, answers=outside.answers, flags=outside.flags)
        self._rows.append((inner, cells))
        with self._block() as body:
            item = self.of(node.item)
            is_sum = node.how in ("total", "count") and isinstance(item.bottom, int)
            weight = Code(1, 1, YES) if node.weight is None else self.of(node.weight)
            start, result = self._summed(item) if is_sum else self._gathered(node, item, weight)
        self._rows.pop()
        self._at = outside
        header = [cells.get(cell, "_") for cell in range(len(inner.columns))]
        loop = f"for {listed(header) if header else '_'} in "
        position = self._rows[-1][0].add(inner)
        if is_sum and self._is_apart and len(self._rows) == 1 and inner.is_of_one_project:
            return self._of_each_project(position, inner, [start, f"{loop}R:"], body, result())
        self._emit(start)
        self._emit(f"{loop}{self._cell_at(position)}:")
        outside.lines += [f"{self._indent(-1)}{line}" for line in body]
        return result()

    def _of_each_project(
        self, position: int, inner: Columns, start: list[str], body: list[str], whole: Code
    ) -> Code:
        """Write a loop as a function, whose sum is kept for each project."""
        inner.sum = self._name("s")
        self._written += [f"def {inner.sum}(R):", *(f"    {line}" for line in start), *body]
        self._written.append(f"    return {whole.top}")
        name = self._kept(self._cell_at(position))
        self._emit(f"if {name} is None: refuse()")
        return evolve(whole, top=name)

    def _summed(self, item: Code) -> tuple[str, Callable[[], Code]]:
        """Write how a loop adds an item; return its start, and what makes its result."""
        whole = self._name("t")
        test = "" if item.absent is False else f"if not {item.absent}: "
        self._emit(f"{test}{whole} += {times(1, item.top)}")
        return f"{whole} = 0", lambda: Code(whole, item.bottom, _many(item.range))

    def _gathered(self, node: n.Fold, item: Code, weight: Code) -> tuple[str, Callable[[], Code]]:
        """Write how a loop gathers an item and its weight."""
        pairs, weights = self._name("l"), self._name("l")
        self._emit(f"{pairs}.append({_pair(item)})")
        if node.how == "average":
            self._emit(f"{weights}.append({_pair(weight)})")
        calls = {
            "average": ("mean", (pairs, weights)),
            "ordered": ("ordered", (node.first, node.last, pairs)),
            "total": ("total", (pairs,)),
            "count": ("total", (pairs,)),
        }
        name, arguments = calls[node.how]
        found = _many(item.range) if name == "total" else item.range
        return f"{pairs} = []; {weights} = []", lambda: self._called(name, arguments, found)

    def _called(self, helper: str, arguments: Sequence[Text], found: Range) -> Code:
        """Call a function that returns a dividend, a divisor, and whether it does not apply."""
        top, bottom, absent = self._name(), self._name("d"), self._name("n")
        self._emit(f"{top}, {bottom}, {absent} = {helper}({', '.join(map(str, arguments))})")
        return Code(top, bottom, found, absent)

    # Numbers

    def add(self, terms: Sequence[Code]) -> Code:
        absent = self._any_absent(terms)
        found = reduce(Range.__add__, (term.range for term in terms))
        fixed = [term for term in terms if isinstance(term.bottom, int)]
        others = [term for term in terms if not isinstance(term.bottom, int)]
        bottom: Text = lcm(*(int(term.bottom) for term in fixed))
        top: Text = 0
        for term in fixed:
            top = self._short(plus(top, times(term.top, int(bottom) // int(term.bottom))))
        for term in others:
            top = self._kept(plus(times(top, term.bottom), times(term.top, bottom)))
            bottom = self._kept(times(bottom, term.bottom), "d")
        return Code(top, bottom, found, absent)

    def times(self, left: Code, right: Code) -> Code:
        a, b, c, d = left.top, left.bottom, right.top, right.bottom
        a, d = shortened(a, d)
        c, b = shortened(c, b)
        return Code(
            self._short(times(a, c)),
            self._kept(times(b, d), "d"),
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
            top, bottom = shortened(dividend.top, under)
            down, up = shortened(dividend.bottom, divisor.bottom)
            found = EVERYTHING
            if precedes(ZERO, divisor.range.upper):
                found = dividend.range.over_positive(divisor.range)
            new = self._kept(times(bottom, down), "d")
            return Code(self._kept(times(top, up)), new, found)

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
            tops = [times(term.top, bottom // int(term.bottom)) for term in terms]
            name = "min" if first == LOWEST else "max"
            return Code(self._kept(f"{name}(({', '.join(map(str, tops))},))"), bottom, found)
        pairs = f"({', '.join(map(_pair, terms))},)"
        return self._called("ordered", (first, last, pairs), found)

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
        units = f"({', '.join(_pair(self.number(weight)) for _, weight in both)},)"
        return self._called("mean", (pairs, units), found)

    def clip(self, item: Code, lower: Fraction | None, upper: Fraction | None) -> Code:
        named = self._named(item)
        cases: list[tuple[str, Callable[[], Code]]] = []
        for end, sign, may_pass in (
            (lower, "<", lower is not None and precedes(item.range.lower, lower)),
            (upper, ">", upper is not None and precedes(upper, item.range.upper)),
        ):
            if end is not None and may_pass:
                fixed = self.number(end)
                cases.append((_compared(named, sign, fixed), _returning(fixed)))
        inside = self._cases(cases, _returning(evolve(named, absent=False)))
        return evolve(inside, range=item.range.clip(lower, upper), absent=named.absent)

    def rounded(self, item: Code, rounding: Rounding) -> Code:
        if rounding.is_exact or item.absent is True:
            return item
        found, unit = item.range.rising(rounding.round), int(10**rounding.places)
        if isinstance(item.bottom, int) and unit % item.bottom == 0:
            return Code(times(item.top, unit // item.bottom), unit, found, item.absent)
        bottom: Text = item.bottom
        if isinstance(bottom, int):
            shared = gcd(unit, bottom)
            bottom, factor = bottom // shared, unit // shared
        else:
            factor = unit
        top = self._kept(times(item.top, factor))
        if isinstance(top, int) and isinstance(bottom, int):
            fixed = integers.ticks(top, bottom, Rounding(0, rounding.mode))
            return Code(fixed, unit, found, item.absent)
        is_positive = not precedes(item.range.lower, ZERO)
        if is_positive and rounding.mode == "half up":
            text = f"(({times(top, 2)} + {bottom}) // {times(bottom, 2)})"
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
        text = self._short(Condition(_compared(left, node.how, right)))
        return _condition(text, self._any_absent((left, right)))

    def all_of(self, conditions: Sequence[Code]) -> Code:
        return self._joined(" and ", conditions)

    def any_of(self, conditions: Sequence[Code]) -> Code:
        return self._joined(" or ", conditions)

    def _joined(self, word: str, conditions: Sequence[Code]) -> Code:
        absent = self._any_absent(conditions)
        text = str(conditions[0].top)
        for condition in conditions[1:]:
            text = str(self._short(f"({text}{word}{condition.top})"))
        return _condition(text, absent)

    def opposite(self, condition: Code) -> Code:
        return _condition(self._short(f"(not {condition.top})"), condition.absent)

    def applies(self, item: Code) -> Code:
        return _condition(f"(not {item.absent})")

    def branch(
        self, condition: Code, then: Callable[[], Code], otherwise: Callable[[], Code]
    ) -> Code:
        if condition.absent is True:
            return NOTHING
        cases = _when(condition.absent, self.nothing)
        return self._cases([*cases, (str(condition.top), then)], otherwise)

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
        tests, computes = zip(*cases, strict=True)
        blocks: list[list[str]] = []
        made: list[Code] = []
        for compute in (*computes, otherwise):
            with self._block() as lines:
                made.append(compute())
            blocks.append(lines)
        codes = _one_bottom(made)
        found = reduce(Range.hull, [c.range for c in codes if c.absent is not True] or [NO])
        columns = list(zip(*map(_parts, codes), strict=True))
        open_columns = [column for column in columns if len({*column}) > 1]
        texts = [str(text) for column in open_columns for text in column]
        is_short = len(open_columns) == 1 and sum(map(len, texts)) < LONGEST
        if is_short and not any(blocks):
            written = [f"{text} if {test} else " for text, test in zip(texts, tests, strict=False)]
            names = [f"({''.join(written)}{texts[-1]})"]
            return _with_columns(columns, open_columns, names, found)
        names = [self._name() for _ in open_columns]
        for at, (test, lines) in enumerate(zip((*tests, ""), blocks, strict=True)):
            self._emit("else:" if not test else f"{'elif' if at else 'if'} {test}:")
            both = zip(names, open_columns, strict=True)
            given = "; ".join(f"{name} = {column[at]}" for name, column in both)
            self._at.lines += [*lines, f"{self._indent(1)}{given or 'pass'}"]
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
            sign = _SIGNS[edge.lower is None, edge.lower_open or edge.upper_open]
            test = _compared(points, sign, self.number(edge_value(edge)))
            text += f"{self._constant(label)} if {test} else "
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


_PROJECTS, _OTHERS = frozenset(("projects",)), frozenset(("answers and lines",))
_PROJECT_FACTS = (n.Money, n.IndicatorNumber, n.IndicatorCondition)


# Texts


def _compared(left: Code, sign: str, right: Code) -> str:
    """Return the text of a comparison of two numbers."""
    a, b, c, d = left.top, left.bottom, right.top, right.bottom
    if isinstance(b, int) and isinstance(d, int):
        whole = lcm(b, d)
        b, d = whole // d, whole // b
    return f"({times(a, d)} {sign} {times(c, b)})"


def _is_open(text: Text) -> bool:
    return isinstance(text, str) and text != "None"


def _condition(text: Text, absent: Truth = False) -> Code:
    return Code(Condition(text), 1, EITHER, absent)


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
        else evolve(code, top=times(code.top, bottom // int(code.bottom)), bottom=bottom)
        for code in codes
    ]


def _when(test: Truth, compute: Callable[[], Code]) -> list[tuple[str, Callable[[], Code]]]:
    return [] if isinstance(test, bool) else [(test, compute)]


def _returning(code: Code) -> Callable[[], Code]:
    return lambda: code


def _many(found: Range) -> Range:
    """Return the range of a sum of any number of terms."""
    return found.hull(NO) * NOT_NEGATIVE


def _answers_only(known: Sequence[dict[object, Code]]) -> Iterator[dict[object, Code]]:
    """Yield what is known of answers: the facts of a fold are those of its items."""
    for block in known:
        yield {place: code for place, code in block.items() if isinstance(place, tuple)}


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


def _reader(node: n.Figure) -> Callable[[FixedAnswer], tuple[int, int, bool]]:
    """Return a function that reads the number of an answer."""

    def read(answer: FixedAnswer) -> tuple[int, int, bool]:
        return _triple(pair_of(read_answer(node, {node.key: answer})))

    return read


def _triple(pair: Pair) -> tuple[int, int, bool]:
    return (0, 1, True) if pair is None else (*pair, False)


def _mean(pairs: Sequence[Pair], weights: Sequence[Pair]) -> tuple[int, int, bool]:
    return _triple(integers.mean(pairs, weights))


def _ordered(first: int, last: int, pairs: Sequence[Pair]) -> tuple[int, int, bool]:
    return _triple(integers.ordered(first, last, pairs))


def _total(pairs: Sequence[Pair]) -> tuple[int, int, bool]:
    return _triple(integers.total(pairs))


_HELPERS: Mapping[str, object] = {
    "ABSENT": NotApplicableType,
    "Fraction": Fraction,
    "mean": _mean,
    "ordered": _ordered,
    "refuse": integers.refuse_fact,
    "root": integers.root,
    "ticks": integers.ticks,
    "total": _total,
}
