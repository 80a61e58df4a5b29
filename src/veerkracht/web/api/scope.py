"""What a request is about: the open data of the country, or one trajectory with what its caller may see there."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import Http404, HttpRequest

from veerkracht.web.datasets.reading import whose_figures
from veerkracht.web.kaart.figures import Figures, figures_for, open_figures
from veerkracht.web.workspace.access import refusal, roles_on
from veerkracht.web.workspace.homes import home_of
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act, may

if TYPE_CHECKING:
    from veerkracht.web.api.caller import Caller
    from veerkracht.workflows.quickscan_country import Country


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a request is about.

    Attributes:
        caller: who asks.
        trajectory: whose figures; None for the open data of the country.
    """

    caller: Caller
    trajectory: Trajectory | None

    @cached_property
    def figures(self) -> Figures:
        """The stored data, as this caller may see them."""
        if self.trajectory is None or self.caller.user is None:
            return open_figures()
        return figures_for(self.caller.user, self.trajectory)

    @cached_property
    def country(self) -> Country:
        """The figures of the country as they are stored now."""
        return self.figures.country

    @cached_property
    def key(self) -> Hashable:
        """Equal for those who see the same figures: answers are kept by it, never by person."""
        if self.trajectory is None or self.caller.user is None:
            return (home_of(None), ())
        return whose_figures(self.caller.user, self.trajectory)

    @cached_property
    def folder(self) -> Path:
        """Where answers that take long are kept on disk: those with own tables apart from open ones."""
        home, own = cast("tuple[Path, tuple[object, ...]]", self.key)
        if not own:
            return self.figures.warehouse.derived / "api"
        name = hashlib.sha256(repr((str(home), own)).encode()).hexdigest()[:16]
        return Path(settings.HOME) / "derived" / name / "api"

    @property
    def gemeenten(self) -> tuple[str, ...]:
        """Codes of the gemeenten that it is about; none for the whole country."""
        return () if self.trajectory is None else tuple(str(one) for one in self.trajectory.gemeenten)


def scope_of(caller: Caller, trajectory_id: uuid.UUID | None, *, act: Act) -> Scope:
    """Return what a caller may ask about.

    Raises:
        Http404: if there is no such trajectory, or none that this caller may know of.
        NotAllowedError: if a role on it does not allow the act.
    """
    if trajectory_id is None:
        return Scope(caller=caller, trajectory=None)
    found = Trajectory.objects.select_related("organisation").filter(pk=trajectory_id).first()
    if found is None or caller.user is None or not caller.reaches(found):
        raise Http404
    roles = roles_on(caller.user, found)
    if not roles:
        raise Http404
    if not may(roles, act):
        raise refusal(act)
    return Scope(caller=caller, trajectory=found)


def asked_scope(request: HttpRequest) -> Scope:
    """Return the scope that the guard gave to a request."""
    return cast("Scope", request.asked_about)  # type: ignore[attr-defined]  # set by `guard`
