"""The books of a city over a simulation: every household stands somewhere, and what left went to a named place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.balance import BooksError, DifferentStartError
from veerkracht.facts.language import Bilingual
from veerkracht.stad.households import Pool
from veerkracht.stad.runs import band_of, require_pairs
from veerkracht.stad.trajectory import FLOWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.runs import Band, Runs

    Floats = NDArray[np.float64]

# Counts of the mean field are not whole: what may be lost by rounding, as a share of all households.
_ROUNDING = 1e-9
_FORMED, _DISSOLVED = FLOWS.index("formed"), FLOWS.index("dissolved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where households of the ledger stand.

    Attributes:
        name: for people.
        is_city: whether they belong to the city: in homes, waiting, in temporary housing or an institution.
    """

    name: Bilingual
    is_city: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a policy changes in where households stand in the last year, beside the baseline.

    Attributes:
        places: the areas one by one, temporary housing, then the pools: waiting, institutions, the rest of the country
            and each gemeente around.
        change: policy less baseline, households by self-reliance, shape (runs, reliances, places). Over all places it
            sums to what was formed more and dissolved less, to the household.
        formed: households formed less those dissolved, policy less baseline, shape (runs,).
    """

    places: tuple[Place, ...]
    change: Floats
    formed: Floats

    @property
    def city(self) -> Floats:
        """The change in the whole city, by self-reliance; shape (runs, reliances)."""
        inside = np.array([place.is_city for place in self.places])
        return np.asarray(self.change[:, :, inside].sum(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What a policy sends to, and takes from, one place outside the city over all years, beside the baseline.

    Attributes:
        place: a gemeente around, or the rest of the country.
        left: households that leave more than in the baseline, by self-reliance; shape (reliances,).
        arrived: households that come more than in the baseline; same shape.
        surplus: left less arrived; same shape.
    """

    place: Bilingual
    left: Band
    arrived: Band
    surplus: Band


def require_closed(runs: Runs) -> None:
    """Refuse runs in which a household appears or disappears.

    Raises:
        BooksError: if areas, pools and temporary housing together change by anything but what is formed and dissolved.
    """
    everyone = runs.reliance.sum(axis=(-2, -1)) + runs.pools.sum(axis=(-2, -1)) + runs.temporary.sum(axis=(-2, -1))
    gaps = np.diff(everyone, axis=1) - runs.flows[..., _FORMED] + runs.flows[..., _DISSOLVED]
    wrong = np.argwhere(~(np.abs(gaps) <= _ROUNDING * np.maximum(everyone[:, 1:], 1.0)))
    if len(wrong):
        run, year = (int(one) for one in wrong[0])
        raise BooksError(run=run, year=year + 1, gap=float(gaps[run, year]))


def ledger_of(policy: Runs, baseline: Runs, *, areas: tuple[str, ...], region: tuple[str, ...]) -> Ledger:
    """Return what a policy changes in where households stand.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same seeds.
        areas: names of the areas.
        region: names of the gemeenten around.

    Raises:
        UnequalRunsError: if the runs do not pair.
        DifferentStartError: if the two do not begin with the same households.
        BooksError: if the books of either do not close.
    """
    require_pairs(policy, baseline)
    for name in ("reliance", "temporary", "pools"):
        if not np.array_equal(getattr(policy, name)[:, 0], getattr(baseline, name)[:, 0]):
            raise DifferentStartError(name)
    require_closed(policy)
    require_closed(baseline)
    change = np.concatenate(
        [
            (policy.reliance - baseline.reliance)[:, -1],
            (policy.temporary - baseline.temporary)[:, -1].sum(axis=-1, keepdims=True),
            (policy.pools - baseline.pools)[:, -1],
        ],
        axis=-1,
    )
    return Ledger(places=_places(areas, region), change=change, formed=_formed(policy) - _formed(baseline))


def exports_of(policy: Runs, baseline: Runs, *, region: tuple[str, ...]) -> tuple[Export, ...]:
    """Return what a policy sends to each place outside the city and takes from it; the gemeenten around first.

    Raises:
        UnequalRunsError: if the runs do not pair.
    """
    require_pairs(policy, baseline)
    left = (policy.left_to - baseline.left_to).sum(axis=1)
    arrived = (policy.arrived_from - baseline.arrived_from).sum(axis=1)
    outside = [(Pool.REGION + place, Bilingual(name, name)) for place, name in enumerate(region)]
    return tuple(
        Export(
            place=name,
            left=band_of(left[:, :, pool]),
            arrived=band_of(arrived[:, :, pool]),
            surplus=band_of(left[:, :, pool] - arrived[:, :, pool]),
        )
        for pool, name in [*outside, (int(Pool.COUNTRY), _COUNTRY.name)]
    )


_COUNTRY = Place(name=Bilingual("de rest van Nederland", "the rest of the Netherlands"), is_city=False)


def _places(areas: tuple[str, ...], region: tuple[str, ...]) -> tuple[Place, ...]:
    return (
        *(Place(name=Bilingual(name, name), is_city=True) for name in areas),
        Place(name=Bilingual("tijdelijke huisvesting", "temporary housing"), is_city=True),
        Place(name=Bilingual("zoekt een eerste eigen woning", "looking for a first home"), is_city=True),
        Place(name=Bilingual("instellingen", "institutions"), is_city=True),
        _COUNTRY,
        *(Place(name=Bilingual(name, name), is_city=False) for name in region),
    )


def _formed(runs: Runs) -> Floats:
    return np.asarray((runs.flows[..., _FORMED] - runs.flows[..., _DISSOLVED]).sum(axis=1))
