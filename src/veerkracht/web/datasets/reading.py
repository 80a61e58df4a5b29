"""Which figures a person may see in a trajectory: everything in the web that shows figures asks here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q

from veerkracht.web.datasets.models import OwnTable, Share
from veerkracht.web.workspace.access import roles_in
from veerkracht.web.workspace.homes import home_of
from veerkracht.workflows.holdings import MapState, kept_map_states, known_map_states
from veerkracht.workflows.opening import open_home, shipped_catalogue, version_at, warehouse_at
from veerkracht.workflows.own_tables import OwnStore, open_country_with
from veerkracht.workflows.quickscan_country import Country

if TYPE_CHECKING:
    import uuid

    from django.contrib.auth.models import AnonymousUser

    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Organisation, Trajectory

# Opened countries kept at hand: the open data, and that with the own tables of a few organisations.
MOST_OPEN = 8

_Own = tuple["uuid.UUID", str, int]
_Key = tuple[Path, str, tuple[_Own, ...]]
_HELD: OrderedDict[_Key, Country] = OrderedDict()
_LOCK = threading.RLock()


def country_for(user: User | AnonymousUser | None, trajectory: Trajectory) -> Country:
    """Return the figures that a person may see in a trajectory.

    These are the open data, the tables that are shared with the trajectory, and for a member of the organisation that
    owns the trajectory all tables of that organisation. The same object as long as the data stay as they are, so that
    what it read is remembered.

    Args:
        user: who looks; None for what everyone in the trajectory may see, such as in a report that all may open.
        trajectory: within which.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
        OwnStoreError: if an own table cannot be read.
    """
    home = home_of(trajectory.organisation)
    return _held((home, version_at(home), _own_key(visible_tables(user, trajectory))))


def whose_figures(user: User | AnonymousUser | None, trajectory: Trajectory) -> tuple[Path, tuple[_Own, ...]]:
    """Return which figures a person may see in a trajectory, as a key: equal for those who see the same.

    Caches must be kept by this key, never by person: a role can be taken away.
    """
    return home_of(trajectory.organisation), _own_key(visible_tables(user, trajectory))


def country_at(home: Path, own: tuple[_Own, ...]) -> Country:
    """Return the figures of a key that `whose_figures` gave, as they are stored now.

    Raises:
        ManifestError, OwnStoreError: as for `country_for`.
    """
    return _held((home, version_at(home), own))


def open_country_of(organisation: Organisation | None) -> Country:
    """Return the open figures that an organisation works with, without any own table.

    Raises:
        ManifestError: if the list of what is stored cannot be read.
    """
    home = home_of(organisation)
    return _held((home, version_at(home), ()))


def visible_tables(user: User | AnonymousUser | None, trajectory: Trajectory) -> list[OwnTable]:
    """Return the own tables in use whose figures a person may see in a trajectory, in order of title."""
    allowed = Q(pk__in=Share.objects.that_hold().filter(trajectory=trajectory).values("table_id"))
    if user is not None and roles_in(user, trajectory.organisation):
        allowed |= Q(organisation_id=trajectory.organisation_id)
    found = OwnTable.objects.filter(allowed, version__isnull=False).select_related("organisation")
    return list(found)


def own_tables_shown(user: User | AnonymousUser | None, trajectory: Trajectory) -> tuple[str, ...]:
    """Return the titles of the own tables whose figures `country_for` joins to the open ones."""
    return tuple(f"{one.title} ({one.organisation})" for one in visible_tables(user, trajectory))


def version_for(user: User | AnonymousUser | None, trajectory: Trajectory) -> str:
    """Return the version of the figures that `country_for` gives.

    Raises:
        ManifestError, OwnStoreError: as for `country_for`.
    """
    return country_for(user, trajectory).version


def map_states_of(country: Country, gemeente: str, *, trajectory: Trajectory, scope: str) -> tuple[MapState, ...]:
    """Return which of the nine maps of a gemeente the figures can carry; kept until these change.

    Args:
        country: the figures.
        gemeente: code.
        trajectory: within which.
        scope: for whom, as `scope_of` says.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    return kept_map_states(country, gemeente, folder=_holdings(), scope=_kept_as(country, trajectory, scope))


def known_map_states_of(
    country: Country, gemeente: str, *, trajectory: Trajectory, scope: str
) -> tuple[MapState, ...] | None:
    """Return the same if it is at hand; None if it takes seconds to find out."""
    return known_map_states(country, gemeente, folder=_holdings(), scope=_kept_as(country, trajectory, scope))


def scope_of(user: User | AnonymousUser | None, trajectory: Trajectory) -> str:
    """Return among whom a person is of those who see a trajectory: they see the same own tables."""
    return "leden" if user is not None and roles_in(user, trajectory.organisation) else "allen"


def _holdings() -> Path:
    return Path(settings.HOME) / "derived" / "holdings"


def _kept_as(country: Country, trajectory: Trajectory, scope: str) -> str:
    # What was found with own tables is kept apart, under the trajectory in which it was seen and by whom.
    is_open = country.version == version_at(home_of(trajectory.organisation))
    return "open" if is_open else f"{trajectory.pk}-{scope}"


def store_of(organisation: Organisation) -> OwnStore:
    """Return where the own tables of an organisation are kept."""
    return OwnStore(settings.HOME, organisation.pk)


def _own_key(tables: list[OwnTable]) -> tuple[_Own, ...]:
    return tuple(sorted((one.organisation_id, one.name, one.version or 0) for one in tables))


def _held(key: _Key) -> Country:
    with _LOCK:
        found = _HELD.get(key)
        if found is None:
            found = _HELD[key] = _opened(key)
        _HELD.move_to_end(key)
        while len(_HELD) > MOST_OPEN:
            _HELD.popitem(last=False)
        return found


def _opened(key: _Key) -> Country:
    home, version, own = key
    if not own:
        return open_home(home)
    tables = []
    for owner in dict.fromkeys(one[0] for one in own):
        wanted = {(name, number) for whose, name, number in own if whose == owner}
        current = OwnStore(settings.HOME, owner).current()
        tables += [one for one in current if (one.version.table, one.version.number) in wanted]
    base = _held((home, version, ()))
    return open_country_with(warehouse_at(home), tables, shipped_catalogue(), base=base)
