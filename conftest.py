"""Before any test: a home folder of its own, and the settings of Django that go with it."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import django

_HOME = tempfile.mkdtemp(prefix="veerkracht-tests-")
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
# Set here, not in fixtures: Django reads its settings once, before the first fixture runs.
os.environ["VEERKRACHT_HOME"] = _HOME
os.environ["DJANGO_SETTINGS_MODULE"] = "veerkracht.web.settings"
os.environ["VEERKRACHT_WEB_SECRET_KEY"] = "only-for-tests"  # noqa: S105  # signs nothing outside the tests
os.environ.setdefault("VEERKRACHT_WEB_HOSTS", "localhost,127.0.0.1,testserver")
django.setup()
