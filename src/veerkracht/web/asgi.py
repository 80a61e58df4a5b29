"""The application that a server such as uvicorn runs."""

from __future__ import annotations

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.settings")
django.setup(set_prefix=False)

from veerkracht.web.datasets.body_limit import BodyLimit, pages_of  # noqa: E402  # Django must be set up first
from veerkracht.web.serving.application import Application  # noqa: E402  # the same

_most = settings.CONFIG.upload_mb
application = BodyLimit(Application(), most_mb=_most, pages=pages_of(_most))
