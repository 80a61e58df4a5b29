"""Mail about accounts, sent by a worker, so that a page takes the same time for every address."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from django_tasks import task

from veerkracht.errors.accounts import TooManyTriesError
from veerkracht.web.accounts import limits
from veerkracht.web.accounts.models import User


@task()
def send_reset_mail(email: str, site: str) -> None:
    """Send a link to choose a new password to a person with this address who logs in with one; else do nothing."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not user.has_usable_password():
        return
    try:
        limits.take(limits.FORGOTTEN_ACCOUNT, email)
    except TooManyTriesError:
        return
    number = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    link = site + reverse("accounts:choose_password", kwargs={"number": number, "token": token})
    with translation.override(user.language):
        text = render_to_string("accounts/mail_reset.txt", {"user": user, "link": link})
        send_mail(_("Nieuw wachtwoord voor Veerkracht"), text, None, [user.email])
