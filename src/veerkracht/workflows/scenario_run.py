"""Run a scenario many times beside its baseline, wherever there is room, and keep what came out in a folder."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from veerkracht import __version__
from veerkracht.engines.contract import Engine, Step, compute
from veerkracht.engines.identity import code_identity, versions
from veerkracht.errors.ensemble import PartFolderError, UnknownQuantityError
from veerkracht.facts.areas import gemeente_code
from veerkracht.stad.city_model import CityModel
from veerkracht.stad.country import country_of
from veerkracht.stad.country_model import CountryModel
from veerkracht.stad.ensemble import BASELINE, DIFFERENCE, POLICY, EnsembleSpec, Sampling, numbers_of_run
from veerkracht.stad.fingerprint import fingerprint
from veerkracht.stad.levers import nothing
from veerkracht.stad.merging import PROBABILITIES, Merged
from veerkracht.stad.runs import Runs
from veerkracht.stad.sketch import ACCURACY
from veerkracht.workflows.derived_file import fresh_file
from veerkracht.writers.npz import Rows, write_npz

if TYPE_CHECKING:
    from veerkracht.stad.city import City
    from veerkracht.stad.city_model import Around, Drawn
    from veerkracht.stad.country import Country
    from veerkracht.stad.levers import Levers
    from veerkracht.stad.parameters import ParameterSet

FORMAT: Final = 1
# Every run is kept up to 8 GB of parts (300 areas: 9,000 runs; the country: 180); beyond that counts on a grid, which
# are smaller from some tens of runs in a block. A choice of ours.
KEPT_BYTES: Final = 8 << 30
BLOCK_BYTES: Final = 32 << 20  # numbers that a worker holds of one block
BLOCKS_A_WORKER: Final = 4  # at least, so that none stands idle for long at the end
MOVES_OF_AREAS: Final = 500  # from place to place: with more areas this table is larger than all else together
AREAS_OF_A_CITY: Final = 1500  # no gemeente has so many; with more, tables of distances no longer fit in a cache
PARTS: Final = "parts"
MANIFEST: Final = "manifest.json"
BANDS: Final = "bands.npz"
EACH_RUN: Final = "runs.npz"
SCENARIO: Final = "scenario.toml"
_EVERYTHING: Final = tuple(item.name for item in fields(Runs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What a scenario stands on, made ready.

    Attributes:
        city: the start.
        levers: the policy.
        parameters: what is known of the numbers, with what the scenario changes in them.
        seed: of all chance.
        text: of the scenario, which is kept beside what came out.
        around: what happens anyway; None for no growth.
        drawn: gives the city with self-reliance drawn; None to take it as it is.
        today: what is done without the policy, which is its baseline; None for nothing at all.
    """

    city: City
    levers: Levers
    parameters: ParameterSet
    seed: int
    text: str
    around: Around | None = None
    drawn: Drawn | None = None
    today: Levers | None = None

    @property
    def baseline(self) -> Levers:
        """The levers of the baseline."""
        return self.today or nothing(years=self.levers.years, areas=self.city.areas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of the runs.

    Attributes:
        runs: how many.
        sampling: which sources of uncertainty differ between runs.
        per_run: quantities of which every run is written to a file of its own.
        kept_bytes: most bytes of runs that are kept; beyond that quantiles are at most 0.5% off (`stad.sketch`).
    """

    runs: int
    sampling: Sampling = Sampling.ALL
    per_run: tuple[str, ...] = ()
    kept_bytes: int = KEPT_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a run of a scenario left.

    Attributes:
        folder: with manifest, bands and parts.
        merged: all runs, their numbers on disk.
    """

    folder: Path
    merged: Merged


def run(
    start: Start,
    *,
    asked: Asked,
    engine: Engine,
    workers: int,
    out: Path,
    progress: Callable[[Step], None] = lambda _: None,
) -> Made:
    """Run a scenario and its baseline with the same chance, and write what came out.

    Parts that are there already are used; only what is missing is computed. The bytes of what is written depend on
    the scenario, the city, the parameters and the program, not on the engine.

    Args:
        start: what is run.
        asked: how often, and what is kept.
        engine: where it is computed.
        workers: processes that the engine has, to cut the work for.
        out: folder for what comes out; it is made.
        progress: is told how far it is.

    Raises:
        EnsembleError: if something is asked that cannot be, runs fail, or the folder cannot be used.
    """
    if start.city.areas > AREAS_OF_A_CITY:
        start = replace(start, city=_in_regions(start.city).city)  # its pools are those of the regions
    model = _model(start, (start.baseline, start.levers))
    spec = spec_of(start, asked=asked, model=model)
    size = block_size(spec, start=start, workers=workers)
    blocks = compute(spec, model=model, folder=out / PARTS, engine=engine, block_size=size, progress=progress)
    merged = Merged(spec, blocks)
    try:
        _write(merged, start=start, asked=asked, out=out)
    except OSError as error:
        raise PartFolderError(out, why=error.strerror or str(error)) from error
    return Made(folder=out, merged=merged)


def _model(start: Start, arms: tuple[Levers, ...]) -> CityModel | CountryModel:
    """Return the model of a city; of more areas than a city has, that of a country in regions."""
    if start.city.areas <= AREAS_OF_A_CITY:
        return CityModel(start.city, parameters=start.parameters, levers=arms, around=start.around, drawn=start.drawn)
    return CountryModel(
        _in_regions(start.city), parameters=start.parameters, levers=arms, around=start.around, drawn=start.drawn
    )


def _in_regions(city: City) -> Country:
    return country_of(city, gemeenten=[gemeente_code(code) or code for code in city.codes])


def spec_of(start: Start, *, asked: Asked, model: CityModel | CountryModel) -> EnsembleSpec:
    """Return the spec of a scenario: every run kept if that fits, else counts on a grid but for what is asked per run.

    Raises:
        UnknownQuantityError: if a run does not give what is asked of every run.
    """
    for name in asked.per_run:
        if name not in _EVERYTHING:
            raise UnknownQuantityError(name, available=_EVERYTHING)
    size = _numbers(_EVERYTHING, start=start) * np.dtype(np.float32).itemsize * asked.runs
    kept = _EVERYTHING if size <= asked.kept_bytes else tuple(name for name in _EVERYTHING if name in asked.per_run)
    return EnsembleSpec(
        city=model.city_print(),
        parameters=fingerprint(start.parameters),
        levers=tuple(fingerprint(levers) for levers in model.levers),
        code=code_identity(),
        seed=start.seed,
        runs=asked.runs,
        sampling=asked.sampling,
        kept=kept,
        sketched=tuple(name for name in _EVERYTHING if name not in kept),
        totals=("moves",) if start.city.areas <= min(MOVES_OF_AREAS, AREAS_OF_A_CITY) else (),
    )


def block_size(spec: EnsembleSpec, *, start: Start, workers: int) -> int:
    """Return how many runs a worker computes in one go: few enough for its memory, and for all to have work."""
    numbers = _numbers((*spec.kept, *spec.sketched), start=start)
    by_memory = BLOCK_BYTES // (numbers * np.dtype(np.float32).itemsize)
    return max(1, min(by_memory, math.ceil(spec.runs / (workers * BLOCKS_A_WORKER))))


def _numbers(quantities: tuple[str, ...], *, start: Start) -> int:
    """Return how many numbers one run of policy and baseline leaves."""
    city = start.city
    return 2 * numbers_of_run(quantities, years=start.levers.years, areas=city.areas, pools=city.pools)


def _write(merged: Merged, *, start: Start, asked: Asked, out: Path) -> None:
    files = {}
    with fresh_file(out / BANDS) as fresh:
        write_npz(fresh, dict(_bands(merged)))
        files[BANDS] = _checksum(fresh)
    if asked.per_run:
        with fresh_file(out / EACH_RUN) as fresh:
            write_npz(fresh, {f"{arm}/{name}": _each(merged, name, arm=arm) for arm, name in _asked(merged, asked)})
            files[EACH_RUN] = _checksum(fresh)
    with fresh_file(out / SCENARIO) as fresh:
        fresh.write_text(start.text, "utf-8")
        files[SCENARIO] = _checksum(fresh)
    with fresh_file(out / MANIFEST) as fresh:
        fresh.write_text(json.dumps(_manifest(merged, start=start, files=files), indent=1, sort_keys=True), "utf-8")


def _bands(merged: Merged) -> Iterator[tuple[str, np.ndarray[Any, np.dtype[Any]]]]:
    spec = merged.spec
    for name in (*spec.kept, *spec.sketched):
        for arm, versus_first in ((BASELINE, False), (POLICY, False), (POLICY, True)):
            found = merged.bands(name, arm=arm, versus_first=versus_first)
            label = f"{DIFFERENCE if versus_first else arm}/{name}"
            yield f"{label}/mean", found.mean.astype(np.float32)
            yield f"{label}/quantiles", found.quantiles.astype(np.float32)
    for name in spec.totals:
        for arm in spec.arms:
            yield f"{arm}/{name}/total", merged.total(name, arm=arm)


def _asked(merged: Merged, asked: Asked) -> Iterator[tuple[str, str]]:
    return ((arm, name) for arm in merged.spec.arms for name in asked.per_run)


def _each(merged: Merged, name: str, *, arm: str) -> Rows:
    shape = (merged.spec.runs, *merged.shape(name, arm=arm))
    return Rows(shape=shape, dtype=np.dtype(np.float32), pieces=merged.pieces(name, arm=arm))


def _manifest(merged: Merged, *, start: Start, files: dict[str, str]) -> dict[str, object]:
    spec = merged.spec
    return {
        "format": FORMAT,
        "spec": asdict(spec),
        "key": spec.key,
        "versions": {"veerkracht": __version__, **versions()},
        "start": start.city.year,
        "years": start.levers.years,
        "codes": start.city.codes,
        "names": start.city.names,
        "region": start.city.region,
        "probabilities": PROBABILITIES,
        "accuracy": dict.fromkeys(spec.kept, 0.0) | dict.fromkeys(spec.sketched, ACCURACY),
        "files": files,
    }


def _checksum(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
