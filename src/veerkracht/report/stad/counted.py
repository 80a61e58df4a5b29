"""What can be counted of a scenario, from its runs: homes, households, lettings, the ledger and the money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.answer import (
    REGION,
    Books,
    Countable,
    CountedArea,
    ExportRow,
    LedgerRow,
    SegmentRow,
)
from veerkracht.report.stad.letting import letting_rows, success_rows
from veerkracht.report.stad.people import Fate
from veerkracht.report.stad.values import compared, compared_years, spread_of
from veerkracht.stad.balance_people import SEGMENT_NAMES
from veerkracht.stad.households import Pool, Reliance, Segment
from veerkracht.stad.trajectory import FLOWS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.report.stad.answer import Money
    from veerkracht.stad.balance import CountableBalance
    from veerkracht.stad.balance_ledger import Ledger
    from veerkracht.stad.city import City
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.runs import Runs

    Floats = NDArray[np.float64]

# Households in float32 are whole up to 16.7 million, so books of runs close to the household; those of a mean field
# are not whole and close to this part of a household.
_CLOSED = 1e-3


def countable_of(
    policy: Runs, baseline: Runs, *, balance: CountableBalance, city: City, levers: Levers, money: Money
) -> Countable:
    """Return the outlook that can be counted.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same seeds.
        balance: of both.
        city: at the start.
        levers: of the policy.
        money: what it costs.
    """
    return Countable(
        areas=tuple(_area(policy, baseline, city=city, at=at) for at in range(city.areas)),
        households=compared_years(policy.households.sum(axis=-1), baseline.households.sum(axis=-1)),
        waiting=compared_years(_waiting(policy), _waiting(baseline)),
        success=success_rows(policy, baseline),
        letting=letting_rows(policy, baseline),
        homes=_homes(policy, balance=balance),
        displaced=_fate(policy, baseline, balance=balance, levers=levers),
        **_exports(policy, baseline, balance=balance),
        ledger=books_of(balance.ledger, areas=city.areas),
        money=money,
    )


def _area(policy: Runs, baseline: Runs, *, city: City, at: int) -> CountedArea:
    both = (policy, baseline)
    first, housed = (getattr(policy, name)[:, :, at].sum(axis=1) for name in ("first_to", "housed_to"))
    share = np.divide(first, housed, out=np.full(first.shape, np.nan), where=housed > 0)
    return CountedArea(
        code=city.codes[at],
        name=city.names[at],
        households=compared_years(*(runs.households[:, :, at] for runs in both)),
        dwellings=compared_years(*(runs.dwellings[:, :, :, at].sum(axis=-1) for runs in both)),
        turnover=compared(*(runs.turnover[:, :, at].mean(axis=1) for runs in both)),
        housed=compared(*(runs.housed_to[:, :, at].sum(axis=1) for runs in both)),
        urgent=compared(*(runs.urgent_to[:, :, at].sum(axis=1) for runs in both)),
        quota=compared(*(runs.quota_to[:, :, at].sum(axis=1) for runs in both)),
        urgent_share=spread_of(share),
    )


def _waiting(runs: Runs) -> Floats:
    """Return the households without a home of their own, shape (runs, years + 1)."""
    return np.asarray(runs.pools[..., Pool.WAITING].sum(axis=-1) + runs.temporary.sum(axis=(-2, -1)))


def _homes(policy: Runs, *, balance: CountableBalance) -> tuple[SegmentRow, ...]:
    homes, start = balance.homes, policy.dwellings[:, 0].sum(axis=-1).mean(axis=0)
    return tuple(
        SegmentRow(
            segment=segment.name.lower(),
            name=SEGMENT_NAMES[segment],
            start=float(start[segment]),
            won=spread_of(homes.won[:, segment]),
            lost=spread_of(homes.lost[:, segment]),
            change=spread_of(homes.change[:, segment]),
        )
        for segment in Segment
    )


def _fate(policy: Runs, baseline: Runs, *, balance: CountableBalance, levers: Levers) -> Fate:
    flows = {name: spread_of(policy.flows[:, :, FLOWS.index(name)].sum(axis=1)) for name in FLOWS}
    found = balance.displaced
    return Fate(
        demolished=float(levers.demolished.sum()),
        displaced=flows["displaced"],
        rehoused=flows["rehoused"],
        returned=flows["returned"],
        temporary=spread_of(policy.temporary[:, -1].sum(axis=(-2, -1))),
        distance_km=spread_of(found.distance),
        quota_asked=float(levers.quota.sum()),
        quota_housed=flows["quota_housed"],
        quota_today=spread_of(baseline.flows[:, :, FLOWS.index("quota_housed")].sum(axis=1)),
        urgent=spread_of(found.housed),
        top_share=spread_of(found.top_share),
        even_share=spread_of(found.even_share),
        segments={one.name.lower(): spread_of(found.segments[:, one]) for one in Segment},
        quota_top_share=spread_of(found.quota_top_share),
    )


def _exports(policy: Runs, baseline: Runs, *, balance: CountableBalance) -> dict[str, tuple[ExportRow, ...]]:
    """Return each place outside, in the order of `exports_of` (the region, the country), and the region as one."""
    left, arrived = policy.left_to - baseline.left_to, policy.arrived_from - baseline.arrived_from
    region = range(int(Pool.REGION), policy.pools.shape[-1])
    pools = [*region, int(Pool.COUNTRY)]
    each = [_export(one.place, left, arrived, pools=[at]) for one, at in zip(balance.exports, pools, strict=True)]
    whole = each[0] if len(region) == 1 else _export(REGION, left, arrived, pools=list(region))
    return {"exports": tuple(each), "outside": (whole, each[-1])}


def _export(place: Bilingual, left: Floats, arrived: Floats, *, pools: list[int]) -> ExportRow:
    out, back = (values[..., pools].sum(axis=(1, 3)) for values in (left, arrived))
    surplus = out - back
    return ExportRow(
        place=place,
        left=spread_of(out.sum(axis=-1)),
        arrived=spread_of(back.sum(axis=-1)),
        surplus=spread_of(surplus.sum(axis=-1)),
        surplus_vragers=spread_of(surplus[:, Reliance.VRAGER]),
    )


def books_of(ledger: Ledger, *, areas: int) -> Books:
    """Return the ledger with the areas as one row, and whether it adds up in every run."""
    change = np.concatenate([ledger.change[:, :, :areas].sum(axis=-1, keepdims=True), ledger.change[:, :, areas:]], -1)
    places = ((_HOMES, True), *((place.name, place.is_city) for place in ledger.places[areas:]))
    mean = change.mean(axis=0)
    gap = float(np.abs(ledger.change.sum(axis=(1, 2)) - ledger.formed).max())
    return Books(
        rows=tuple(
            LedgerRow(
                place=name,
                is_city=is_city,
                dragers=float(mean[Reliance.DRAGER, at]),
                between=float(mean[Reliance.BETWEEN, at]),
                vragers=float(mean[Reliance.VRAGER, at]),
                total=float(mean[:, at].sum()),
            )
            for at, (name, is_city) in enumerate(places)
        ),
        region_from=1 + 1 + int(Pool.REGION),
        total=float(mean.sum()),
        formed=float(ledger.formed.mean()),
        gap=gap,
        adds_up=gap <= _CLOSED,
    )


_HOMES = Bilingual("in een woning in de stad", "in a home in the city")
