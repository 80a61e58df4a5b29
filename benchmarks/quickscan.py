"""How long a QuickScan takes: of the demo city, of Utrecht from ../shared/data, and of all gemeenten.

Run `python benchmarks/quickscan.py`. Goals: the command in a fresh process, imports and all four files included, at
most 10 s, of which the PDF at most 3 s. A missed goal is printed, and does not fail. What a fresh process measures is
the quicker of two, so that compiled modules and the disk are warm.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veerkracht.workflows.quickscan_country import Country

SHARED = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
FOLDERS = ("kwb", "leefbaarometer", "geometry", "rivm", "misdrijven_gezondheid")
DAY = date(2026, 11, 22)
GOAL_S, GOAL_PDF_S, LONGEST_S = 10.0, 3.0, 300.0
UTRECHT, EINDHOVEN = "GM0344", "GM0772"


def main() -> int:
    """Measure and print; a missed goal is no failure."""
    if len(sys.argv) > 1:
        print(json.dumps(MEASURES[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        start = time.perf_counter()
        code = _make_demo(home / "demo")
        print(f"demo city made and stored         {time.perf_counter() - start:7.2f} s")
        _report("demo city", home / "demo", code)
        if not SHARED.is_dir():
            print(f"{SHARED.name} is not beside the checkout: no real gemeenten measured")
            return 0
        print(f"\nimport of {', '.join(FOLDERS)}   {_import(home / 'echt'):7.1f} s, apart from all below")
        _report("Utrecht", home / "echt", UTRECHT)
        _report_next(_fresh("following", home / "echt", UTRECHT))
        _report_all(_fresh("every", home / "echt", UTRECHT, runs=1))
    return 0


def _report(name: str, home: Path, code: str) -> None:
    """Print what one QuickScan takes as a command, and its parts."""
    seconds, processor = min(_command(home, code) for _ in range(2))
    parts = _fresh("parts", home, code)
    print(f"QuickScan of {name:<20} {seconds:7.2f} s  the command in a fresh process  {_goal(seconds, GOAL_S)}")
    print(f"    {'of the processor':<29} {processor:7.2f} s  where other programs run, nearer to an idle machine")
    for part in ("imports", "figures", "words", "pdf", "html", "docx", "json"):
        goal = f"  {_goal(parts[part], GOAL_PDF_S)}" if part == "pdf" else ""
        print(f"    {part:<29} {parts[part]:7.2f} s{goal}")
    print(f"    {'peak memory':<29} {parts['peak_mb']:7.0f} MB")


def _report_next(found: dict[str, float]) -> None:
    """Print what a second gemeente takes with the country loaded, beside the first."""
    print(f"figures and words, first gemeente {found['first']:7.2f} s  Utrecht, the country still to be read")
    print(f"the next one, same process        {found['second']:7.2f} s  Eindhoven, the country at hand")
    print(f"    ratio first / next            {found['first'] / found['second']:7.1f}")


def _report_all(found: dict[str, float]) -> None:
    """Print what all gemeenten take as JSON; a sample, said to be one, if that is too long to wait for."""
    made, total, seconds = int(found["made"]), int(found["total"]), found["seconds"]
    if made == total:
        print(f"all {total} gemeenten as JSON         {seconds:7.1f} s  measured in full")
    else:
        print(f"{made} of {total} gemeenten as JSON      {seconds:7.1f} s  drawn at random (seed 1), then stopped")
        print(f"    extrapolated to all           {seconds * total / made:7.1f} s")
    print(f"    per gemeente                  {seconds / made:7.2f} s  slowest {found['slowest']:.1f} s")
    print(f"    failed {int(found['failed'])}, {found['mb']:.0f} MB written, peak memory {found['peak_mb']:.0f} MB")


def _goal(seconds: float, goal: float) -> str:
    return f"goal {goal:.0f} s: {'reached' if seconds <= goal else 'MISSED'}"


def _command(home: Path, code: str) -> tuple[float, float]:
    """Return the seconds of the command as a user would give it, by the clock and of the processor."""
    program = str(Path(sys.executable).with_name("veerkracht"))
    with tempfile.TemporaryDirectory() as out:
        start, used = time.perf_counter(), _children()
        command = (program, "quickscan", code, "--out", out, "--home", str(home))
        subprocess.run(command, check=True, capture_output=True, env=_environment(home))
        return time.perf_counter() - start, _children() - used


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _fresh(what: str, home: Path, code: str, *, runs: int = 2) -> dict[str, float]:
    """Return what a fresh process measured, of each number the lower of the runs."""
    command = (sys.executable, __file__, what, str(home), code)
    env = _environment(home)
    found = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, env=env).stdout) for _ in range(runs)
    ]
    return {name: min(one[name] for one in found) for name in found[0]}


def _environment(home: Path) -> dict[str, str]:
    """Return the environment of a machine on which the program is installed, so that Python keeps compiled modules."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(home.parent / "pycache")}


def _parts(home: Path, code: str) -> dict[str, float]:
    clock = _Clock()
    from veerkracht.report.quickscan.compose import compose  # importing is part of what is measured
    from veerkracht.workflows.quickscan import FORMATS, Request, write_quickscan
    from veerkracht.workflows.quickscan_findings import gather

    found = {"imports": clock.lap()}
    findings = gather(Request(gemeente=code, day=DAY), country=_country(home))
    found["figures"] = clock.lap()
    document = compose(findings)
    found["words"] = clock.lap()
    with tempfile.TemporaryDirectory() as out:
        for one in FORMATS:
            write_quickscan(document, Path(out), formats=[one])
            found[one] = clock.lap()
    return {**found, "peak_mb": _peak_mb()}


def _following(home: Path, code: str) -> dict[str, float]:
    from veerkracht.workflows.quickscan import Request, report_of

    country, clock = _country(home), _Clock()
    report_of(Request(gemeente=code, day=DAY), country=country)
    first = clock.lap()
    report_of(Request(gemeente=EINDHOVEN, day=DAY), country=country)
    return {"first": first, "second": clock.lap()}


def _every(home: Path, code: str) -> dict[str, float]:
    import numpy as np

    from veerkracht.workflows.quickscan import Request
    from veerkracht.workflows.quickscan_every import all_gemeenten, every_quickscan

    clock = _Clock()
    country = _country(home)
    known = all_gemeenten(country)
    gemeenten = [known[i] for i in np.random.default_rng(1).permutation(len(known))]
    seconds: list[float] = []
    failed = written = 0
    request = Request(gemeente=code, day=DAY)
    with tempfile.TemporaryDirectory() as out:
        for made in every_quickscan(request, country=country, gemeenten=gemeenten, folder=Path(out), formats=["json"]):
            seconds.append(clock.lap())
            failed += made.fault is not None
            written += sum(path.stat().st_size for path in made.paths)
            if sum(seconds) > LONGEST_S:
                break
    return {
        "made": len(seconds),
        "total": len(gemeenten),
        "seconds": sum(seconds),
        "slowest": max(seconds),
        "failed": failed,
        "mb": written / 1e6,
        "peak_mb": _peak_mb(),
    }


MEASURES = {"parts": _parts, "following": _following, "every": _every}


class _Clock:
    """Seconds since the last lap."""

    def __init__(self) -> None:
        self.last = time.perf_counter()

    def lap(self) -> float:
        last, self.last = self.last, time.perf_counter()
        return self.last - last


def _country(home: Path) -> Country:
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.quickscan_country import open_country

    return open_country(Warehouse(home), load_catalogue())


def _make_demo(home: Path) -> str:
    from veerkracht.workflows.demo import load_demo

    return load_demo(home)[1]


def _import(home: Path) -> float:
    from veerkracht.sources.shipped import load_catalogue
    from veerkracht.warehouse import Warehouse
    from veerkracht.workflows.importing import import_files

    clock = _Clock()
    folders = [SHARED / name for name in FOLDERS if (SHARED / name).is_dir()]
    import_files(folders, warehouse=Warehouse(home), catalogue=load_catalogue(), retrieved=DAY)
    return clock.lap()


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
