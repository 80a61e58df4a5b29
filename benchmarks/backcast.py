"""Goal G7: the simulation on the past of real cities, and a policy that does nothing on the worst areas.

    python benchmarks/backcast.py [--cities 30] [--runs 64] [--write]

Reads ../shared/data. Prints what bands of 90% hold (85-95% asked), the skill against no change and the trend with its
90% interval, and of 200 placebos how often no effect lies within the interval (90% asked), beside who only compares
before and after. Skill is no goal: the program has to say what it is. With --write what was found is kept in
src/veerkracht/data/stad/track_record.toml, on which every answer of a scenario rests; the tests compare both.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from veerkracht.sources.shipped import load_catalogue
from veerkracht.stad.track_record import TrackRecord
from veerkracht.stad.track_record_toml import track_record_text
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import import_files
from veerkracht.workflows.scenario_files import load_parameters
from veerkracht.workflows.track_record import COMMAND, PLANS, measured_waves, placebo_of, tested

KEPT = Path(__file__).resolve().parents[1] / "src" / "veerkracht" / "data" / "stad" / "track_record.toml"


def main() -> None:
    """Print all, and keep it if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=30, help="gemeenten with the most areas, of each test")
    parser.add_argument("--runs", type=int, default=64)
    parser.add_argument("--write", action="store_true", help="keep what was found")
    given = parser.parse_args()
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    if not shared.is_dir():
        print(f"backcast: {shared.name} is not beside the checkout; skipped")
        return
    with tempfile.TemporaryDirectory() as home:
        warehouse, catalogue = Warehouse(Path(home)), load_catalogue()
        today = datetime.now(UTC).date()
        import_files([shared], warehouse=warehouse, catalogue=catalogue, retrieved=today)
        found = []
        for plan in PLANS:
            start = time.process_time()
            one = tested(
                plan,
                cities=given.cities,
                runs=given.runs,
                warehouse=warehouse,
                catalogue=catalogue,
                parameters=load_parameters(),
            )
            found.append(one)
            print(f"{plan.code}: {one.sentence().en} {one.bands().en} ({time.process_time() - start:.0f} s)")
            print(
                f"  with noise from earlier waves, bands of 90% hold {one.found.coverage:.1%} (85-95% asked): "
                f"{'pass' if one.found.bands_hold else 'FAIL'}; with that of an answer {one.stretch.as_simulated:.1%}, "
                f"and widened {one.stretch.factor:.2f} times, held out, {one.stretch.held_out:.1%}"
            )
            for name, skill in one.found.against.items():
                print(f"  CRPS {one.found.crps:.4f} against {name} {skill.crps:.4f}: ", end="")
                print(f"skill {skill.skill:+.1%} ({skill.low:+.1%} to {skill.high:+.1%})")
        values, groups = measured_waves(warehouse, catalogue=catalogue)
        placebo = placebo_of(values, groups=groups)
        alone = _before_and_after(values, treated=placebo.treated, replications=placebo.replications)
        verdict = "pass" if placebo.held >= 0.9 else "FAIL"
        print(
            f"placebo on the worst {placebo.treated} wijken, {placebo.replications} overlapping fifths of the country:"
        )
        print(f"  no effect within the interval: {placebo.held:.1%} (90% asked): {verdict}")
        print(f"  who only looks at before and after: {alone:.1%}")
    if given.write:
        record = TrackRecord(made=today.isoformat(), command=COMMAND, tests=tuple(found), placebo=placebo)
        KEPT.write_text(track_record_text(record), "utf-8")
        print(f"kept in {KEPT.name}")


def _before_and_after(values: np.ndarray, *, treated: int, replications: int) -> float:
    """Return how often who only compares before and after holds no effect possible."""
    held = 0
    for seed in range(replications):
        some = np.random.default_rng(seed).choice(len(values), len(values) // 5, replace=False)
        worst = np.argsort(-values[some, -2], kind="stable")[:treated]
        change = (values[some, -1] - values[some, -2])[worst]
        held += abs(change.mean()) <= 2.093 * change.std(ddof=1) / np.sqrt(treated)  # Student t, 19 degrees, 95%
    return held / replications


if __name__ == "__main__":
    main()
