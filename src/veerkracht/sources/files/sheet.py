"""A sheet: the header and columns of one table as they stand in a file, before anything is understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from veerkracht.errors.files import NoHeaderError

Cell = str | float | int | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table as it stands in a file.

    Attributes:
        file: how messages name it.
        header: column names, stripped; unique.
        columns: for each name its cells, each of shape (rows,).
        lines: line or row number in the file of each data row, shape (rows,).
        title: text around the table that may name its id or year.
        typed: True if the cells have types (JSON, parquet), so that a null is a null.
        geometry: shape (rows,), polygons, in the CRS of the file; None if the file has none.
        crs: `EPSG:28992`, `EPSG:4326` or empty if the file does not say.
        footer: number of rows below the table (source lines) that were passed over.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[Sequence[Cell], ...]
    lines: Sequence[int]
    title: str = ""
    typed: bool = False
    geometry: NDArray[np.object_] | None = None
    crs: str = ""
    footer: int = 0
    positions: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, times in Counter(self.header).items():
            if times > 1 and name:
                raise NoHeaderError(file=self.file, column=name, times=times)
        object.__setattr__(self, "positions", {name: i for i, name in enumerate(self.header)})

    def __len__(self) -> int:
        return len(self.lines)

    def column(self, name: str) -> Sequence[Cell]:
        """Return the cells of one column that is known to be there."""
        return self.columns[self.positions[name]]
