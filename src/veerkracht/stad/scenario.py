"""A scenario: what people would do in a city and when, what happens anyway, and what they want to hold on to."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.levers import CONVERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.stad.distribution import Distribution

FORMAT: Final = 1
EVERYWHERE: Final = "stad"  # in the place of a code: all areas of the city
EFFORTS: Final = ("support", "safety", "meeting", "quality")
SEGMENT_NAMES: Final = tuple(segment.name.lower() for segment in Segment)
SEGMENT_LABELS: Final = {
    Segment.OWNED: Bilingual("koop", "owner-occupied"),
    Segment.CHEAP: Bilingual("corporatie, goedkoop", "corporation, cheap"),
    Segment.DEAR: Bilingual("corporatie, duurder", "corporation, dearer"),
    Segment.PRIVATE: Bilingual("particuliere huur", "private rent"),
}
RELIANCE_NAMES: Final = tuple(reliance.name.lower() for reliance in Reliance)
MOST_YEARS: Final = 30  # a run further ahead says nothing any more: a choice of ours


class Actor(StrEnum):
    """Who does something and pays for it."""

    GEMEENTE = "gemeente"
    CORPORATION = "corporatie"
    OTHER = "other"


class Priced(StrEnum):
    """What has a unit cost."""

    BUILT = "built"  # per home delivered
    DEMOLISHED = "demolished"  # per home demolished
    SOLD = "sold"  # per home sold; below 0 where it yields
    RELET = "relet"  # per home made dearer or cheaper
    REHOUSED = "rehoused"  # per household that must move
    QUOTA = "quota"  # per household housed from an institution


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """Money for an approach, per household and year: sociale aanpak or leefomgeving.

    Attributes:
        kind: one of `EFFORTS`.
        areas: codes of buurten or wijken, or EVERYWHERE.
        euro: per household and year, at the price level of the scenario, 0 or more.
        first, last: years, both counted.
        actor: who pays.
        line: in the file, for messages; 0 if unknown.
    """

    kind: str
    areas: tuple[str, ...]
    euro: float
    first: int
    last: int
    actor: Actor
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Homes:
    """Homes built and demolished in one buurt in one year: woningprogramma.

    Attributes:
        area: code of a buurt.
        year: of delivery or demolition.
        built, demolished: whole numbers by segment, 0 or more.
        actor: who does it.
        line: in the file.
    """

    area: str
    year: int
    built: Mapping[Segment, int]
    demolished: Mapping[Segment, int]
    actor: Actor
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A share of the homes that fall vacant changes segment: herpositionering.

    Attributes:
        kind: one of `levers.CONVERSIONS`.
        areas: codes, or EVERYWHERE.
        share: 0 to 1.
        first, last: years, both counted.
        actor: who does it.
        line: in the file.
    """

    kind: str
    areas: tuple[str, ...]
    share: float
    first: int
    last: int
    actor: Actor
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steer:
    """Who has more chance of a home of a corporation than today: herpositionering.

    Attributes:
        areas: codes, or EVERYWHERE.
        weights: log weight by self-reliance; 0 is as today, 0.7 about twice the chance.
        first, last: years, both counted.
        line: in the file.
    """

    areas: tuple[str, ...]
    weights: Mapping[Reliance, float]
    first: int
    last: int
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Households from institutions that the city houses: statushouders, outflow of beschermd wonen.

    Attributes:
        households: each year, whole numbers, one a year of the run.
        spread: share per code, adding up to 1 at most; what is left goes to the other areas, by their cheap homes.
            Empty: by cheap homes that stand empty.
        line: in the file.
    """

    households: tuple[int, ...]
    spread: Mapping[str, float]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exogenous:
    """What happens whatever the city does.

    Attributes:
        growth: new households a year above what keeps their number, as a share of it; of a list the mean.
        arrivals: households that search from outside, relative to what keeps the city in balance; of a list the mean.
        institutions: households a year that come to need a home out of an institution; None: as many as in the quota.
        flows: of those, by where they come from (`synthesis.institutions.FLOWS`), if that is told.
        growth_years, arrivals_years: a number for each year; empty where it is the same in all.
        price_level: year whose prices all amounts have.
    """

    growth: float
    arrivals: float
    institutions: float | None
    price_level: int
    flows: Mapping[str, float] = field(default_factory=dict)
    growth_years: tuple[float, ...] = ()
    arrivals_years: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What an organisation knows of its own homes at the start, in the place of an assumption.

    Attributes:
        homes: cheap and dear homes of corporations by code of a buurt, 0 or more; others may have more there.
        source: where the numbers come from.
        line: in the file.
    """

    homes: Mapping[str, tuple[int, int]]
    source: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitCost:
    """What one of something costs.

    Attributes:
        item: what.
        segments: for homes: the segments it holds for; empty: all.
        euro: each; below 0 for a yield.
        actor: who pays.
        source: where the amount comes from.
        line: in the file.
    """

    item: Priced
    segments: tuple[Segment, ...]
    euro: float
    actor: Actor
    source: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What an actor may spend: over all years, and each year; None where nothing was agreed."""

    total: float | None
    yearly: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """The contract of 'in balance': what the users still accept. None: nothing agreed about it.

    Attributes:
        worse_chance: largest chance that any area becomes a class worse, 0 to 1.
        concentration: largest rise of the dissimilarity of vragers, in points of 0 to 1.
        export: largest share of the vragers of the city that goes to other gemeenten because of the policy, 0 to 1.
        urgent_share: largest share of urgent households among those housed in any area in a year, 0 to 1.
        success_drop: largest fall of the chance of success on a home of the lowest two income groups, 0 to 1.
        cheap_loss: largest net loss of cheap homes, as a share of those at the start.
        displaced_km: largest mean distance that households who had to move end up from their old area.
    """

    worse_chance: float | None = None
    concentration: float | None = None
    export: float | None = None
    urgent_share: float | None = None
    success_drop: float | None = None
    cheap_loss: float | None = None
    displaced_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another distribution for a parameter, and why."""

    distribution: Distribution
    reason: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything that one run of a city is told; see `scenario_toml` for how it is written.

    Attributes:
        title, description: for people.
        gemeente: code of the city.
        start: the year of the city; the first simulated year is the next one.
        years: how many, 1 to `MOST_YEARS`.
        seed: of all chance in the runs.
        exogenous: what happens anyway.
        efforts, homes, conversions, steers, quota: the policy; all empty is 'as today'.
        stock: own homes at the start; None if nothing is known but what is published.
        costs: unit costs; what is not given is unknown, not 0.
        budgets: by actor.
        tolerances: the contract of 'in balance'.
        overrides: of parameters, by name.
        switches: of disputed mechanisms, by name.
    """

    title: str
    description: str
    gemeente: str
    start: int
    years: int
    seed: int
    exogenous: Exogenous
    efforts: tuple[Effort, ...] = ()
    homes: tuple[Homes, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    steers: tuple[Steer, ...] = ()
    quota: Quota | None = None
    stock: Stock | None = None
    costs: tuple[UnitCost, ...] = ()
    budgets: Mapping[Actor, Budget] = field(default_factory=dict)
    tolerances: Tolerances = field(default_factory=Tolerances)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    switches: Mapping[str, bool] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """The first simulated year."""
        return self.start + 1

    @property
    def last(self) -> int:
        """The last simulated year."""
        return self.start + self.years


CONVERTED_FROM: Final = {
    name: Segment.DEAR if name in ("sale_dear", "cheaper") else Segment.CHEAP for name in CONVERSIONS
}
"""The segment that loses a home by each conversion."""
