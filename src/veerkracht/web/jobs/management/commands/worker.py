"""The worker: runs long work, and takes up again what another worker left when it disappeared."""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import OperationalError, connection
from django_tasks_db.management.commands.db_worker import Command as Worker

from veerkracht.web.jobs.chores import do_chores
from veerkracht.web.jobs.rescuing import rescue
from veerkracht.web.jobs.running import silence

_CHORES_EVERY_SECONDS = 3600.0
_LOG = logging.getLogger(__name__)


class Command(Worker):
    """`python -m veerkracht.web worker`: everything of `db_worker`, and a look-out for lost jobs."""

    help = "Voert lang werk uit, en pakt op wat een gestopte uitvoerder liet liggen."
    # They load every page, and with them the whole method; `serve`, which answers for the pages, does them.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until asked to stop."""
        del args
        rescue()
        do_chores()
        done = threading.Event()
        watch = threading.Thread(target=_watch, args=(done,), name="rescue", daemon=True)
        watch.start()
        try:
            super().handle(**options)
        finally:
            done.set()
            watch.join()


def _watch(done: threading.Event) -> None:
    every = silence().total_seconds() / 2
    chores_at = time.monotonic() + _CHORES_EVERY_SECONDS
    try:
        while not done.wait(every):
            try:
                rescue()
                if time.monotonic() > chores_at:
                    chores_at = time.monotonic() + _CHORES_EVERY_SECONDS
                    do_chores()
            except OperationalError:
                _LOG.warning("Lost jobs could not be looked for; tried again soon.", exc_info=True)
            finally:
                connection.close()
    finally:
        connection.close()
