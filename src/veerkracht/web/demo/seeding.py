"""The fictitious city's organisations, people and trajectory, made through the same actions as real ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from veerkracht.facts.areas import Level
from veerkracht.web.accounts.actions import manage_person
from veerkracht.web.accounts.models import User
from veerkracht.web.demo.ateliers import ensure_ateliers
from veerkracht.web.demo.scenarios import ensure_scenarios
from veerkracht.web.demo.schetsen import ensure_schets
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.kaart.preparing import KIND as KAARTEN
from veerkracht.web.products.actions import ask_quickscan
from veerkracht.web.workspace.actions.members import manage_member
from veerkracht.web.workspace.actions.organisations import manage_organisation
from veerkracht.web.workspace.actions.trajectories import add_area, change_phase, create_trajectory
from veerkracht.web.workspace.models import (
    Organisation,
    OrganisationKind,
    Participation,
    Partnership,
    PhaseState,
    Trajectory,
)
from veerkracht.web.workspace.roles import Act, Role
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.opening import warehouse_at

if TYPE_CHECKING:
    from collections.abc import Sequence

FACILITATOR = "noor@vloedstede.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A fictitious person with a role in an organisation or in the trajectory."""

    email: str
    name: str
    organisation: str
    role: Role
    takes_part_as: Role | None = None


_ORGANISATIONS = (
    ("vloedstede", "Gemeente Vloedstede (fictief)", OrganisationKind.GEMEENTE, "demostad"),
    ("de-kade", "Woonstichting De Kade (fictief)", OrganisationKind.CORPORATION, "veerkracht"),
    ("welzijn-vloedstede", "Welzijn Vloedstede (fictief)", OrganisationKind.WELFARE, "veerkracht"),
)
_PEOPLE = (
    # The facilitator shows visitors around: she guides the trajectory, and works with the figures of the gemeente too.
    Figure(
        email=FACILITATOR,
        name="Noor van Dam",
        organisation="vloedstede",
        role=Role.ANALIST,
        takes_part_as=Role.PROCESBEGELEIDER,
    ),
    Figure(email="bas@vloedstede.example", name="Bas Terpstra", organisation="vloedstede", role=Role.BEHEERDER),
    Figure(email="anna@vloedstede.example", name="Anna Oost", organisation="vloedstede", role=Role.LEZER),
    Figure(
        email="karim@dekade.example",
        name="Karim El Amrani",
        organisation="de-kade",
        role=Role.BEHEERDER,
        takes_part_as=Role.DEELNEMER,
    ),
    Figure(
        email="joke@welzijn.example",
        name="Joke Hendriks",
        organisation="welzijn-vloedstede",
        role=Role.BEHEERDER,
        takes_part_as=Role.DEELNEMER,
    ),
)
_AREAS = (
    ("Reigerveld", "Het aandeel bewoners dat minder zelfredzaam is groeide, en de overlast ook."),
    ("Munthof", "De overlast nam toe, maar niet door meer kwetsbare bewoners. Waardoor dan wel?"),
)


def ensure_demo(*, today: date) -> User:
    """Return the facilitator of the demo city; make everything that is not there yet, leave what is.

    Raises:
        WarehouseError: if the disk does not take the city.
    """
    known = User.objects.filter(email=FACILITATOR).first()
    home = settings.HOME.parent
    gemeente = load_demo(home)[1] if not warehouse_at(home).datasets() else ""
    if known is None:
        with transaction.atomic():
            known = _seed(gemeente or _stored_gemeente(), today=today)
    trajectory = Trajectory.objects.filter(organisation__fictitious=True, participations__user=known).first()
    if trajectory is not None:
        finished = ensure_ateliers(trajectory, lead=known, now=timezone.now())
        ensure_schets(finished, lead=known, home=home)
        ensure_scenarios(trajectory)
    return known


def _stored_gemeente() -> str:
    return warehouse_at(settings.HOME.parent).areas(Level.GEMEENTE).codes[0]


def _seed(gemeente: str, *, today: date) -> User:
    organisations = {slug: _organisation(slug, name, kind, theme) for slug, name, kind, theme in _ORGANISATIONS}
    people = {one.email: _person(one, organisations[one.organisation]) for one in _PEOPLE}
    trajectory = create_trajectory(
        organisations["vloedstede"],
        by=None,
        name="Veerkrachtige wijken in Vloedstede",
        goal="Samen bepalen wat elke wijk nodig heeft, en dat vastleggen in prestatieafspraken.",
        gemeenten=[gemeente],
        start=today - timedelta(weeks=6),
    )
    partners = {
        slug: Partnership.objects.create(trajectory=trajectory, organisation=one, role=Role.DEELNEMER.value)
        for slug, one in organisations.items()
        if one != trajectory.organisation
    }
    for one in _PEOPLE:
        if one.takes_part_as is not None:
            Participation.objects.create(
                trajectory=trajectory,
                user=people[one.email],
                role=one.takes_part_as.value,
                partnership=partners.get(one.organisation),
            )
    facilitator = people[FACILITATOR]
    _plan(trajectory, by=facilitator)
    start_job(
        KAARTEN,
        by=None,
        organisation=trajectory.organisation,
        trajectory=trajectory,
        asked={"gemeente": gemeente, "person": str(facilitator.pk)},
        act=Act.KAART_VIEW,
    )
    ask_quickscan(
        trajectory,
        by=facilitator,
        gemeente=gemeente,
        name="Vloedstede",
        compare=(),
        taal="nl",
        formats=("pdf", "html", "docx"),
    )
    return facilitator


def _organisation(slug: str, name: str, kind: OrganisationKind, theme: str) -> Organisation:
    one = Organisation(slug=slug, name=name, kind=kind.value, theme=theme, fictitious=True)
    return manage_organisation(one, by=None)


def _person(figure: Figure, organisation: Organisation) -> User:
    # Without a password: people of the demo come in by a link on this machine only.
    user = manage_person(User(email=figure.email, name=figure.name), by=None)
    manage_member(organisation, user=user, role=figure.role, by=None)
    return user


def _plan(trajectory: Trajectory, *, by: User) -> None:
    """Set how far the phases are, and the areas that get attention."""
    states: Sequence[PhaseState] = (PhaseState.DONE, PhaseState.BUSY)
    for phase, state in zip(trajectory.phases.all(), states, strict=False):
        change_phase(phase, by=by, state=state.value, start=phase.start, end=phase.end, note=phase.note)
    for name, reason in _AREAS:
        add_area(trajectory, by=by, text=name, reason=reason)
