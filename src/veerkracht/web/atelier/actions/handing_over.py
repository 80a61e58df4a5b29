"""Hand over what is kept of people: all of one person, or the whole log of an atelier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from veerkracht.web.atelier.models import LogLine
from veerkracht.web.atelier.reading import lines_of
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.log_json import line_values

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.atelier.models import Atelier, Participant


@transaction.atomic
def hand_over(participant: Participant, *, by: User | None) -> dict[str, Any]:
    """Return everything that is kept of one person: name, role, and each deed with its words.

    Args:
        participant: who asks.
        by: the account that does it; None if it is the participant.

    Raises:
        NotAllowedError: if this account may not.
    """
    atelier = participant.atelier
    if by is not None:
        require(by, Act.ATELIER_LEAD, atelier.trajectory)
    lines = LogLine.objects.filter(atelier=atelier, by=participant.pk).select_related("words").order_by("number")
    deeds = [
        {
            "number": one.number,
            "at": one.at.isoformat(),
            "step": one.step,
            "channel": one.channel,
            "verb": one.verb,
            "body": one.words.body if hasattr(one, "words") else None,
        }
        for one in lines
    ]
    _note(by, "atelier.person.exported", atelier, after={"contributions": len(deeds)})
    return {
        "atelier": atelier.name,
        "id": str(participant.pk),
        "name": participant.pseudonym,
        "role": participant.own_party or participant.party,
        "origin": participant.origin,
        "channel": participant.channel,
        "joined": participant.joined.isoformat(),
        "kept_until": atelier.keep_until.isoformat(),
        "deeds": deeds,
    }


@transaction.atomic
def hand_over_log(atelier: Atelier, *, by: User) -> list[dict[str, Any]]:
    """Return the log, line by line, as `veerkracht wijkschets log` checks it; names of people are not in it.

    Raises:
        NotAllowedError: if this person may not.
    """
    require(by, Act.ATELIER_LEAD, atelier.trajectory)
    found = [line_values(line) for line in lines_of(atelier.pk)]
    _note(by, "atelier.log.exported", atelier, after={"lines": len(found)})
    return found


def _note(by: User | None, act: str, atelier: Atelier, *, after: dict[str, object]) -> None:
    place = atelier.trajectory
    record(by, act, atelier, organisation=place.organisation_id, trajectory=place.pk, after=after)
