"""Which figures a person may see in a trajectory: everything in the web that shows figures asks here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.workflows.opening import open_home, version_at
from veerkracht.workflows.quickscan_country import Country
from veerkracht.workflows.settings import read_settings

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Organisation, Trajectory

# Opened countries kept at hand: the open data, and that with the own tables of a few organisations.
MOST_OPEN = 6

_Key = tuple[Path, str]
_HELD: OrderedDict[_Key, Country] = OrderedDict()
_LOCK = threading.Lock()


def home_of(organisation: Organisation | None) -> Path:
    """Return the folder of the open data of an organisation; a fictitious one has the demo city, and nothing else."""
    home = read_settings().home
    return home / "demo" if organisation is not None and organisation.fictitious else home


def country_for(user: User | AnonymousUser | None, trajectory: Trajectory) -> Country:
    """Return the figures that a person may see in a trajectory.

    The same object as long as the data stay as they are, so that what it read is remembered.

    Args:
        user: who looks; None for what everyone in the trajectory may see, such as in a report that all may open.
        trajectory: within which.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    del user
    home = home_of(trajectory.organisation)
    return _held((home, version_at(home)))


def _held(key: _Key) -> Country:
    with _LOCK:
        found = _HELD.get(key)
        if found is None:
            found = _HELD[key] = open_home(key[0])
        _HELD.move_to_end(key)
        while len(_HELD) > MOST_OPEN:
            _HELD.popitem(last=False)
        return found


def own_tables_shown(user: User | AnonymousUser | None, trajectory: Trajectory) -> tuple[str, ...]:
    """Return the names of the own tables whose figures `country_for` joins to the open ones."""
    del user, trajectory
    return ()


def version_for(user: User | AnonymousUser | None, trajectory: Trajectory) -> str:
    """Return the version of the figures that `country_for` gives, without opening them.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    return country_for(user, trajectory).version
