"""A simulation tested on the past of real cities: started at an earlier wave, laid beside the waves that came later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.backcast import TooFewMeasuredError
from veerkracht.errors.data import UnknownAreaError
from veerkracht.errors.synthesis import SynthesisError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.stad.backcast import LEAST_AREAS, Backcast, Stretch, judge, stretch_of
from veerkracht.stad.backcast_rules import NoiseFit, simple_rules
from veerkracht.stad.base import prepare
from veerkracht.stad.levers import nothing
from veerkracht.stad.micro import simulate
from veerkracht.stad.outlook_links import LINKS, moved_figure
from veerkracht.stad.parameters import central, draw
from veerkracht.stad.synthesis import Options, synthesise
from veerkracht.stad.synthesis.figures import COUNTRY_READ, READ
from veerkracht.workflows.backcast_past import CODES, Subject, past_of
from veerkracht.workflows.scenario_city import derive_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.periods import Period
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.synthesis import Synthesis
    from veerkracht.stad.trajectory import Trajectory
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.backcast_past import Past

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackcastRequest:
    """What is tested.

    Attributes:
        gemeenten: codes of the cities that are simulated.
        start: the wave at which the simulation starts; nothing of later waves is known to it.
        subject: what is laid beside it.
        level: of the areas.
        year: of their boundaries; the newest if None.
        runs: how many, each with parameters, households and chance of its own.
        seed: of all chance.
    """

    gemeenten: tuple[str, ...]
    start: Period
    subject: Subject = Subject.NUISANCE
    level: Level = Level.WIJK
    year: int | None = None
    runs: int = 64
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CitiesBackcast:
    """What the test found.

    Attributes:
        found: how the simulation did, with the noise of nuisance that earlier waves teach; nuisance and crime in
            standard deviations over the areas of the country at the start, low incomes in percentage points.
        stretch: how much wider its bands must be with the noise of the shipped parameters, as an answer has them.
        waves: that came later.
        noise: what earlier waves say of chance, at the central value of how long it stays; None without nuisance.
        gemeenten: that were simulated.
        left_out: gemeenten that could not be made or have no measured areas.
        notes: what a reader must know beside the figures.
    """

    found: Backcast
    stretch: Stretch
    waves: tuple[Period, ...]
    noise: NoiseFit | None
    gemeenten: tuple[str, ...]
    left_out: tuple[str, ...]
    notes: tuple[Bilingual, ...]


def backcast(
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
        MissingIndicatorError: if the warehouse has no such figure at this level.
        UnknownWaveError: if the start is no wave, or the last one.
        NoEarlierChangeError: if the start is the first wave.
        TooFewRunsError, TooFewMeasuredError: if runs or measured areas are too few to judge.
        WarehouseError: if the stored data cannot be read.
    """
    past = _past(request, warehouse=warehouse, catalogue=catalogue)
    rules = simple_rules(past.panel, last=request.start, targets=past.later)
    made: dict[str, _Simulated] = {}
    for gemeente, synthesis in _cities(request, past=past, warehouse=warehouse, catalogue=catalogue):
        if progress is not None:
            progress(gemeente)
        made[gemeente] = _simulated(synthesis, past=past, request=request, parameters=parameters)
    if not made:
        raise TooFewMeasuredError(areas=0, least=LEAST_AREAS)
    learnt, shipped = (
        np.concatenate([getattr(one, name) for one in made.values()], axis=2) for name in ("learnt", "shipped")
    )
    rows = np.concatenate([one.rows for one in made.values()])
    measured = past.panel.values[rows, past.at + 1 :].T
    groups = np.unique(past.panel.groups[rows], return_inverse=True)[1]
    return CitiesBackcast(
        found=judge(
            learnt,
            measured,
            rules={name: each[:, rows] for name, each in rules.items()},
            groups=groups,
            seed=request.seed,
        ),
        stretch=stretch_of(shipped, measured, groups=groups),
        waves=past.later,
        noise=past.noise(stays=central(parameters).nuisance_stays) if past.subject.moves_nuisance else None,
        gemeenten=tuple(made),
        left_out=tuple(code for code in request.gemeenten if code not in made),
        notes=_notes(past, request),
    )


def _past(request: BackcastRequest, *, warehouse: Warehouse, catalogue: Catalogue) -> Past:
    return past_of(
        request.subject,
        level=request.level,
        year=request.year,
        start=request.start,
        warehouse=warehouse,
        catalogue=catalogue,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Simulated:
    """What is simulated of one city in the later waves.

    Attributes:
        learnt: with the noise that earlier waves teach, shape (runs, waves, areas).
        shipped: with that of the shipped parameters, the same array where nuisance is not what is laid beside.
        rows: of the areas in the panel.
    """

    learnt: Floats
    shipped: Floats
    rows: NDArray[np.intp]


def _cities(
    request: BackcastRequest, *, past: Past, warehouse: Warehouse, catalogue: Catalogue
) -> Iterator[tuple[str, Synthesis]]:
    """Yield the cities that can be made of the stored figures, on the boundaries of the measured areas."""
    year = warehouse.areas(request.level, year=request.year).year
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


def _simulated(synthesis: Synthesis, *, past: Past, request: BackcastRequest, parameters: ParameterSet) -> _Simulated:
    place = {code: row for row, code in enumerate(past.panel.areas)}
    inside = [k for k, code in enumerate(synthesis.city.codes) if code in place]
    rows = np.array([place[synthesis.city.codes[k]] for k in inside], dtype=np.intp)
    known = np.full(synthesis.city.areas, np.nan)
    known[inside] = past.panel.values[rows, past.at]
    moves = past.subject.moves_nuisance
    start = np.where(np.isfinite(known), known, synthesis.city.nuisance) if moves else synthesis.city.nuisance
    years = [round(later.years_since(request.start)) for later in past.later]
    policy = nothing(years=max(years), areas=synthesis.city.areas)
    learnt, shipped = [], []
    for run in range(request.runs):
        drawn = draw(parameters, seed=request.seed, run=run)
        city = replace(synthesis.draw(np.random.default_rng([request.seed, run])), nuisance=start)
        path = simulate(prepare(city, drawn), policy, seed=request.seed, run=run)
        shipped.append(_told(path, past.subject, known=known)[years][:, inside])
        if moves:
            noise = past.noise(stays=drawn.nuisance_stays)
            taught = replace(drawn, nuisance_stays=noise.stays, nuisance_noise=noise.noise)
            path = simulate(prepare(city, taught), policy, seed=request.seed, run=run)
            learnt.append(_told(path, past.subject, known=known)[years][:, inside])
    return _Simulated(learnt=np.stack(learnt or shipped), shipped=np.stack(shipped), rows=rows)


def _told(path: Trajectory, subject: Subject, *, known: Floats) -> Floats:
    """Return the figure that was measured, as the simulation tells it; shape (years + 1, areas)."""
    if subject.moves_nuisance:
        return path.nuisance
    link = next(one for one in LINKS if one.code == CODES[subject])
    return moved_figure(link, known, path)


def _notes(past: Past, request: BackcastRequest) -> tuple[Bilingual, ...]:
    start = request.start.year
    return (
        Bilingual(
            f"De huishoudens zijn gemaakt van cijfers uit het jaar het dichtst bij {start}, ook als dat later is. "
            "Zonder beleid blijft de samenstelling in de simulatie ongeveer gelijk, zodat dit weinig weegt.",
            f"Households are made of figures of the year nearest to {start}, even if that is later. Without a policy "
            "the simulation keeps composition about as it is, so that this weighs little.",
        ),
        METHODS[past.subject],
        Bilingual(
            "Zonder beleid verwacht de simulatie dat een gebied blijft wat het is. Beter dan ‘geen verandering’ kan "
            "dan niet; deze toets zegt vooral of haar marges kloppen. Of beleid werkt zoals zij zegt, toetst hij "
            "niet: dat vraagt een beleid waarvan bekend is waar en wanneer het begon.",
            "Without a policy the simulation expects an area to stay what it is. So it cannot be better than 'no "
            "change'; this test mainly says whether its bands hold. It does not test whether a policy works as "
            "simulated: that takes a policy of which is known where and when it began.",
        ),
    )


METHODS = {
    Subject.NUISANCE: Bilingual(
        "Overlast begint op de meting van het begin. Hoeveel gebieden vanzelf veranderen, is geleerd van eerdere "
        "metingen van alle gebieden van het land.",
        "Nuisance starts at the first measurement. How much areas change by themselves was learnt from earlier "
        "measurements of all areas of the country.",
    ),
    Subject.CRIME: Bilingual(
        "Overlast is hier het aantal geregistreerde misdrijven per inwoner (de logaritme daarvan). De schaal, en "
        "hoeveel gebieden vanzelf veranderen, zijn geleerd van de jaren tot en met het begin. Hoeveel misdrijven er "
        "bij komen door meer overlast, is zo niet te meten: zonder beleid verandert de overlast in het model vooral "
        "door toeval.",
        "Nuisance is here the number of registered crimes per resident (its logarithm). The scale, and how much areas "
        "change by themselves, were learnt from the years until the start. How many crimes more nuisance brings cannot "
        "be measured so: without a policy nuisance changes mostly by chance in the model.",
    ),
    Subject.LOW_INCOMES: Bilingual(
        "Het aandeel lage inkomens begint op de meting van het begin en verandert zoveel als het aandeel huishoudens "
        "met een laag inkomen in de simulatie.",
        "The share of low incomes starts at the first measurement and changes as much as the share of households with "
        "a low income in the simulation.",
    ),
}
