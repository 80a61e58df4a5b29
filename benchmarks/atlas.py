"""How long an atlas takes to make and to serve, and how large it is; give a home with real data and gemeenten.

python benchmarks/atlas.py ~/.local/share/veerkracht GM0344 GM0772
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from veerkracht.facts.areas import Level
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.atlas_store import ALL, FIGURES, HEAD, AtlasStore, part_name, stamp_of
from veerkracht.workflows.quickscan_country import open_country

Found = TypeVar("Found")


def timed(name: str, act: Callable[[], Found]) -> Found:
    """Print how long an act takes, and return what came of it."""
    start = time.perf_counter()
    found = act()
    size = f"{len(found.gz) / 1000:9.1f} kB gz" if hasattr(found, "gz") else ""
    print(f"{name:44} {1000 * (time.perf_counter() - start):10.1f} ms {size}")
    return found


def main(home: Path, gemeenten: list[str]) -> None:
    """Measure every place: made for the first time, then served again from disk."""
    warehouse = Warehouse(home)
    catalogue = load_catalogue()
    with tempfile.TemporaryDirectory() as folder:
        store = AtlasStore(Path(folder), lambda: open_country(warehouse, catalogue), stamp=stamp_of(warehouse))
        places: list[str | None] = [*gemeenten, None]
        for place in places:
            for level in (Level.BUURT, Level.WIJK, Level.GEMEENTE):
                name = f"{place or 'country'} {level.value}"
                for turn in ("made", "served"):
                    timed(
                        f"{name}, head, {turn}",
                        lambda: store.get(gemeente=place, level=level, taal="nl", part=HEAD),  # noqa: B023
                    )
                for part in (part_name(1), FIGURES, ALL):
                    timed(
                        f"{name}, {part}, served",
                        lambda: store.get(gemeente=place, level=level, taal="nl", part=part),  # noqa: B023
                    )
        for code in gemeenten:
            areas = warehouse.areas(Level.BUURT, within=[code]).codes
            for turn, area in (("first", areas[0]), ("next", areas[1])):
                timed(f"{code} panel, {turn}", lambda: store.panel(area, taal="nl"))  # noqa: B023


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
