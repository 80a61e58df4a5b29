"""The fictitious city in a warehouse of its own, so that real and invented figures never meet."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.warehouse import Warehouse


def load_demo(home: Path) -> tuple[Warehouse, str]:
    """Return a warehouse that holds the demo city, and the code of its gemeente; made anew each time.

    Raises:
        WarehouseError: if the disk does not take it.
    """
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    warehouse = Warehouse(home)
    with warehouse.writing() as batch:
        for level, table in city.tables.items():
            batch.add_table(f"demo-{level.value}", table)
        for level, boundaries in city.boundaries.items():
            batch.add_boundaries(f"demo-grenzen-{level.value}", boundaries)
    return warehouse, city.gemeente
