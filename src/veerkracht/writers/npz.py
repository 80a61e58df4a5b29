"""Arrays in one file that numpy reads, of which the bytes depend on the numbers alone: no clock, no machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that a zip file knows
_MADE_ON = 3  # Linux and its kind, whatever it was made on: the bytes must not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """An array that comes piece by piece, so that it need not be held as a whole.

    Attributes:
        shape: of the whole.
        dtype: of the whole.
        pieces: that follow each other along the first axis.
    """

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    pieces: Iterable[NDArray[Any]]


def write_npz(file: Path, arrays: Mapping[str, NDArray[Any] | Rows]) -> None:
    """Write arrays as `numpy.load` reads them, in the order of their names.

    `numpy.savez` writes the hour into the file, so that the same numbers give other bytes.

    Raises:
        OSError: if the disk does not take it.
    """
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=_DAY)
            entry.create_system = _MADE_ON
            value = arrays[name]
            rows = value if isinstance(value, Rows) else Rows(shape=value.shape, dtype=value.dtype, pieces=[value])
            kind = rows.dtype.newbyteorder("<")
            with archive.open(entry, "w", force_zip64=True) as opened:
                head = {"descr": kind.str, "fortran_order": False, "shape": rows.shape}
                np.lib.format.write_array_header_1_0(opened, head)
                for piece in rows.pieces:
                    opened.write(np.ascontiguousarray(piece, dtype=kind).reshape(-1).view(np.uint8).data)
