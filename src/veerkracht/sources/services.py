"""Which client answers for which service of the catalogue, and where the services live."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.errors.answers import TableGoneError
from veerkracht.errors.sources import NoSuchServiceError
from veerkracht.sources import leefbaarometer, pdok
from veerkracht.sources.cbs import v3, v4

if TYPE_CHECKING:
    from collections.abc import Callable

    from veerkracht.sources.addresses import Addresses
    from veerkracht.sources.http import Http
    from veerkracht.sources.question import Fetched, Question

LIVE = ("cbs", "dataderden", "leefbaarometer", "leefbaarometer_classes", "pdok")


def fetch(
    http: Http,
    question: Question,
    *,
    addresses: Addresses,
    service: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> Fetched:
    """Ask the service of a table family.

    Args:
        http: the caller.
        question: what is asked.
        addresses: where the services are.
        service: one of `LIVE`; the service of the family if empty.
        progress: told the bytes of a large download.

    Raises:
        NoSuchServiceError: if the family has a service that is not live, for example `file`.
        SourceError: if the service fails.
    """
    name = service or question.family.service
    if name == "cbs":
        return _cbs(http, question, addresses=addresses)
    if name == "dataderden":
        return v3.fetch(http, question, base=addresses.dataderden)
    if name == "pdok":
        return pdok.fetch(http, question, base=addresses.pdok, wfs_base=addresses.pdok_wfs)
    if name == "leefbaarometer":
        narrowed = replace(question, indicators=leefbaarometer.scores_only(question))
        return leefbaarometer.fetch_scores(http, narrowed, base=addresses.leefbaarometer, progress=progress)
    if name == "leefbaarometer_classes":
        narrowed = replace(question, indicators=leefbaarometer.classes_only(question))
        return leefbaarometer.fetch_classes(http, narrowed, base=addresses.leefbaarometer_wfs)
    raise NoSuchServiceError(name, family=question.family.code, known=LIVE)


def _cbs(http: Http, question: Question, *, addresses: Addresses) -> Fetched:
    """Ask v3, whose column names the catalogue knows; ask v4 for a table that v3 does not have (any more)."""
    try:
        return v3.fetch(http, question, base=addresses.cbs)
    except TableGoneError:
        if not addresses.cbs_v4:
            raise
    return v4.fetch(http, question, base=addresses.cbs_v4)
