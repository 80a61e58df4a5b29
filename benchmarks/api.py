"""How fast the API answers over the figures of the whole country, first and again.

Run `python benchmarks/api.py`. Goal (issue 4): a list of 14,500 areas <= 300 ms. Asked from Django's own client, so
without the network and without a server's share (uvicorn adds a few milliseconds). On the real data if they are
beside the checkout, else on the demo city. "first" is a new process with files at hand; "again" an answer that is kept.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from veerkracht.facts.areas import Level

SHARED = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).resolve().parents[2] / "shared")) / "data"
GOAL_S = 0.3
TIMES = 7
ADDRESSES = (
    ("areas, all buurten", "/api/v1/areas?limit=20000", {}),
    ("areas, all buurten as CSV", "/api/v1/areas?limit=20000", {"Accept": "text/csv"}),
    ("areas, by name", "/api/v1/areas?q=centrum", {}),
    ("figures, all buurten in a year", "/api/v1/values?indicator=inwoners&period=2023&limit=20000", {}),
    ("polygons, 1000 in degrees", "/api/ogc/collections/buurten/items?limit=1000", {}),
    ("polygons in a box", "/api/ogc/collections/buurten/items?bbox=5.05,52.05,5.15,52.12&limit=1000", {}),
)


def main() -> int:
    """Measure and print; a missed goal is no failure."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"VEERKRACHT_HOME": home, "VEERKRACHT_WEB_DATABASE": f"sqlite:///{home}/web.sqlite3"}
        os.environ |= {"VEERKRACHT_WEB_OPEN_API": "true", "VEERKRACHT_WEB_API_PER_MINUTE": "1000000"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.settings")
        import django  # settings come first

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(f"goal: a list of 14,500 areas <= {GOAL_S * 1000:.0f} ms")
        _fill(Path(home))
        for name, address, headers in ADDRESSES:
            measure(name, address, headers)
    return 0


def measure(name: str, address: str, headers: dict[str, str]) -> None:
    """Print how long one address takes: the first time, again, and for who holds the answer already."""
    from django.test import Client

    client = Client(headers={"Accept-Encoding": "gzip", **headers}, SERVER_NAME="localhost")
    first, answer = timed(lambda: client.get(address))
    if answer.status_code != 200:
        print(f"{name:34}  status {answer.status_code}: {answer.content[:120]!r}")
        return
    again = [timed(lambda: client.get(address))[0] for _ in range(TIMES)]
    held = [timed(lambda: client.get(address, headers={"If-None-Match": answer["ETag"]}))[0] for _ in range(TIMES)]
    # Another query with the same answer: made anew, with what is in memory.
    fresh = [timed(lambda at=at: client.get(f"{address}&offset={at}"))[0] for at in range(1, 4)]
    size = len(answer.content) / 1e3
    times = " ".join(f"{statistics.median(one) * 1000:7.1f}" for one in ([first], fresh, again, held))
    print(f"{name:34}  first, made anew, again, 304: {times} ms  {size:8.1f} kB gzipped")


def timed(ask: object) -> tuple[float, object]:
    """Return how long a call took, and what it gave."""
    start = time.perf_counter()
    found = ask()  # type: ignore[operator]
    return time.perf_counter() - start, found


def _fill(home: Path) -> None:
    from veerkracht.workflows.demo import load_demo
    from veerkracht.workflows.importing import import_files
    from veerkracht.workflows.opening import shipped_catalogue, warehouse_at

    if not SHARED.is_dir():
        load_demo(home)
        print("the demo city; the real data are not beside the checkout")
        return
    folders = [SHARED / name for name in ("kwb", "geometry", "leefbaarometer")]
    import_files(folders, warehouse=warehouse_at(home), catalogue=shipped_catalogue(), retrieved=date(2026, 11, 22))
    counted = warehouse_at(home).areas(Level.BUURT)
    print(f"the Netherlands: {counted}")


if __name__ == "__main__":
    sys.exit(main())
