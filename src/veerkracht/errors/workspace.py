"""Errors about organisations, trajectories, and who takes part in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from veerkracht.errors.base import did_you_mean
from veerkracht.errors.web import WebError


class WorkspaceError(WebError):
    """Something in the workspace cannot be so."""


class LastBeheerderError(WorkspaceError):
    """The last administrator of an organisation cannot go."""

    english: ClassVar[str] = (
        "{name} is the last administrator of {organisation}. "
        "Make someone else administrator first; then this can be changed."
    )
    dutch: ClassVar[str] = (
        "{name} is de laatste beheerder van {organisation}. Maak eerst iemand anders beheerder; daarna kan dit wel."
    )

    def __init__(self, *, name: str, organisation: str) -> None:
        super().__init__(name=name, organisation=organisation)


class RoleTooHighError(WorkspaceError):
    """Someone wants to give or take a role that may do more than they may themselves."""

    english: ClassVar[str] = (
        "The role {role_en} may do more than you may yourself, so you cannot give or take it. "
        "Ask an administrator of the organisation."
    )
    dutch: ClassVar[str] = (
        "De rol {role_nl} mag meer dan u zelf mag. Daarom kunt u die niet geven of afnemen. "
        "Vraag een beheerder van de organisatie."
    )

    def __init__(self, *, role_nl: str, role_en: str) -> None:
        super().__init__(role_nl=role_nl, role_en=role_en)


class InvitationOverError(WorkspaceError):
    """An invitation no longer works."""

    english: ClassVar[str] = "This invitation no longer works: {why_en}. Ask whoever invited you for a new one."
    dutch: ClassVar[str] = "Deze uitnodiging werkt niet meer: {why_nl}. Vraag degene die u uitnodigde om een nieuwe."

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)


class InvitationForOtherError(WorkspaceError):
    """An invitation is for another address of e-mail."""

    english: ClassVar[str] = (
        "This invitation is for another e-mail address than {email!r}. "
        "Log in with that address, or ask for an invitation for yours."
    )
    dutch: ClassVar[str] = (
        "Deze uitnodiging is voor een ander e-mailadres dan {email!r}. "
        "Log in met dat adres, of vraag een uitnodiging voor het uwe."
    )

    def __init__(self, email: str) -> None:
        super().__init__(email=email)


class AlreadyThereError(WorkspaceError):
    """Someone or something is there already."""

    english: ClassVar[str] = "{name} is there already. Nothing was changed."
    dutch: ClassVar[str] = "{name} staat er al. Er is niets veranderd."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class FirstBeheerderError(WorkspaceError):
    """A functional manager invites the first administrator of an organisation only."""

    english: ClassVar[str] = "{name} has an administrator already. That person can invite the others."
    dutch: ClassVar[str] = "{name} heeft al een beheerder. Die kan de anderen uitnodigen."

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class PartnershipOverError(WorkspaceError):
    """An organisation takes no part in a trajectory any more."""

    english: ClassVar[str] = (
        "{name} takes no part in {trajectory} any more. Nothing was changed. "
        "Ask an administrator of that trajectory for a new invitation."
    )
    dutch: ClassVar[str] = (
        "{name} doet niet meer mee aan {trajectory}. Er is niets veranderd. "
        "Vraag een beheerder van dat traject om een nieuwe uitnodiging."
    )

    def __init__(self, name: str, *, trajectory: str) -> None:
        super().__init__(name=name, trajectory=trajectory)


class NotAMemberError(WorkspaceError):
    """An organisation can let its own members take part only."""

    english: ClassVar[str] = (
        "{name} is no member of {organisation}. Invite this person for your organisation first, then choose the role."
    )
    dutch: ClassVar[str] = (
        "{name} is geen lid van {organisation}. Nodig deze persoon eerst uit voor uw organisatie, en kies dan de rol."
    )

    def __init__(self, name: str, *, organisation: str) -> None:
        super().__init__(name=name, organisation=organisation)


class NoSuchAreaError(WorkspaceError):
    """No stored area has this name or code."""

    english: ClassVar[str] = (
        "There is no area called {text!r} here.{hint_en} Type part of a name, or a code like BU03440111."
    )
    dutch: ClassVar[str] = (
        "Hier is geen gebied dat {text!r} heet.{hint_nl} Typ een deel van de naam, of een code zoals BU03440111."
    )

    def __init__(self, text: str, *, available: Iterable[str]) -> None:
        self.text = text
        super().__init__(text=text, **did_you_mean(text, available))


class ManyAreasError(WorkspaceError):
    """A name fits more than one area."""

    english: ClassVar[str] = "{text!r} fits more than one area: {names}. Choose one of them."
    dutch: ClassVar[str] = "{text!r} past bij meer dan één gebied: {names}. Kies er één."

    def __init__(self, text: str, *, names: Iterable[str]) -> None:
        super().__init__(text=text, names="; ".join(names))


class UnknownGemeenteChosenError(WorkspaceError):
    """A trajectory names a gemeente of which no areas are stored."""

    english: ClassVar[str] = (
        "There are no figures of {codes}. Choose a gemeente from the list, or load its figures first."
    )
    dutch: ClassVar[str] = (
        "Van {codes} zijn er geen cijfers. Kies een gemeente uit de lijst, of laad eerst de cijfers ervan."
    )

    def __init__(self, codes: Iterable[str]) -> None:
        super().__init__(codes=", ".join(codes))


class DatesError(WorkspaceError):
    """Something ends before it begins."""

    english: ClassVar[str] = "The end ({end}) is before the begin ({start}). Choose a later end or an earlier begin."
    dutch: ClassVar[str] = "Het einde ({end}) ligt voor het begin ({start}). Kies een later einde of een eerder begin."

    def __init__(self, *, start: date, end: date) -> None:
        super().__init__(start=_in_figures(start), end=_in_figures(end))


class ChangedMeanwhileError(WorkspaceError):
    """Someone else changed the same thing since the page was opened."""

    english: ClassVar[str] = (
        "Someone else changed this meanwhile. Now it says: {now_en}. What you filled in is not saved yet and is still "
        "below. Take over what should stay, and save again."
    )
    dutch: ClassVar[str] = (
        "Intussen heeft iemand anders dit veranderd. Nu staat er: {now_nl}. Wat u invulde is nog niet opgeslagen en "
        "staat hieronder. Neem over wat moet blijven, en sla opnieuw op."
    )

    def __init__(self, *, now_nl: str, now_en: str) -> None:
        super().__init__(now_nl=now_nl, now_en=now_en)


class NoUndoError(WorkspaceError):
    """A change cannot be undone any more."""

    english: ClassVar[str] = "This can no longer be undone: {why_en}. You can still do it by hand."
    dutch: ClassVar[str] = "Dit kan niet meer ongedaan worden gemaakt: {why_nl}. U kunt het nog wel met de hand doen."

    def __init__(self, *, why_nl: str, why_en: str) -> None:
        super().__init__(why_nl=why_nl, why_en=why_en)


def _in_figures(day: date) -> str:
    """Return a day as both languages read it, and as a Dutch browser shows it in a field."""
    return f"{day:%d-%m-%Y}"
