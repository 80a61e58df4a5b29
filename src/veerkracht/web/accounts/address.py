"""From which address of the network a request comes."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address of whoever asks; behind a proxy, the one that the proxy itself saw.

    The last entry of X-Forwarded-For is of our proxy; all before it can be made up by anyone.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.CONFIG.proxy:
        return direct
    return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-1].strip() or direct


def is_this_machine(request: HttpRequest) -> bool:
    """Return whether a request comes from this very machine; behind a proxy that cannot be known."""
    if settings.CONFIG.proxy or request.META.get("HTTP_X_FORWARDED_FOR"):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
