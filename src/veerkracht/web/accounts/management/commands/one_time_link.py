"""Print a link that logs someone in once; only in a demo."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from veerkracht.errors.base import VeerkrachtError
from veerkracht.web.accounts.local_link import one_time_link
from veerkracht.web.accounts.models import User


class Command(BaseCommand):
    """Print a link."""

    help = "Geeft een link waarmee iemand één keer inlogt, op deze computer en alleen in een demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the address."""
        parser.add_argument("email")
        parser.add_argument("--site", default="http://localhost:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print the link."""
        user = User.objects.filter(email=options["email"].lower()).first()
        if user is None:
            raise CommandError(f"Er is geen account met {options['email']!r}.")
        try:
            path = one_time_link(user)
        except VeerkrachtError as error:
            raise CommandError(error.message("nl")) from None
        self.stdout.write(options["site"].rstrip("/") + path)
