"""A small reader of PMTiles and vector tiles, so that the tests count what is really in the file.

Sources: PMTiles specification version 3; Mapbox Vector Tile specification 2.1.
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

Feature = tuple[int, shapely.Geometry]


def features_by_zoom(path: Path) -> dict[int, list[list[Feature]]]:
    """Return per zoom the features of each tile: position and shape in steps of the tile."""
    found: dict[int, list[list[Feature]]] = {}
    for number, tile in tiles(path):
        found.setdefault(zoom_of(number), []).append(list(_features(gzip.decompress(tile))))
    return found


def tiles(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of every tile."""
    held = path.read_bytes()
    assert held[:8] == b"PMTiles\x03"
    root, root_size, _, _, leaves, _, start, _ = struct.unpack_from("<8Q", held, 8)
    assert held[97:100] == b"\x02\x02\x01", "gzip inside and out, vector tiles"

    def walk(directory: bytes) -> Iterator[tuple[int, bytes]]:
        for number, run, size, offset in _entries(directory):
            if run == 0:
                yield from walk(gzip.decompress(held[leaves + offset : leaves + offset + size]))
            for step in range(run):
                yield number + step, held[start + offset : start + offset + size]

    yield from walk(gzip.decompress(held[root : root + root_size]))


def layers_by_zoom(path: Path) -> dict[int, set[bytes]]:
    """Return per zoom the names of the layers."""
    found: dict[int, set[bytes]] = {}
    for number, tile in tiles(path):
        names = {dict(_fields(layer))[1] for _, layer in _fields(gzip.decompress(tile))}
        found.setdefault(zoom_of(number), set()).update(names)
    return found


def zoom_of(number: int) -> int:
    """Return the zoom of a tile: tiles are numbered zoom after zoom."""
    zoom = before = 0
    while before + 4**zoom <= number:
        before, zoom = before + 4**zoom, zoom + 1
    return zoom


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = raw[at]
        number, shift, at = number | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return number, at


def _varints(raw: bytes) -> list[int]:
    numbers, at = [], 0
    while at < len(raw):
        number, at = _varint(raw, at)
        numbers.append(number)
    return numbers


def _entries(raw: bytes) -> list[tuple[int, int, int, int]]:
    count, *rest = _varints(raw)
    steps, runs, sizes, places = (rest[part * count : (part + 1) * count] for part in range(4))
    offsets: list[int] = []
    for row, place in enumerate(places):
        offsets.append(place - 1 if place else offsets[-1] + sizes[row - 1])
    return list(zip(np.cumsum(steps).tolist(), runs, sizes, offsets, strict=True))


def _fields(raw: bytes) -> Iterator[tuple[int, int | bytes]]:
    at = 0
    while at < len(raw):
        key, at = _varint(raw, at)
        if key & 7 == 0:
            value, at = _varint(raw, at)
            yield key >> 3, value
        else:
            size, at = _varint(raw, at) if key & 7 == 2 else ({1: 8, 5: 4}[key & 7], at)
            yield key >> 3, raw[at : at + size]
            at += size


def _features(tile: bytes) -> Iterator[Feature]:
    for field, layer in _fields(tile):
        assert field == 3
        parts = list(_fields(layer))
        if (1, b"gemeenten") in parts:
            continue
        assert (1, b"areas") in parts
        assert [value for field, value in parts if field == 3] == [b"position"]
        values = [dict(_fields(value))[4] for field, value in parts if field == 4]
        for number, raw in parts:
            if number == 2:
                feature = dict(_fields(raw))
                yield values[_varints(feature[2])[1]], _polygon(feature[4])


def _polygon(raw: bytes) -> shapely.Geometry:
    """Return the rings of a feature as one shape: even-odd, as valid as they come."""
    commands = _varints(raw)
    x = y = at = 0
    rings: list[list[tuple[int, int]]] = []
    while at < len(commands):
        command, count = commands[at] & 7, commands[at] >> 3
        at += 1
        if command == 7:
            continue
        if command == 1:
            rings.append([])
        for _ in range(count):
            dx, dy = (value >> 1 ^ -(value & 1) for value in commands[at : at + 2])
            x, y, at = x + dx, y + dy, at + 2
            rings[-1].append((x, y))
    shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings if len(ring) > 2]
    whole = shapely.GeometryCollection()
    for shape in shapes:
        whole = shapely.symmetric_difference(whole, shape) if not whole.is_empty else shape
    return whole
