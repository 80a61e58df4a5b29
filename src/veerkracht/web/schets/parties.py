"""Whose word can be noted about a wijkschets: of roles, of organisations that take part, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from veerkracht.web.schets.reading import parties_of
from veerkracht.web.workspace.access import roles_on
from veerkracht.web.workspace.models import Organisation, OrganisationKind
from veerkracht.web.workspace.roles import Act, may

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.web.accounts.models import User
    from veerkracht.web.schets.models import Schets
    from veerkracht.web.workspace.models import Trajectory

PARTY_OF = {
    OrganisationKind.GEMEENTE: "gemeente",
    OrganisationKind.CORPORATION: "corporatie",
    OrganisationKind.WELFARE: "welzijn",
}
"""The role that an organisation speaks for, by what it is; the other kinds speak for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A party that can be heard.

    Attributes:
        party: key of the role.
        organisation: in whose name; None for a role that is no organisation here, such as residents.
        label: as people read it.
    """

    party: str
    organisation: Organisation | None
    label: str

    @property
    def value(self) -> str:
        """As a form sends it."""
        return f"{self.party}:{self.organisation.pk}" if self.organisation else self.party


def organisations_in(trajectory: Trajectory) -> list[Organisation]:
    """Return the organisation that owns a trajectory and those that take part in it, by name."""
    partners = trajectory.partnerships.filter(ended=None).values("organisation_id")
    return list(Organisation.objects.filter(Q(pk=trajectory.organisation_id) | Q(pk__in=partners)))


def voices_for(user: User | None, schets: Schets, *, taal: Taal) -> list[Voice]:
    """Return the parties whose word a person may note.

    Who leads may note that of every party; someone of an organisation that takes part only that of their own. None is
    the program itself.
    """
    parties = parties_of(schets)
    found = [
        Voice(party=PARTY_OF[kind], organisation=one, label=f"{parties[PARTY_OF[kind]].say(taal)}: {one.name}")
        for one in organisations_in(schets.trajectory)
        if (kind := OrganisationKind(one.kind)) in PARTY_OF and PARTY_OF[kind] in parties
    ]
    if user is None or leads(user, schets):
        return [
            one
            for key, name in parties.items()
            for one in (
                *(voice for voice in found if voice.party == key),
                Voice(party=key, organisation=None, label=_without_one(name.say(taal), key, found, taal=taal)),
            )
        ]
    if not may(roles_on(user, schets.trajectory), Act.ATELIER_VIEW):
        return []
    own = set(user.memberships.values_list("organisation_id", flat=True))
    return [one for one in found if one.organisation is not None and one.organisation.pk in own]


def _without_one(name: str, party: str, found: list[Voice], *, taal: Taal) -> str:
    """Return what a party is called beside organisations of the same kind."""
    if all(one.party != party for one in found):
        return name
    return f"{name}: {'een andere organisatie' if taal == 'nl' else 'another organisation'}"


def leads(user: User, schets: Schets) -> bool:
    """Return whether a person may note what others said."""
    return may(roles_on(user, schets.trajectory), Act.ATELIER_LEAD)
