"""Make an atelier, open and close its door, and change what it is about before it begins."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from veerkracht.errors.atelier import AtelierClosedError
from veerkracht.web.atelier.models import Atelier, Counted, LogWords, Participant
from veerkracht.web.atelier.outcomes import moment_of
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.kinds import Later
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.deeds import Spotlight, Steer
from veerkracht.workflows.draaiboeken import draaiboek_values

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.wijkschets.draaiboek import Draaiboek

KEPT = timedelta(days=365)
"""So long names and texts are kept if nobody chooses otherwise: a wijkschets is made and signed within a year."""

LONGEST_KEPT = timedelta(days=5 * 365)
# Without 0/o and 1/l/i, which people mistake for each other; 31 letters to the 6th are 890 million doors.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LENGTH = 6
_STEERING = (Steer.verb, Spotlight.verb)
# It loads the whole method, and every worker looks each hour whether anything is past its term.
_kept_values = Later("veerkracht.web.atelier.outcome_kept.kept_values")


@transaction.atomic
def make_atelier(
    trajectory: Trajectory,
    *,
    by: User | None,
    name: str,
    draaiboek: Draaiboek,
    areas: Sequence[str],
    place: str = "",
    planned: datetime | None = None,
    keep_until: date | None = None,
) -> Atelier:
    """Return a new atelier, its door closed.

    Args:
        trajectory: that it belongs to.
        by: who makes it; None for the program itself (the demo).
        name: for people.
        draaiboek: the format; the atelier keeps a copy.
        areas: codes of the wijken or buurten it is about.
        place: where people meet.
        planned: when.
        keep_until: the last day on which names and texts are kept; None for a year.

    Raises:
        NotAllowedError: if this person may not.
    """
    if by is not None:
        require(by, Act.ATELIER_LEAD, trajectory)
    today = timezone.localdate()
    last = min(keep_until or today + KEPT, today + LONGEST_KEPT)
    atelier = Atelier.objects.create(
        trajectory=trajectory,
        name=name.strip(),
        place=place.strip(),
        planned=planned,
        areas=list(dict.fromkeys(areas)),
        draaiboek=draaiboek_values(draaiboek),
        code=_new_code(),
        keep_until=max(last, today),
    )
    _note(by, "atelier.made", atelier, after={"name": atelier.name, "draaiboek": draaiboek.code})
    return atelier


@transaction.atomic
def set_door(atelier: Atelier, *, by: User | None, is_open: bool) -> Atelier:
    """Open or close the door: may people join now? Who is in stays in.

    Raises:
        NotAllowedError: if this person may not.
        AtelierClosedError: if names and texts were erased after the term.
    """
    if by is not None:
        require(by, Act.ATELIER_LEAD, atelier.trajectory)
    locked = Atelier.objects.select_for_update().get(pk=atelier.pk)
    if locked.expired is not None:
        raise AtelierClosedError(locked.name, state="expired")
    if locked.is_open != is_open:
        Atelier.objects.filter(pk=locked.pk).update(is_open=is_open)
        _note(by, "atelier.doors.opened" if is_open else "atelier.doors.closed", locked)
    locked.is_open = is_open
    return locked


@transaction.atomic
def change_atelier(
    atelier: Atelier, *, by: User, name: str, place: str, planned: datetime | None, keep_until: date
) -> Atelier:
    """Change what an atelier is called, where and when it is, and until when names and texts are kept.

    Raises:
        NotAllowedError: if this person may not.
        AtelierClosedError: if names and texts were erased after the term.
    """
    require(by, Act.ATELIER_LEAD, atelier.trajectory)
    locked = Atelier.objects.select_for_update().get(pk=atelier.pk)
    if locked.expired is not None:
        raise AtelierClosedError(locked.name, state="expired")
    before = _words(locked)
    today = timezone.localdate()
    locked.name, locked.place, locked.planned = name.strip(), place.strip(), planned
    locked.keep_until = max(today, min(keep_until, today + LONGEST_KEPT))
    if _words(locked) != before:
        locked.save(update_fields=["name", "place", "planned", "keep_until"])
        _note(by, "atelier.changed", locked, before=before, after=_words(locked))
    return locked


def erase_expired(today: date) -> int:
    """Erase names and all that was said and chosen in ateliers whose term is over; return of how many ateliers.

    What was counted is kept first, as numbers without words (`outcome_kept`). The lines of the log stay, without their
    words: they show how much was done, and that nothing else was changed. The steps and their times stay too; they say
    nothing about anyone.
    """
    done = 0
    for atelier in Atelier.objects.filter(keep_until__lt=today, expired=None):
        # The room before the row, in the order of who adds: so neither waits for the other for ever.
        with rooms.of(atelier).lock, transaction.atomic():
            Atelier.objects.select_for_update().only("id").get(pk=atelier.pk)
            people = list(Participant.objects.filter(atelier=atelier))
            Counted.objects.create(atelier=atelier, values=_kept_values(moment_of(atelier), people))
            LogWords.objects.filter(line__atelier=atelier).exclude(line__verb__in=_STEERING).delete()
            Participant.objects.filter(atelier=atelier).update(
                pseudonym="-", own_party="", digest="", user=None, erased=timezone.now()
            )
            Atelier.objects.filter(pk=atelier.pk).update(
                expired=timezone.now(), is_open=False, edition=models.F("edition") + 1
            )
            _note(None, "atelier.expired", atelier)
        done += 1
    return done


def erase_past_term() -> int:
    """Erase what is past its term today; a chore of the worker."""
    return erase_expired(timezone.localdate())


def _words(atelier: Atelier) -> dict[str, object]:
    return {
        "name": atelier.name,
        "place": atelier.place,
        "planned": atelier.planned.isoformat() if atelier.planned else "",
        "keep_until": atelier.keep_until.isoformat(),
    }


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        if not Atelier.objects.filter(code=code).exists():
            return code


def _note(
    by: User | None,
    act: str,
    atelier: Atelier,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    record(
        by,
        act,
        atelier,
        organisation=atelier.trajectory.organisation_id,
        trajectory=atelier.trajectory_id,
        before=before,
        after=after,
    )
