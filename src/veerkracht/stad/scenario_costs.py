"""What a scenario costs, per actor and year, from the unit costs that it gives itself; what is not given is unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import Segment
from veerkracht.stad.levers import CONVERSIONS
from veerkracht.stad.scenario import SEGMENT_LABELS, Actor, Priced
from veerkracht.stad.scenario_areas import Places
from veerkracht.stad.trajectory import FLOWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from veerkracht.stad.city import City
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.trajectory import Trajectory

    Row = NDArray[np.float64]

EFFORT_NAMES: Final = {
    "support": Bilingual("sociale ondersteuning", "social support"),
    "safety": Bilingual("veiligheid en beheer", "safety and upkeep"),
    "meeting": Bilingual("ontmoeting", "meeting"),
    "quality": Bilingual("leefomgeving", "surroundings"),
}
ITEM_NAMES: Final = {
    Priced.BUILT: Bilingual("nieuwe woningen", "new homes"),
    Priced.DEMOLISHED: Bilingual("gesloopte woningen", "demolished homes"),
    Priced.SOLD: Bilingual("verkochte woningen", "homes sold"),
    Priced.RELET: Bilingual("woningen met een andere huurklasse", "homes in another rent class"),
    Priced.REHOUSED: Bilingual("huishoudens die moeten verhuizen", "households that must move"),
    Priced.QUOTA: Bilingual("huishoudens uit instellingen", "households from institutions"),
}
NO_PRICE: Final = Bilingual("het scenario geeft hiervoor geen bedrag", "the scenario gives no amount for this")
AFTER_A_RUN: Final = Bilingual("het aantal volgt pas uit een doorkijk", "the number only follows from a run")
MIXED: Final = Bilingual(
    "duurder en goedkoper verhuren tegelijk: het aantal is niet uit de uitkomst af te leiden",
    "dearer and cheaper at once: the number cannot be told from the outcome",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What only a run can tell and costs depend on, each per year.

    Attributes:
        households: shape (years, areas).
        sold: homes of corporations sold, shape (years,).
        relet: homes made dearer or cheaper, shape (years,); None if it cannot be told.
        displaced: households that had to move, shape (years,).
    """

    households: Row
    sold: Row
    relet: Row | None
    displaced: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One kind of cost of one actor.

    Attributes:
        actor: who pays; where no amount is given, who does it.
        name: for people.
        euro: per year, shape (years,); None where it is unknown.
        why: why it is unknown; None where it is known.
        source: where the unit cost comes from; empty for effort, whose amount the scenario itself chooses.
    """

    actor: Actor
    name: Bilingual
    euro: Row | None
    why: Bilingual | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """All costs of a scenario.

    Attributes:
        first: the first year.
        price_level: year whose prices the amounts have.
        lines: one a kind of cost and actor.
    """

    first: int
    price_level: int
    lines: tuple[CostLine, ...]

    def per_actor(self) -> dict[Actor, Row]:
        """Return the known costs per actor and year, shape (years,) each, without what is unknown (see `unknown`)."""
        found: dict[Actor, Row] = {}
        for line in self.lines:
            if line.euro is not None:
                found[line.actor] = found.get(line.actor, 0.0) + line.euro
        return found

    @property
    def unknown(self) -> tuple[CostLine, ...]:
        """The costs of which the amount is not known; a total without them is not the whole."""
        return tuple(line for line in self.lines if line.euro is None)


def counted_of(trajectory: Trajectory, levers: Levers) -> Counted:
    """Return what a run tells about costs: from the homes of each year, and from the ledger.

    Homes sold are what the owned segment gained beyond what was built and demolished.
    """
    gained = np.diff(trajectory.dwellings, axis=0) - levers.built + levers.demolished
    sold = gained[:, Segment.OWNED].sum(axis=1)
    dearer, cheaper = (levers.conversion[:, CONVERSIONS.index(name)].any() for name in ("dearer", "cheaper"))
    # Per area: the dear segment gains what was made dearer and loses what was sold; cheap loses all of it.
    sale_dear = levers.conversion[:, CONVERSIONS.index("sale_dear")].any()
    sale_cheap = levers.conversion[:, CONVERSIONS.index("sale_cheap")].any()
    relet = None
    if not (dearer or cheaper):
        relet = np.zeros(len(sold))
    elif dearer != cheaper and not (sale_dear and sale_cheap):
        untouched = Segment.DEAR if not sale_dear else Segment.CHEAP
        relet = np.abs(gained[:, untouched]).sum(axis=1)
    return Counted(
        households=trajectory.occupied[1:].sum(axis=1),
        sold=sold,
        relet=relet,
        displaced=trajectory.flows[:, FLOWS.index("displaced")],
    )


def account(scenario: Scenario, city: City, *, counted: Counted | None = None) -> Account:
    """Return what a scenario costs.

    Effort costs its euro per household times the households of the areas: those of a run if `counted` is given, else
    those at the start. Homes and the quota cost their unit costs; each unit cost holds for all homes of its segments,
    so that two actors may share one (a subsidy of the gemeente, the rest of the corporation). What has no unit cost is
    unknown, never 0.

    Raises:
        ScenarioAreaError: if the scenario names an area that the city does not have.
    """
    places = Places(city)
    lines = [*_effort_lines(scenario, city, places=places, counted=counted), *_home_lines(scenario)]
    lines += _run_lines(scenario, counted=counted)
    if scenario.quota and any(scenario.quota.households):
        lines += _priced(scenario, Priced.QUOTA, np.array(scenario.quota.households, dtype=np.float64))
    return Account(first=scenario.first, price_level=scenario.exogenous.price_level, lines=tuple(lines))


def _effort_lines(scenario: Scenario, city: City, *, places: Places, counted: Counted | None) -> Iterator[CostLine]:
    start = city.households.sum(axis=(0, 1)).astype(np.float64)
    people = counted.households if counted else np.broadcast_to(start, (scenario.years, city.areas))
    found: dict[tuple[str, Actor], Row] = {}
    for number, effort in enumerate(scenario.efforts, start=1):
        rows = places.all_rows(effort.areas, where=f"[[effort]] {number}", line=effort.line)
        span = slice(effort.first - scenario.first, effort.last - scenario.first + 1)
        yearly = found.setdefault((effort.kind, effort.actor), np.zeros(scenario.years))
        yearly[span] += effort.euro * people[span][:, rows].sum(axis=1)
    for (kind, actor), euro in found.items():
        yield CostLine(actor=actor, name=EFFORT_NAMES[kind], euro=euro)


def _home_lines(scenario: Scenario) -> Iterator[CostLine]:
    for item in (Priced.BUILT, Priced.DEMOLISHED):
        for segment in Segment:
            numbers, doers = np.zeros(scenario.years), set()
            for homes in scenario.homes:
                count = (homes.built if item is Priced.BUILT else homes.demolished).get(segment, 0)
                numbers[homes.year - scenario.first] += count
                doers |= {homes.actor} if count else set()
            if doers:
                yield from _priced(scenario, item, numbers, segment=segment, doers=sorted(doers))


def _run_lines(scenario: Scenario, *, counted: Counted | None) -> Iterator[CostLine]:
    """Yield the costs whose number follows from a run."""
    sellers = {c.actor for c in scenario.conversions if c.kind.startswith("sale") and c.share}
    letters = {c.actor for c in scenario.conversions if not c.kind.startswith("sale") and c.share}
    movers = {homes.actor for homes in scenario.homes if any(homes.demolished.values())}
    for item, doers, numbers in (
        (Priced.SOLD, sellers, counted.sold if counted else None),
        (Priced.RELET, letters, counted.relet if counted else None),
        (Priced.REHOUSED, movers, counted.displaced if counted else None),
    ):
        if doers and numbers is None:
            why = MIXED if counted else AFTER_A_RUN
            for actor in sorted(_payers(scenario, item) or doers):
                yield CostLine(actor=actor, name=ITEM_NAMES[item], euro=None, why=why)
        elif doers and numbers is not None:
            yield from _priced(scenario, item, numbers, doers=sorted(doers))


def _payers(scenario: Scenario, item: Priced) -> set[Actor]:
    return {cost.actor for cost in scenario.costs if cost.item is item}


def _priced(
    scenario: Scenario,
    item: Priced,
    numbers: Row,
    *,
    segment: Segment | None = None,
    doers: list[Actor] | None = None,
) -> Iterator[CostLine]:
    name = ITEM_NAMES[item]
    if segment is not None:
        which = SEGMENT_LABELS[segment]
        name = Bilingual(f"{name.nl} ({which.nl})", f"{name.en} ({which.en})")
    prices = [
        cost
        for cost in scenario.costs
        if cost.item is item and (segment is None or not cost.segments or segment in cost.segments)
    ]
    for cost in prices:
        yield CostLine(actor=cost.actor, name=name, euro=cost.euro * numbers, source=cost.source)
    if not prices:
        for actor in doers or [Actor.GEMEENTE]:
            yield CostLine(actor=actor, name=name, euro=None, why=NO_PRICE)
