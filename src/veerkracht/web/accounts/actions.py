"""What people change about accounts: each act says who may, changes, and writes a line in the audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone

from veerkracht.errors.accounts import AccountThereError, LinkOverError, WrongPasswordError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts import limits
from veerkracht.web.accounts.models import LogInLink, User
from veerkracht.web.accounts.secret import digest_of, new_secret
from veerkracht.web.accounts.tasks import send_reset_mail
from veerkracht.web.audit.record import record

if TYPE_CHECKING:
    from datetime import timedelta

    from django.contrib.auth.models import AnonymousUser


def require_staff(by: User | AnonymousUser | None) -> None:
    """Return if someone is a functional manager; None is the program itself, started by who owns the machine.

    Raises:
        NotAllowedError: if not.
    """
    if by is not None and not (by.is_authenticated and by.is_active and by.is_staff):
        raise NotAllowedError("accounts.manage")


@transaction.atomic
def create_person(email: str, *, name: str, password: str | None, language: str = "nl") -> User:
    """Return a new person, made by someone who holds an invitation (its caller has checked that).

    Raises:
        AccountThereError: if there is an account with this address.
    """
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise AccountThereError(address)
    user = User.objects.create_user(address, name=name, password=password, language=language)
    record(user, "accounts.person.created", user)
    return user


@transaction.atomic
def manage_person(
    user: User, *, by: User | None, password: str | None = None, changed: list[str] | None = None
) -> User:
    """Keep a person whom a functional manager made or changed.

    Args:
        user: with the new values.
        by: the functional manager.
        password: for a new person; None leaves it as it is, or without one.
        changed: names of what changed.

    Raises:
        NotAllowedError: if `by` is no functional manager.
        AccountThereError: if another account has this address.
    """
    require_staff(by)
    user.email = user.email.strip().lower()
    if User.objects.filter(email=user.email).exclude(pk=user.pk).exists():
        raise AccountThereError(user.email)
    is_new = user._state.adding
    if is_new:
        user.set_password(password)
    user.save()
    after = {"active": user.is_active, "staff": user.is_staff, "changed": ", ".join(changed or [])}
    record(by, "accounts.person.added" if is_new else "accounts.person.managed", user, after=after)
    return user


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> User:
    """Return a person with another name or language; one changes one's own only."""
    before = {"name": user.name, "language": user.language}
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    record(user, "accounts.profile.changed", user, before=before, after={"name": user.name, "language": language})
    return user


def change_password(user: User, *, old: str, new: str) -> User:
    """Return a person with a new password; all other sessions of this person end.

    Raises:
        WrongPasswordError: if the old one is not right.
        TooManyTriesError: after too many wrong ones.
    """
    limits.check(limits.PASSWORD, str(user.pk))
    if not user.check_password(old):
        limits.count(limits.PASSWORD, str(user.pk))
        raise WrongPasswordError
    with transaction.atomic():
        user.set_password(new)
        user.save(update_fields=["password"])
        record(user, "accounts.password.changed", user)
    return user


def ask_new_password(email: str, *, address: str, site: str) -> None:
    """Have a mail sent with a link to choose a new password, if there is an account with this address.

    The same work is done for any address, so neither answer nor time tells who has an account.

    Args:
        email: as typed.
        address: of the network, to count tries.
        site: where the link leads, for example `https://veerkracht.stad.nl`.

    Raises:
        TooManyTriesError: after too many requests from this address of the network.
    """
    limits.take(limits.FORGOTTEN, address)
    send_reset_mail.enqueue(email.strip().lower()[:254], site)


@transaction.atomic
def choose_new_password(user: User, *, token: str, new: str) -> User:
    """Return a person with the new password chosen by a link from a mail; the link then no longer works.

    Raises:
        LinkOverError: if the link was used or is too old.
    """
    if not user.is_active or not default_token_generator.check_token(user, token):
        raise LinkOverError
    user.set_password(new)
    user.save(update_fields=["password"])
    record(user, "accounts.password.reset", user)
    return user


@transaction.atomic
def link_provider(user: User, *, subject: str) -> User:
    """Return a person who from now on logs in through the organisation's provider (its caller has checked that)."""
    user.subject = subject
    user.save(update_fields=["subject"])
    record(user, "accounts.provider.linked", user)
    return user


@transaction.atomic
def make_log_in_link(user: User, *, valid: timedelta) -> str:
    """Return the secret of a link that logs a person in once; for the demo on one's own machine."""
    secret, digest = new_secret()
    LogInLink.objects.create(user=user, digest=digest, expires=timezone.now() + valid)
    record(None, "accounts.link.made", user)
    return secret


@transaction.atomic
def use_log_in_link(secret: str) -> User:
    """Return whom a link logs in; it works once.

    Raises:
        LinkOverError: if it was used, is too old or never was.
    """
    link = LogInLink.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if link is None or link.used is not None or link.expires < timezone.now() or not link.user.is_active:
        raise LinkOverError
    link.used = timezone.now()
    link.save(update_fields=["used"])
    record(link.user, "accounts.link.used", link.user)
    return link.user
