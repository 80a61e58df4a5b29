"""Where the live services are. Apart from their clients, so that reading the settings loads none of these."""

from __future__ import annotations

from dataclasses import dataclass, fields

from veerkracht.sources.transport import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where the live services are; a test or an organisation's own mirror puts others here.

    Attributes:
        cbs: CBS OData v3.
        cbs_v4: CBS OData v4, asked for a table that v3 no longer has; empty for never.
        dataderden: tables of RIVM and the police, in the manner of CBS OData v3.
        leefbaarometer: site with the zip of all scores.
        leefbaarometer_wfs: map service with the published classes.
        pdok: OGC API Features of the CBS map.
        pdok_wfs: older map service, asked for a year that the newer one lacks; empty for never.
    """

    cbs: str = "https://opendata.cbs.nl"
    cbs_v4: str = "https://datasets.cbs.nl/odata/v1/CBS"
    dataderden: str = "https://dataderden.cbs.nl"
    leefbaarometer: str = "https://www.leefbaarometer.nl"
    leefbaarometer_wfs: str = "https://geo.leefbaarometer.nl/lbm3/ows"
    pdok: str = "https://api.pdok.nl/cbs"
    pdok_wfs: str = "https://service.pdok.nl/cbs/wijkenbuurten"

    def hosts(self) -> frozenset[str]:
        """Return the hosts that may be visited; no other is.

        >>> "opendata.cbs.nl" in Addresses().hosts()
        True
        """
        return frozenset(host_of(getattr(self, field.name)) for field in fields(self)) - {""}
