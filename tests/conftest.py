"""What every test may ask for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says something of the machine, not of the code.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; tests that ask for it are skipped where it is absent."""
    folder = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the folder with real data (../shared/data) is not here")
    return folder


# Tests that share what is dear to make run in one process of pytest-xdist, one after the other.
_REAL = {"real_import", "real_warehouse", "real_country"}
_DEMO = {"demo_country"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a module together, and all that use the real figures; those begin, for they last longest."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        group = "real" if asked & _REAL else "demo" if asked & _DEMO else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: not set(getattr(item, "fixturenames", ())) & _REAL)
