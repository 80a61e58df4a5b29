"""What a run of a scenario left in its folder, opened again: checked, and read only as far as it is asked for."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.engines.parts import PartFolder
from veerkracht.errors.ensemble import OtherResultError, UnknownQuantityError
from veerkracht.stad.ensemble import BASELINE, DIFFERENCE, POLICY, EnsembleSpec, Sampling
from veerkracht.stad.merging import Bands, Merged
from veerkracht.workflows.scenario_run import BANDS, FORMAT, MANIFEST, PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A folder of `scenario_run.run`.

    Attributes:
        folder: where it stands.
        spec: what was asked.
        codes, names: of the areas.
        start: year of the start.
        years: that were simulated.
        versions: of the program and what it stands on.
        files: with their checksum (SHA-256).
    """

    folder: Path
    spec: EnsembleSpec
    codes: tuple[str, ...]
    names: tuple[str, ...]
    start: int
    years: int
    versions: Mapping[str, str]
    files: Mapping[str, str]

    def bands(self, quantity: str, *, arm: str = POLICY, versus_first: bool = False) -> Bands:
        """Return mean and quantiles of a quantity, as `merging.Merged.bands` gives them, in single precision.

        Raises:
            UnknownQuantityError: if it was not asked.
            OtherResultError: if the file is damaged.
        """
        if quantity not in (*self.spec.kept, *self.spec.sketched):
            raise UnknownQuantityError(quantity, available=(*self.spec.kept, *self.spec.sketched))
        label = f"{DIFFERENCE if versus_first else arm}/{quantity}"
        found = self._read(f"{label}/mean", f"{label}/quantiles")
        return Bands(mean=found[0], quantiles=found[1], is_exact=quantity in self.spec.kept)

    def merged(self) -> Merged:
        """Return all runs, from the parts in the folder.

        Raises:
            MissingRunsError: if parts are missing or damaged; running the scenario again computes those.
        """
        return Merged(self.spec, PartFolder.within(self.folder / PARTS, key=self.spec.key).sound(runs=self.spec.runs))

    def _read(self, *names: str) -> list[NDArray[np.float64]]:
        file = self.folder / BANDS
        try:
            with file.open("rb") as opened:
                if hashlib.file_digest(opened, "sha256").hexdigest() != self.files[BANDS]:
                    raise OtherResultError(file, why="checksum")
                opened.seek(0)
                with np.load(opened, allow_pickle=False) as archive:
                    return [archive[name].astype(np.float64) for name in names]
        except (OSError, KeyError, zipfile.BadZipFile) as error:
            raise OtherResultError(file, why=str(error)) from error


def open_result(folder: Path) -> Result:
    """Open what a run of a scenario left.

    Raises:
        OtherResultError: if the folder holds none, or one of another format.
    """
    file = folder / MANIFEST
    try:
        told: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if told["format"] != FORMAT:
            raise OtherResultError(file, why=f"format {told['format']}")
        spec = _spec(told["spec"])
        if spec.key != told["key"] or spec.arms != (BASELINE, POLICY):
            raise OtherResultError(file, why="key")
        return Result(
            folder=folder,
            spec=spec,
            codes=tuple(told["codes"]),
            names=tuple(told["names"]),
            start=told["start"],
            years=told["years"],
            versions=told["versions"],
            files=told["files"],
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OtherResultError(file, why=str(error)) from error


def _spec(told: dict[str, Any]) -> EnsembleSpec:
    values = {item.name: told[item.name] for item in fields(EnsembleSpec)}
    plain: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}
    plain["sampling"] = Sampling(plain["sampling"])
    return EnsembleSpec(**plain)
