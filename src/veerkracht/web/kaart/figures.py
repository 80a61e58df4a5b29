"""Where the maps get their figures: open data, with own tables for those who may see them (see `datasets.reading`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from veerkracht.web.datasets.reading import country_at, whose_figures
from veerkracht.web.workspace.homes import home_of
from veerkracht.workflows.atlas_export import AtlasFiles
from veerkracht.workflows.atlas_store import AtlasStore
from veerkracht.workflows.opening import warehouse_at
from veerkracht.workflows.werkbank_opened import Workshop

if TYPE_CHECKING:
    import uuid

    from django.contrib.auth.models import AnonymousUser

    from veerkracht.warehouse import Warehouse
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Organisation, Trajectory
    from veerkracht.workflows.quickscan_country import Country

# So many sets of figures stay open: the open data, and those of a few organisations.
_MOST_OPEN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The stored data behind a page.

    Attributes:
        store: keeps what the map page shows.
        files: makes files of maps.
        warehouse: the open data; polygons come from here.
        derived: folder of what can be computed again of these figures; what holds own tables apart from the rest.
    """

    store: AtlasStore
    files: AtlasFiles
    warehouse: Warehouse
    derived: Path

    @property
    def country(self) -> Country:
        """The national figures as they are stored now."""
        return self.store.country()

    def workshop(self) -> Workshop:
        """Return werkbanken on these figures, new; what they need is kept where only those read who may see it."""
        return Workshop(country=self.country, folder=self.derived / "werkbank")


def open_figures() -> Figures:
    """Return the open data alone: what everyone may see who can log in."""
    return _figures(home_of(None), ())


def open_figures_of(organisation: Organisation) -> Figures:
    """Return the open figures that an organisation works with, without any own table."""
    return _figures(home_of(organisation), ())


def figures_for(user: User | AnonymousUser, trajectory: Trajectory) -> Figures:
    """Return the figures that a person may see in a trajectory."""
    return _figures(*whose_figures(user, trajectory))


@lru_cache(maxsize=_MOST_OPEN)
def _figures(home: Path, own: tuple[tuple[uuid.UUID, str, int], ...]) -> Figures:
    warehouse = warehouse_at(home)
    # What holds own tables is kept apart from what is made of open data alone.
    apart = settings.HOME / "derived" / hashlib.sha256(repr((str(home), own)).encode()).hexdigest()[:16]
    derived = apart if own else warehouse.derived
    store = AtlasStore(derived / "atlas", lambda: country_at(home, own), stamp=lambda: (warehouse.stamp(), own))
    return Figures(store=store, files=AtlasFiles(store.country), warehouse=warehouse, derived=derived)
