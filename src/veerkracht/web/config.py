"""Settings of the web application, read once at start from VEERKRACHT_WEB_*; every fault is reported then."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from veerkracht.errors.web import DatabaseAddressError, WebSettingsError
from veerkracht.workflows.settings import read_settings

_PREFIX = "VEERKRACHT_WEB_"


class WebSettings(BaseSettings):
    """Everything about the web application that can be set, with what holds if it is not.

    Attributes:
        database: `sqlite:///path` or `postgresql://name:password@host:port/name`; empty for SQLite in the home folder.
        secret_key: signs cookies; empty makes one that is kept in the home folder, readable by its owner only.
        hosts: names under which the site is visited, with commas between them.
        https: whether people reach it by https; then cookies travel by https only.
        proxy: whether a proxy stands before it that sets X-Forwarded-Proto and X-Forwarded-For.
        debug: for developers only.
        demo: whether the fictitious city is shown and the one-time local link works.
        base_map: address of tiles with {z}/{x}/{y} for a map underneath (for example PDOK's); empty for none.
        second_factor: whether everyone must use a second factor to log in with a password.
        session_hours: after this many hours without a visit one logs in again.
        upload_mb: largest file that may be uploaded.
        jobs_waiting: so many pieces of long work of one organisation may wait or run at once.
        job_silence_seconds: a worker that gave no sign of life for so long is taken to be lost.
        open_api: whether other programs may read the open data without a token; own tables never.
        api_per_minute: requests of one token or person to the API in a minute, for each process of the server.
        oidc_*: an OpenID Connect provider; empty `oidc_client` switches it off. `oidc_second_factor` says that it asks
            for a second factor itself, so that we do not.
        mail_*: where mail goes; empty `mail_host` prints it in the log of the server.
    """

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True, extra="ignore")

    database: str = ""
    secret_key: SecretStr = SecretStr("")
    hosts: str = "localhost,127.0.0.1,[::1]"
    https: bool = False
    proxy: bool = False
    debug: bool = False
    demo: bool = False
    base_map: str = ""
    second_factor: bool = True
    session_hours: float = Field(default=10.0, gt=0, le=24 * 30)
    upload_mb: float = Field(default=50.0, gt=0, le=2000)
    jobs_waiting: int = Field(default=20, ge=1, le=10_000)
    job_silence_seconds: float = Field(default=90.0, ge=1, le=3600)
    open_api: bool = False
    api_per_minute: int = Field(default=600, ge=1, le=1_000_000)
    oidc_client: str = ""
    oidc_secret: SecretStr = SecretStr("")
    oidc_issuer: str = ""
    oidc_name: str = "Organisatie-account"
    oidc_second_factor: bool = True
    mail_host: str = ""
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = "veerkracht@localhost"

    def allowed_hosts(self) -> list[str]:
        """Return the names under which the site may be visited."""
        return [host.strip() for host in self.hosts.split(",") if host.strip()]


def read_web_settings() -> WebSettings:
    """Return the settings of the web application.

    Raises:
        WebSettingsError: if one in the environment is wrong; the message names the first.
    """
    try:
        return WebSettings()
    except ValidationError as error:
        first = error.errors()[0]
        name = _PREFIX + str(first["loc"][0]).upper()
        raise WebSettingsError(name, value=first.get("input"), what=str(first["msg"])) from None


def web_home() -> Path:
    """Return the folder of this installation: `web` in the home folder of the data."""
    return read_settings().home / "web"


def database(address: str, *, home: Path) -> dict[str, Any]:
    """Return the database of an address in the words of Django.

    Raises:
        DatabaseAddressError: if the address is not of a kind that works here.

    Examples:
        >>> database("postgresql://vk:geheim@db:5433/stad", home=Path("."))["PORT"]
        5433
    """
    parts = urlsplit(address)
    if not address or parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/"))) if address else home / "veerkracht.sqlite3"
        # IMMEDIATE and WAL: writers wait for each other instead of failing, and readers never wait.
        options = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        }
        # A thread keeps its connection: it is a file of this machine, which does not go away.
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options, "CONN_MAX_AGE": None}
    try:
        port = parts.port
    except ValueError:
        raise DatabaseAddressError(parts.scheme) from None
    if parts.scheme not in {"postgresql", "postgres"} or not parts.path.strip("/"):
        raise DatabaseAddressError(parts.scheme)
    # As libpq has it, a socket stands in the query: postgresql://name@/database?host=/run/postgresql
    socket = parse_qs(parts.query).get("host", [""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or "") or socket,
        "PORT": port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key(given: SecretStr, *, home: Path) -> str:
    """Return the key that signs cookies: the one given, or one made at the first start and kept in the home folder."""
    if given.get_secret_value():
        return given.get_secret_value()
    path = home / "secret.key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text("utf-8").strip()
