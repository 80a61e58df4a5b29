"""Whom each page is for: one table that every app adds its pages to. A page that is not in it fails the tests.

How to add yours: put a line in `PAGES` under the name that `reverse` knows, for example

    "jobs:job": Page(of=Of.ORGANISATION, roles=SEE_JOBS, kwargs=lambda w: {"slug": w.organisation.slug, "job_id": ...}),

`kwargs` gets the `World` of the test, in which it may make objects of `w.organisation` and `w.trajectory`. A page that
only takes a POST says `methods=("POST",)`; it is sent `data` (nothing by default), so that a wrong form is what an
allowed person gets (200, 302 or 400, never 403 or 404).

What the tests do with it (test_workspace_urls.py): every page is asked for by every role, by a beheerder of another
organisation, by someone who takes part in another trajectory, and by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import Role


class Of(StrEnum):
    """Whom a page is for, before roles count."""

    EVERYONE = "everyone"
    PERSON = "person"
    STAFF = "staff"
    ORGANISATION = "organisation"
    TRAJECTORY = "trajectory"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the pages of a test are about.

    Attributes:
        beheerder: a member of `organisation`, for objects that someone must have made.
        other_organisation: has nothing to do with the first.
    """

    organisation: Organisation
    trajectory: Trajectory
    beheerder: User
    other_organisation: Organisation
    other_trajectory: Trajectory


def _nothing(_world: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        of: whom it is for.
        roles: which roles may open it; only for pages of an organisation or trajectory.
        kwargs: makes what its address holds.
        methods: what it takes; the first is tried.
        data: what is sent by POST.
        query: what stands behind the `?`.
        found: whether an allowed person finds it in this world; False for a page that is not there in a test,
            for example because a setting switches it off (then 404 is right for all).
    """

    of: Of
    roles: frozenset[Role] = frozenset()
    kwargs: Callable[[World], Mapping[str, Any]] = _nothing
    methods: tuple[str, ...] = ("GET",)
    data: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    found: bool = True


ALL = frozenset(Role)
BEHEERDER = frozenset({Role.BEHEERDER})
GUIDES = frozenset({Role.BEHEERDER, Role.PROCESBEGELEIDER})
ANALYSTS = frozenset({Role.BEHEERDER, Role.ANALIST})
MAKERS = frozenset({Role.BEHEERDER, Role.ANALIST, Role.PROCESBEGELEIDER})
TAKE_PART = ALL - {Role.LEZER}


def slug(world: World) -> dict[str, Any]:
    """Return what the address of a page of an organisation holds."""
    return {"slug": world.organisation.slug}


def trajectory(world: World) -> dict[str, Any]:
    """Return what the address of a page of a trajectory holds."""
    return {"trajectory_id": world.trajectory.pk}


# Names without an app are of other packages, which guard their own pages; whole families can be named by their start.
TRUSTED = ("admin:", "set_language", "javascript-catalog")

PAGES: dict[str, Page] = {
    # --- site
    "site:home": Page(of=Of.EVERYONE),
    "site:alive": Page(of=Of.EVERYONE),
    # --- accounts
    # --- workspace
    # --- audit
    # --- jobs
    # --- datasets
    # --- products
    # --- kaart
    # --- werkbank
    # --- api
}
