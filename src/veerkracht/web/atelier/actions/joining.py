"""Come into an atelier and leave it again: without an account, with a pseudonym and a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone

from veerkracht.errors.atelier import AtelierClosedError
from veerkracht.web.accounts.secret import digest_of, new_secret
from veerkracht.web.atelier.models import Atelier, LogLine, LogWords, Participant
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.log import Channel
from veerkracht.wijkschets.wording_checks import check_text
from veerkracht.workflows.draaiboeken import draaiboek_from

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User

MOST_NAME = 40
MOST_PEOPLE = 600
"""People in one atelier: more than a hall holds; a program that joins again and again stops here."""

OWN = "eigen"
"""Key of the role that someone names in his or her own words."""

TICKET = r"[A-Za-z0-9_-]{43}"
"""What a secret of 256 random bits looks like."""


@transaction.atomic
def join(
    atelier: Atelier,
    *,
    name: str,
    party: str,
    own_party: str = "",
    is_resident: bool = False,
    channel: Channel = Channel.SCREEN,
    user: User | None = None,
    ticket: str = "",
) -> tuple[Participant, str]:
    """Return the new participant, and the secret that the device keeps (empty for paper).

    The ticket of a form becomes the secret, so that the same form sent twice (two taps on the button) is one person.

    Args:
        atelier: whose door is open.
        name: a name or pseudonym, as the others see it.
        party: key of a role of the draaiboek, or `eigen`.
        own_party: the role in own words, for `eigen`.
        is_resident: for `eigen`: whether someone speaks as a resident, not for an organisation.
        channel: paper if the facilitator notes someone who wrote on paper.
        user: the account, of someone who was invited as a member.
        ticket: secret made for this form (`new_ticket`); where it is empty, or someone else's, a new one is made.

    Raises:
        AtelierClosedError: if the door is closed, or the atelier full.
        ContributionError: if the name or the own role cannot be.
        NothingThereError: if there is no such role.
    """
    now = _locked(atelier)
    name = " ".join(name.split())
    earlier = _who_used(atelier, ticket)
    if earlier is not None and (earlier.pseudonym, earlier.party) == (name, party):
        return earlier, ticket
    _check_door(now, channel=channel)
    check_text(name, most=MOST_NAME, what=("The name", "De naam"))
    secret = "" if channel is Channel.PAPER else (earlier is None and ticket) or new_ticket()
    participant = Participant.objects.create(
        atelier=atelier,
        pseudonym=name,
        party=party,
        own_party=_own(party, own_party),
        origin=_origin(atelier, party, is_resident=is_resident),
        channel=channel,
        digest=digest_of(secret) if secret else "",
        # None for a second person on the device of someone with an account.
        user=None if Participant.objects.filter(atelier=atelier, user=user).exists() else user,
    )
    return participant, secret


@transaction.atomic
def name_again(
    participant: Participant, *, by: User, name: str, party: str, own_party: str = "", is_resident: bool = False
) -> bool:
    """Correct the name or role of someone who wrote on paper; return whether anything changed.

    The role as it was stays in the audit; the name does not, so that it can be erased.

    Raises:
        NotAllowedError: if this person may not.
        ContributionError: if the name or the own role cannot be.
        NothingThereError: if there is no such role.
    """
    atelier = participant.atelier
    require(by, Act.ATELIER_LEAD, atelier.trajectory)
    Atelier.objects.select_for_update().only("id").get(pk=atelier.pk)
    said = {
        "pseudonym": " ".join(name.split()),
        "party": party,
        "own_party": _own(party, own_party),
        "origin": _origin(atelier, party, is_resident=is_resident),
    }
    check_text(said["pseudonym"], most=MOST_NAME, what=("The name", "De naam"))
    before = {part: getattr(participant, part) for part in said}
    if said == before:
        return False
    for part, value in said.items():
        setattr(participant, part, value)
    participant.save(update_fields=list(said))
    Atelier.objects.filter(pk=atelier.pk).update(edition=models.F("edition") + 1)
    record(
        by,
        "atelier.person.corrected",
        atelier,
        organisation=atelier.trajectory.organisation_id,
        trajectory=atelier.trajectory_id,
        before={"sheet": participant.sheet, "party": before["party"], "origin": before["origin"]},
        after={"sheet": participant.sheet, "party": party, "origin": said["origin"]},
    )
    return True


def _locked(atelier: Atelier) -> Atelier:
    now = Atelier.objects.select_for_update().only("is_open", "expired", "name").get(pk=atelier.pk)
    if now.expired is not None:
        raise AtelierClosedError(now.name, state="expired")
    return now


def _check_door(atelier: Atelier, *, channel: Channel) -> None:
    if not atelier.is_open and channel is Channel.SCREEN:
        raise AtelierClosedError(atelier.name, state="door")
    if Participant.objects.filter(atelier=atelier).count() >= MOST_PEOPLE:
        raise AtelierClosedError(atelier.name, state="full")


def new_ticket() -> str:
    """Return a secret for one form of the door."""
    return new_secret()[0]


def _who_used(atelier: Atelier, ticket: str) -> Participant | None:
    return Participant.objects.filter(atelier=atelier, digest=digest_of(ticket)).first() if ticket else None


@transaction.atomic
def erase(participant: Participant, *, by: User | None) -> int:
    """Erase the name and all words of a participant; return how many contributions were erased.

    The lines of the log stay, without their words: the chain shows that nothing else was changed.

    Args:
        participant: who asks.
        by: the account that does it; None if it is the participant.

    Raises:
        NotAllowedError: if this person may not.
    """
    atelier = participant.atelier
    if by is not None:
        require(by, Act.ATELIER_LEAD, atelier.trajectory)
    # Whoever adds a line holds this row too: nothing of this person comes in between.
    Atelier.objects.select_for_update().only("id").get(pk=atelier.pk)
    lines = LogLine.objects.filter(atelier=atelier, by=participant.pk)
    count, _details = LogWords.objects.filter(line__in=lines).delete()
    participant.pseudonym, participant.own_party, participant.digest = "-", "", ""
    participant.user, participant.erased = None, timezone.now()
    participant.save()
    Atelier.objects.filter(pk=atelier.pk).update(edition=models.F("edition") + 1)
    record(
        by,
        "atelier.person.erased",
        atelier,
        organisation=atelier.trajectory.organisation_id,
        trajectory=atelier.trajectory_id,
        after={"contributions": count},
    )
    return count


def _own(party: str, own_party: str) -> str:
    own = " ".join(own_party.split())
    if party != OWN:
        return ""
    check_text(own, most=MOST_NAME, what=("The role", "De rol"))
    return own


def _origin(atelier: Atelier, party: str, *, is_resident: bool) -> str:
    if party == OWN:
        return str(Origin.RESIDENT if is_resident else Origin.PROFESSIONAL)
    return str(draaiboek_from(atelier.draaiboek).party(party).origin)
