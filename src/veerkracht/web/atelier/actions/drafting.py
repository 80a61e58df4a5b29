"""Save a draaiboek of one's own: each time as a new version, so that what an atelier followed can be looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from veerkracht.web.atelier.models import OwnDraaiboek
from veerkracht.web.audit.record import record
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.draaiboeken import draaiboek_values

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.wijkschets.draaiboek import Draaiboek


@transaction.atomic
def save_draaiboek(trajectory: Trajectory, *, by: User, draaiboek: Draaiboek) -> OwnDraaiboek:
    """Return the new version, of the organisation that the trajectory belongs to.

    Raises:
        NotAllowedError: if this person may not.
    """
    require(by, Act.ATELIER_LEAD, trajectory)
    organisation = Organisation.objects.select_for_update().get(pk=trajectory.organisation_id)
    of_code = OwnDraaiboek.objects.filter(organisation=organisation, code=draaiboek.code)
    number = (of_code.aggregate(last=Max("number"))["last"] or 0) + 1
    made = OwnDraaiboek.objects.create(
        organisation=organisation, code=draaiboek.code, number=number, values=draaiboek_values(draaiboek), by=by
    )
    record(
        by,
        "atelier.draaiboek.saved",
        made,
        organisation=organisation.pk,
        trajectory=trajectory.pk,
        after={"code": made.code, "number": number},
    )
    return made
