"""How long the import of a folder takes, by default all of ../shared/data: seconds, rows per second, peak memory.

Run `python benchmarks/import_shared.py [FOLDER]`. Beside it stands how long pandas needs to read the cells of the same
files and nothing more: no recognising, checking, deriving or storing. A missed goal is printed, and is no failure.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import ImportItem, Outcome, import_files

GOAL_SECONDS = 60.0


def main() -> int:
    """Import the folder into a temporary warehouse and print what it took."""
    shared = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared
    if not folder.is_dir():
        print(f"import: {folder.name} is not beside the checkout; skipped")
        return 0
    catalogue = load_catalogue()
    slow: list[tuple[float, str]] = []
    start = last = time.perf_counter()
    cpu = time.process_time()

    def listen(item: ImportItem) -> None:
        nonlocal last
        now = time.perf_counter()
        slow.append((now - last, item.file))
        last = now

    with tempfile.TemporaryDirectory() as home:
        today = datetime.now(UTC).date()
        report = import_files(
            [folder], warehouse=Warehouse(Path(home)), catalogue=catalogue, retrieved=today, progress=listen
        )
        size = sum(path.stat().st_size for path in Path(home).rglob("*") if path.is_file())
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    taken = report.of(Outcome.TAKEN)
    read = sum(Path(item.file).stat().st_size for item in taken)
    print(f"import: {len(taken)} files taken, {len(report.of(Outcome.LEFT_OUT))} passed over, ", end="")
    print(f"{len(report.of(Outcome.FAILED))} failed")
    reached = "reached" if seconds <= GOAL_SECONDS else "MISSED"
    print(f"  {seconds:.1f} s ({cpu:.1f} s of processor; goal {GOAL_SECONDS:.0f} s: {reached})")
    print(f"  {report.rows_taken:,} rows", end="")
    print(f", {report.rows_taken / seconds:,.0f} rows/s")
    print(f"  {read / 1e6:.0f} MB read, {size / 1e6:.0f} MB stored, peak memory {peak:.0f} MB")
    for duration, file in sorted(slow, reverse=True)[:5]:
        print(f"  {duration:5.1f} s  {Path(file).name}")
    plain, number = _plainly([Path(item.file) for item in taken])
    print(f"  ratio {seconds / plain:.1f}: pandas reads the cells of {number} of these files in {plain:.1f} s")
    return 0 if not report.of(Outcome.FAILED) else 1


def _plainly(files: Sequence[Path]) -> tuple[float, int]:
    """Return how long pandas and json need to read files of known suffixes, and how many those are."""
    start, number = time.perf_counter(), 0
    for file in files:
        read = _READERS.get(file.suffix.lower())
        if read is not None:
            read(file)
            number += 1
    return time.perf_counter() - start, number


def _read_csv(file: Path) -> object:
    with file.open(encoding="latin-1") as lines:
        head = lines.readline()
    delimiter = max(";,\t", key=head.count)
    return pd.read_csv(file, sep=delimiter, dtype=str, encoding="latin-1", on_bad_lines="skip")


_READERS: dict[str, Callable[[Path], object]] = {
    ".csv": _read_csv,
    ".parquet": pd.read_parquet,
    ".xlsx": lambda file: pd.read_excel(file, sheet_name=None, engine="openpyxl"),
    ".json": lambda file: json.loads(file.read_bytes()),
    ".geojson": lambda file: json.loads(file.read_bytes()),
}


if __name__ == "__main__":
    raise SystemExit(main())
