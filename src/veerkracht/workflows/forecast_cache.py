"""Forecasts kept on disk beside the warehouse: the fit of a country takes seconds, reading it again a blink.

What can be computed again may be thrown away: a folder that cannot be written, or a damaged file in it, costs time and
nothing else. No pickles: a file in a shared folder must not be able to run anything.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.signalering.verwachting.outcome import Coverage, FairRow, Origin, Reliability
from veerkracht.signalering.verwachting.per_area import AreaForecasts

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable
    from pathlib import Path

_KEPT = {one.__name__: one for one in (Coverage, FairRow, Origin, Reliability, Bilingual)}
_BEHIND = ("facts", "signalering", "warehouse", "workflows")
_REST = "rest"
_THEME = "theme:"


def cached_forecast(folder: Path, *, name: str, key: str, make: Callable[[], AreaForecasts]) -> AreaForecasts:
    """Return a forecast from `folder`, or make it and keep it there; an older one of the same name is removed.

    Args:
        folder: for what can be computed again.
        name: of what is forecast, for example `buurt-2024-onv`.
        key: text that differs whenever the data, the choices or the method differ.
        make: computes the forecast.
    """
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    file = folder / f"forecast-{name}-{digest}.npz"
    try:
        with np.load(file, allow_pickle=False) as kept:
            return _decoded({one: kept[one] for one in kept.files})
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        found = make()
    fresh = file.with_name(f"{file.stem}-{os.getpid()}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as sink:
            np.savez(sink, **_encoded(found))
        fresh.replace(file)
        for old in folder.glob(f"forecast-{name}-{'?' * 24}.npz"):
            if old != file:
                old.unlink(missing_ok=True)
    except OSError:
        fresh.unlink(missing_ok=True)
    return found


def method_key() -> str:
    """Return a text that differs whenever the code of the forecast differs, ours or that of what it computes with.

    Ours is also what makes its input: the levels without noise, the figures that are derived, the link tables.
    """
    return code_key(_BEHIND)


def code_key(rooms: tuple[str, ...]) -> str:
    """Return a text that differs whenever the code in these packages differs, or that of what it computes with."""
    digest = hashlib.sha256("\n".join(version(one) for one in ("numpy", "scipy", "scikit-learn")).encode())
    for room in rooms:
        for one in _modules(files("veerkracht").joinpath(room)):
            digest.update(one.name.encode() + one.read_bytes())
    return digest.hexdigest()[:16]


def _modules(folder: Traversable) -> Iterator[Traversable]:
    """Yield every module in a folder and below it, in an order that is always the same."""
    for one in sorted(folder.iterdir(), key=lambda found: found.name):
        if one.is_dir():
            yield from _modules(one)
        elif one.name.endswith(".py"):
            yield one


def _encoded(found: AreaForecasts) -> dict[str, Any]:
    """Return the arrays by name, and all else as JSON in one of them."""
    arrays: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for one in fields(found):
        value = getattr(found, one.name)
        if isinstance(value, np.ndarray):
            arrays[one.name] = value
        elif one.name == "contributions":
            arrays |= {f"{_THEME}{theme}": values for theme, values in value.items()}
        else:
            rest[one.name] = _plain(value)
    arrays["codes"] = np.array(rest.pop("codes"), dtype=np.str_)
    text = json.dumps(rest, ensure_ascii=False).encode()
    return arrays | {_REST: np.frombuffer(text, dtype=np.uint8)}


def _decoded(kept: dict[str, Any]) -> AreaForecasts:
    rest = json.loads(kept.pop(_REST).tobytes().decode())
    contributions = {name[len(_THEME) :]: kept.pop(name) for name in [n for n in kept if n.startswith(_THEME)]}
    codes = tuple(str(code) for code in kept.pop("codes"))
    read = {name: _rich(value) for name, value in rest.items()}
    read["level"] = Level(read["level"])
    return AreaForecasts(codes=codes, contributions=contributions, **read, **kept)


def _plain(value: Any) -> Any:
    """Return a value as what JSON can hold; numbers keep every digit."""
    if is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Period):
            return {"period": str(value)}
        return {"type": type(value).__name__, **{one.name: _plain(getattr(value, one.name)) for one in fields(value)}}
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": value.dtype.str}
    if isinstance(value, Mapping):
        return {"pairs": [[_plain(k), _plain(v)] for k, v in value.items()]}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.item() if isinstance(value, np.generic) else value


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_rich(one) for one in value)
    if not isinstance(value, dict):
        return value
    if "period" in value:
        return Period.parse(value["period"])
    if "array" in value:
        return np.array(value["array"], dtype=np.dtype(value["dtype"]))
    if "pairs" in value:
        return {_rich(k): _rich(v) for k, v in value["pairs"]}
    made = _KEPT[value["type"]]
    return made(**{name: _rich(one) for name, one in value.items() if name != "type"})
