"""Settings of a machine: where data are kept and how live services are asked; read from VEERKRACHT_* once, at start."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from veerkracht.errors.sources import SettingsError
from veerkracht.sources.addresses import Addresses
from veerkracht.sources.http import Http
from veerkracht.sources.transport import Manners

_PREFIX = "VEERKRACHT_"
_AT_HOME = Addresses()


class Settings(BaseSettings):
    """Everything that can be set, with what holds if it is not.

    Attributes:
        home: folder of the warehouse and the cache.
        address_*: where a live service is, for an organisation's own mirror.
        extra_hosts: further hosts that may be visited, with commas between them.
        connect_seconds, read_seconds, deadline_seconds, tries, fresh_hours, largest_mb: see `Manners`.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("veerkracht", appauthor=False)))
    address_cbs: str = _AT_HOME.cbs
    address_cbs_v4: str = _AT_HOME.cbs_v4
    address_dataderden: str = _AT_HOME.dataderden
    address_leefbaarometer: str = _AT_HOME.leefbaarometer
    address_leefbaarometer_wfs: str = _AT_HOME.leefbaarometer_wfs
    address_pdok: str = _AT_HOME.pdok
    address_pdok_wfs: str = _AT_HOME.pdok_wfs
    extra_hosts: str = ""
    connect_seconds: float = Field(default=10.0, gt=0)
    read_seconds: float = Field(default=60.0, gt=0)
    deadline_seconds: float = Field(default=300.0, gt=0)
    tries: int = Field(default=5, ge=1, le=20)
    fresh_hours: float = Field(default=6.0, ge=0)
    largest_mb: float = Field(default=400.0, gt=0)

    def addresses(self) -> Addresses:
        """Return where the live services are."""
        return Addresses(
            cbs=self.address_cbs,
            cbs_v4=self.address_cbs_v4,
            dataderden=self.address_dataderden,
            leefbaarometer=self.address_leefbaarometer,
            leefbaarometer_wfs=self.address_leefbaarometer_wfs,
            pdok=self.address_pdok,
            pdok_wfs=self.address_pdok_wfs,
        )

    def http(self, *, home: Path, offline: bool) -> Http:
        """Return the caller of live services, with its cache in a home folder."""
        extra = {host.strip() for host in self.extra_hosts.split(",") if host.strip()}
        manners = Manners(
            connect_seconds=self.connect_seconds,
            read_seconds=self.read_seconds,
            deadline_seconds=self.deadline_seconds,
            tries=self.tries,
            fresh_hours=self.fresh_hours,
            largest_bytes=round(self.largest_mb * 1e6),
        )
        allowed = self.addresses().hosts() | extra
        return Http(home / "cache", allowed=allowed, manners=manners, offline=offline)


def read_settings() -> Settings:
    """Return the settings of this machine.

    Raises:
        SettingsError: if a setting in the environment is wrong; the message names the first.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(name, value=first.get("input"), what=str(first["msg"])) from None
