"""How long the import of a folder takes, by default all of ../shared/data: seconds, rows per second, peak memory.

python benchmarks/import_shared.py [FOLDER]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.importing import ImportItem, Outcome, import_files

GOAL_SECONDS = 60.0


def main() -> int:
    """Import the folder into a temporary warehouse and print what it took."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        print(f"import: {folder} is not here; skipped")
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
    print(
        f"  {seconds:.1f} s ({cpu:.1f} s of processor; goal {GOAL_SECONDS:.0f} s), {report.rows_taken:,} rows", end=""
    )
    print(f", {report.rows_taken / seconds:,.0f} rows/s")
    print(f"  {read / 1e6:.0f} MB read, {size / 1e6:.0f} MB stored, peak memory {peak:.0f} MB")
    for duration, file in sorted(slow, reverse=True)[:5]:
        print(f"  {duration:5.1f} s  {Path(file).name}")
    return 0 if not report.of(Outcome.FAILED) else 1


if __name__ == "__main__":
    raise SystemExit(main())
