"""The answer of a scenario as plain values: what is counted apart from what is uncertain, and what is not known.

The names of the attributes are the keys of the JSON (`values.as_plain`), described in `docs/reference/antwoord.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from veerkracht.report.stad.classes import ClassOutlook
    from veerkracht.report.stad.doubt import DoubtRow
    from veerkracht.report.stad.people import Fate, IncomeRow, LettingRow
    from veerkracht.report.stad.tested import TestedRow
    from veerkracht.report.stad.values import Compared, Likelihood, Spread

FORMAT: Final = 1
REGION: Final = Bilingual("de gemeenten in de regio", "the gemeenten of the region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was computed: the scenario, the city, and how often.

    `engine` is `runs` for whole households with chance, or `mean_field` for expected numbers under as many draws.
    """

    title: str
    description: str
    gemeente: str
    start: int
    last: int
    runs: int
    seed: int
    engine: str
    sampling: str
    growth: float
    arrivals: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedArea:
    """What is counted in one area.

    `turnover` is the mean over the years; `housed`, `urgent` (displaced by demolition) and `quota` (from institutions)
    are sums over them, and `urgent_share` is the part of the housed that are urgent or of the quota.
    """

    code: str
    name: str
    households: Compared
    dwellings: Compared
    turnover: Compared
    housed: Compared
    urgent: Compared
    quota: Compared
    urgent_share: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """Homes of one segment: at the start, and won, lost and both together beside the baseline in the last year."""

    segment: str
    name: Bilingual
    start: float
    won: Spread
    lost: Spread
    change: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """Households that leave to, and come from, one place outside more than in the baseline, over all years."""

    place: Bilingual
    left: Spread
    arrived: Spread
    surplus: Spread
    surplus_vragers: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """Where households stand in the last year more than in the baseline; means over the runs, so that they add up."""

    place: Bilingual
    is_city: bool
    dragers: float
    between: float
    vragers: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The ledger: every household stands somewhere.

    Attributes:
        rows: the areas together, temporary housing, those who look for a first home, institutions, each place outside.
        total: of all rows.
        region_from: place in `rows` of the first gemeente of the region; the others follow.
        formed: households formed less those dissolved, beside the baseline.
        gap: the largest difference between both in any run.
        adds_up: whether there is none.
    """

    rows: tuple[LedgerRow, ...]
    region_from: int
    total: float
    formed: float
    gap: float
    adds_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """One kind of cost; the amount over all years is unknown where `why` says so."""

    actor: str
    name: Bilingual
    total_eur: Spread
    why: Bilingual | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """What one actor spends over all years, as far as it is known, and may spend.

    Attributes:
        actor: key of the actor.
        name: for people.
        total_eur: of the costs that are known.
        dearest_year_eur: the same in the dearest year.
        has_known: whether any cost is known.
        is_whole: False if a cost is unknown, so that the total is not the whole.
        most_eur, most_yearly_eur: what was agreed; None for nothing.
        over_eur: how much more than agreed, below 0 for what is left; None for nothing agreed, NaN if not known.
    """

    actor: str
    name: Bilingual
    total_eur: Spread
    dearest_year_eur: Spread
    has_known: bool
    is_whole: bool
    most_eur: float | None
    most_yearly_eur: float | None
    over_eur: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What the scenario costs, in prices of one year; what is unknown is no nought."""

    price_level: int
    actors: tuple[ActorRow, ...]
    costs: tuple[CostRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Countable:
    """The outlook that can be counted: homes, households, lettings, money.

    `exports` has a row for each place outside; `outside` takes the gemeenten of the region together, as no source tells
    how they share what goes there.
    """

    areas: tuple[CountedArea, ...]
    households: Compared
    waiting: Compared
    success: tuple[IncomeRow, ...]
    letting: tuple[LettingRow, ...]
    homes: tuple[SegmentRow, ...]
    displaced: Fate
    exports: tuple[ExportRow, ...]
    outside: tuple[ExportRow, ...]
    ledger: Books
    money: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedArea:
    """What is uncertain of one area.

    Attributes:
        code, name: of the area.
        score: veerkracht, 0 to 1.
        vragers: share of households, 0 to 1.
        nuisance, cohesion, quality: in standard deviations over the country.
        step: fifth of the country in which its score stands at the start, 1 (lowest) to 5; None without a score.
        falls, rises: chance that it crosses a border of these fifths between start and last year, whatever the cause.
        falls_by_policy: chance that it ends in a lower fifth than in the baseline run of the same chance.
        worse, better: chance that its score ends lower or higher than in the baseline by more than `score_by`.
        fifth: the fifth of the country of its score in the last year; None without a score.
        focus: its class on the focuskaart in the last year; None without that map.
    """

    code: str
    name: str
    score: Compared
    vragers: Compared
    nuisance: Compared
    cohesion: Compared
    quality: Compared
    step: int | None
    falls: Likelihood
    rises: Likelihood
    falls_by_policy: Likelihood
    worse: Likelihood
    better: Likelihood
    fifth: ClassOutlook | None
    focus: ClassOutlook | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Liveability:
    """The outlook that is uncertain: scores, and who is a vrager.

    Attributes:
        areas: one by one.
        skill: key: `better` or `not_better`.
        statement: what must stand beside every number here.
        stretch: how many times as wide the bands of nuisance are as the runs say, for what the past showed.
        period: of the figures of the index, as text.
        borders: of the fifths of the score.
        score_by: a difference of the score that counts.
        vragers_by: the same of the share of vragers.
        unmoved: names of the figures that stay as they are, with their share of the weight.
        unmoved_note: the sentence on those.
        dissimilarity, unevenness: of how unevenly vragers live, 0 to 1.
    """

    areas: tuple[LivedArea, ...]
    skill: str
    statement: Bilingual
    stretch: float
    period: str
    borders: tuple[float, ...]
    score_by: float
    vragers_by: float
    unmoved: tuple[tuple[str, float], ...]
    unmoved_note: Bilingual
    dissimilarity: Compared
    unevenness: Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """One measure that a contract can be about, and what was agreed; `at_most` and `kept` are None for nothing."""

    code: str
    name: Bilingual
    unit: Bilingual
    ground: str
    value: Spread
    at_most: float | None
    light: str | None
    reason: Bilingual | None
    kept: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Whether the city stays in balance by what was agreed, with the reason in words."""

    light: str
    reason: Bilingual
    measures: tuple[MeasureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRow:
    """Where the mean field, at the middle of all numbers, and the runs tell something else of the change in an area.

    Attributes:
        quantity: key.
        name: for people.
        outside: codes of the areas of which the change of the mean field lies outside the band of the runs.
        largest_gap: largest distance between that change and the mean of the runs, in the unit of the quantity.
        area: name of the area where that is.
    """

    quantity: str
    name: Bilingual
    outside: tuple[str, ...]
    largest_gap: float
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedRow:
    """In how many areas the synthesis used another figure than the one published, for one reason."""

    margin: str
    name: Bilingual
    reason: str
    areas: int
    sentence: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the answer rests on and what is to be doubted.

    Attributes:
        unidentified: names of the parameters that the data of the city cannot tell.
        cautions: what must be said of the numbers, a sentence each.
        adjusted: what the synthesis adjusted.
        notes: what it assumed for the whole city.
        twins: where the mean field and the runs differ.
        tested: the tests of the simulation on the past.
        doubts: whose doing the doubt in each main figure is; empty if that is not told.
    """

    unidentified: tuple[str, ...]
    cautions: tuple[Bilingual, ...]
    adjusted: tuple[AdjustedRow, ...]
    notes: tuple[Bilingual, ...]
    twins: tuple[TwinRow, ...]
    tested: tuple[TestedRow, ...]
    doubts: tuple[DoubtRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of a scenario."""

    asked: Asked
    countable: Countable
    liveability: Liveability
    contract: Contract
    grounds: Grounds
