"""Small cities, coefficients and policies to test the laws of a simulation on: made up, of every shape."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st

from veerkracht.stad.base import Base, prepare
from veerkracht.stad.city import City
from veerkracht.stad.coefficients import Coefficients
from veerkracht.stad.households import INCOME, RELIANCE, SEGMENTS, STAGE
from veerkracht.stad.levers import Levers, nothing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

# Plausible, not estimated: what a city might have. The real ones stand in data/stad/parameters.toml.
PLAUSIBLE = Coefficients(
    dissolve=(0.004, 0.003, 0.008, 0.045),
    to_family=0.05,
    to_midlife=(0.02, 0.04),
    to_senior=(0.01, 0.035),
    income_up=(0.08, 0.04, 0.03, 0.01),
    income_down=(0.03, 0.03, 0.04, 0.03),
    reliance_up=(0.04, 0.02),
    reliance_down=(0.02, 0.02),
    up_per_support=0.3,
    up_per_cohesion=0.1,
    down_per_nuisance=0.1,
    move=(0.14, 0.07, 0.05, 0.03),
    move_segment=(0.7, 0.9, 1.0, 2.0),
    move_recent=1.4,
    settle=0.2,
    move_per_nuisance=0.15,
    move_reliance=(1.3, 1.0, 0.5),
    move_per_mismatch=0.05,
    leave=(0.35, 0.3, 0.3, 0.3),
    leave_region=0.5,
    region_distance=1.5,
    give_up=0.1,
    pressure=1.5,
    avoid_nuisance=0.2,
    near=3.0,
    far=(0.1, 0.2, 0.15, 0.15),
    urgent_far=0.05,
    return_share=0.3,
    starters_from_outside=0.5,
    allowed_cheap=(1.0, 1.0, 0.5, 0.08, 0.05),
    allowed_dear=(0.1, 0.5, 1.0, 0.5, 0.3),
    nuisance_stays=0.7,
    nuisance_per_vragers=3.0,
    nuisance_per_dragers=1.0,
    nuisance_per_cohesion=0.3,
    nuisance_per_quality=0.2,
    nuisance_per_works=0.5,
    nuisance_per_safety=0.2,
    nuisance_noise=0.1,
    cohesion_stays=0.8,
    cohesion_per_dragers=1.0,
    cohesion_per_turnover=2.0,
    cohesion_per_meeting=0.2,
    quality_per_effort=0.1,
    support_stays=0.6,
    safety_stays=0.5,
    meeting_stays=0.7,
    quality_stays=0.95,
    tipping_share=1.0,
    tipping_push=0.0,
)
FROZEN: dict[str, Any] = {"reliance_up": (0.0, 0.0), "reliance_down": (0.0, 0.0)}
# Nothing happens to a household but moving house: what comes and goes can be counted from the states alone.
LASTING: dict[str, Any] = {
    **FROZEN,
    "dissolve": (0.0,) * 4,
    "to_family": 0.0,
    "to_midlife": (0.0, 0.0),
    "to_senior": (0.0, 0.0),
    "income_up": (0.0,) * 4,
    "income_down": (0.0,) * 4,
}
SHARES = {
    *("leave", "leave_region", "give_up", "settle", "far", "urgent_far", "return_share", "starters_from_outside"),
    *("nuisance_stays", "cohesion_stays", "support_stays", "safety_stays", "meeting_stays", "quality_stays"),
    *("allowed_cheap", "allowed_dear"),
}
LEVERS = ("support", "safety", "meeting", "quality", "build", "demolish", "rebuild", "convert", "steer", "quota")

# Who lives in which segment: log weight per quintile above the lowest, and the weight of a vrager.
_INCOME_WEIGHT = (0.45, -0.6, -0.1, 0.0)
_VRAGER_WEIGHT = (0.5, 2.5, 1.8, 1.2)
_STAGES = np.array([0.2, 0.3, 0.28, 0.22])
_RELIANCES = np.array([0.3, 0.5, 0.2])


@dataclass(frozen=True, kw_only=True, repr=False)
class Scene:
    """A city with a draw of the coefficients, a policy and a seed; it is shown as the recipe to make it again."""

    base: Base
    levers: Levers
    seed: int
    run: int = 0
    recipe: str = ""

    def __repr__(self) -> str:
        return self.recipe

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(self.recipe)

    def without(self) -> Scene:
        """Return the same in which nothing is done."""
        return replace(self, levers=nothing(years=self.levers.years, areas=self.base.city.areas))

    def told(self, **changes: Any) -> Scene:
        """Return the same city and policy with other coefficients."""
        return replace(self, base=prepare(self.base.city, replace(self.base.coefficients, **changes)))


def city_of(
    households: int,
    *,
    areas: int,
    rng: np.random.Generator,
    empty: float = 0.025,
    missing: Iterable[int] = (),
    hollow: float = 0.0,
    regions: int = 2,
) -> City:
    """Return a made-up city of about so many households.

    Args:
        households: in homes.
        areas: how many.
        rng: all chance comes from it.
        empty: share of the homes in which nobody lives.
        missing: segments that the city has not.
        hollow: chance that an area has no homes of a segment.
        regions: gemeenten around; of one in two it is not known where it lies.
    """
    amenity = rng.normal(size=areas)
    social = np.clip(rng.beta(1.3, 2.6, areas) - 0.1 * amenity, 0.02, 0.9)
    private = (1.0 - social) * np.clip(rng.beta(2, 8, areas), 0.0, 0.9)
    mix = np.stack([1.0 - social - private, social * 0.75, social * 0.25, private]) * rng.lognormal(0.0, 0.6, areas)
    mix[list(missing)] = 0.0
    mix *= rng.random(mix.shape) >= hollow
    expected = households * mix / max(mix.sum(), 1e-9)
    people = np.stack([_people(expected[segment], segment, amenity=amenity) for segment in range(SEGMENTS)], axis=1)
    counts = rng.poisson(people).astype(np.int64)
    dwellings = counts.sum(axis=0) + rng.binomial(np.ceil(expected * 2).astype(np.int64), empty / 2)
    centres = rng.uniform(0.0, 15.0, (areas, 2))
    around = rng.uniform(-10.0, 25.0, (regions, 2))
    around[1::2] = np.nan
    per_type = counts.sum(axis=(1, 2))
    return City(
        codes=tuple(f"BU9999{area:04d}" for area in range(areas)),
        names=tuple(f"Buurt {area}" for area in range(areas)),
        year=2024,
        households=counts,
        dwellings=dwellings,
        nuisance=-amenity,
        cohesion=amenity * 0.5,
        quality=amenity * 0.3,
        centres=centres,
        region=tuple(f"Gemeente {region}" for region in range(regions)),
        region_centres=around,
        waiting=rng.binomial(per_type, 0.02),
        institutions=rng.binomial(per_type * (RELIANCE == 2), 0.02),
    )


def _people(expected: NDArray[np.float64], segment: int, *, amenity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the households expected of each type in the homes of a segment, shape (types, areas)."""
    weight = _STAGES[STAGE] * _RELIANCES[RELIANCE] * np.exp(_INCOME_WEIGHT[segment] * INCOME)
    weight *= np.where(RELIANCE == 2, _VRAGER_WEIGHT[segment], 1.0)
    per_area = weight[:, None] * np.exp(0.3 * (INCOME - 2)[:, None] * amenity[None])
    return per_area / per_area.sum(axis=0) * expected


def coefficients_of(rng: np.random.Generator, *, width: float) -> Coefficients:
    """Return the plausible coefficients, each times a number of its own between 1 - width and 1 + width."""
    drawn: dict[str, Any] = {}
    for item in fields(Coefficients):
        value = np.asarray(getattr(PLAUSIBLE, item.name)) * rng.uniform(1.0 - width, 1.0 + width)
        value = np.minimum(value, 0.95) if item.name in SHARES else value
        drawn[item.name] = tuple(value.tolist()) if value.ndim else float(value)
    return Coefficients(**drawn)


def policy_of(city: City, chosen: Iterable[str], *, years: int, rng: np.random.Generator, everything: bool) -> Levers:
    """Return a policy that uses the levers chosen; with `everything` each is drawn as far as it goes.

    More is never demolished than was there at the start and was built since; sale is not reckoned with.
    """
    levers = {item.name: getattr(nothing(years=years, areas=city.areas), item.name) for item in fields(Levers)}
    chosen = set(chosen)
    where = rng.random(city.areas) < (1.0 if everything else 0.5)
    for name in ("support", "safety", "meeting", "quality"):
        if name in chosen:
            levers[name] = rng.uniform(0.0, 5.0, (years, city.areas)) * where
    if chosen & {"build", "demolish", "rebuild"}:
        _works(levers, city, chosen, where=where, rng=rng, everything=everything)
    if "convert" in chosen:
        share = rng.uniform(0.0, 1.0, levers["conversion"].shape)
        levers["conversion"] = (np.ones_like(share) if everything else share) * where
    if "steer" in chosen:
        levers["steer"] = rng.normal(0.0, 8.0 if everything else 1.0, levers["steer"].shape) * where
    if "quota" in chosen:
        levers["quota"] = rng.integers(0, 2 * int(city.institutions.sum()) + 5, years).astype(float)
        levers["quota_weight"] = rng.random(city.areas) * where * rng.integers(0, 2)
    return Levers(**levers)


def _works(
    levers: dict[str, Any],
    city: City,
    chosen: set[str],
    *,
    where: NDArray[np.bool_],
    rng: np.random.Generator,
    everything: bool,
) -> None:
    stock = city.dwellings.copy()
    lag = int(rng.integers(0, 3))
    for year in range(len(levers["built"])):
        if chosen & {"demolish", "rebuild"}:
            gone = stock if everything else rng.binomial(stock, 0.15)
            levers["demolished"][year] = gone * where
        if "build" in chosen:
            levers["built"][year] += rng.poisson(3.0, stock.shape) * where
        if "rebuild" in chosen and year + lag < len(levers["built"]):
            levers["built"][year + lag] += levers["demolished"][year][rng.permutation(SEGMENTS)]
        stock = stock + (levers["built"][year] - levers["demolished"][year]).astype(np.int64)


@st.composite
def scenes(draw: st.DrawFn, *, levers: tuple[str, ...] = LEVERS) -> Scene:
    """Draw a city, coefficients and a policy. What shrinks are the sizes and the levers; the rest is by a seed."""
    return make_scene(
        areas=draw(st.integers(1, 12)),
        households=draw(st.one_of(st.integers(200, 3000), st.sampled_from([0, 1, 20]))),
        empty=draw(st.sampled_from([0.03, 0.0, 0.3])),
        missing=tuple(sorted(draw(st.sets(st.integers(0, SEGMENTS - 1), max_size=2)))),
        hollow=draw(st.sampled_from([0.0, 0.3, 0.7])),
        regions=draw(st.integers(1, 3)),
        width=draw(st.sampled_from([0.0, 0.3, 1.0])),
        levers=tuple(sorted(draw(st.sets(st.sampled_from(levers), min_size=1)))),
        years=draw(st.integers(1, 4)),
        everything=draw(st.booleans()),
        growth=draw(st.sampled_from([0.0, 0.02])),
        made_with=draw(st.integers(0, 2**32 - 1)),
        seed=draw(st.integers(0, 2**63 - 1)),
        run=draw(st.integers(0, 1000)),
    )


def make_scene(
    *,
    areas: int = 8,
    households: int = 1500,
    empty: float = 0.03,
    missing: tuple[int, ...] = (),
    hollow: float = 0.0,
    regions: int = 2,
    width: float = 0.0,
    levers: tuple[str, ...] = (),
    years: int = 3,
    everything: bool = False,
    growth: float = 0.0,
    made_with: int = 7,
    seed: int = 1,
    run: int = 0,
) -> Scene:
    """Return a scene by its recipe; a failing test shows the call that makes it again."""
    told = ", ".join(f"{name}={value!r}" for name, value in locals().items())
    rng = np.random.default_rng(made_with)
    city = city_of(households, areas=areas, rng=rng, empty=empty, missing=missing, hollow=hollow, regions=regions)
    coefficients = coefficients_of(rng, width=width)
    policy = policy_of(city, levers, years=years, rng=rng, everything=everything)
    base = prepare(city, coefficients, growth=growth)
    return Scene(base=base, levers=policy, seed=seed, run=run, recipe=f"make_scene({told})")
