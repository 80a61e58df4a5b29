"""How long it takes to make a city of whole households for 14,500 buurten, beside ipfn and humanleague (goal G8).

Run `python benchmarks/synthese.py [AREAS]`. The peers are installed in a virtual environment of their own in a
temporary folder; without the package index they are passed over. A missed goal is printed, and is no failure. The peers
fit fractions (ipfn, humanleague.ipf) or draw whole numbers (humanleague.qis, which takes no seed) of the same tables;
beside them stands our fit with its rounding, not the rest of the synthesis.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Column
from veerkracht.stad.synthesis.assumptions import SEED
from veerkracht.stad.synthesis.fitting import fit_counts
from veerkracht.stad.synthesis.synthesise import synthesise

AREAS = 14_500
GOAL_SECONDS = 0.5
_PEER_AREAS = 300
_FRACTIONS, _WHOLE = "fractions", "whole numbers"


def main() -> int:
    """Measure and print."""
    areas = int(sys.argv[1]) if len(sys.argv) > 1 else AREAS
    table = made_up(areas, seed=1)
    wijken = made_up(areas // 4, seed=2, level=Level.WIJK)
    start = time.process_time()
    synthesise(table.take(np.arange(50)))
    first = time.process_time() - start
    print(f"synthesis: first call, with compiling or with loading what was compiled before: {first:.2f} s of processor")
    best = min(_seconds(table, wijken) for _ in range(5))
    reached = "reached" if best <= GOAL_SECONDS else "MISSED"
    print(f"synthesis of {areas:,} buurten: {best:.3f} s of processor (goal {GOAL_SECONDS} s: {reached})")
    made = synthesise(table)
    start = time.process_time()
    counts = fit_counts(SEED, stages=made.margins.stages, incomes=made.margins.incomes, places=made.margins.places)
    fit = time.process_time() - start
    print(f"  of which fit and rounding to whole households: {fit:.3f} s")
    sums = ((1, 2, 3), (2, 3), (1, 3), (1, 2))
    wanted = (None, made.margins.stages, made.margins.incomes, made.margins.places)
    off = max(int(np.abs(counts.sum(axis=a) - w).max()) for a, w in zip(sums, wanted, strict=True) if w is not None)
    print(f"  largest difference with a margin: {off} households; {counts.sum():,} households")
    start = time.process_time()
    made.draw(np.random.default_rng(1))
    print(f"  one draw of self-reliance: {time.process_time() - start:.3f} s")
    peers(made.margins.stages, made.margins.incomes, made.margins.places, ours=fit)
    return 0


def _seconds(table: AreaTable, wijken: AreaTable) -> float:
    start = time.process_time()
    synthesise(table, above=[wijken])
    return time.process_time() - start


def made_up(areas: int, *, seed: int, level: Level = Level.BUURT) -> AreaTable:
    """Return a table of buurten or wijken with margins as CBS publishes them: rounded to five, some withheld."""
    rng = np.random.default_rng(seed)
    number = np.arange(areas)
    if level is Level.BUURT:
        codes = tuple(f"BU{1000 + one // 100:04d}{one // 4 % 25:02d}{one % 4:02d}" for one in number)
    else:
        codes = tuple(f"WK{1000 + one // 25:04d}{one % 25:02d}" for one in number)
    households = np.round(rng.gamma(1.2, 480.0, areas))
    alone, family = rng.uniform(0.2, 0.6, areas), rng.uniform(0.15, 0.4, areas)
    owned, corporation = rng.uniform(0.2, 0.8, areas), rng.uniform(0.0, 0.2, areas)
    low, residents = rng.uniform(0.1, 0.7, areas), households * rng.uniform(1.6, 2.6, areas)
    five = {
        "huishoudens": households, "eenpersoonshuishoudens": households * alone,
        "huishoudens_met_kinderen": households * family,
        "huishoudens_zonder_kinderen": households * (1 - alone - family),
        "inwoners": residents, "inwoners_15_25": residents * 0.12, "inwoners_25_45": residents * 0.26,
        "inwoners_45_65": residents * 0.27, "inwoners_65_plus": residents * 0.2, "bijstand": residents * 0.05 * low,
        "arbeidsongeschikt": residents * 0.05 * low,
    }  # fmt: skip
    percent = {
        "lage_inkomens": low, "hoge_inkomens": 0.6 * (0.75 - low), "koopwoningen": owned, "leegstand": low * 0.06,
        "corporatiewoningen": corporation, "overige_verhuurders": 1.0 - owned - corporation,
    }  # fmt: skip
    columns = {name: 5.0 * np.round(values / 5.0) for name, values in five.items()}
    columns |= {name: np.where(households < 100, np.nan, np.round(100 * values)) for name, values in percent.items()}
    columns["woningen"] = np.round(households * rng.uniform(0.96, 1.06, areas))
    columns |= {name: np.where(households < 30, np.nan, rng.normal(0, 0.08, areas)) for name in ("onv", "soc", "fys")}
    period = Period(2024)
    found = Areas(level=level, year=2024, codes=codes, names=codes)
    return AreaTable.of(found, {(name, period): Column.of(values) for name, values in columns.items()})


def peers(*margins: np.ndarray, ours: float) -> None:
    """Time the peers on the first areas of the same margins, each in their own process and environment."""
    per_area = ours / len(margins[0])
    some = np.flatnonzero(np.stack([one.min(axis=1) for one in margins]).min(axis=0) > 0)[:_PEER_AREAS]
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        venv.create(folder / "venv", with_pip=True)
        python = folder / "venv" / "bin" / "python"
        np.savez(folder / "m.npz", seed=SEED, **{f"m{place}": one[some] for place, one in enumerate(margins)})
        for name, package, what in (
            ("ipfn", "ipfn", _FRACTIONS),
            ("hl_ipf", "humanleague", _FRACTIONS),
            ("hl_qis", "humanleague", _WHOLE),
        ):
            installed = subprocess.run(
                [python, "-m", "pip", "install", "-q", package, "numpy", "pandas"], capture_output=True, check=False
            )
            if installed.returncode:
                print(f"  {name}: could not be installed; passed over")
                continue
            ran = subprocess.run(
                [python, "-c", _PEER, name, folder / "m.npz"], capture_output=True, text=True, check=False
            )
            if ran.returncode:
                print(f"  {name}: failed: {ran.stderr.strip().splitlines()[-1]}")
                continue
            seconds = float(ran.stdout) / len(some)
            print(f"  {name} ({what}): {1e3 * seconds:.3f} ms a buurt, ratio {seconds / per_area:.0f}")


_PEER = """
import sys, time
import numpy as np
data = np.load(sys.argv[2]); seed = data["seed"]; margins = [data[f"m{i}"] for i in range(3)]
rows = range(len(margins[0])); places = [np.array([i]) for i in range(3)]
if sys.argv[1] == "ipfn":
    from ipfn import ipfn
    def run(r):
        wanted = [m[r].astype(float) for m in margins]
        ipfn.ipfn(seed.copy(), wanted, [[0], [1], [2]], convergence_rate=1e-6).iteration()
elif sys.argv[1] == "hl_ipf":
    import humanleague
    def run(r): humanleague.ipf(seed, places, [m[r].astype(float) for m in margins])
else:
    import humanleague
    def run(r): humanleague.qis(places, [m[r] for m in margins])
run(0)
start = time.process_time()
for r in rows: run(r)
print(time.process_time() - start)
"""

if __name__ == "__main__":
    raise SystemExit(main())
