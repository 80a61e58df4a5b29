"""The lottery of an index on prepared figures: ready to be drawn without preparing them again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.index.design import Frozen
from veerkracht.index.lottery import Lottery, Scale
from veerkracht.index.prepare import Block
from veerkracht.index.prepared import in_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.index.build import IndexResult
    from veerkracht.index.design import IndexDesign
    from veerkracht.index.normalise import Normaliser
    from veerkracht.index.prepared import Prepared

    Rows = NDArray[np.intp]


def lottery_of(prepared: Prepared, result: IndexResult, *, at: int, rows: Rows | None = None) -> Lottery:
    """Return the lottery of an index in one period, on scales that all areas set; errors as for `result`.

    Args:
        prepared: the figures.
        result: of that period only.
        at: place of the period in the table.
        rows: as it was made with.
    """
    design, choices = result.design, in_order(result.design)
    columns = [prepared.columns.column(choice, design=design) for choice in choices]
    out = prepared.screened(design)
    some = np.arange(len(prepared.table.areas)) if rows is None else rows
    block = np.ix_(some, np.array([at]))
    gone = out.out[block]
    deviations = [np.full(gone.shape, np.nan) if c.deviations is None else c.deviations[block] for c in columns]
    scales = [Scale(design=design, frozen=result.parameters)]
    scales += [_other_scale(prepared, design, other) for other in design.uncertainty.normalise]
    return Lottery(
        table=prepared.columns.table_of(design, at=[at], rows=rows),
        design=design,
        block=Block(
            codes=result.indicators,
            values=np.stack([np.where(gone, np.nan, column.values[block]) for column in columns]),
            measured=np.stack([column.measured[block] for column in columns]),
            available=np.stack([column.available[block] for column in columns]),
            deviations=np.stack(deviations) if any(c.deviations is not None for c in columns) else None,
            screened_out=gone,
        ),
        scales=tuple(scales),
        normalised=np.ascontiguousarray(np.moveaxis(result.normalised, 2, 0)),
        weights={code: np.array(row) for code, row in result.parameters.weights.items()},
        nominal={code: result.scores[:, :, place] for place, code in enumerate(result.nodes)},
    )


def _other_scale(prepared: Prepared, design: IndexDesign, other: Normaliser) -> Scale:
    """Return the design on another scale that was a fair choice too, learned of the same reference."""
    changed = replace(design, indicators=tuple(replace(one, normalise=other) for one in design.indicators))
    found = {c.code: prepared.fitted(c, design=changed) for c in changed.indicators}
    return Scale(
        design=changed,
        frozen=Frozen(
            treat={code: treat for code, (treat, _) in found.items()},
            normalise={code: scale for code, (_, scale) in found.items() if scale},
            weights={},
        ),
    )
