"""A server on this machine, a small catalogue and a polite but quick caller."""

from __future__ import annotations

import pytest

from veerkracht.sources.addresses import Addresses
from veerkracht.sources.http import Http
from veerkracht.sources.transport import Manners, host_of

from .server import Services, serve

QUICK = Manners(tries=4, backoff_seconds=0.001, connect_seconds=2, read_seconds=2, deadline_seconds=10, fresh_hours=0)


@pytest.fixture
def services():
    world = Services()
    server = serve(world)
    yield world
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def caller(tmp_path, services, pauses):
    opened = []

    def make(*, offline=False, manners=QUICK, folder=None, allowed=None):
        hosts = {host_of(services.base)} if allowed is None else allowed
        http = Http(folder or tmp_path / "cache", allowed=hosts, manners=manners, offline=offline, sleep=pauses.append)
        opened.append(http)
        return http

    yield make
    for http in opened:
        http.close()


@pytest.fixture
def http(caller):
    return caller()


@pytest.fixture
def addresses(services):
    return addresses_at(services.base)


def addresses_at(base):
    """Return where each service is on the server of a test."""
    return Addresses(
        cbs=base,
        cbs_v4=f"{base}/odata/v1/CBS",
        dataderden=f"{base}/derden",
        leefbaarometer=base,
        leefbaarometer_wfs=f"{base}/lbm3/ows",
        pdok=f"{base}/cbs",
        pdok_wfs=f"{base}/cbs/wijkenbuurten",
    )
