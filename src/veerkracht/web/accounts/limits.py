"""How often something may be tried, counted in the database so that it holds for all processes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from veerkracht.errors.accounts import TooManyTriesError
from veerkracht.web.accounts.models import Try
from veerkracht.web.accounts.secret import digest_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries in so long a time.

    Attributes:
        what: fixed name.
        most: tries that are let through.
        within: time in which they are counted, an hour at most.
    """

    what: str
    most: int
    within: timedelta


QUARTER = timedelta(minutes=15)
# A town hall is one address to us: its people do not make forty mistakes in a quarter of an hour by accident.
LOG_IN = Limit(what="log_in", most=40, within=QUARTER)
SECOND_STEP = Limit(what="second_step", most=8, within=QUARTER)
FORGOTTEN = Limit(what="forgotten", most=10, within=QUARTER)
FORGOTTEN_ACCOUNT = Limit(what="forgotten_account", most=3, within=timedelta(hours=1))
INVITATION = Limit(what="invitation", most=30, within=QUARTER)
# A full hall behind one address types wrongly now and then; of 890 million codes nobody guesses one in so many tries.
ATELIER_CODE = Limit(what="atelier_code", most=150, within=QUARTER)
PASSWORD = Limit(what="password", most=8, within=QUARTER)


def check(limit: Limit, key: str) -> None:
    """Return if one more try may be made.

    Raises:
        TooManyTriesError: if not; it says how long to wait.
    """
    since = timezone.now() - limit.within
    if Try.objects.filter(what=limit.what, key=digest_of(key), at__gt=since).count() >= limit.most:
        raise TooManyTriesError(int(limit.within.total_seconds() // 60))


def count(limit: Limit, key: str) -> None:
    """Count one try, and forget those of more than an hour ago."""
    Try.objects.filter(at__lt=timezone.now() - timedelta(hours=1)).delete()
    Try.objects.create(what=limit.what, key=digest_of(key))


def take(limit: Limit, key: str) -> None:
    """Count one try if it may be made.

    Raises:
        TooManyTriesError: if not.
    """
    check(limit, key)
    count(limit, key)
