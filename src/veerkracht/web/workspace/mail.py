"""Mail of the workspace: an invitation with its link."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from veerkracht.web.workspace.models import Invitation

_LOG = logging.getLogger(__name__)


def mail_invitation(invitation: Invitation, *, link: str) -> bool:
    """Return whether an invitation was sent; if not, its link can still be shared by hand.

    It is sent at once and not by a worker: the secret of the link must not lie in the table of waiting tasks.
    """
    context = {"invitation": invitation, "link": link}
    text = render_to_string("workspace/mail_invitation.txt", context)
    try:
        send_mail(_("U bent uitgenodigd voor Veerkracht"), text, None, [invitation.email])
    except (smtplib.SMTPException, OSError):
        _LOG.exception("The mail of an invitation was not sent.")
        return False
    return True
