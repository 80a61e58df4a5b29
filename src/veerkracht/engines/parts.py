"""Parts on disk: the runs of one block in one file, whole and of the right ensemble, or not used."""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import re
import struct
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from veerkracht.errors.ensemble import PartFolderError
from veerkracht.stad.ensemble import Block, BlockResult
from veerkracht.stad.sketch import Sketch

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGIC: Final = b"VKPART01"
_DIGEST: Final = 32
_ALIGN: Final = 64
_NAME = re.compile(r"runs-(\d+)-(\d+)\.part")
_CHUNK = 1 << 22
_LEFT_BEHIND = 24 * 3600  # seconds: no block takes a day


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFolder:
    """The folder of the parts of one ensemble; its name is the key of the spec.

    Attributes:
        path: of the folder.
        key: of the spec (`EnsembleSpec.key`).
    """

    path: Path
    key: str

    @classmethod
    def within(cls, folder: Path, *, key: str) -> PartFolder:
        """Return the folder of a spec inside a folder of many."""
        return cls(path=folder / key, key=key)

    def prepare(self) -> None:
        """Make the folder, and remove what a process that was stopped long ago left half written.

        Raises:
            PartFolderError: if the disk does not allow it.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for left in self.path.glob(".*.tmp"):
                # Younger ones may be of another run that is writing now.
                with contextlib.suppress(FileNotFoundError):
                    if time.time() - left.stat().st_mtime > _LEFT_BEHIND:
                        left.unlink()
            self.marker.write_text(self.key, "utf-8")
        except OSError as error:
            raise PartFolderError(self.path, why=error.strerror or str(error)) from error

    @property
    def marker(self) -> Path:
        """A file by which a worker elsewhere sees that this folder is its folder too."""
        return self.path / "key.txt"

    def is_shared(self) -> bool:
        """Return whether this process sees the folder that was prepared."""
        with contextlib.suppress(OSError):
            return self.marker.read_text("utf-8") == self.key
        return False

    def write(self, block: Block, contents: Iterable[bytes | memoryview]) -> Path:
        """Write a part in one step: beside its place, to the disk, then moved into it.

        Raises:
            PartFolderError: if the disk does not take it.
        """
        place = self.path / f"runs-{block.start:07d}-{block.stop:07d}.part"
        temporary = ""
        try:
            handle, temporary = tempfile.mkstemp(dir=self.path, prefix=f".{place.stem}-", suffix=".tmp")
            with os.fdopen(handle, "wb") as file:
                file.writelines(contents)
                file.flush()
                os.fsync(file.fileno())
            # mkstemp makes a file for its owner alone; the workers of a cluster may have another.
            Path(temporary).chmod(0o644)
            Path(temporary).replace(place)
        except OSError as error:
            if temporary:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink(missing_ok=True)
            raise PartFolderError(self.path, why=error.strerror or str(error)) from error
        return place

    def sound(self, *, runs: int) -> list[BlockResult]:
        """Return the parts that can be used: of this spec, whole, of runs that are asked, none of them twice.

        Args:
            runs: that are asked; a part that goes on beyond them is left alone.
        """
        found: list[BlockResult] = []
        reached = 0
        for file in sorted(self.path.glob("runs-*.part")):
            name = _NAME.fullmatch(file.name)
            if name is None or int(name[1]) < reached or not int(name[1]) < int(name[2]) <= runs:
                continue
            part = read_part(file, key=self.key)
            if part is not None and part.block == Block(start=int(name[1]), stop=int(name[2])):
                found.append(part)
                reached = part.block.stop
        return found


def encoded(result: BlockResult, *, key: str) -> Iterator[bytes | memoryview]:
    """Yield the bytes of a part: a head that says what is in it, the numbers (not copied), and a checksum over both.

    Source:
        BLAKE2b (Saarinen & Aumasson 2015, RFC 7693).
    """
    arrays: dict[str, NDArray[Any]] = {f"kept:{name}": values for name, values in result.kept.items()}
    arrays |= {f"totals:{name}": values for name, values in result.totals.items()}
    for name, sketch in result.sketched.items():
        # Rising keys lie at most two columns of bins apart; most counts are small.
        arrays[f"steps:{name}"] = np.diff(sketch.keys, prepend=0).astype(np.uint32)
        arrays[f"counts:{name}"] = sketch.counts.astype(np.min_scalar_type(sketch.runs))
        arrays[f"sums:{name}"] = sketch.sums
    table, place = {}, 0
    for name in sorted(arrays):
        values = np.ascontiguousarray(arrays[name])
        arrays[name] = values.astype(values.dtype.newbyteorder("<"), copy=False)
        table[name] = {"kind": arrays[name].dtype.str, "shape": values.shape, "place": place}
        place += values.nbytes + -values.nbytes % _ALIGN
    shapes = {name: list(shape) for name, shape in sorted(result.shapes.items())}
    runs = [result.block.start, result.block.stop]
    head = json.dumps({"key": key, "runs": runs, "arrays": table, "shapes": shapes}, sort_keys=True).encode()
    head += b" " * (-(len(_MAGIC) + 8 + len(head)) % _ALIGN)
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for piece in (_MAGIC, struct.pack("<Q", len(head)), head, *_padded(arrays)):
        digest.update(piece)
        yield piece
    yield digest.digest()


def _padded(arrays: dict[str, NDArray[Any]]) -> Iterator[bytes | memoryview]:
    for name in sorted(arrays):
        if arrays[name].nbytes:
            yield arrays[name].reshape(-1).view(np.uint8).data
            yield b"\0" * (-arrays[name].nbytes % _ALIGN)


def read_part(file: Path, *, key: str) -> BlockResult | None:
    """Return what stands in a part, its numbers still on disk; None if it is torn, or of another ensemble."""
    try:
        with file.open("rb") as opened:
            contents = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None
    size = len(contents) - _DIGEST
    if size < len(_MAGIC) + 8 or contents[: len(_MAGIC)] != _MAGIC or _digest(contents, size) != contents[size:]:
        return None
    start = len(_MAGIC) + 8
    (length,) = struct.unpack("<Q", contents[len(_MAGIC) : start])
    head = json.loads(contents[start : start + length])
    if head["key"] != key:
        return None
    arrays = {name: _array(contents, at=start + length, **told) for name, told in head["arrays"].items()}
    return _result(arrays, runs=head["runs"], shapes=head["shapes"])


def _digest(contents: mmap.mmap, size: int) -> bytes:
    digest = hashlib.blake2b(digest_size=_DIGEST)
    view = memoryview(contents)
    for start in range(0, size, _CHUNK):
        digest.update(view[start : min(start + _CHUNK, size)])
    return digest.digest()


def _array(contents: mmap.mmap, *, at: int, kind: str, shape: list[int], place: int) -> NDArray[Any]:
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(contents, dtype=np.dtype(kind), count=count, offset=at + place).reshape(shape)


def _result(arrays: dict[str, NDArray[Any]], *, runs: list[int], shapes: dict[str, list[int]]) -> BlockResult:
    named: dict[str, dict[str, NDArray[Any]]] = {}
    for name, values in arrays.items():
        piece, _, quantity = name.partition(":")
        named.setdefault(piece, {})[quantity] = values
    block = Block(start=runs[0], stop=runs[1])
    return BlockResult(
        block=block,
        kept=named.get("kept", {}),
        sketched=_Sketches(named, runs=len(block.runs)),
        totals=named.get("totals", {}),
        shapes={name: tuple(shape) for name, shape in shapes.items()},
    )


class _Sketches(Mapping[str, Sketch]):
    """The sketches of a part, each made of what lies on disk when it is asked for."""

    def __init__(self, named: dict[str, dict[str, NDArray[Any]]], *, runs: int) -> None:
        self._named = named
        self._runs = runs

    def __getitem__(self, name: str) -> Sketch:
        return Sketch(
            keys=np.cumsum(self._named["steps"][name], dtype=np.int64),
            counts=self._named["counts"][name].astype(np.int64),
            sums=self._named["sums"][name],
            runs=self._runs,
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._named.get("steps", {}))

    def __len__(self) -> int:
        return len(self._named.get("steps", {}))
