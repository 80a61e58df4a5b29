"""Neighbours: which areas share a border, computed once and kept on disk beside the polygons."""

from __future__ import annotations

import hashlib
import os
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import shapely

from veerkracht.facts.boundaries import Boundaries, Contiguity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GAP_M = 1.0
"""Drawings of one border may lie this far apart, in metres."""

BORDER_M = 10.0
"""A shared border is at least this long, in metres; shorter is a corner."""


def contiguity(boundaries: Boundaries) -> Contiguity:
    """Return which areas share a border of at least `BORDER_M`, drawn at most `GAP_M` apart."""
    rows = np.flatnonzero(~shapely.is_missing(boundaries.geometry))
    shapes = boundaries.geometry[rows]
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP_M)
    pair = one < other
    one, other = one[pair], other[pair]
    near = shapely.intersection(shapely.boundary(shapes[one]), shapely.buffer(shapes[other], GAP_M, quad_segs=2))
    shared = shapely.length(near) >= BORDER_M
    left, right = rows[one[shared]].astype(np.int32), rows[other[shared]].astype(np.int32)
    focal, neighbour = np.concatenate([left, right]), np.concatenate([right, left])
    order = np.lexsort((neighbour, focal))
    return Contiguity(focal=focal[order], neighbour=neighbour[order], count=len(boundaries.areas))


def cached_contiguity(folder: Path, *, key: str, boundaries: Callable[[], Boundaries]) -> Contiguity:
    """Return the contiguity from `folder`, or compute it and keep it there.

    A folder that cannot be written, or a damaged file in it, costs time and nothing else.

    Args:
        folder: for what can be computed again.
        key: text that differs whenever the polygons or the areas differ.
        boundaries: gives the polygons when they are needed.
    """
    file = folder / f"contiguity-{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}.npz"
    try:
        with np.load(file, allow_pickle=False) as kept:
            return Contiguity(focal=kept["focal"], neighbour=kept["neighbour"], count=int(kept["count"]))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        found = contiguity(boundaries())
    fresh = file.with_name(f"{file.stem}-{os.getpid()}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as sink:
            np.savez(sink, focal=found.focal, neighbour=found.neighbour, count=np.int64(found.count))
        fresh.replace(file)
    except OSError:
        fresh.unlink(missing_ok=True)
    return found
