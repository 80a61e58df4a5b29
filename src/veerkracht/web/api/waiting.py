"""Maps that are not made yet: who asks first has them made, who comes too soon hears when to ask again."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING

from django.utils import timezone

from veerkracht.errors.api import NotMadeError, NotReadyError
from veerkracht.web.jobs.models import JobState
from veerkracht.web.kaart.preparing import jobs_of, prepare

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.models import Job
    from veerkracht.web.kaart.place import Place
    from veerkracht.web.kaart.state import KaartState

SOONEST, LATEST = 5, 60
"""Seconds after which to ask again while the work goes on: longer as it takes longer."""

FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds after a failure before it is tried once more: twice as long after each further failure."""

_REMEMBERED = 8


def wait_for(place: Place, state: KaartState, *, by: User | None) -> NotReadyError | NotMadeError:
    """Return what to tell who asks for maps that are not there; the work is begun, unless it failed just now.

    Args:
        place: of which the maps are.
        state: at which level.
        by: who asks; None for nobody, for whom no work is begun.

    Raises:
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    now = timezone.now()
    last = list(jobs_of(place, state)[:_REMEMBERED])
    failed = list(takewhile(lambda job: job.state == JobState.FAILED, last))
    if failed and (seconds := _seconds_left(failed, now=now)) > 0:
        return NotMadeError(seconds, why_nl=_ended(failed[0].failure("nl")), why_en=_ended(failed[0].failure("en")))
    job = prepare(place, state, by=by) if by is not None else None
    age = 0.0 if job is None else (now - job.created).total_seconds()
    return NotReadyError(int(min(max(age / 2, SOONEST), LATEST)))


def _seconds_left(failed: list[Job], *, now: datetime) -> int:
    """Return after how many seconds it is tried once more; 0 or less for now."""
    ended = failed[0].ended or failed[0].created
    wait = min(FIRST_WAIT * 2 ** (len(failed) - 1), LONGEST_WAIT)
    return int((ended + timedelta(seconds=wait) - now).total_seconds())


def _ended(text: str) -> str:
    """Return a sentence with its full stop."""
    return f"{text.rstrip('. ')}."
