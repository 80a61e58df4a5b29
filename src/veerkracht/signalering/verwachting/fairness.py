"""Are intervals right and mistakes even for small and large areas, and for kinds of stock?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.forecast import at_risk
from veerkracht.signalering.verwachting.outcome import Coverage, FairRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.forecast import Raw

_ALL = Bilingual("alle gebieden", "all areas")
_LEAST = 20
# Names of covariates that tell of the housing stock, in this order: the first that is there makes the strata.
_STOCK = ("corporatiewoningen", "corporatie", "huurwoningen", "koopwoningen", "owner", "rent", "eengezins")
# Percents by which a fifth of the areas may miss 20% and still be called so.
_WITHIN = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What strata along one figure are called; the first {} becomes a share of all areas.

    Attributes:
        low: the areas at the low end, for example "de 20% kleinste gebieden".
        between: the areas between two shares, for example "20-40%, van klein naar groot".
        high: the areas at the high end.
    """

    low: Bilingual
    between: Bilingual
    high: Bilingual

    def name(self, begin: int, end: int) -> Bilingual:
        """Return what the areas between two shares of all are called, both in percents."""
        if begin == 0:
            words, share = self.low, str(end)
        elif end == 100:
            words, share = self.high, str(100 - begin)
        else:
            words, share = self.between, f"{begin}-{end}%"
        return Bilingual(words.nl.replace("{}", share, 1), words.en.replace("{}", share, 1))


_SIZE = _Order(
    low=Bilingual("de {}% kleinste gebieden", "the smallest {}% of areas"),
    between=Bilingual("{}, van klein naar groot", "{}, from small to large"),
    high=Bilingual("de {}% grootste gebieden", "the largest {}% of areas"),
)
_REST = _Order(
    low=Bilingual("de {}% onrustigste gebieden", "the least steady {}% of areas"),
    between=Bilingual("{}, van onrustig naar rustig", "{}, from least to most steady"),
    high=Bilingual("de {}% rustigste gebieden", "the steadiest {}% of areas"),
)
_LEVEL = _Order(
    low=Bilingual("de {}% met de laagste waarde", "the {}% with the lowest value"),
    between=Bilingual("{}, van lage naar hoge waarde", "{}, from low to high value"),
    high=Bilingual("de {}% met de hoogste waarde", "the {}% with the highest value"),
)


def _along(name: str) -> _Order:
    """Return what strata along a covariate are called."""
    return _Order(
        low=Bilingual(f"de {{}}% laagste op {name}", f"the lowest {{}}% on {name}"),
        between=Bilingual(f"{{}} op {name}", f"{{}} on {name}"),
        high=Bilingual(f"de {{}}% hoogste op {name}", f"the highest {{}}% on {name}"),
    )


def strata(raw: Raw) -> list[tuple[Bilingual, NDArray[np.bool_]]]:
    """Return the kinds of areas that are looked at apart: by size, by level and by stock; masks of shape (areas,).

    Size is the exposure or number of persons where known, else how restless the area is expected to be.
    """
    names, columns = raw.now.names, raw.now.columns
    size = next((columns[:, names.index(name)] for name in ("exposure", "size") if name in names), None)
    found = _fifths(-raw.now.deviation, _REST) if size is None else _fifths(size, _SIZE)
    found += _fifths(raw.now.last, _LEVEL)
    stock = next((k for want in _STOCK for k, name in enumerate(names) if want in name.lower()), None)
    if stock is not None:
        found += _fifths(columns[:, stock], _along(names[stock].removeprefix("x:")))
    return found


def coverage_rows(raw: Raw, *, truth: NDArray[np.float64], seen: NDArray[np.bool_]) -> tuple[Coverage, ...]:
    """Return how often intervals held the truth, for all areas first and then per stratum.

    Args:
        raw: the forecast.
        truth: shape (seen areas,), on the modelled scale.
        seen: shape (areas,).
    """
    held = []
    for chance in (0.8, 0.9):
        low, high = raw.chances.interval(chance)
        held.append((truth >= low[seen]) & (truth <= high[seen]))
    rows = [_coverage(_ALL, held, np.ones(len(truth), dtype=np.bool_))]
    rows += [_coverage(name, held, mask[seen]) for name, mask in strata(raw) if mask[seen].sum() >= _LEAST]
    return tuple(rows)


def fair_rows(
    raw: Raw,
    *,
    after: NDArray[np.float64],
    came: NDArray[np.bool_],
    chances: NDArray[np.float64],
    seen: NDArray[np.bool_],
) -> tuple[FairRow, ...]:
    """Return per stratum what was said, what came, and the mistakes.

    Args:
        raw: the forecast.
        after: shape (areas,), what came, in the unit.
        came: shape (seen areas,), whether an area was among the worst tenth.
        chances: shape (seen areas,), what was said.
        seen: shape (areas,).
    """
    flagged = at_risk(raw.p_worse[seen], chances)
    bias = (raw.chances.scale.unit(raw.chances.middle) - after)[seen]
    rows = []
    for name, mask in [(_ALL, np.ones(len(seen), dtype=np.bool_)), *strata(raw)]:
        use = mask[seen]
        if use.sum() < _LEAST:
            continue
        rows.append(
            FairRow(
                stratum=name,
                areas=int(use.sum()),
                said=float(chances[use].mean()),
                seen=float(came[use].mean()),
                flagged=float(flagged[use].mean()),
                false_alarms=_share(~came, of=use & flagged),
                missed=_share(~flagged, of=use & came),
                bias=float(np.mean(bias[use])),
            )
        )
    return tuple(rows)


def _share(event: NDArray[np.bool_], *, of: NDArray[np.bool_]) -> float:
    return float(event[of].mean()) if of.any() else float("nan")


def _coverage(name: Bilingual, held: list[NDArray[np.bool_]], use: NDArray[np.bool_]) -> Coverage:
    return Coverage(
        stratum=name,
        areas=int(use.sum()),
        covered80=float(held[0][use].mean()),
        covered90=float(held[1][use].mean()),
    )


def _fifths(values: NDArray[np.float64], order: _Order) -> list[tuple[Bilingual, NDArray[np.bool_]]]:
    """Return five masks from low to high with their names: fewer or none where values do not differ enough."""
    known = np.isfinite(values)
    finite = values[known]
    if len(finite) < 5 * _LEAST or np.ptp(finite) == 0:
        return []
    edges = np.unique(np.quantile(finite, [0.2, 0.4, 0.6, 0.8]))
    at = np.searchsorted(edges, np.nan_to_num(values, nan=np.inf), side="right")
    masks = [mask for mask in (known & (at == k) for k in range(len(edges) + 1)) if mask.any()]
    if len(masks) < 2:
        return []
    ends = [_percent(float(share)) for share in np.cumsum([mask.sum() for mask in masks]) / len(finite)]
    return [(order.name(begin, end), mask) for begin, end, mask in zip([0, *ends[:-1]], ends, masks, strict=True)]


def _percent(share: float) -> int:
    """Return a share in whole percents; that of a fifth as such, though areas do not divide by five.

    >>> _percent(59 / 100), _percent(80 / 101), _percent(0.33)
    (60, 80, 33)
    """
    fifth = 20 * round(5 * share)
    return fifth if abs(100 * share - fifth) < _WITHIN else round(100 * share)
