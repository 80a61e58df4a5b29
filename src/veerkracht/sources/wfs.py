"""WFS 2.0: features in pages by number (startIndex), errors as XML reports."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from veerkracht.errors.answers import EndlessPagesError, ServiceFaultError, UnexpectedAnswerError
from veerkracht.sources.http import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.sources.http import Http

PAGE = 1_000
_MOST_PAGES = 200
# A layer that does not exist is reported in one of these ways (MapServer, GeoServer).
_NO_LAYER = ("typename", "typenames", "unknown", "not found", "could not find", "not available")


def features(
    http: Http, address: str, *, layer: str, more: Mapping[str, str], size: int = PAGE
) -> Answer[list[dict[str, Any]]]:
    """Return all features of a layer, page after page until a page is not full.

    Args:
        http: the caller.
        address: of the service.
        layer: name of the layer, with its prefix.
        more: further parameters, such as a filter.
        size: features a page; PDOK gives at most 1,000.

    Raises:
        ServiceFaultError: if the service answers with an ExceptionReport.
        EndlessPagesError: if a page repeats the one before it.
        SourceError: if the service fails.
    """
    params = {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeNames": layer,
        "outputFormat": "application/json",
        "srsName": "EPSG:28992",
        "count": str(size),
        **more,
    }
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    whole = hashlib.sha256()
    while True:
        page = http.json(address, params={**params, "startIndex": str(len(found))})
        rows = page.value.get("features")
        if not isinstance(rows, list):
            raise UnexpectedAnswerError(page.address, part="features")
        found.extend(rows)
        whole.update(page.checksum.encode())
        total = page.value.get("numberMatched")
        if len(rows) < size and not (isinstance(total, int) and rows and len(found) < total):
            break
        # A service that ignores startIndex gives the first page again and again.
        if (rows and page.checksum in seen) or len(seen) >= _MOST_PAGES:
            raise EndlessPagesError(address, pages=len(seen) + 1)
        seen.add(page.checksum)
    return Answer(
        value=found, address=page.address, retrieved=page.retrieved, checksum=whole.hexdigest(), headers=page.headers
    )


def is_unknown_layer(fault: ServiceFaultError) -> bool:
    """Return whether a report says that the layer does not exist.

    >>> is_unknown_layer(ServiceFaultError(code="InvalidParameterValue", locator="typename", said="no layer"))
    True
    """
    text = f"{fault.facts['locator']} {fault.facts['said']}".lower()
    return any(words in text for words in _NO_LAYER) and "propertyname" not in text
