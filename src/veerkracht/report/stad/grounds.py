"""What an answer rests on: parameters that no data tell, figures that were adjusted, where the engines differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.answer import AdjustedRow, Grounds, TwinRow
from veerkracht.report.stad.tested import tested_rows
from veerkracht.stad.outlook import vrager_shares
from veerkracht.stad.parameters import cautions, unidentified
from veerkracht.stad.synthesis.account import MARGIN_WORDS, Margin, Why

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.stad.city import City
    from veerkracht.stad.outlook_links import Simulated
    from veerkracht.stad.parameters import ParameterSet
    from veerkracht.stad.runs import Runs
    from veerkracht.stad.synthesis.account import Account
    from veerkracht.stad.track_record import TrackRecord

    Floats = NDArray[np.float64]

_QUANTITIES = {
    "vragers": (Bilingual("aandeel vragers", "share of vragers"), 0.005),
    "nuisance": (Bilingual("overlast", "nuisance"), 0.02),
}
"""What is compared, and the smallest distance outside the band that is told: half a percentage point of households and
a fiftieth of a standard deviation, below which no map shows a difference. Our choice."""


def grounds_of(
    parameters: ParameterSet, account: Account | None, *, record: TrackRecord, twins: tuple[TwinRow, ...]
) -> Grounds:
    """Return what an answer rests on and what is to be doubted.

    Args:
        parameters: what is known of the numbers.
        account: of the synthesis; None for a city that was not made out of figures.
        record: what tests on the past found.
        twins: where the two engines differ.
    """
    return Grounds(
        unidentified=tuple(one.name for one in unidentified(parameters)),
        cautions=cautions(parameters),
        adjusted=_adjusted(account) if account else (),
        notes=account.notes if account else (),
        twins=twins,
        tested=tested_rows(record),
    )


def _adjusted(account: Account) -> tuple[AdjustedRow, ...]:
    """Return one row for each margin and reason; the account tells them in the same order."""
    table = account.adjustments
    pairs = sorted({(int(margin), int(why)) for margin, why in zip(table.margins, table.whys, strict=True)})
    sentences = account.summary()[len(account.notes) :]
    return tuple(
        AdjustedRow(
            margin=Margin(margin).name.lower(),
            name=MARGIN_WORDS[Margin(margin)],
            reason=Why(why).name.lower(),
            areas=account.count(Margin(margin), Why(why)),
            sentence=sentence,
        )
        for (margin, why), sentence in zip(pairs, sentences, strict=True)
    )


def twins_of(policy: Runs, baseline: Runs, *, field: tuple[Simulated, Simulated], city: City) -> tuple[TwinRow, ...]:
    """Return where the mean field tells another change per area in the last year than the runs.

    The mean field takes the middle of every number and of who is a vrager, and has no chance; runs draw all of these.
    Where both differ, what happens is not proportional to the numbers, and the runs are to be believed.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done.
        field: the mean field of the policy and of the baseline.
        city: at the start.
    """
    rows = []
    for name, (label, least) in _QUANTITIES.items():
        change = _last(policy, name) - _last(baseline, name)
        central = _last(field[0], name) - _last(field[1], name)
        low, high = np.quantile(change, (0.05, 0.95), axis=0)
        gaps = np.abs(central - change.mean(axis=0))
        outside = np.flatnonzero((central < low - least) | (central > high + least))
        known = np.isfinite(gaps)
        largest = int(np.argmax(np.where(known, gaps, -1.0)))
        rows.append(
            TwinRow(
                quantity=name,
                name=label,
                outside=tuple(city.codes[at] for at in outside),
                largest_gap=float(gaps[largest]),
                area=city.names[largest],
            )
        )
    return tuple(rows)


def _last(simulated: Simulated, name: str) -> Floats:
    """Return a quantity in the last year, shape (..., areas)."""
    values = vrager_shares(simulated) if name == "vragers" else simulated.nuisance
    return np.asarray(values[..., -1, :], dtype=np.float64)
