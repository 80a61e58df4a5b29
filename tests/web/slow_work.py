"""Work for tests of the worker, in a process of its own: it hangs the first time, or always."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import AppConfig

from veerkracht.web.jobs.kinds import JobKind, Reporter, register

if TYPE_CHECKING:
    from veerkracht.web.jobs.models import Job


def hang_once(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Write down who works, and hang; the second time be done at once."""
    tell.progress(0.3, "begonnen")
    place = Path(str(job.asked["place"]))
    place.mkdir(exist_ok=True)
    (place / f"{job.attempt}").write_text(str(os.getpid()), "utf-8")
    if job.attempt == 1 or job.asked.get("always"):
        time.sleep(600)
    return {"attempt": job.attempt}


class SlowWorkConfig(AppConfig):
    """The app that knows this work."""

    name = "web.slow_work"
    label = "slow_work"

    def ready(self) -> None:
        """Say which work there is."""
        register(JobKind(code="hangt", name="Hangt", run=hang_once))
