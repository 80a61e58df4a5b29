"""Are intervals right and mistakes even for small and large areas, and for kinds of stock?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.outcome import Coverage, FairRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.signalering.verwachting.forecast import Raw

_ALL = Bilingual("alle gebieden", "all areas")
_LEAST = 20
# Names of covariates that tell of the housing stock, in this order: the first that is there makes the strata.
_STOCK = ("corporatiewoningen", "corporatie", "huurwoningen", "koopwoningen", "owner", "rent", "eengezins")
_RAISED = 0.2


def strata(raw: Raw) -> list[tuple[Bilingual, NDArray[np.bool_]]]:
    """Return the kinds of areas that are looked at apart: by size, by level and by stock; masks of shape (areas,).

    Size is the exposure or number of persons where known, else how restless the area is expected to be.
    """
    names, columns = raw.now.names, raw.now.columns
    found: list[tuple[Bilingual, NDArray[np.bool_]]] = []
    size = next((columns[:, names.index(name)] for name in ("exposure", "size") if name in names), None)
    if size is not None:
        found += _fifths(size, Bilingual("kleinste", "smallest"), Bilingual("grootste", "largest"))
    else:
        found += _fifths(
            -raw.now.deviation, Bilingual("onrustigste", "least steady"), Bilingual("rustigste", "steadiest")
        )
    found += _fifths(
        raw.now.last, Bilingual("laagste waarde", "lowest value"), Bilingual("hoogste waarde", "highest value")
    )
    stock = next((k for want in _STOCK for k, name in enumerate(names) if want in name.lower()), None)
    if stock is not None:
        name = names[stock].removeprefix("x:")
        found += _fifths(
            columns[:, stock], Bilingual(f"minste {name}", f"least {name}"), Bilingual(f"meeste {name}", f"most {name}")
        )
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
    flagged = chances >= _RAISED
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


def _fifths(values: NDArray[np.float64], low: Bilingual, high: Bilingual) -> list[tuple[Bilingual, NDArray[np.bool_]]]:
    """Return five masks from low to high, or two or none where values do not differ enough."""
    finite = values[np.isfinite(values)]
    if len(finite) < 5 * _LEAST or np.ptp(finite) == 0:
        return []
    edges = np.unique(np.quantile(finite, [0.2, 0.4, 0.6, 0.8]))
    at = np.searchsorted(edges, np.nan_to_num(values, nan=np.inf), side="right")
    known = np.isfinite(values)
    number = len(edges) + 1
    found = []
    for k in range(number):
        if k == 0:
            name = Bilingual(f"vijfde met {low.nl}", f"fifth: {low.en}")
        elif k == number - 1:
            name = Bilingual(f"vijfde met {high.nl}", f"fifth: {high.en}")
        else:
            name = Bilingual(f"{k + 1}e vijfde ({low.nl} - {high.nl})", f"fifth {k + 1} ({low.en} - {high.en})")
        found.append((name, known & (at == k)))
    return found
