"""Whether a port of this machine is free."""

from __future__ import annotations

import socket


def is_free(host: str, *, port: int) -> bool:
    """Return whether no program listens on a port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) != 0  # noqa: S104  # compared, not bound
