"""A link that logs someone in once, for `dev.py run`: only in a demo, and only from the machine it runs on."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts.actions import make_log_in_link
from veerkracht.web.accounts.models import User

VALID = timedelta(minutes=10)


def one_time_link(user: User) -> str:
    """Return the path of a link that logs a person in once, within ten minutes, in a browser on this machine.

    Raises:
        NotAllowedError: if this installation is not a demo.
    """
    if not settings.CONFIG.demo:
        raise NotAllowedError("accounts.one_time_link")
    return reverse("accounts:one_time", kwargs={"secret": make_log_in_link(user, valid=VALID)})
