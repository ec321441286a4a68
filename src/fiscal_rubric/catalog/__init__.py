"""Ready rubrics, one module each, with their sources.

`CATALOG` lists them without loading any; `find` returns those of a place and a year.

Example:
    >>> from fiscal_rubric import catalog
    >>> [entry.key for entry in catalog.find("Brazil", 2022)]
    ['capag', 'iegm']
    >>> catalog.find("Brazil", 2022)[0].unconfirmed[0]["en"]
    'a debt or spending ratio exactly on an edge falls into the worse band: no published value \
shows it'
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, cast

from attrs import field, frozen

from fiscal_rubric.errors import near, refuse
from fiscal_rubric.evidence.evidence import Evidence
from fiscal_rubric.numbers.exact import exact, number_text
from fiscal_rubric.texts import FixedText, text_in
from fiscal_rubric.validation import Text, take_known, take_plain, take_text, take_year

if TYPE_CHECKING:
    from fiscal_rubric.catalog.cn_self_evaluation import Form


def _fixed(value: Text) -> FixedText:
    return take_text(value)


@frozen
class Entry:
    """One module of the catalogue.

    Attributes:
        key: the name of the module.
        name: of the standard.
        place: where it applies.
        first, last: its years; `last` is None if it is in use.
        module: the module, loaded on first use.
        unconfirmed: what no source and no published result confirms.
    """

    key: str
    name: FixedText = field(converter=_fixed)
    place: FixedText = field(converter=_fixed)
    first: int
    last: int | None = None

    @property
    def module(self) -> ModuleType:
        """The module, loaded on first use."""
        if self not in CATALOG:
            refuse("unknown_key", self.key, "", *near(self.key, [e.key for e in CATALOG]))
        return import_module(f"fiscal_rubric.catalog.{self.key}")

    @property
    def unconfirmed(self) -> tuple[FixedText, ...]:
        """Statements that no source and no published result confirms."""
        return tuple(map(take_text, cast("tuple[Text, ...]", self.module.UNCONFIRMED)))


_CHINA: Text = {"zh": "中国", "en": "China"}
_BRAZIL: Text = {"zh": "巴西", "en": "Brazil"}

CATALOG = (
    Entry(
        "cn_self_evaluation",
        {"zh": "项目支出绩效自评表", "en": "self-evaluation of project spending"},
        _CHINA,
        2016,
    ),
    Entry(
        "mof_2020",
        {"zh": "项目支出绩效评价指标体系框架", "en": "framework for evaluating project spending"},
        _CHINA,
        2020,
    ),
    Entry(
        "futian_2020",
        {"zh": "福田区项目支出绩效评价", "en": "evaluation of a district's projects"},
        {"zh": "深圳市福田区", "en": "Futian, Shenzhen"},
        2020,
        2020,
    ),
    Entry(
        "pefa_2016",
        {"zh": "公共支出与财政问责评估框架", "en": "PEFA framework"},
        {"zh": "国际", "en": "international"},
        2016,
    ),
    Entry("capag", {"zh": "财政支付能力评级", "en": "payment capacity"}, _BRAZIL, 2020, 2023),
    Entry("iegm", {"zh": "市政管理成效指数", "en": "municipal management"}, _BRAZIL, 2022, 2024),
    Entry(
        "omb_part",
        {"zh": "项目评级工具（PART）", "en": "Program Assessment Rating Tool"},
        {"zh": "美国", "en": "United States"},
        2002,
        2008,
    ),
    Entry(
        "ikpa",
        {"zh": "预算执行绩效指标（IKPA）", "en": "budget execution indicators (IKPA)"},
        {"zh": "印度尼西亚", "en": "Indonesia"},
        2024,
    ),
    Entry(
        "rfd",
        {"zh": "成果框架文件（RFD）", "en": "Results-Framework Document"},
        {"zh": "印度", "en": "India"},
        2009,
        2014,
    ),
    Entry(
        "pbb",
        {"zh": "绩效奖金评定（PBB）", "en": "Performance-Based Bonus"},
        {"zh": "菲律宾", "en": "Philippines"},
        2021,
        2022,
    ),
    Entry("cn_tender", {"zh": "综合评分法", "en": "comprehensive score of a tender"}, _CHINA, 2017),
    Entry(
        "cn_target_review",
        {"zh": "绩效目标审核", "en": "review of performance targets"},
        _CHINA,
        2015,
    ),
    Entry(
        "eu_milestones",
        {"zh": "绩效框架里程碑", "en": "milestones of the performance framework"},
        {"zh": "欧盟", "en": "European Union"},
        2014,
        2020,
    ),
    Entry(
        "fiscal_health_2025",
        {"zh": "财政健康指数", "en": "Fiscal Health Index"},
        {"zh": "印度", "en": "India"},
        2025,
    ),
)  # fmt: skip


def take_shares(value: object, names: Iterable[str], whole: int) -> dict[str, Fraction]:
    """Return the weights by name; refuse them unless they add up to `whole`."""
    shares = {key: exact(w, key) for key, w in take_known(value, "weights", names).items()}
    found = sum(shares.values(), Fraction(0))
    if found != whole:
        refuse("weights_sum", "weights", number_text(found), str(whole))
    return shares


_SUFFIXES = ("省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区")


def is_place(known: FixedText, asked: str) -> bool:
    """Return whether `asked` names a place: in either language, 湖北 for 湖北省, in any case."""
    return _plain_name(take_plain(asked, "place")) in {
        _plain_name(text_in(known, language)) for language in ("zh", "en")
    }


def _plain_name(place: str) -> str:
    name = place.strip().casefold()
    return next((name.removesuffix(end) for end in _SUFFIXES if name.endswith(end)), name)


def is_meant(
    known: FixedText, first: int, last: int | None, place: str | None, year: int | None
) -> bool:
    """Return whether a place and its years fit those asked for; None fits all."""
    here = place is None or is_place(known, place)
    now = year is None or first <= take_year(year, "year") <= (last or year)
    return here and now


def forms_for(evidence: Evidence) -> tuple[Form, ...]:
    """Return the self-evaluation forms that fit some evidence, the national one first.

    A form fits if its points for execution and the weights of each project make 100, and if it was
    in use in the year of the projects, where that is printed.

    Args:
        evidence: such as `read_sheet(rows).evidence`.

    Example:
        >>> from fiscal_rubric import Evidence, Indicator, Project
        >>> indicator = Indicator("结算完成率", "quantity", "≥100%", "90%", weight=80)
        >>> project = Project("体育中心", None, [indicator], period="2021年")
        >>> [form.key for form in forms_for(Evidence(project))]
        ['hubei']
    """
    ready = import_module("fiscal_rubric.catalog.cn_self_evaluation")
    return cast("tuple[Form, ...]", ready.forms_for(evidence))


def find(place: str | None = None, year: int | None = None) -> tuple[Entry, ...]:
    """Return the entries of a place and a year.

    Args:
        place: in Chinese or English (巴西, Brazil); None for all.
        year: None for all.
    """
    return tuple(e for e in CATALOG if is_meant(e.place, e.first, e.last, place, year))
