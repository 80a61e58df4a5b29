"""One run of a country: all regions live the same year, then households are carried over from one to another."""

from __future__ import annotations

import hashlib
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.stad import micro
from veerkracht.stad.country_flows import GOING, ON_THE_WAY, Regions, carry_over, sent
from veerkracht.stad.ensemble import SHAPES
from veerkracht.stad.events import by_reliance
from veerkracht.stad.households import Pool
from veerkracht.stad.recorder import Recorder
from veerkracht.stad.rng import Purpose, key, uniforms
from veerkracht.stad.trajectory import Trajectory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from veerkracht.stad.country import Country
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.micro_run import Run

    Grid = NDArray[np.float64]


def simulate_country(
    country: Country, regions: Regions, levers: Sequence[Levers], *, seed: int, run: int
) -> Trajectory:
    """Return one run of a country, as of one city of all its areas.

    Of its pools, those of the region are the households on their way to each region of the country; the rest of the
    country is empty. `left_to` tells to which region households left, `arrived_from` who found a home in it. Moves
    from place to place are not kept: with so many areas they are larger than all else.

    Args:
        country: areas and regions.
        regions: in balance, of one draw of the coefficients.
        levers: of each region.
        seed: of the whole ensemble; each region has its own luck.
        run: the number of this run.
    """
    states = [micro.begin(base, each) for base, each in zip(regions.bases, levers, strict=True)]
    told = [Recorder(pools=base.city.pools) for base in regions.bases]
    seeds = [_own_seed(seed, name) for name in country.city.region]
    for state, recorder in zip(states, told, strict=True):
        recorder.write(micro.told(state, np.zeros(state.base.city.areas)))
    left = []
    for year in range(levers[0].years):
        books = [micro.pass_year(state, year, seed=own, run=run) for state, own in zip(states, seeds, strict=True)]
        left.append(
            _exchange(states, regions, lots=key(_own_seed(seed, ""), run=run, year=year, purpose=Purpose.LEAVE))
        )
        for state, recorder, book in zip(states, told, books, strict=True):
            recorder.write(micro.told(state, micro.left_of(state)), book)
    return _joined(country, [recorder.trajectory(moves=None) for recorder in told], left=np.stack(left))


def _own_seed(seed: int, name: str) -> int:
    """Return the seed of a region, so that the same record in two regions does not have the same luck."""
    return int.from_bytes(hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest(), "little")


def _exchange(states: Sequence[Run], regions: Regions, *, lots: np.uint64) -> Grid:
    """Carry over who left; return households by reliance and region to which they are on their way."""
    leaving = np.stack([state.counted[:, state.base.city.areas + GOING] for state in states], axis=1).astype(np.int64)
    luck = uniforms(lots, np.arange(leaving.size, dtype=np.uint64)).reshape(leaving.shape)
    coming = sent(leaving, regions.share, luck).sum(axis=1)
    for place, state in enumerate(states):
        carry_over(state, coming[:, place])
    return by_reliance(coming.astype(np.float64))


def _joined(country: Country, each: Sequence[Trajectory], *, left: Grid) -> Trajectory:
    """Return the trajectories of regions as one of all areas; `left` has shape (years, reliances, regions)."""
    arrays: dict[str, Any] = {"moves": None}
    for name in (item.name for item in fields(Trajectory) if item.name != "moves"):
        parts = [getattr(one, name) for one in each]
        kind = SHAPES[name][2]
        if kind == "areas":
            arrays[name] = np.empty((*parts[0].shape[:-1], country.city.areas))
            for rows, part in zip(country.rows, parts, strict=True):
                arrays[name][..., rows] = part
        elif kind == "pools":
            arrays[name] = _pools(parts)
        else:
            arrays[name] = np.sum(parts, axis=0)
    arrays["left_to"][:, :, Pool.REGION :] = left
    return Trajectory(**arrays)


def _pools(parts: Sequence[Grid]) -> Grid:
    """Return who waits and who is in an institution in all regions, and those on their way to each of them."""
    found = np.zeros((*parts[0].shape[:-1], Pool.REGION + len(parts)))
    for place, part in enumerate(parts):
        found[..., : Pool.COUNTRY] += part[..., : Pool.COUNTRY]
        found[..., Pool.REGION + place] = part[..., ON_THE_WAY]
    return found
