"""Where the open data of an organisation lie: a fictitious one has the demo city, and nothing else."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from veerkracht.web.workspace.models import Organisation
from veerkracht.workflows.settings import read_settings


def home_of(organisation: Organisation | None) -> Path:
    """Return the folder of the open data that an organisation works with."""
    home = read_settings().home
    # A demo installation holds nothing but the demo city.
    apart = organisation is not None and organisation.fictitious and not settings.CONFIG.demo
    return home / "demo" if apart else home
