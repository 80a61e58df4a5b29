"""What every template knows: the place in the work, the roles, the setting of the look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import ALLOWED, Role

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("licht", "donker")


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return the organisation and trajectory of this page, what this person may do there, and the theme.

    Templates ask `may.data_upload` for the act `data.upload`.
    """
    roles: frozenset[Role] = getattr(request, "roles", frozenset())
    acts = {act for role in roles for act in ALLOWED[role]}
    organisation: Organisation | None = getattr(request, "organisation", None)
    trajectory: Trajectory | None = getattr(request, "trajectory", None)
    chosen = request.COOKIES.get("vk_theme", "")
    return {
        "organisation": organisation,
        "trajectory": trajectory,
        "may": {act.value.replace(".", "_"): True for act in acts},
        "theme": chosen if chosen in THEMES else "",
        "house_style": organisation.theme if organisation is not None else "veerkracht",
        "is_demo": settings.CONFIG.demo,
        "oidc_name": settings.CONFIG.oidc_name if settings.CONFIG.oidc_client else "",
    }
