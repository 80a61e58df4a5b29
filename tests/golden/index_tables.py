"""Tables of the verification data, as the index wants them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Reason


def one_year(frame: pd.DataFrame, columns: Sequence[str]) -> AreaTable:
    """Return these columns of a frame whose index holds the area codes."""
    values = frame[list(columns)].to_numpy(dtype=float)[:, np.newaxis, :]
    codes = tuple(str(code) for code in frame.index)
    return AreaTable(
        areas=Areas(level=Level.OTHER, year=None, codes=codes, names=codes),
        periods=(Period(2018),),
        indicators=tuple(columns),
        values=values,
        reasons=np.where(np.isnan(values), Reason.NOT_MEASURED, Reason.PRESENT).astype(np.uint8),
    )


def several_years(
    values: np.ndarray, *, codes: Sequence[str], years: Sequence[int], indicators: Sequence[str]
) -> AreaTable:
    """Return a table of values, shape (areas, years, indicators)."""
    return AreaTable(
        areas=Areas(level=Level.OTHER, year=None, codes=tuple(codes), names=tuple(codes)),
        periods=tuple(Period(int(year)) for year in years),
        indicators=tuple(indicators),
        values=values,
        reasons=np.where(np.isnan(values), Reason.NOT_MEASURED, Reason.PRESENT).astype(np.uint8),
    )
