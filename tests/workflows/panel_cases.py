"""Panels as people have them: small tables in text, and larger ones from a seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from veerkracht.workflows.panel_files import PanelFile, PanelRequest, read_panel

CODES = [f"BU{gemeente:04d}{n:04d}" for gemeente in (344, 363) for n in range(6)]


def write(folder: Path, content: str | bytes, name: str = "panel.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(*more: str, codes: list[str] | None = None, waves: tuple[int, ...] = (2020, 2021)) -> list[str]:
    """Return sound lines area,period,value, and further ones."""
    made = [f"{code},{wave},{n + wave - 2020}" for n, code in enumerate(codes or CODES) for wave in waves]
    return [*made, *more]


def text(*lines: str, head: str = "area,period,value") -> str:
    return "\n".join([head, *lines]) + "\n"


def read(folder: Path, content: str | bytes, *, cov: str | bytes | None = None, **given: object) -> PanelFile:
    covariates = None if cov is None else write(folder, cov, "cov.csv")
    return read_panel(PanelRequest(panel=write(folder, content), covariates=covariates, **given))


def a_table(*, areas: int = 150, waves: tuple[int, ...] = (2016, 2018, 2020, 2022), seed: int = 4) -> str:
    """Return a panel in which level and drift are real and the rest is noise; drift goes with nothing else."""
    rng = np.random.default_rng(seed)
    level, drift = rng.normal(0, 1, areas), rng.normal(0, 0.05, areas)
    lines = []
    for n in range(areas):
        for wave in waves:
            value = level[n] + drift[n] * (wave - waves[0]) + rng.normal(0, 0.2)
            lines.append(f"BU{n // 10:04d}{n % 10:04d},{wave},{value:.4f}")
    return text(*lines)
