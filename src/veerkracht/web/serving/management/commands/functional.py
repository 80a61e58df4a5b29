"""`python -m veerkracht.web functional E-MAIL --name NAAM`: the first functional manager of an empty installation."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from veerkracht.errors.web import EmailAddressError
from veerkracht.web.accounts.actions import manage_person
from veerkracht.web.accounts.models import User


class Command(BaseCommand):
    """Make someone a functional manager, and print a link with which to choose a password."""

    help = "Maakt iemand functioneel beheerder en geeft een link om een wachtwoord te kiezen / a functional manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the address and the name."""
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--site", default="http://localhost:8000")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make or promote the person; print the link.

        Raises:
            EmailAddressError: if the address cannot be one.
        """
        email = str(options["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise EmailAddressError(email) from None
        call_command("migrate", interactive=False, verbosity=0)
        user = User.objects.filter(email=email).first() or User(email=email, name=options["name"] or email)
        user.is_staff = user.is_superuser = user.is_active = True
        user = manage_person(user, by=None, changed=["is_staff"])
        path = reverse(
            "accounts:choose_password",
            kwargs={
                "number": urlsafe_base64_encode(force_bytes(user.pk)),
                "token": default_token_generator.make_token(user),
            },
        )
        self.stdout.write(options["site"].rstrip("/") + path)
