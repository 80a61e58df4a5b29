"""`python -m veerkracht.web functional E-MAIL --name NAAM`: the first functional manager of an empty installation."""

from __future__ import annotations

from argparse import ArgumentParser
from itertools import count
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.validators import validate_email
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import slugify

from veerkracht.errors.web import EmailAddressError
from veerkracht.web.accounts.actions import manage_person
from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.actions import invitations, organisations
from veerkracht.web.workspace.models import Organisation, OrganisationKind


class Command(BaseCommand):
    """Make someone a functional manager, and print a link with which to choose a password."""

    help = "Maakt iemand functioneel beheerder en geeft een link om een wachtwoord te kiezen / a functional manager."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the address and the name."""
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--site", default="http://localhost:8000")
        parser.add_argument("--organisation", default="")
        parser.add_argument("--kind", default=OrganisationKind.GEMEENTE.value, choices=OrganisationKind.values)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make or promote the person; print the link, and that of the first beheerder of a new organisation.

        Raises:
            EmailAddressError: if the address cannot be one.
            FirstBeheerderError: if the organisation has a beheerder.
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
        site = options["site"].rstrip("/")
        self.stdout.write(site + path)
        if name := str(options["organisation"]).strip():
            self.stdout.write(site + _first_beheerder(name, kind=options["kind"], by=user))


def _first_beheerder(name: str, *, kind: str, by: User) -> str:
    """Return the address by which someone becomes the first beheerder of an organisation, which is made if needed."""
    organisation = Organisation.objects.filter(name=name).first()
    if organisation is None:
        organisation = organisations.manage_organisation(Organisation(name=name, slug=_slug(name), kind=kind), by=by)
    _invitation, secret = invitations.invite_first_beheerder(organisation, by=by)
    return reverse("workspace:accept", kwargs={"secret": secret})


def _slug(name: str) -> str:
    """Return a free short name for addresses."""
    wanted = slugify(name)[:50] or "organisatie"
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(one for one in names if not Organisation.objects.filter(slug=one).exists())
