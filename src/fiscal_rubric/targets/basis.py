"""The basis on which evidence is read; every scorecard names it."""

from __future__ import annotations

from typing import Literal, get_args

from attrs import field, frozen

from fiscal_rubric.validation import take_option

Targets = Literal["original", "revised"]
Excused = Literal["missed", "not_missed"]
BudgetBasis = Literal["initial", "adjusted"]
Claims = Literal["trusted", "doubted"]


def _targets(value: Targets) -> Targets:
    return take_option(value, "targets", get_args(Targets))


def _excused(value: Excused) -> Excused:
    return take_option(value, "excused", get_args(Excused))


def _budget(value: BudgetBasis) -> BudgetBasis:
    return take_option(value, "budget", get_args(BudgetBasis))


def _claims(value: Claims) -> Claims:
    return take_option(value, "claims", get_args(Claims))


@frozen
class Basis:
    """The basis on which evidence is read (口径).

    Args:
        targets: "original" or "revised" targets; the original where no revised one exists.
        excused: an indicator not carried out for a stated reason counts as "missed" or
            "not_missed" (then it does not apply).
        budget: `planned()` is the "initial" or the "adjusted" budget.
        claims: words without a number (达成预期指标) are "trusted", or "doubted": not known.

    Example:
        >>> Basis(targets="revised").excused
        'missed'
    """

    targets: Targets = field(default="original", converter=_targets)
    excused: Excused = field(default="missed", converter=_excused)
    budget: BudgetBasis = field(default="adjusted", converter=_budget)
    claims: Claims = field(default="trusted", converter=_claims)
