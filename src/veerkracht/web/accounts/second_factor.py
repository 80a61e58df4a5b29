"""The second factor: set up with a code of an app, checked at log-in, replaced by recovery codes if the app is gone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from veerkracht.errors.accounts import WrongCodeError
from veerkracht.web.accounts import limits
from veerkracht.web.accounts.actions import require_staff
from veerkracht.web.accounts.models import RecoveryCode, User
from veerkracht.web.accounts.secret import digest_of, new_code, plain_code
from veerkracht.web.accounts.sessions import device_of
from veerkracht.web.audit.record import record

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

NUMBER_OF_CODES = 10


@transaction.atomic
def new_device(user: User) -> TOTPDevice:
    """Return the device that a person is setting up; the one in use stays in use until the new one is proven."""
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).first()
    return waiting or TOTPDevice.objects.create(user=user, name="app", confirmed=False)


def qr_svg(device: TOTPDevice) -> bytes:
    """Return the picture that an app scans, as SVG."""
    out = io.BytesIO()
    segno.make(device.config_url, error="m").save(out, kind="svg", scale=5, border=4, dark="#1F2A33", light="#FFFFFF")
    return out.getvalue()


def secret_of(device: TOTPDevice) -> str:
    """Return the same as letters in groups of four, for an app without a camera."""
    config = device.config_url
    letters = config.partition("secret=")[2].partition("&")[0]
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def confirm(user: User, *, code: str) -> tuple[TOTPDevice, tuple[str, ...]]:
    """Return the proven device and ten recovery codes, shown once; an earlier device no longer works.

    Raises:
        WrongCodeError: if the code does not come from the new device.
        TooManyTriesError: after too many wrong ones.
    """
    limits.take(limits.SECOND_STEP, str(user.pk))
    device = new_device(user)
    # Not within one transaction: what a wrong code counts must stay.
    if not device.verify_token(_digits(code)):
        raise WrongCodeError
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        record(user, "accounts.second_factor.set", user)
        return device, renew_codes(user)


@transaction.atomic
def renew_codes(user: User) -> tuple[str, ...]:
    """Return ten new recovery codes of a person, shown once; earlier ones no longer work."""
    codes = tuple(new_code() for _ in range(NUMBER_OF_CODES))
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(code)) for code in codes)
    record(user, "accounts.recovery_codes.made", user)
    return codes


def codes_left(user: User) -> int:
    """Return how many recovery codes a person has not used."""
    return RecoveryCode.objects.filter(user=user, used=None).count()


def check(user: User, *, code: str) -> TOTPDevice:
    """Return the device of a person who typed its present code, or a recovery code (which then is used up).

    Raises:
        WrongCodeError: if it is neither.
        TooManyTriesError: after too many wrong ones.
    """
    limits.check(limits.SECOND_STEP, str(user.pk))
    device = device_of(user)
    if device is not None and (_is_present(device, code) or _is_recovery(user, code)):
        return device
    limits.count(limits.SECOND_STEP, str(user.pk))
    raise WrongCodeError


@transaction.atomic
def take_away(user: User, *, by: User | AnonymousUser | None) -> None:
    """Take the second factor of someone who lost it, codes included; the next log-in sets up a new one.

    Raises:
        NotAllowedError: if `by` is no functional manager.
    """
    require_staff(by)
    TOTPDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    record(by, "accounts.second_factor.taken", user)


def _is_present(device: TOTPDevice, code: str) -> bool:
    digits = _digits(code)
    if len(digits) != device.digits or len(plain_code(code).replace("-", "")) != len(digits):
        return False
    with transaction.atomic():
        # Locked, so that one code does not let two people in at the same moment.
        return bool(TOTPDevice.objects.select_for_update().get(pk=device.pk).verify_token(digits))


@transaction.atomic
def _is_recovery(user: User, code: str) -> bool:
    found = RecoveryCode.objects.select_for_update().filter(user=user, digest=digest_of(plain_code(code)), used=None)
    recovery = found.first()
    if recovery is None:
        return False
    recovery.used = timezone.now()
    recovery.save(update_fields=["used"])
    record(user, "accounts.recovery_code.used", user, after={"left": codes_left(user)})
    return True


def _digits(code: str) -> str:
    return "".join(letter for letter in code if letter.isdigit())


def is_asked(user: User) -> bool:
    """Return whether this person logs in with a second step."""
    return bool(settings.CONFIG.second_factor) or device_of(user) is not None
