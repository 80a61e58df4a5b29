"""Type over what someone wrote on a sheet of paper: each sheet once, whole or not at all."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from veerkracht.errors.atelier import NotJoinedError, SheetRefusedError, SheetTakenError
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.models import LogLine, Participant
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.admission import Actor
from veerkracht.wijkschets.log import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.errors.base import VeerkrachtError
    from veerkracht.report.paper import SheetCode
    from veerkracht.web.accounts.models import User
    from veerkracht.web.atelier.models import Atelier


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who wrote, as it stands on the sheet; see `join`."""

    name: str
    party: str
    own_party: str = ""
    is_resident: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing on a sheet.

    Attributes:
        part: of the sheet: the number of a card, or verb and id of what was chosen; unlike any other on the sheet.
        verb, body: the deed.
        said_in: key of the step that it was written in.
    """

    part: str
    verb: str
    body: Mapping[str, Any]
    said_in: str


def deed_id(atelier: Atelier, code: SheetCode, part: str, *, again: int = 0) -> str:
    """Return the id of the deed of one part of a sheet: the same each time, so that no sheet counts twice.

    Args:
        atelier: that it was written in.
        code: on the sheet.
        part: of the sheet.
        again: how often this part was corrected before; 0 for what was typed over first.
    """
    return str(uuid.uuid5(atelier.pk, f"sheet {code} {part}{f' again {again}' if again else ''}"))


def enter_sheet(
    atelier: Atelier, code: SheetCode, *, by: User, writer: Writer | None, written: Sequence[Written]
) -> Participant:
    """Store what stands on a sheet; return who wrote it.

    Args:
        atelier: that it was written in.
        code: on the sheet; sheets with the same number are of one person.
        by: who types it over.
        writer: who wrote it; needed for the first sheet of a number, else passed over.
        written: what stands on it.

    Raises:
        NotAllowedError: if this person may not.
        SheetTakenError: if this sheet was typed over before.
        SheetRefusedError: if something on it cannot be, or nothing is on it; then nothing is stored.
        NotJoinedError: if the words of this person were erased at his or her request.
        AtelierError: if the name or role cannot be.
    """
    require(by, Act.ATELIER_LEAD, atelier.trajectory)
    room = rooms.of(atelier)
    with room.lock:
        try:
            with transaction.atomic():
                person = _writer_of(atelier, code, writer)
                _add(atelier, code, person, written)
                record(
                    by,
                    "atelier.sheet.entered",
                    atelier,
                    organisation=atelier.trajectory.organisation_id,
                    trajectory=atelier.trajectory_id,
                    after={"sheet": str(code), "contributions": len(written)},
                )
        except BaseException:
            # The board may hold deeds that the database did not take: it is made again from the log.
            rooms.forget(atelier.pk)
            raise
    return person


def _writer_of(atelier: Atelier, code: SheetCode, writer: Writer | None) -> Participant:
    found = Participant.objects.filter(atelier=atelier, sheet=code.number).first()
    if found is not None and found.erased is not None:
        raise NotJoinedError
    if found is not None:
        return found
    if writer is None:
        raise SheetRefusedError(str(code), why_nl="schrijf op wie het invulde.", why_en="write down who filled it in.")
    made, _secret = join(
        atelier,
        name=writer.name,
        party=writer.party,
        own_party=writer.own_party,
        is_resident=writer.is_resident,
        channel=Channel.PAPER,
    )
    made.sheet = code.number
    made.save(update_fields=["sheet"])
    return made


def _add(atelier: Atelier, code: SheetCode, person: Participant, written: Sequence[Written]) -> None:
    if not written:
        raise SheetRefusedError(
            str(code), why_nl="er is niets van het blad ingevuld.", why_en="nothing of the sheet was filled in."
        )
    ids = {one.part: deed_id(atelier, code, one.part) for one in written}
    if LogLine.objects.filter(atelier=atelier, deed__in=ids.values()).exists():
        raise SheetTakenError(str(code), name=person.pseudonym)
    sent = [Sent(id=ids[one.part], verb=one.verb, body=one.body, said_in=one.said_in) for one in written]
    actor = Actor(id=str(person.pk), party=person.party, is_on_paper=True)
    outcomes = add(atelier, sent, actor=actor, channel=Channel.PAPER)
    faults: dict[str, VeerkrachtError] = {
        one.part: outcome.error for one, outcome in zip(written, outcomes, strict=True) if outcome.error is not None
    }
    if faults:
        raise SheetRefusedError(str(code), faults=faults)
