"""Where a page leads next: only to a page of this site."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


def next_of(request: HttpRequest) -> str:
    """Return where someone wanted to go; the desk if that is nowhere, or not on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    # A path only: an address with our own host could still be meant to fool a reader of the bar.
    return wanted if safe and wanted.startswith("/") else reverse("workspace:desk")


def with_next(name: str, wanted: str) -> str:
    """Return the address of a page that goes on to `wanted` afterwards."""
    return f"{reverse(name)}?{urlencode({'next': wanted})}"
