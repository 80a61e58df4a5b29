"""Which draaiboeken a trajectory can choose from: the shipped ones, and the newest of the organisation's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors.atelier import NothingThereError
from veerkracht.web.atelier.models import OwnDraaiboek
from veerkracht.workflows.draaiboeken import draaiboek_from, shipped_draaiboeken

if TYPE_CHECKING:
    from veerkracht.web.workspace.models import Organisation
    from veerkracht.wijkschets.draaiboek import Draaiboek


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A draaiboek that can be used.

    Attributes:
        number: of the version; 0 for a shipped one.
    """

    draaiboek: Draaiboek
    number: int = 0

    @property
    def key(self) -> str:
        """What a form sends: an own one never stands in the way of a shipped one of the same code."""
        return f"{self.draaiboek.code}.{self.number}"

    @property
    def hours(self) -> str:
        """How long it takes, as people say it: 5:15."""
        return f"{self.draaiboek.minutes // 60}:{self.draaiboek.minutes % 60:02}"


def offered(organisation: Organisation) -> list[Offered]:
    """Return the draaiboeken of an organisation, its own first, of each the newest version."""
    newest: dict[str, OwnDraaiboek] = {}
    for one in OwnDraaiboek.objects.filter(organisation=organisation):  # by code, the newest first
        newest.setdefault(one.code, one)
    own = [Offered(draaiboek=draaiboek_from(one.values), number=one.number) for one in newest.values()]
    return [*own, *(Offered(draaiboek=one) for one in shipped_draaiboeken())]


def chosen(organisation: Organisation, key: str) -> Offered:
    """Return the draaiboek that a form names.

    Raises:
        NothingThereError: if there is none.
    """
    for one in offered(organisation):
        if one.key == key:
            return one
    raise NothingThereError("draaiboek", key)
