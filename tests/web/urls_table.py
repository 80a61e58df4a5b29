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

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.actions import invitations, partners
from veerkracht.web.workspace.models import (
    AreaOfAttention,
    Membership,
    Organisation,
    Participation,
    Partnership,
    Phase,
    Trajectory,
)
from veerkracht.web.workspace.roles import Role

from . import made


class Of(StrEnum):
    """Whom a page is for, before roles count."""

    EVERYONE = "everyone"
    PERSON = "person"
    STAFF = "staff"
    ORGANISATION = "organisation"
    TRAJECTORY = "trajectory"
    ATELIER = "atelier"


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


def member(world: World) -> dict[str, Any]:
    """Return a member of the organisation who is not the last beheerder."""
    user = User.objects.create_user(f"{uuid.uuid4()}@voorbeeld.nl", name="Lid")
    made = Membership.objects.create(organisation=world.organisation, user=user, role=Role.LEZER.value)
    return {"member_id": made.pk}


def participant(world: World) -> dict[str, Any]:
    """Return someone who takes part in the trajectory."""
    user = User.objects.create_user(f"{uuid.uuid4()}@voorbeeld.nl", name="Deelnemer")
    made = Participation.objects.create(trajectory=world.trajectory, user=user, role=Role.LEZER.value)
    return {"part_id": made.pk}


def invited_organisation(world: World) -> str:
    """Return the secret of an invitation for an organisation."""
    return partners.invite_organisation(world.trajectory, name="Elders", role=Role.ANALIST, by=world.beheerder)[1]


def invitation_of_organisation(world: World) -> uuid.UUID:
    """Return the number of an invitation for an organisation."""
    made, _ = partners.invite_organisation(world.trajectory, name="Elders", role=Role.ANALIST, by=world.beheerder)
    return made.pk


def partner_of_ours(world: World) -> uuid.UUID:
    """Return the number of another organisation's part in our trajectory."""
    place = {"trajectory": world.trajectory, "organisation": world.other_organisation, "ended": None}
    return Partnership.objects.get_or_create(**place, defaults={"role": Role.ANALIST.value})[0].pk


def partner_of_other(world: World) -> uuid.UUID:
    """Return the number of our part in a trajectory of another organisation."""
    theirs = Trajectory.objects.create(organisation=world.other_organisation, name="Van een ander")
    made = Partnership.objects.create(trajectory=theirs, organisation=world.organisation, role=Role.ANALIST.value)
    return made.pk


def phase(world: World) -> dict[str, Any]:
    """Return a phase of the trajectory."""
    made, _ = Phase.objects.get_or_create(trajectory=world.trajectory, number=1, defaults={"name": "Eén"})
    return {"number": made.number}


def area(world: World) -> dict[str, Any]:
    """Return an area on the list of the trajectory."""
    made, _ = AreaOfAttention.objects.get_or_create(
        trajectory=world.trajectory, code="BU99990101", defaults={"name": "Noord"}
    )
    return {"code": made.code}


def invitation(world: World, *, of_trajectory: bool = False) -> dict[str, Any]:
    """Return an invitation that waits."""
    place = world.trajectory if of_trajectory else world.organisation
    made, _secret = invitations.invite(place, role=Role.LEZER, by=world.beheerder)
    return {"invitation_id": made.pk}


def invited(world: World) -> str:
    """Return the secret of an invitation."""
    return invitations.invite(world.organisation, role=Role.LEZER, by=world.beheerder)[1]


KAART_PAGES: dict[str, dict[str, str]] = {
    "kaart": {},
    "atlas": {},
    "atlas_map": {"number": "7"},
    "shapes": {},
    "tiles": {},
    "places": {},
    "ready": {},
    "export": {"form": "csv"},
    "area": {"code": "BU99990101"},
    "compare": {"a": "BU99990101", "b": "BU99990102"},
    "cities": {},
}


def _kaart(**parts: Any) -> Callable[[World], dict[str, Any]]:
    return lambda world: {**trajectory(world), **parts}


API_PAGES: dict[str, dict[str, Any]] = {
    **{f"api_v1:{name}": {} for name in ("areas", "indicators", "values", "maps", "forecasts", "designs")},
    "api_v1:area": {"code": "BU99010101"},
    "api_v1:indicator": {"code": "inwoners"},
    "api_v1:classes": {"number": 7},
    "api_v1:design": {"code": "veerkracht"},
    "api_v1:scores": {"code": "veerkracht"},
    **{f"ogc{name}": {} for name in ("", "_slash", "_conformance", "_definition", "_collections")},
    "ogc_collection": {"code": "buurten"},
    "ogc_items": {"code": "buurten"},
    "ogc_item": {"code": "buurten", "area": "BU99010101"},
}


def _of_trajectory(name: str) -> str:
    """Return the name of the same address of a trajectory."""
    if name.startswith("api_v1:"):
        return name.replace(":", ":trajectory_")
    return name.replace("ogc", "ogc_trajectory", 1)


# Names without an app are of other packages, which guard their own pages; whole families can be named by their start.
TRUSTED = ("admin:", "set_language", "javascript-catalog")

PAGES: dict[str, Page] = {
    # --- site
    "site:home": Page(of=Of.EVERYONE),
    "site:alive": Page(of=Of.EVERYONE),
    "site:sources": Page(of=Of.EVERYONE),
    "site:accessibility": Page(of=Of.EVERYONE),
    "site:theme": Page(of=Of.EVERYONE, methods=("POST",), data={"theme": "donker"}),
    "site:styleguide": Page(of=Of.EVERYONE, found=False),
    # --- accounts
    "accounts:login": Page(of=Of.EVERYONE),
    "accounts:logout": Page(of=Of.EVERYONE, methods=("POST",)),
    "accounts:second_step": Page(of=Of.EVERYONE),
    "accounts:set_up": Page(of=Of.EVERYONE),
    "accounts:qr": Page(of=Of.EVERYONE, found=False),
    "accounts:recovery_codes": Page(of=Of.PERSON),
    "accounts:new_recovery_codes": Page(of=Of.PERSON, methods=("POST",)),
    "accounts:change_password": Page(of=Of.PERSON),
    "accounts:forgotten": Page(of=Of.EVERYONE),
    "accounts:forgotten_sent": Page(of=Of.EVERYONE),
    "accounts:choose_password": Page(of=Of.EVERYONE, kwargs=lambda _w: {"number": "x", "token": "y"}),
    "accounts:profile": Page(of=Of.PERSON),
    "accounts:one_time": Page(of=Of.EVERYONE, kwargs=lambda _w: {"secret": "x"}, found=False),
    "accounts:provider": Page(of=Of.EVERYONE, found=False),
    "accounts:provider_back": Page(of=Of.EVERYONE, found=False),
    # --- workspace
    "workspace:desk": Page(of=Of.PERSON),
    "workspace:accept": Page(of=Of.EVERYONE, kwargs=lambda w: {"secret": invited(w)}),
    "workspace:undo": Page(of=Of.PERSON, methods=("POST",), kwargs=lambda _w: {"line_id": uuid.uuid4()}),
    "workspace:organisation": Page(of=Of.ORGANISATION, roles=ALL, kwargs=slug),
    "workspace:organisation_edit": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=slug),
    "workspace:organisation_leave": Page(of=Of.ORGANISATION, roles=ALL, kwargs=slug, methods=("POST",)),
    "workspace:member_role": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=lambda w: {**slug(w), **member(w)}),
    "workspace:member_remove": Page(
        of=Of.ORGANISATION, roles=BEHEERDER, kwargs=lambda w: {**slug(w), **member(w)}, methods=("POST",)
    ),
    "workspace:invite_member": Page(of=Of.ORGANISATION, roles=GUIDES, kwargs=slug),
    "workspace:withdraw_of_organisation": Page(
        of=Of.ORGANISATION, roles=GUIDES, kwargs=lambda w: {**slug(w), **invitation(w)}, methods=("POST",)
    ),
    "workspace:trajectory_create": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=slug),
    "workspace:trajectory": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=trajectory),
    "workspace:trajectory_edit": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=trajectory),
    "workspace:phase": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=lambda w: {**trajectory(w), **phase(w)}),
    "workspace:area_add": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory),
    "workspace:area_remove": Page(
        of=Of.TRAJECTORY, roles=MAKERS, kwargs=lambda w: {**trajectory(w), **area(w)}, methods=("POST",)
    ),
    "workspace:participants": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "workspace:invite_participant": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=trajectory),
    # Whoever sees a trajectory through the organisation does not take part, and so cannot stop.
    "workspace:trajectory_leave": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=trajectory, methods=("POST",), found=False),
    "workspace:participant_role": Page(
        of=Of.TRAJECTORY, roles=BEHEERDER, kwargs=lambda w: {**trajectory(w), **participant(w)}
    ),
    "workspace:participant_remove": Page(
        of=Of.TRAJECTORY, roles=BEHEERDER, kwargs=lambda w: {**trajectory(w), **participant(w)}, methods=("POST",)
    ),
    "workspace:withdraw_of_trajectory": Page(
        of=Of.TRAJECTORY,
        roles=GUIDES,
        kwargs=lambda w: {**trajectory(w), **invitation(w, of_trajectory=True)},
        methods=("POST",),
    ),
    # Who may answer for an organisation is seen on the page itself: it has a link for whoever got it.
    "workspace:accept_organisation": Page(of=Of.EVERYONE, kwargs=lambda w: {"secret": invited_organisation(w)}),
    "workspace:first_beheerder": Page(of=Of.STAFF, kwargs=slug),
    "workspace:partnership": Page(
        of=Of.ORGANISATION, roles=BEHEERDER, kwargs=lambda w: {**slug(w), "partnership_id": partner_of_other(w)}
    ),
    "workspace:partnership_stop": Page(
        of=Of.ORGANISATION,
        roles=BEHEERDER,
        kwargs=lambda w: {**slug(w), "partnership_id": partner_of_other(w)},
        methods=("POST",),
    ),
    "workspace:invite_organisation": Page(of=Of.TRAJECTORY, roles=BEHEERDER, kwargs=trajectory),
    "workspace:partner_remove": Page(
        of=Of.TRAJECTORY,
        roles=BEHEERDER,
        kwargs=lambda w: {**trajectory(w), "partnership_id": partner_of_ours(w)},
        methods=("POST",),
    ),
    "workspace:withdraw_organisation": Page(
        of=Of.TRAJECTORY,
        roles=BEHEERDER,
        kwargs=lambda w: {**trajectory(w), "invitation_id": invitation_of_organisation(w)},
        methods=("POST",),
    ),
    # --- audit
    "workspace:changes": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=slug),
    "workspace:changes_csv": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=slug),
    # --- jobs
    "jobs:of_trajectory": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory),
    "jobs:of_organisation": Page(of=Of.ORGANISATION, roles=MAKERS, kwargs=slug),
    "jobs:job": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.job),
    "jobs:stand": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.job),
    "jobs:stop": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.job, methods=("POST",)),
    "jobs:again": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.job, methods=("POST",)),
    "jobs:file": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=lambda w: {**made.job(w), "name": "x.pdf"}, found=False),
    # --- datasets
    "datasets:data": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory),
    "datasets:fetch": Page(of=Of.TRAJECTORY, roles=ANALYSTS, kwargs=trajectory, methods=("GET", "POST")),
    "datasets:bring_in": Page(of=Of.TRAJECTORY, roles=ANALYSTS, kwargs=trajectory, methods=("GET", "POST")),
    "datasets:tables": Page(of=Of.ORGANISATION, roles=MAKERS, kwargs=slug),
    "datasets:send": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=slug, methods=("POST",)),
    "datasets:upload": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("GET", "POST")),
    "datasets:choose_sheet": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("POST",)),
    "datasets:choose_kind": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("POST",)),
    "datasets:use_template": Page(
        of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("POST",), found=False
    ),
    "datasets:check": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("GET", "POST")),
    "datasets:faults": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, found=False),
    "datasets:drop": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.upload, methods=("POST",)),
    "datasets:bring_back": Page(
        of=Of.ORGANISATION, roles=ANALYSTS, kwargs=lambda w: made.upload(w, state="weg"), methods=("POST",)
    ),
    "datasets:table": Page(of=Of.ORGANISATION, roles=MAKERS, kwargs=made.table),
    "datasets:undo": Page(of=Of.ORGANISATION, roles=ANALYSTS, kwargs=made.table, methods=("POST",)),
    "datasets:restore": Page(
        of=Of.ORGANISATION, roles=ANALYSTS, kwargs=lambda w: {**made.table(w), "number": 1}, methods=("POST",)
    ),
    "datasets:original": Page(
        of=Of.ORGANISATION, roles=ANALYSTS, kwargs=lambda w: {**made.table(w), "number": 1}, found=False
    ),
    "datasets:report": Page(
        of=Of.ORGANISATION, roles=MAKERS, kwargs=lambda w: {**made.table(w), "number": 1}, found=False
    ),
    "datasets:share": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=made.table, methods=("POST",)),
    "datasets:unshare": Page(of=Of.ORGANISATION, roles=BEHEERDER, kwargs=made.share, methods=("POST",)),
    # --- products
    "products:products": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=trajectory),
    "products:new_quickscan": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory, methods=("GET", "POST")),
    "products:new_backtest": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory, methods=("GET", "POST")),
    "products:product": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=made.product),
    "products:read": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=made.product),
    "products:download": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=lambda w: {**made.product(w), "form": "html"}),
    "products:remove": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.product, methods=("POST",)),
    "products:restore": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.product, methods=("POST",)),
    # --- kaart
    **{
        f"kaart:{name}": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=_kaart(**parts))
        for name, parts in KAART_PAGES.items()
    },
    **{
        f"kaart:country_{name}": Page(of=Of.PERSON, kwargs=lambda _w, parts=parts: parts)
        for name, parts in KAART_PAGES.items()
        if name != "shapes"
    },
    # --- demo
    "demo:tour": Page(of=Of.PERSON, methods=("POST",)),
    # --- werkbank
    "werkbank:werkbank": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory, methods=("GET", "POST")),
    "werkbank:ready": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "werkbank:answer": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory, methods=("POST",)),
    "werkbank:designs": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "werkbank:new": Page(of=Of.TRAJECTORY, roles=ANALYSTS, kwargs=trajectory, methods=("GET", "POST")),
    "werkbank:bring_in": Page(of=Of.TRAJECTORY, roles=ANALYSTS, kwargs=trajectory, methods=("POST",)),
    "werkbank:compare": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "werkbank:download": Page(
        of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=lambda w: {**trajectory(w), "key": "veerkracht"}
    ),
    "werkbank:standard": Page(
        of=Of.TRAJECTORY, roles=ANALYSTS, kwargs=lambda w: {**trajectory(w), "key": "veerkracht"}, methods=("POST",)
    ),
    # --- atelier: the door, and what is for who takes part on this device (test_atelier_door.py asks these)
    "atelier:door": Page(of=Of.EVERYONE),
    "atelier:join": Page(of=Of.EVERYONE, kwargs=made.door),
    "atelier:take_part": Page(of=Of.ATELIER, kwargs=made.atelier),
    "atelier:contribute": Page(of=Of.ATELIER, kwargs=made.atelier, methods=("POST",)),
    "atelier:stream": Page(of=Of.ATELIER, kwargs=made.atelier),
    "atelier:items": Page(of=Of.ATELIER, kwargs=made.atelier),
    "atelier:offline": Page(of=Of.EVERYONE),
    "atelier:beside_map": Page(of=Of.ATELIER, kwargs=made.atelier),
    "atelier:beside_shapes": Page(of=Of.ATELIER, kwargs=made.atelier, found=False),
    "atelier:beside_area": Page(
        of=Of.ATELIER, kwargs=lambda world: {**made.atelier(world), "code": "BU99010101"}, found=False
    ),
    # --- atelier: who leads
    "atelier:ateliers": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "atelier:make": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=trajectory),
    "atelier:draaiboeken": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=trajectory),
    "atelier:bring_in": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=trajectory, methods=("POST",)),
    "atelier:draaiboek": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.draaiboek),
    "atelier:draaiboek_toml": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.draaiboek),
    "atelier:overview": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:set_door": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier, methods=("POST",)),
    "atelier:change": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:poster": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:qr": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:lead": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:order": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier, methods=("POST",)),
    "atelier:undo": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.deed, methods=("POST",)),
    "atelier:lead_news": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:lead_contribute": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier, methods=("POST",)),
    "atelier:lead_stream": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:lead_items": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:projector": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:projector_now": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:projector_map": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier, found=False),
    "atelier:projector_stream": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:projector_items": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:people": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:export_person": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.person),
    "atelier:erase": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.person),
    "atelier:results": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:votes_file": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:outcome_file": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:shared_results": Page(of=Of.ATELIER, kwargs=made.atelier),
    "atelier:paper": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:paper_entry": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier, query={"blad": "1K"}),
    "atelier:log": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "atelier:export_log": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.atelier),
    "atelier:replay": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    # --- atelier: results and paper
    # --- schets
    "schets:schetsen": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "schets:of_atelier": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.atelier),
    "schets:schets": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.schets),
    "schets:line": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.schets_line),
    "schets:arrange": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.schets, methods=("POST",)),
    "schets:head": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.schets),
    "schets:publish": Page(of=Of.TRAJECTORY, roles=GUIDES, kwargs=made.schets, methods=("POST",)),
    "schets:versions": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.schets),
    "schets:read": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.schets_version),
    "schets:sign": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.schets_version),
    "schets:download": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.schets_file),
    # --- scenario
    "scenario:scenarios": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "scenario:make": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory, methods=("GET", "POST")),
    "scenario:compare": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=trajectory),
    "scenario:scenario": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario),
    "scenario:answer": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario, methods=("POST",)),
    "scenario:save": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario, methods=("POST",)),
    "scenario:line": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario_line),
    "scenario:remove": Page(
        of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario, methods=("POST",), data={"part": "effort", "place": "0"}
    ),
    "scenario:frame": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario),
    "scenario:text": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario),
    "scenario:fork": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario, methods=("POST",)),
    "scenario:archive": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario, methods=("POST",)),
    "scenario:comment": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario, methods=("POST",)),
    "scenario:versions": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario),
    "scenario:grounds": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario),
    "scenario:run": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=made.scenario, methods=("POST",)),
    "scenario:result": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario_runs),
    "scenario:toml": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario_version),
    # Nothing is stored in these tests, so that there is no answer: that is a 404 for who may look, as for all others.
    "scenario:json": Page(of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=made.scenario_version, found=False),
    "scenario:table": Page(
        of=Of.TRAJECTORY, roles=TAKE_PART, kwargs=lambda w: {**made.scenario_version(w), "form": "csv"}, found=False
    ),
    # --- api
    "api:about": Page(of=Of.EVERYONE),
    "api:openapi_json": Page(of=Of.EVERYONE),
    "api:openapi_yaml": Page(of=Of.EVERYONE),
    "api:absent": Page(of=Of.EVERYONE, kwargs=lambda _w: {"path": "v1/x"}, found=False),
    "api:tokens": Page(of=Of.PERSON),
    "api:withdraw": Page(of=Of.PERSON, kwargs=lambda _w: {"token_id": uuid.uuid4()}, methods=("POST",), found=False),
    "api:api_v1:trajectories": Page(of=Of.PERSON),
    "api:api_v1:trajectory": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=trajectory),
    "api:api_v1:trajectory_jobs": Page(of=Of.TRAJECTORY, roles=MAKERS, kwargs=trajectory),
    "api:api_v1:trajectory_job": Page(
        of=Of.TRAJECTORY, roles=MAKERS, kwargs=lambda w: {**trajectory(w), **made.job(w)}
    ),
    # Nothing is stored in these tests: that is a 404 for who may look, as for all others.
    **{
        f"api:{name}": Page(of=Of.PERSON, kwargs=lambda _w, parts=parts: parts, found=False)
        for name, parts in API_PAGES.items()
    },
    **{
        f"api:{_of_trajectory(name)}": Page(of=Of.TRAJECTORY, roles=ALL, kwargs=_kaart(**parts), found=False)
        for name, parts in API_PAGES.items()
    },
}
