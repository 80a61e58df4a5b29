"""The log of the server, in which no address that opens something can be read."""

from __future__ import annotations

import logging
import re

# Addresses whose last part is a secret: an invitation, a link to come in once, a link to choose a password.
_SECRET = re.compile(r"/(uitnodiging|eenmalig|wachtwoord-kiezen)/[^\s'\"<>?#]+")


class WithoutSecrets(logging.Filter):
    """Leave out what stands behind an address that opens something to whoever has it.

    Examples:
        >>> line = logging.makeLogRecord({"msg": "Not Found: %s", "args": ("/uitnodiging/abc123/",)})
        >>> WithoutSecrets().filter(line), line.getMessage()
        (True, 'Not Found: /uitnodiging/…')
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, its secrets left out."""
        said = record.getMessage()
        told = _SECRET.sub(r"/\1/…", said)
        if told != said:
            record.msg, record.args = told, ()
        return True
