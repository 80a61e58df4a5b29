"""The application that a server such as uvicorn runs."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

from veerkracht.web.datasets.body_limit import BodyLimit, pages_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "veerkracht.web.settings")
_django = get_asgi_application()
_most = settings.CONFIG.upload_mb
application = BodyLimit(_django, most_mb=_most, pages=pages_of(_most))
