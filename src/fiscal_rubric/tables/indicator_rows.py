"""Read one indicator from the cells of a row, for any table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar, cast

from attrs import field, frozen

from fiscal_rubric.errors import Fault, FiscalRubricError, fault
from fiscal_rubric.evidence.project import Indicator, is_time_limit, one_revision
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.numbers.units import is_share, take_unit, unit_of
from fiscal_rubric.tables.grid import LEAST_PER_CENT
from fiscal_rubric.tables.host_values import is_number, plain_value, printed
from fiscal_rubric.targets.printed_numbers import sign_of
from fiscal_rubric.targets.reading import (
    read_actual,
    read_actual_and_revision,
    read_kind,
    read_target,
)
from fiscal_rubric.targets.shared_words import shared_lead, shared_unit
from fiscal_rubric.targets.signs_and_claims import (
    NONE,
    NOTHING,
    SYMBOLS,
    Sense,
    gives_no_reason,
    normal,
)
from fiscal_rubric.targets.targets import (
    NOT_APPLICABLE,
    AnyActual,
    AnyTarget,
    Kind,
    NoTarget,
    NumericActual,
    NumericTarget,
    QualitativeTarget,
    SeveralActuals,
    SeveralTargets,
)
from fiscal_rubric.validation import take_text

T = TypeVar("T")
SHARES = ("target", "revised", "actual", "baseline")
# Column -> the columns that name its fault in a table without it, the first one that is there.
_INSTEAD = {
    "level2": ("kind", "level1", "name"),
    "key": ("name",),
}


@frozen(eq=False)
class Row:
    """The cells of one indicator.

    Attributes:
        values: column to cell, as the host gives it.
        level1, level2: the headings above it.
        default_kind: the kind where no heading names one; None where one must be named.
        phrases: texts that claim that the target was met.
        faults: (column, fault) of each cell that could not be read.
    """

    values: Mapping[str, object]
    level1: str
    level2: str
    default_kind: Kind | None = None
    phrases: tuple[str, ...] = ()
    faults: list[tuple[str, Fault]] = field(factory=list[tuple[str, Fault]])
    _texts: dict[str, str] = field(init=False, factory=dict[str, str])

    def text(self, column: str) -> str:
        """Return the printed text of a cell; "" where it is blank or cannot be read."""
        if column not in self._texts:
            value = plain_value(self.values.get(column))
            self._texts[column] = self.read(column, lambda: printed(value)) or ""
        return self._texts[column]

    def read(self, column: str, reader: Callable[[], T]) -> T | None:
        """Call a reader; note its faults and return None where it fails."""
        try:
            return reader()
        except FiscalRubricError as error:
            for broken in error.faults:
                self.note(column, broken)
            return None

    def note(self, column: str, broken: Fault) -> None:
        """Note a fault of a column, or of the one that a table without that column has."""
        columns = (column, *_INSTEAD.get(column, ()))
        there = next((name for name in columns if name in self.values), column)
        self.faults.append((there, broken))

    def indicator(self, key: str | None = None) -> Indicator | None:
        """Read the indicator, without the cells that cannot be read; None without a name.

        Args:
            key: its key, if the row has no column of keys.
        """
        name = self.text("name")
        if not name and not self.faults:
            self.note("name", fault("blank_cell", "", "", "服务站"))
        named = self.kind()
        kind: Kind = named or "quantity"
        target, revised, actual, baseline, in_cell = self._targets(name, kind)
        later = self.read("revised", lambda: one_revision(revised, in_cell))
        weight, reason, own_key = self.weight(), self.text("reason"), self.text("key")
        if named is None or not name:
            return None

        def built(revised: AnyTarget | None, actual: AnyActual | None) -> Indicator:
            return Indicator(
                name,
                kind,
                target,
                actual,
                key=own_key or key,
                level1=self.level1,
                level2=self.level2,
                revised=revised,
                weight=weight,
                reason=reason,
                baseline=baseline,
            )

        try:
            return built(later, actual)
        except FiscalRubricError as error:
            broken = error.faults[0]
        column, kept = broken.place, actual
        if column == "revised" and not self.text("revised"):
            column, kept = "actual", None  # its cell states the revised target
        self.note(column, broken)
        return self.read("key", lambda: built(None, kept)) if broken.place == "revised" else None

    def kind(self) -> Kind | None:
        """Return the kind that the row's own cell, or its headings, name."""
        for column, text in (("kind", self.text("kind")), ("level2", self.level2)):
            if not text:
                continue
            try:
                return read_kind(text)
            except FiscalRubricError as error:
                if self.default_kind is None or column == "kind":
                    self.note(column, error.faults[0])
                if self.default_kind is None:
                    return None
        try:
            return read_kind(self.level1)
        except FiscalRubricError:  # a heading of the first level seldom names a kind
            if self.default_kind is None:
                self.note("level2", fault("blank_cell", "", "", "数量指标"))
            return self.default_kind

    def _targets(
        self, name: str, kind: Kind
    ) -> tuple[
        AnyTarget,
        AnyTarget | None,
        AnyActual | None,
        NumericActual | None,
        NumericTarget | None,
    ]:
        """Read the target, the revised target, the result and the baseline.

        Each explains the others. The last one is a revised target in the cell of the result.
        """
        wanted, later, result, before = (self.text(column) for column in SHARES)
        sign = self._sign(wanted)
        unit = self._unit() or shared_unit(wanted, result)
        result = result.removeprefix(shared_lead(wanted, result))
        sense: Sense | None = None
        if name and is_time_limit(take_text(name, "name"), kind, wanted):
            sense = "at most"

        def target_of(text: str) -> AnyTarget:
            if sign is None and text:
                return QualitativeTarget(f"{self.text('sign')} {text}")
            if sign == "words" and re.search(r"\d", text):
                return QualitativeTarget(text)
            return read_target(_signed(sign or "", text), kind, sense=sense, unit=unit)

        target = self.read("target", lambda: target_of(wanted))
        revised = self.read("revised", lambda: target_of(later)) if later else None
        read = self.read(
            "actual",
            lambda: read_actual_and_revision(
                result, self.phrases, kind=kind, target=target, unit=unit
            ),
        )
        actual, in_cell = read or (None, None)
        baseline = self._baseline(before, target, unit)
        share = next(filter(None, map(_share_of, (target, revised, actual, baseline))), None)
        bare = [column for column in SHARES if share and self._is_bare_share(column, share)]
        return (
            NoTarget("") if target is None or "target" in bare else target,
            None if "revised" in bare else revised,
            None if "actual" in bare else actual,
            None if "baseline" in bare else baseline,
            in_cell,
        )

    def _baseline(self, text: str, target: AnyTarget | None, unit: str) -> NumericActual | None:
        if gives_no_reason(text):
            return None
        found = self.read("baseline", lambda: read_actual(text, target=target, unit=unit))
        if found is None or found is NOT_APPLICABLE:
            return None
        if isinstance(found, NumericActual):
            return found
        self.note("baseline", fault("number", "", text))
        return None

    def _sign(self, wanted: str) -> str | None:
        """Return the sign of the target from a column of its own.

        Returns:
            "words" for 定性, "" where the column states none, None where it is not understood or
            the target has another sign.
        """
        text = normal(self.text("sign"))
        if "定性" in text:
            return "words"
        if text in NONE or re.fullmatch(_NO_SIGN, text):
            return ""
        direction = re.fullmatch(_DIRECTION, text)
        if direction:
            return "≥" if direction["up"] else "≤"
        sign = sign_of(text)
        own = next((mark for mark in SYMBOLS if normal(wanted).startswith(mark)), text)
        if sign and sign_of(own) == sign:
            return sign
        self.note("sign", fault("sign_cell", "", text, "≥", "≤", "="))
        return None

    def _unit(self) -> str:
        """Return the unit from a column of its own."""
        stated = self.text("unit")
        if stated in NOTHING or stated == "无":
            return ""
        return self.read("unit", lambda: take_unit(stated)) or ""

    def _is_bare_share(self, column: str, unit: str) -> bool:
        """Note a bare number cell in a column of shares: a spreadsheet stores 90 % as 0.9.

        A number of 10 or more is read as per cent, because 1000 % is unlikely.
        """
        found = plain_value(self.values.get(column))
        if (
            not is_number(found)
            or not self.text(column)
            or (column != "actual" and self.text("unit"))
        ):
            return False
        number = exact(cast("int | float", found), "")
        if not 0 < abs(number) < LEAST_PER_CENT:
            return False
        texts = (number_text(n) + unit for n in (number / unit_of(unit)[0], number))
        self.note(column, fault("share", "", number_text(number), *texts))
        return True

    def weight(self) -> Fraction | None:
        """Read the points of an indicator: 10, 10分, (10) or 10%."""
        text = normal(self.text("weight")).strip("()").removesuffix("分").removesuffix("%")
        text = text.strip("()")
        if not text or text in NOTHING:
            return None
        if "/" in text:
            first = text.split("/", maxsplit=1)[0]
            self.note("weight", fault("number", "", text, first))
            return None
        weight = self.read("weight", lambda: exact(text, ""))
        if weight is not None and weight < 0:
            self.note("weight", fault("negative", "", text))
            return None
        return weight


# Cells of a column of signs that state none, and those that say that more, or less, is better.
_NO_SIGN = "|定量.*|数值型?|数字|百分比|绝对值|比率型?"
_DIRECTION = "(?:(?P<up>正|越[大高多]越好)|[反逆负]|越[小低少]越好)向?(?:指标)?"


def _signed(sign: str, text: str) -> str:
    """Return a target with the sign of its own column, unless it has one itself."""
    has_sign = normal(text).startswith(SYMBOLS) or not re.search(r"\d", text)
    return text if has_sign else sign + text


def _share_of(value: AnyTarget | AnyActual | None) -> str | None:
    """Return the unit of a share, % or ‰, in a cell; None if it has none."""
    match value:
        case NumericTarget(span=span) | NumericActual(span=span):
            return span.unit if is_share(span.unit) and span.unit in ("%", "‰") else None
        case SeveralTargets(parts=parts) | SeveralActuals(parts=parts):
            return next(filter(None, map(_share_of, parts)), None)
        case _:
            return None
