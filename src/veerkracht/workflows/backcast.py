"""A simulation tested on the past of real cities: started at an earlier wave, laid beside the waves that came later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.errors.backcast import NoEarlierChangeError, TooFewMeasuredError, UnknownWaveError
from veerkracht.errors.data import MissingIndicatorError, UnknownAreaError
from veerkracht.errors.synthesis import SynthesisError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.from_table import panel_of
from veerkracht.stad.backcast import LEAST_AREAS, Backcast, judge
from veerkracht.stad.backcast_rules import NoiseFit, fit_noise, simple_rules
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing
from veerkracht.stad.micro import simulate
from veerkracht.stad.parameters import central, draw
from veerkracht.stad.synthesis import Options, synthesise
from veerkracht.stad.synthesis.figures import COUNTRY_READ, READ
from veerkracht.workflows.scenario_city import derive_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.panel import Panel
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.synthesis import Synthesis
    from veerkracht.warehouse import Warehouse

NUISANCE: Final = "onv"  # of the Leefbaarometer: higher is better, so its sign is turned


@dataclass(frozen=True, slots=True, kw_only=True)
class BackcastRequest:
    """What is tested.

    Attributes:
        gemeenten: codes of the cities that are simulated.
        start: the wave at which the simulation starts; nothing of later waves is known to it.
        level: of the areas.
        runs: how many, each with parameters, households and chance of its own.
        seed: of all chance.
    """

    gemeenten: tuple[str, ...]
    start: Period
    level: Level = Level.WIJK
    runs: int = 64
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CitiesBackcast:
    """What the test found.

    Attributes:
        found: how the simulation did on nuisance, in standard deviations over the areas of the country at the start.
        waves: that came later.
        noise: what earlier waves say of chance, at the central value of how long it stays.
        gemeenten: that were simulated.
        left_out: gemeenten that could not be made or have no measured areas.
        notes: what a reader must know beside the figures.
    """

    found: Backcast
    waves: tuple[Period, ...]
    noise: NoiseFit
    gemeenten: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """The measured nuisance of all areas of the country, higher is worse, in standard deviations at the start.

    Attributes:
        panel: in the unit of the figure, sign turned.
        at: number of the wave of the start.
    """

    panel: Panel
    at: int

    @property
    def later(self) -> tuple[Period, ...]:
        """The waves after the start."""
        return self.panel.periods[self.at + 1 :]

    def noise(self, *, stays: float) -> NoiseFit:
        """Return what the waves until the start say of chance."""
        known = slice(self.at + 1)
        return fit_noise(self.panel.values[:, known], self.panel.times()[known], stays=stays)


def backcast_nuisance(
    request: BackcastRequest,
    *,
    warehouse: Warehouse,
    catalogue: Catalogue,
    parameters: ParameterSet,
    progress: Callable[[str], None] | None = None,
) -> CitiesBackcast:
    """Return how the simulation without policy would have done.

    The noise of nuisance and the rules to beat are learnt of all areas of the country, from waves until the start.

    Raises:
        MissingIndicatorError: if the warehouse has no nuisance at this level.
        UnknownWaveError: if the start is no wave, or the last one.
        NoEarlierChangeError: if the start is the first wave.
        TooFewRunsError, TooFewMeasuredError: if runs or measured areas are too few to judge.
        WarehouseError: if the stored data cannot be read.
    """
    past = _past(request, warehouse=warehouse, catalogue=catalogue)
    rules = simple_rules(past.panel, last=request.start, targets=past.later)
    cities = _cities(request, past=past, warehouse=warehouse, catalogue=catalogue)
    simulated: dict[str, tuple[NDArray[np.float64], list[int]]] = {}
    for gemeente, synthesis in cities:
        if progress is not None:
            progress(gemeente)
        simulated[gemeente] = _simulated(synthesis, past=past, request=request, parameters=parameters)
    if not simulated:
        raise TooFewMeasuredError(areas=0, least=LEAST_AREAS)
    rows = np.concatenate([at for _, at in simulated.values()]).astype(np.intp)
    found = judge(
        np.concatenate([runs for runs, _ in simulated.values()], axis=2),
        past.panel.values[rows, past.at + 1 :].T,
        rules={name: quantiles[:, rows] for name, quantiles in rules.items()},
        groups=np.unique(past.panel.groups[rows], return_inverse=True)[1],
        seed=request.seed,
    )
    return CitiesBackcast(
        found=found,
        waves=past.later,
        noise=past.noise(stays=central(parameters).nuisance_stays),
        gemeenten=tuple(simulated),
        left_out=tuple(code for code in request.gemeenten if code not in simulated),
        notes=_notes(past, request),
    )


def _past(request: BackcastRequest, *, warehouse: Warehouse, catalogue: Catalogue) -> _Past:
    table = warehouse.table(
        request.level, year=warehouse.areas(request.level).year, indicators=[NUISANCE], catalogue=catalogue
    )
    if NUISANCE not in table:
        raise MissingIndicatorError(NUISANCE, available=())
    panel = panel_of(table, NUISANCE, catalogue=catalogue)
    if request.start not in panel.periods[:-1]:
        raise UnknownWaveError(request.start, waves=panel.periods)
    at = panel.periods.index(request.start)
    if at == 0:
        raise NoEarlierChangeError(last=request.start, waves=1)
    # Spread at the start, not over all waves: a later wave may not even say how wide the scale is.
    spread = float(np.nanstd(panel.values[:, at]))
    values, error = -panel.values / spread, panel.error / spread
    return _Past(panel=replace(panel, values=values, error=error, worse="high", covariates=None), at=at)


def _cities(
    request: BackcastRequest, *, past: _Past, warehouse: Warehouse, catalogue: Catalogue
) -> Iterator[tuple[str, Synthesis]]:
    """Yield the cities that can be made of the stored figures, on the boundaries of the measured areas."""
    year = warehouse.areas(request.level).year
    read = warehouse.table(request.level, year=year, indicators=COUNTRY_READ, catalogue=catalogue)
    country = derive_known(read, catalogue=catalogue)
    for gemeente in request.gemeenten:
        try:
            own = warehouse.table(request.level, year=year, within=[gemeente], indicators=READ, catalogue=catalogue)
            made = synthesise(
                derive_known(own, catalogue=catalogue), country=country, options=Options(year=request.start.year)
            )
        except (SynthesisError, WarehouseError, UnknownAreaError):
            continue
        if not set(made.city.codes).isdisjoint(past.panel.areas):
            yield gemeente, made


def _simulated(
    synthesis: Synthesis, *, past: _Past, request: BackcastRequest, parameters: ParameterSet
) -> tuple[NDArray[np.float64], list[int]]:
    """Return simulated nuisance of the later waves, shape (runs, waves, areas), and the rows of these areas."""
    place = {code: row for row, code in enumerate(past.panel.areas)}
    inside = [k for k, code in enumerate(synthesis.city.codes) if code in place]
    at = [place[synthesis.city.codes[k]] for k in inside]
    known = past.panel.values[at, past.at]
    start = synthesis.city.nuisance.copy()
    start[inside] = np.where(np.isfinite(known), known, start[inside])
    years = [round(later.years_since(request.start)) for later in past.later]
    found = []
    for run in range(request.runs):
        drawn = draw(parameters, seed=request.seed, run=run)
        noise = past.noise(stays=drawn.nuisance_stays)
        drawn = replace(drawn, nuisance_stays=noise.stays, nuisance_noise=noise.noise)
        city = replace(synthesis.draw(np.random.default_rng([request.seed, run])), nuisance=start)
        policy = nothing(years=max(years), areas=city.areas)
        found.append(simulate(prepare(city, drawn), policy, seed=request.seed, run=run).nuisance[years][:, inside])
    return np.stack(found), at


def _notes(past: _Past, request: BackcastRequest) -> tuple[Bilingual, ...]:
    years = ", ".join(str(one.year) for one in past.panel.periods)
    start = request.start.year
    return (
        Bilingual(
            f"Getoetst is overlast (metingen {years}). De samenstelling van toen is niet als reeks gemeten. De "
            f"huishoudens zijn gemaakt van cijfers uit het jaar het dichtst bij {start}, ook als dat later is. "
            "Zonder beleid blijft de samenstelling in de simulatie ongeveer gelijk, zodat dit weinig weegt.",
            f"What was tested is nuisance (waves {years}). Composition was not measured as a series: households are "
            f"made of figures of the year nearest to {start}, even if that is later. Without a policy the simulation "
            "keeps composition about as it is, so that this weighs little.",
        ),
        Bilingual(
            "Zonder beleid verwacht de simulatie dat een gebied blijft wat het is. Beter dan ‘geen verandering’ kan "
            "dan niet; deze toets zegt vooral of haar marges kloppen. Of beleid werkt zoals zij zegt, toetst hij "
            "niet: dat vraagt een beleid waarvan bekend is waar en wanneer het begon.",
            "Without a policy the simulation expects an area to stay what it is. So it cannot be better than 'no "
            "change'; this test mainly says whether its bands hold. It does not test whether a policy works as "
            "simulated: that takes a policy of which is known where and when it began.",
        ),
    )
