"""Where the maps get their figures; own tables are added for those who may see them (see `datasets`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

from veerkracht.workflows.atlas_export import AtlasFiles
from veerkracht.workflows.atlas_store import AtlasStore, stamp_of
from veerkracht.workflows.opening import open_home, warehouse_at

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.warehouse import Warehouse
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.quickscan_country import Country


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The stored data behind a page.

    Attributes:
        store: keeps what the map page shows.
        files: makes files of maps.
        warehouse: the open data; polygons come from here.
    """

    store: AtlasStore
    files: AtlasFiles
    warehouse: Warehouse

    @property
    def country(self) -> Country:
        """The national figures as they are stored now."""
        return self.store.country()


@cache
def open_figures() -> Figures:
    """Return the open data alone: what everyone may see who can log in."""
    home = settings.HOME.parent
    warehouse = warehouse_at(home)
    store = AtlasStore(warehouse.derived / "atlas", lambda: open_home(home), stamp=stamp_of(warehouse))
    return Figures(store=store, files=AtlasFiles(store.country), warehouse=warehouse)


def figures_for(user: User | AnonymousUser, trajectory: Trajectory) -> Figures:
    """Return the figures that a person may see in a trajectory."""
    del user, trajectory
    return open_figures()
