"""What the pages of who leads call things: kinds of card, and counts in a sentence."""

from __future__ import annotations

from statistics import median_low
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from veerkracht.web.kaart.place import language
from veerkracht.wijkschets.deeds import Form, Link
from veerkracht.wijkschets.draaiboek import Act, View

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

    from veerkracht.wijkschets.draaiboek import Draaiboek

FORMS: dict[Form, StrPromise] = {
    Form.NOTE: gettext_lazy("Kaartje"),
    Form.FIGURE: gettext_lazy("Bij een cijfer"),
    Form.PROBLEM: gettext_lazy("Probleem"),
    Form.STRENGTH: gettext_lazy("Kracht"),
    Form.SUCCESS: gettext_lazy("Succes"),
    Form.STATEMENT: gettext_lazy("Stelling"),
    Form.MEASURE: gettext_lazy("Maatregel"),
}
LINKS: dict[Link, StrPromise] = {
    Link.CAUSE: gettext_lazy("Oorzaak"),
    Link.PROBLEM: gettext_lazy("Probleem"),
    Link.CONSEQUENCE: gettext_lazy("Gevolg"),
}
VIEWS: dict[View, StrPromise] = {
    View.MAP: gettext_lazy("De kaart"),
    View.STORY: gettext_lazy("Het verhaal van de buurt"),
    View.BOARD: gettext_lazy("De kaartjes"),
    View.STATEMENTS: gettext_lazy("De stellingen"),
    View.RESULTS: gettext_lazy("De uitslag"),
    View.TEXT: gettext_lazy("De gedeelde teksten"),
}
ACTS: dict[Act, StrPromise] = {
    Act.GATHER: gettext_lazy("Kaartjes bij elkaar leggen"),
    Act.VOTE: gettext_lazy("Stemmen: eens, oneens, weet niet"),
    Act.DOTS: gettext_lazy("Stippen plakken"),
    Act.DIVIDE: gettext_lazy("Punten verdelen"),
    Act.RATE: gettext_lazy("Score van 1 tot en met 5"),
    Act.REACT: gettext_lazy("Reageren"),
    Act.WRITE: gettext_lazy("Samen een tekst schrijven"),
}


def role_name(person: Mapping[str, str], draaiboek: Draaiboek) -> str:
    """Return the role of a person of the board in words; empty for who leads."""
    if person.get("own"):
        return person["own"]
    names = {one.key: one.name.say(language()) for one in draaiboek.parties}
    return names.get(person.get("party", ""), "")


def kind_of(item: Mapping[str, Any]) -> str:
    """Return what kind of card it is, in words."""
    return str(LINKS[Link(item["link"])]) if item["link"] else str(FORMS[Form(item["form"])])


def counted(tally: Mapping[str, Any]) -> str:
    """Return what was chosen about a card as one line; empty if nothing was, or if it may not be told yet."""
    if "votes" not in tally:
        people = tally["people"]
        return ngettext("%(n)s mens koos", "%(n)s mensen kozen", people) % {"n": people} if people else ""
    votes, parts = tally["votes"], []
    if any(votes.values()):
        parts.append(
            _("%(yes)s eens, %(no)s oneens, %(none)s weet niet")
            % {"yes": votes["1"], "no": votes["-1"], "none": votes["0"]}
        )
    if tally["dots"]:
        parts.append(ngettext("%(n)s stip", "%(n)s stippen", tally["dots"]) % {"n": tally["dots"]})
    if tally["points"]:
        parts.append(ngettext("%(n)s punt", "%(n)s punten", tally["points"]) % {"n": tally["points"]})
    scores = [int(value) for value, count in tally["ratings"].items() for _each in range(count)]
    if scores:
        parts.append(
            ngettext("%(n)s score: %(mid)s", "%(n)s scores, de middelste is %(mid)s", len(scores))
            % {"n": len(scores), "mid": median_low(scores)}
        )
    return " · ".join(parts)
