"""The bar of the tour at the foot of every page, for who takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from veerkracht.web.demo import tour

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.inclusion_tag("demo/tour_bar.html", takes_context=True)
def tour_bar(context: Context) -> dict[str, Any]:
    """Return the stop where someone is, with the way on and back; nothing for who takes no tour."""
    request = context.get("request")
    at = tour.now(request) if request is not None and hasattr(request, "session") else None
    if request is None or at is None:
        return {"step": None}
    return {
        "step": tour.STEPS[at],
        "number": at + 1,
        "count": len(tour.STEPS),
        "back": at - 1 if at else None,
        "on": at + 1 if at + 1 < len(tour.STEPS) else None,
        "here": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("demo/start_tour.html", takes_context=True)
def start_tour(context: Context) -> dict[str, Any]:
    """Return the button that starts the tour, where there is a fictitious trajectory to show."""
    request = context["request"]
    there = tour.first_trajectory(request) is not None and tour.now(request) is None
    return {"there": there, "csrf_token": context.get("csrf_token")}
