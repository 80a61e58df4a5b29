"""A person who can log in, and what is kept to let the right one in."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes people; an address is one person, whatever its capitals."""

    def create_user(self, email: str, *, name: str, password: str | None = None, **extra: Any) -> User:
        """Return a new person; without a password one can log in through an organisation's provider only."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, *, name: str, password: str | None = None, **extra: Any) -> User:
        """Return a new functional manager, who sees the admin."""
        return self.create_user(email, name=name, password=password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with an address, whatever its capitals."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by an address of e-mail.

    Attributes:
        subject: what an organisation's OpenID Connect provider calls this person; empty for a local account.
        is_staff: a functional manager of this installation.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    language = models.CharField(
        _("taal"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    subject = models.CharField(max_length=400, blank=True, default="")
    is_active = models.BooleanField(_("actief"), default=True)
    is_staff = models.BooleanField(_("functioneel beheerder"), default=False)
    joined = models.DateTimeField(_("sinds"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        """By name; one account an address and one a subject."""

        ordering = ["name", "email"]
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            models.UniqueConstraint(fields=["subject"], condition=~models.Q(subject=""), name="one_account_a_subject"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ", 1)[0]


class RecoveryCode(models.Model):
    """A code that replaces the second factor once, for someone who lost the telephone.

    Attributes:
        digest: SHA-256 of the code; 80 random bits need no slow hash.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made = models.DateTimeField(auto_now_add=True)
    used = models.DateTimeField(null=True)

    class Meta:
        """By age."""

        ordering = ["made"]
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="one_use_a_code")]

    def __str__(self) -> str:
        return f"{self.user}: {self.made:%Y-%m-%d}"


class LogInLink(models.Model):
    """A link that logs one person in once, for the demo on one's own machine.

    Attributes:
        digest: SHA-256 of the secret in the link.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        """By moment."""

        ordering = ["expires"]

    def __str__(self) -> str:
        return f"{self.user}: {self.expires:%Y-%m-%d %H:%M}"


class Try(models.Model):
    """One try of something that may be tried only so often; kept for an hour at most.

    Attributes:
        what: fixed name of what was tried.
        key: SHA-256 of who or what tried: an address or an account.
    """

    what = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order."""

        ordering = ["id"]
        indexes = [models.Index(fields=["what", "key", "at"])]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%H:%M}"
