"""Interventions: what can be done in a wijk, by whom, at what cost, and what is known of its effect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from veerkracht.errors.perspectief import UnknownInterventionError, VersionError
from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from veerkracht.facts.grades import Grade
    from veerkracht.facts.quadrants import Quadrant
    from veerkracht.perspectief.evidence import Decay, Delay, Finding, Source, Verdict
    from veerkracht.perspectief.rules import Rule

SHIPPED: Final = "veerkracht"
"""The owner of the catalogue that comes with the program."""


class Actor(StrEnum):
    """Who acts or pays; the keys of the parties in the draaiboeken of an atelier, and the state."""

    RESIDENT = "bewoner"
    CORPORATION = "corporatie"
    GEMEENTE = "gemeente"
    SCHOOL = "school"
    WELFARE = "welzijn"
    POLICE = "politie"
    CARE = "zorg"
    BUSINESS = "ondernemer"
    STATE = "rijk"


ACTORS: Final = {
    Actor.RESIDENT: Bilingual("bewoners", "residents"),
    Actor.CORPORATION: Bilingual("corporatie", "housing corporation"),
    Actor.GEMEENTE: Bilingual("gemeente", "gemeente"),
    Actor.SCHOOL: Bilingual("school", "school"),
    Actor.WELFARE: Bilingual("welzijn", "welfare work"),
    Actor.POLICE: Bilingual("politie", "police"),
    Actor.CARE: Bilingual("zorg", "care"),
    Actor.BUSINESS: Bilingual("ondernemers", "businesses"),
    Actor.STATE: Bilingual("het Rijk", "the state"),
}


class Legal(StrEnum):
    """A decision without which an intervention may not be carried out."""

    HOUSING_ACT = "huisvestingswet"
    WBMGP = "wbmgp"
    STATUTE = "sociaal-statuut"
    CONSENT = "instemming-70"
    NUISANCE_ACT = "wet-woonoverlast"


LEGAL: Final = {
    Legal.HOUSING_ACT: Bilingual(
        "een regel in de huisvestingsverordening (Huisvestingswet 2014)",
        "a rule in the housing by-law (Huisvestingswet 2014)",
    ),
    Legal.WBMGP: Bilingual(
        "een aanwijzing van het gebied door de minister (Wbmgp, Rotterdamwet)",
        "a designation of the area by the minister (Wbmgp, Rotterdamwet)",
    ),
    Legal.STATUTE: Bilingual("een sociaal statuut met de huurders", "a social statute (sociaal statuut) with tenants"),
    Legal.CONSENT: Bilingual("instemming van ten minste 70% van de huurders", "consent of at least 70% of the tenants"),
    Legal.NUISANCE_ACT: Bilingual(
        "een regel in de plaatselijke verordening (Wet aanpak woonoverlast)",
        "a rule in the local by-law (Wet aanpak woonoverlast)",
    ),
}


class Unit(StrEnum):
    """What a dose is counted in."""

    EURO = "euro"
    FULL_TIME = "fte"
    HOME = "home"
    HOUSEHOLD = "household"
    PROJECT = "project"
    CASE = "case"
    HECTARE = "hectare"
    SHARE = "share"
    WEIGHT = "weight"


UNITS: Final = {
    Unit.EURO: Bilingual("euro per jaar", "euro a year"),
    Unit.FULL_TIME: Bilingual("fte", "fte"),
    Unit.HOME: Bilingual("woningen", "homes"),
    Unit.HOUSEHOLD: Bilingual("huishoudens per jaar", "households a year"),
    Unit.PROJECT: Bilingual("projecten", "projects"),
    Unit.CASE: Bilingual("zaken per jaar", "cases a year"),
    Unit.HECTARE: Bilingual("hectare", "hectares"),
    Unit.SHARE: Bilingual("deel van wat vrijkomt (0 tot 1)", "share of what falls vacant (0 to 1)"),
    Unit.WEIGHT: Bilingual("gewicht bij het toewijzen", "weight in letting"),
}


class Lever(StrEnum):
    """How an intervention enters the simulation of the city: the levers of a scenario."""

    SUPPORT = "support"
    SAFETY = "safety"
    MEETING = "meeting"
    QUALITY = "quality"
    HOMES = "homes"
    SALE_CHEAP = "sale_cheap"
    SALE_DEAR = "sale_dear"
    DEARER = "dearer"
    CHEAPER = "cheaper"
    STEER = "steer"
    QUOTA = "quota"


EFFORTS: Final = (Lever.SUPPORT, Lever.SAFETY, Lever.MEETING, Lever.QUALITY)
CONVERSIONS: Final = (Lever.SALE_CHEAP, Lever.SALE_DEAR, Lever.DEARER, Lever.CHEAPER)
CARRIED_BY: Final = {
    Lever.SUPPORT: ("support_stays", "up_per_support"),
    Lever.SAFETY: ("nuisance_per_safety",),
    Lever.MEETING: ("cohesion_per_meeting", "nuisance_per_cohesion", "up_per_cohesion"),
    Lever.QUALITY: ("quality_per_effort", "nuisance_per_quality"),
}
"""The parameters of the simulation that carry the effect of an effort; the other levers only count homes and people."""


class Priced(StrEnum):
    """What a cost is for."""

    UNIT = "unit"  # one unit of the dose
    BUILT = "built"  # per home delivered
    DEMOLISHED = "demolished"
    SOLD = "sold"  # below 0 where it yields
    RELET = "relet"  # per home made dearer or cheaper
    REHOUSED = "rehoused"  # per household that must move
    QUOTA = "quota"  # per household housed from an institution


class Period(StrEnum):
    """How often a cost is made."""

    YEAR = "year"
    ONCE = "once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one of something costs.

    Attributes:
        item: what.
        unit: of which; for UNIT the unit of a dose.
        period: each year, or once.
        low, high: euro; equal where the source gives one amount, whose spread nobody knows.
        price_year: of the amounts; they are never turned into another year in silence.
        grade: how good the amount is.
        source: where it stands.
        note: what it holds; empty texts where nothing needs saying.
    """

    item: Priced
    unit: Unit
    period: Period
    low: float
    high: float
    price_year: int
    grade: Grade
    source: Source
    note: Bilingual

    @property
    def middle(self) -> float:
        """The amount to reckon with: the middle of the range, as no source names a likelier one."""
        return (self.low + self.high) / 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedDose:
    """The smallest dose of which an evaluation tells something.

    Attributes:
        amount: in the unit.
        unit: of the dose.
        words: where and what.
        source: where it stands.
    """

    amount: float
    unit: Unit
    words: Bilingual
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One version of one thing that can be done.

    Attributes:
        code: short name.
        owner: whose catalogue it stands in; `SHIPPED` for ours.
        version: a number from 1; what is said under it never changes.
        on: the day of this version.
        quadrant: its handelingsperspectief.
        name, description: for people.
        actors: who does it, the first most often.
        units: in what a dose can be given.
        costs: empty where unknown.
        verdict: what all findings come to.
        findings: of research; empty where nothing was found.
        delay: None where unknown.
        decay: None where unknown.
        preconditions: what must be there first.
        legal: decisions that must be taken first.
        applies: where it applies; None where no source says so.
        levers: how it enters the simulation; empty if it does not.
        simulation: how, or why not, for people.
        tested: smallest dose tested; None where unknown.
    """

    code: str
    owner: str
    version: int
    on: date
    quadrant: Quadrant
    name: Bilingual
    description: Bilingual
    actors: tuple[Actor, ...]
    units: tuple[Unit, ...]
    costs: tuple[Cost, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    delay: Delay | None
    decay: Decay | None
    preconditions: tuple[Bilingual, ...]
    legal: tuple[Legal, ...]
    applies: Rule | None
    levers: tuple[Lever, ...]
    simulation: Bilingual
    tested: TestedDose | None

    def cost_of(self, item: Priced, *, unit: Unit | None = None) -> Cost | None:
        """Return what one costs; None where that is unknown."""
        found = (cost for cost in self.costs if cost.item is item and (unit is None or cost.unit is unit))
        return next(found, None)

    def sources(self) -> tuple[Source, ...]:
        """Return every source, each once."""
        found = [finding.source for finding in self.findings] + [cost.source for cost in self.costs]
        found += [one.source for one in (self.delay, self.decay, self.tested, self.applies) if one and one.source]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Interventions in all their versions, those of one owner after those of another.

    Attributes:
        entries: every version that was ever shipped or added; a later owner stands above an earlier one.
    """

    entries: tuple[Intervention, ...]

    def __iter__(self) -> Iterator[Intervention]:
        """Yield the newest version of each intervention, in the order of the catalogue."""
        return iter(self._newest().values())

    def __len__(self) -> int:
        return len(self._newest())

    def __contains__(self, code: object) -> bool:
        return any(one.code == code for one in self.entries)

    def __getitem__(self, code: str) -> Intervention:
        return self.find(code)

    def find(self, code: str, *, version: int = 0, owner: str = "", where: str = "", line: int = 0) -> Intervention:
        """Return an intervention.

        Args:
            code: short name.
            version: its number; 0 for the newest.
            owner: whose; empty for the last that has it.
            where: place in the text that asks, for messages.
            line: of that text, for messages.

        Raises:
            UnknownInterventionError: if it is not there; it names the nearest.
        """
        found = [one for one in self.entries if one.code == code and owner in ("", one.owner)]
        last = [one for one in found if one.owner == found[-1].owner and version in (0, one.version)]
        if not last:
            known = {one.code for one in self.entries}
            raise UnknownInterventionError(
                code, known=sorted(known), version=version if code in known else 0, where=where, line=line
            )
        return max(last, key=lambda one: one.version)

    def versions(self, code: str) -> tuple[Intervention, ...]:
        """Return every version of an intervention, as they stand."""
        return tuple(one for one in self.entries if one.code == code)

    def in_quadrant(self, quadrant: Quadrant) -> tuple[Intervention, ...]:
        """Return the newest versions of one perspective."""
        return tuple(one for one in self if one.quadrant is quadrant)

    def merged(self, own: Catalogue) -> Catalogue:
        """Return this catalogue with that of an organisation above it; nothing is taken away.

        Raises:
            VersionError: if the organisation calls itself as an owner that is here already, and says something else
                under a number that was given before.
        """
        there = {(one.owner, one.code, one.version): one for one in self.entries}
        for one in own.entries:
            before = there.get((one.owner, one.code, one.version))
            if before is not None and before != one:
                raise VersionError(
                    one.code,
                    document=one.owner,
                    where=f"{one.code} {one.version}",
                    line=0,
                    what_en=f"version {one.version} was given before and says something else",
                    what_nl=f"versie {one.version} is al eerder gegeven en zegt iets anders",
                    number=max(each.version for each in (*self.versions(one.code), *own.versions(one.code))) + 1,
                )
        fresh = (one for one in own.entries if (one.owner, one.code, one.version) not in there)
        return Catalogue(entries=(*self.entries, *fresh))

    def _newest(self) -> dict[str, Intervention]:
        return {code: self.find(code) for code in dict.fromkeys(one.code for one in self.entries)}
