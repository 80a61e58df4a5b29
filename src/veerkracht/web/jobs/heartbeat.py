"""Signs of life of a worker while it computes, so that its job is taken up again when there are none."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from django.db import OperationalError, connection

from veerkracht.web.jobs import running
from veerkracht.web.jobs.models import Job

_LOG = logging.getLogger(__name__)


class Heartbeat:
    """Keeps every so often, beside the work, that the worker of a job lives: four times in the allowed silence."""

    def __init__(self, job: Job) -> None:
        """Watch over one job."""
        self._job = job
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{job.pk}", daemon=True)

    def __enter__(self) -> Heartbeat:
        """Start."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        """End."""
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        every = running.silence().total_seconds() / 4
        try:
            while not self._done.wait(every):
                try:
                    if not running.beat(self._job):
                        return
                except OperationalError:
                    # A busy database: the next beat comes soon enough.
                    _LOG.warning("The sign of life of job %s could not be kept.", self._job.pk, exc_info=True)
        finally:
            connection.close()
