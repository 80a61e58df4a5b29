"""Mail of the workspace: an invitation with its link."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from veerkracht.web.workspace.models import Invitation, OrganisationInvitation

_LOG = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, *, link: str) -> bool:
    """Return whether an invitation was sent; if not, its link can still be shared by hand.

    It is sent at once and not by a worker: the secret of the link must not lie in the table of waiting tasks.
    """
    context = {"invitation": invitation, "link": link}
    text = render_to_string("workspace/mail_invitation.txt", context)
    return _send(_("U bent uitgenodigd voor Veerkracht"), text, to=invitation.email)


def mail_organisation(invitation: OrganisationInvitation, *, link: str) -> bool:
    """Return whether the invitation of an organisation was sent; if not, its link can still be shared by hand."""
    context = {"invitation": invitation, "link": link}
    text = render_to_string("workspace/mail_organisation.txt", context)
    return _send(_("Uw organisatie is uitgenodigd voor Veerkracht"), text, to=invitation.email)


def _send(subject: str, text: str, *, to: str) -> bool:
    try:
        send_mail(subject, text, None, [to])
    except (smtplib.SMTPException, OSError):
        _LOG.exception("The mail of an invitation was not sent.")
        return False
    return True
