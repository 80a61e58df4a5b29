"""The track record of the simulation made again: which tests on the past are kept, and how each is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.stad.placebo import effect_beside_alike, worst
from veerkracht.stad.track_record import Placebo, Tested
from veerkracht.workflows.backcast import METHODS, BackcastRequest, backcast
from veerkracht.workflows.backcast_past import Subject, past_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.indicators import Catalogue
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.warehouse import Warehouse

    Floats = NDArray[np.float64]

COMMAND: Final = "python benchmarks/backcast.py --cities 30 --runs 64 --write"
TREATED: Final = 20
REPLICATIONS: Final = 200
"""As law 9 asks: a policy on the worst 20 areas, 200 times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One test that is kept.

    Attributes:
        code: of the test.
        subject: what is laid beside the simulation.
        start: the wave at which it starts.
        level: of the areas.
        year: of their boundaries; the newest if None.
        gemeenten: which; those with the most areas if empty.
        most: at most so many of those; buurten are many, and ten cities have a thousand and more.
        name: of the subject, within a sentence.
        data: where the figures come from.
    """

    code: str
    subject: Subject
    start: Period
    level: Level
    year: int | None = None
    gemeenten: tuple[str, ...] = ()
    most: int = 100
    name: Bilingual
    data: Bilingual


_CRIME = Bilingual("misdrijven als maat voor overlast", "crime as a measure of nuisance")
_POLICE = Bilingual(
    "Geregistreerde misdrijven per buurt 2021-2024 (politie, 47018NED); inwoners van CBS",
    "Registered crimes per buurt 2021-2024 (police, 47018NED); residents of CBS",
)
PLANS: Final = (
    Plan(
        code="nuisance",
        subject=Subject.NUISANCE,
        start=Period(2018),
        level=Level.WIJK,
        name=Bilingual("overlast", "nuisance"),
        data=Bilingual(
            "Leefbaarometer 3.0, overlast en onveiligheid per wijk 2014, 2018 en 2020 (BZK)",
            "Leefbaarometer 3.0, nuisance and safety per wijk 2014, 2018 and 2020 (BZK)",
        ),
    ),
    Plan(
        code="crime_two_years",
        subject=Subject.CRIME,
        start=Period(2022, 1, 12),
        level=Level.BUURT,
        most=10,
        name=_CRIME,
        data=_POLICE,
    ),
    Plan(
        code="crime_one_year",
        subject=Subject.CRIME,
        start=Period(2023, 1, 12),
        level=Level.BUURT,
        most=10,
        name=_CRIME,
        data=_POLICE,
    ),
    Plan(
        code="low_incomes",
        subject=Subject.LOW_INCOMES,
        start=Period(2019, 1, 12),
        level=Level.BUURT,
        year=2019,
        # The only gemeente of which the stored figures tell incomes in three years on the same boundaries.
        gemeenten=("GM0363",),
        name=Bilingual("het aandeel lage inkomens", "the share of low incomes"),
        data=Bilingual(
            "Kerncijfers wijken en buurten 2017, 2019 en 2021 (CBS), buurten van Amsterdam met gelijke grenzen",
            "Kerncijfers wijken en buurten 2017, 2019 and 2021 (CBS), buurten of Amsterdam with equal borders",
        ),
    ),
)
"""Of composition the files at hand tell no more: of other cities tenure and incomes stand in one year only."""

_LEVELS = {Level.WIJK: Bilingual("wijken", "wijken"), Level.BUURT: Bilingual("buurten", "buurten")}


def tested(
    plan: Plan,
    *,
    cities: int,
    runs: int,
    warehouse: Warehouse,
    catalogue: Catalogue,
    parameters: ParameterSet,
) -> Tested:
    """Return what one test finds.

    Args:
        plan: which.
        cities: at most so many gemeenten, those with the most areas.
        runs: of each.
        warehouse: the stored data.
        catalogue: of the indicators.
        parameters: the shipped ones.

    Raises:
        BackcastError, MissingIndicatorError, WarehouseError: as `backcast` does.
    """
    found = backcast(
        BackcastRequest(
            gemeenten=plan.gemeenten or _most_areas(plan, warehouse=warehouse, cities=min(cities, plan.most)),
            start=plan.start,
            subject=plan.subject,
            level=plan.level,
            year=plan.year,
            runs=runs,
        ),
        warehouse=warehouse,
        catalogue=catalogue,
        parameters=parameters,
    )
    return Tested(
        code=plan.code,
        name=plan.name,
        data=plan.data,
        method=METHODS[plan.subject],
        level=_LEVELS[plan.level],
        start=plan.start.year,
        last=found.waves[-1].year,
        gemeenten=len(found.gemeenten),
        runs=runs,
        found=found.found,
        stretch=found.stretch,
    )


def _most_areas(plan: Plan, *, warehouse: Warehouse, cities: int) -> tuple[str, ...]:
    areas = warehouse.areas(plan.level, year=plan.year)
    codes, number = np.unique([f"GM{code[2:6]}" for code in areas.codes], return_counts=True)
    return tuple(codes[np.argsort(-number, kind="stable")][:cities].tolist())


def measured_waves(warehouse: Warehouse, *, catalogue: Catalogue) -> tuple[Floats, NDArray[np.intp]]:
    """Return nuisance of all wijken that were measured in every wave, shape (areas, waves), and their gemeente.

    Raises:
        MissingIndicatorError, WarehouseError: if it is not stored.
    """
    past = past_of(
        Subject.NUISANCE,
        level=Level.WIJK,
        year=None,
        start=Period(2018),
        warehouse=warehouse,
        catalogue=catalogue,
    )
    known = np.isfinite(past.panel.values).all(axis=1)
    return past.panel.values[known], past.panel.groups[known]


def placebo_of(values: Floats, *, groups: NDArray[np.intp]) -> Placebo:
    """Return how often a policy that does nothing is rightly found to do nothing, on fifths of the country.

    The fifths overlap, so that these are not 200 independent trials.

    Args:
        values: measured waves, shape (areas, waves); the last one is after the policy.
        groups: number of the gemeente of each area.
    """
    held = 0
    for seed in range(REPLICATIONS):
        some = np.random.default_rng(seed).choice(len(values), len(values) // 5, replace=False)
        before, after = values[some, :-1], values[some, -1]
        treated = worst(before[:, -1], number=TREATED)
        held += effect_beside_alike(before, after, treated=treated, groups=groups[some]).holds_zero
    return Placebo(replications=REPLICATIONS, held=held / REPLICATIONS, treated=TREATED)
