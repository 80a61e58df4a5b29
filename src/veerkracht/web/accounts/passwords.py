"""Which passwords are too easy to guess here: Django's list of common ones is English."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_GUESSED_FIRST = (
    *("wachtwoord", "welkom", "veerkracht", "gemeente", "geheim", "inloggen", "nederland", "utrecht", "eindhoven"),
    *("amsterdam", "rotterdam", "voorjaar", "zomer", "herfst", "winter", "januari", "februari", "september", "oktober"),
)
_REST = 6


class LengthValidator:
    """Refuse a short password, in words that are there in both languages."""

    def __init__(self, min_length: int) -> None:
        """Ask for so many signs."""
        self.min_length = min_length

    def validate(self, password: str, user: object = None) -> None:
        """Return if a password is long enough.

        Raises:
            ValidationError: if not.
        """
        del user
        if len(password) < self.min_length:
            text = _("Dit wachtwoord heeft %(count)d tekens. Neem er minstens %(least)d.")
            said = {"count": len(password), "least": self.min_length}
            raise ValidationError(text % said, code="password_too_short")

    def get_help_text(self) -> str:
        """Return how long a password must be."""
        return _("Minstens %(least)d tekens.") % {"least": self.min_length}


class DutchWordValidator:
    """Refuse a password that is one of the words guessed first in a Dutch office, with a few signs around it."""

    def validate(self, password: str, user: object = None) -> None:
        """Return if a password is more than such a word.

        Raises:
            ValidationError: if not.
        """
        del user
        letters = password.lower()
        for word in _GUESSED_FIRST:
            if word in letters and len(letters.replace(word, "")) < _REST:
                text = _("Dit wachtwoord wordt als een van de eerste geraden. Neem een zin van een paar woorden.")
                raise ValidationError(text, code="guessed_first")

    def get_help_text(self) -> str:
        """Return what a good password is."""
        return _("Neem een zin van een paar woorden.")
