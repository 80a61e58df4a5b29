"""Make and change a trajectory, its planning, and the areas that get attention in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.workspace import (
    AlreadyThereError,
    DatesError,
    ManyAreasError,
    NoSuchAreaError,
    UnknownGemeenteChosenError,
)
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.meanwhile import check_unchanged, mark_of
from veerkracht.web.workspace.models import (
    AreaOfAttention,
    Organisation,
    Phase,
    PhaseState,
    Trajectory,
    TrajectoryState,
)
from veerkracht.web.workspace.phases import STANDARD, spread, usual_end
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows import places

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.audit.models import AuditEntry

MOST_NAMES_SHOWN = 8


@transaction.atomic
def create_trajectory(
    organisation: Organisation,
    *,
    by: User | None,
    name: str,
    goal: str = "",
    gemeenten: Sequence[str],
    start: date,
    end: date | None = None,
) -> Trajectory:
    """Return a new trajectory with the four phases of the method spread over its months.

    Args:
        organisation: that owns it.
        by: who makes it; None for the program itself (the demo).
        name: for people.
        goal: what should be there at the end.
        gemeenten: codes; the first is where the maps open.
        start: first day.
        end: last day; None for the usual length.

    Raises:
        NotAllowedError: if this person may not.
        UnknownGemeenteChosenError: if a gemeente has no stored areas.
        DatesError: if it ends before it begins.
    """
    if by is not None:
        require(by, Act.TRAJECTORY_CREATE, organisation)
    last = end or usual_end(start)
    _check_order(start, last)
    trajectory = Trajectory.objects.create(
        organisation=organisation,
        name=name.strip(),
        goal=goal.strip(),
        gemeenten=_known(gemeenten, organisation=organisation),
        start=start,
        end=last,
    )
    with translation.override("nl"):
        rows = zip(STANDARD, spread(start, last, parts=len(STANDARD)), strict=True)
        Phase.objects.bulk_create(
            Phase(
                trajectory=trajectory, number=number, code=phase.code, name=str(phase.name), start=days[0], end=days[1]
            )
            for number, (phase, days) in enumerate(rows, start=1)
        )
    _told(by, "workspace.trajectory.created", trajectory, after=_said(trajectory))
    return trajectory


@transaction.atomic
def change_trajectory(
    trajectory: Trajectory,
    *,
    by: User,
    name: str,
    goal: str,
    gemeenten: Sequence[str],
    state: str,
    start: date | None,
    end: date | None,
    seen: str = "",
) -> Trajectory:
    """Return a trajectory with other words, gemeenten, dates or state.

    Raises:
        ChangedMeanwhileError: if it is not as the page showed it, by the mark `seen` (see `workspace.meanwhile`).
        NotAllowedError: if this person may not.
        UnknownGemeenteChosenError: if a gemeente has no stored areas.
        DatesError: if it ends before it begins.
    """
    require(by, Act.TRAJECTORY_EDIT, trajectory)
    _check_order(start, end)
    trajectory = Trajectory.objects.select_for_update(of=("self",)).get(pk=trajectory.pk)
    before = _said(trajectory)
    check_unchanged(before, seen=seen, names={"name": _("Naam"), "goal": _("Doel")})
    trajectory.name, trajectory.goal, trajectory.state = name.strip(), goal.strip(), state
    trajectory.start, trajectory.end = start, end
    # What was chosen before may stay, also where its figures are gone for now.
    new = [code for code in gemeenten if code not in trajectory.gemeenten]
    _known(new, organisation=trajectory.organisation)
    trajectory.gemeenten = list(dict.fromkeys(gemeenten))
    trajectory.save()
    _told(by, "workspace.trajectory.changed", trajectory, before=before, after=_said(trajectory))
    return trajectory


@transaction.atomic
def change_phase(
    phase: Phase, *, by: User, state: str, start: date | None, end: date | None, note: str, seen: str = ""
) -> Phase:
    """Return a phase with another state, dates or note.

    Raises:
        ChangedMeanwhileError: if it is not as the page showed it, by the mark `seen` (see `workspace.meanwhile`).
        NotAllowedError: if this person may not.
        DatesError: if it ends before it begins.
    """
    require(by, Act.TRAJECTORY_PLAN, phase.trajectory)
    _check_order(start, end)
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    before = _phase_said(phase)
    names = {"state": _("Stand"), "start": _("Begin"), "end": _("Einde"), "note": _("Toelichting")}
    check_unchanged({**before, "state": phase.get_state_display()}, seen=seen, names=names)
    phase.state, phase.start, phase.end, phase.note = state, start, end, note.strip()
    phase.save(update_fields=["state", "start", "end", "note"])
    _begin(phase, by=by)
    after = {"state": state, "start": start, "end": end, "note": phase.note}
    _told(by, "workspace.phase.changed", phase.trajectory, before=before, after=after, name=str(phase))
    return phase


def mark_of_phase(phase: Phase) -> str:
    """Return the mark of a phase as it is stored, for the page that changes it."""
    return mark_of({**_phase_said(phase), "state": phase.get_state_display()})


def mark_of_trajectory(trajectory: Trajectory) -> str:
    """Return the mark of a trajectory as it is stored, for the page that changes it."""
    return mark_of(_said(trajectory))


def find_area(trajectory: Trajectory, text: str) -> places.Place:
    """Return the one wijk or buurt of a trajectory's gemeenten that a name or code means.

    Raises:
        NoSuchAreaError: if nothing fits.
        ManyAreasError: if more than one fits.
    """
    among = places.places_in(tuple(trajectory.gemeenten), home_of(trajectory.organisation))
    found = places.find(text, among=among)
    if not found:
        raise NoSuchAreaError(text, available=[place.name for place in among])
    if len(found) > 1:
        raise ManyAreasError(text, names=[f"{place.name} ({place.code})" for place in found[:MOST_NAMES_SHOWN]])
    return found[0]


@transaction.atomic
def add_area(trajectory: Trajectory, *, by: User, text: str, reason: str) -> AreaOfAttention:
    """Return a wijk or buurt that from now on gets attention.

    Raises:
        NotAllowedError: if this person may not.
        NoSuchAreaError, ManyAreasError: if the text does not mean one area.
        AlreadyThereError: if it gets attention already.
    """
    require(by, Act.AREAS_EDIT, trajectory)
    place = find_area(trajectory, text)
    if trajectory.areas.filter(code=place.code).exists():
        raise AlreadyThereError(place.name)
    area = AreaOfAttention.objects.create(
        trajectory=trajectory, code=place.code, name=place.name, reason=reason.strip()
    )
    _told(by, "workspace.area.added", trajectory, after=_area_said(area), name=str(area))
    return area


def is_there(trajectory: Trajectory, *, text: str, reason: str) -> bool:
    """Return whether an area is on the list for exactly this reason.

    Raises:
        NoSuchAreaError, ManyAreasError: if the text does not mean one area.
    """
    return trajectory.areas.filter(code=find_area(trajectory, text).code, reason=reason.strip()).exists()


@transaction.atomic
def remove_area(area: AreaOfAttention, *, by: User) -> AuditEntry:
    """Take an area off the list; return the line by which it can be undone.

    Raises:
        NotAllowedError: if this person may not.
    """
    require(by, Act.AREAS_EDIT, area.trajectory)
    line = _told(by, "workspace.area.removed", area.trajectory, before=_area_said(area), name=str(area))
    area.delete()
    return line


@transaction.atomic
def restore_area(trajectory: Trajectory, *, code: str, name: str, reason: str) -> AreaOfAttention:
    """Return an area that is on the list again (its caller has checked who may).

    Raises:
        AlreadyThereError: if it is there.
    """
    if trajectory.areas.filter(code=code).exists():
        raise AlreadyThereError(name)
    return AreaOfAttention.objects.create(trajectory=trajectory, code=code, name=name, reason=reason)


def _begin(phase: Phase, *, by: User) -> None:
    """Let a trajectory run from the moment that one of its phases does."""
    trajectory = phase.trajectory
    if phase.state == PhaseState.TODO or trajectory.state != TrajectoryState.PREPARED:
        return
    before, trajectory.state = {"state": trajectory.state}, TrajectoryState.RUNNING
    trajectory.save(update_fields=["state"])
    _told(by, "workspace.trajectory.changed", trajectory, before=before, after={"state": trajectory.state})


def _check_order(start: date | None, end: date | None) -> None:
    if start is not None and end is not None and end < start:
        raise DatesError(start=start, end=end)


def _known(codes: Sequence[str], *, organisation: Organisation) -> list[str]:
    wanted = list(dict.fromkeys(codes))
    there = {place.code for place in places.gemeenten(home_of(organisation))}
    if wanted and (unknown := [code for code in wanted if code not in there]):
        raise UnknownGemeenteChosenError(unknown)
    return wanted


def _said(trajectory: Trajectory) -> dict[str, object]:
    return {
        "name": trajectory.name,
        "goal": trajectory.goal,
        "gemeenten": ", ".join(trajectory.gemeenten),
        "state": trajectory.state,
        "start": trajectory.start,
        "end": trajectory.end,
    }


def _phase_said(phase: Phase) -> dict[str, object]:
    return {"state": phase.state, "start": phase.start, "end": phase.end, "note": phase.note}


def _area_said(area: AreaOfAttention) -> dict[str, object]:
    return {"code": area.code, "name": area.name, "reason": area.reason}


def _told(
    by: User | None,
    act: str,
    trajectory: Trajectory,
    *,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    name: str = "",
) -> AuditEntry:
    extra = {"what": name} if name else {}
    return record(
        by,
        act,
        trajectory,
        organisation=trajectory.organisation_id,
        trajectory=trajectory.pk,
        before=before,
        after={**extra, **(after or {})},
    )
