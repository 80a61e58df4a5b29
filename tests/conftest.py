"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadScopeScheduling

SEARCH = "VEERKRACHT_NIGHTLY=1 pytest"
"""How to look for new examples: one that breaks a property is a fault to mend, but not by who lands something else."""

# How long an example takes says something of the machine, not of the code.
settings.register_profile("search", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
# The same examples for everyone, whether or not the variable CI is set.
settings.register_profile("house", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile("search" if "VEERKRACHT_NIGHTLY" in os.environ else "house")


def pytest_report_header() -> str:
    """Say where the examples of properties come from."""
    if settings.default.derandomize:
        return f"properties: the same examples each time; to search at random: {SEARCH}"
    return "properties: examples at random"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data; tests that ask for it are skipped where it is absent."""
    folder = Path(os.environ.get("VEERKRACHT_SHARED", Path(__file__).parents[2] / "shared")) / "data"
    if not folder.is_dir():
        pytest.skip("the folder with real data (../shared/data) is not here")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_looked_for_once() -> Iterator[None]:
    """Every client of a test would have whitenoise go past all static files again: half of all that a page costs."""
    from django.conf import settings as django_settings
    from whitenoise.middleware import WhiteNoiseMiddleware

    found: dict[object, dict[str, object]] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def look_once(self: WhiteNoiseMiddleware) -> None:
        named = {
            key: getattr(django_settings, key) for key in dir(django_settings) if "STATIC" in key or "WHITE" in key
        }
        kept = found.get(repr(named))
        if kept is None:
            look(self)
            found[repr(named)] = dict(self.files)
        else:
            self.files.update(kept)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", look_once)
        yield


# Tests that share what is dear to make run in one process of pytest-xdist, one after the other.
_REAL = ("real_import", "real_warehouse", "real_country")
_DEMO = ("demo_country",)


@cache
def group_of(file: str) -> str:
    """Return what a file of tests runs together with: all that use the real figures, the demo city, or itself alone."""
    text = (Path(__file__).parents[1] / file).read_text("utf-8")
    if any(name in text for name in _REAL):
        return "real"
    return "demo" if any(name in text for name in _DEMO) else file


@cache
def length_of(file: str) -> int:
    """Return how early a file of tests has to begin, 0 first: what lasts long does, so that neither process ends alone.

    Measured: the real figures and the demo city are minutes each, then what opens a browser, then what has slow tests.
    """
    group = group_of(file)
    if group in {"real", "demo"}:
        return 0 if group == "real" else 1
    text = (Path(__file__).parents[1] / file).read_text("utf-8")
    if "MARKS" in text or "mark.browser" in text:
        return 2
    return 3 if "mark.slow" in text else 4


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what lasts longest."""
    items.sort(key=lambda item: length_of(item.nodeid.partition("::")[0]))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Keep the groups together; marks (`--dist loadgroup`) do nothing with this version of pytest."""
    from xdist.scheduler import LoadScopeScheduling

    class Grouped(LoadScopeScheduling):
        """Tests of a group go to one process."""

        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid.partition("::")[0])

    return Grouped(config, log)
