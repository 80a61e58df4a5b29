"""Forms for paper: which sheets to print, and one sheet typed over by keyboard, whatever stands on it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veerkracht.report.paper import MOST_NUMBER, SHEET_NAMES, SheetKind, sheet_code
from veerkracht.web.atelier.actions.joining import MOST_NAME, OWN
from veerkracht.web.atelier.actions.paper import Writer, Written
from veerkracht.web.atelier.lead_words import FORMS
from veerkracht.web.atelier.paper_sheets import MOST_CARDS, VERBS, card_kinds, choice_lines, statement_lines
from veerkracht.wijkschets.deeds import MOST_DOTS, MOST_LETTERS, MOST_POINTS
from veerkracht.wijkschets.places import MOST_LETTERS as MOST_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veerkracht.facts.language import Taal
    from veerkracht.report.paper import SheetCode
    from veerkracht.web.atelier.outcomes import Moment

MOST_AT_ONCE = 100
"""Sheets in one PDF: a stack that one carries."""

_VOTES = {"e": 1, "a": 1, "1": 1, "+": 1, "o": -1, "d": -1, "-": -1, "w": 0, "0": 0, "?": 0}
_MOODS = (("", gettext_lazy("niet aangekruist")), ("chance", gettext_lazy("kans")), ("worry", gettext_lazy("zorg")))


class PrintForm(forms.Form):
    """Which sheets, and how many."""

    kind = forms.ChoiceField(label=gettext_lazy("Welk blad?"), widget=forms.RadioSelect)
    first = forms.IntegerField(
        label=gettext_lazy("Eerste nummer"),
        min_value=1,
        max_value=MOST_NUMBER,
        help_text=gettext_lazy("Eén nummer is één mens: wie kaartjes op 14K schrijft, stemt op 14S."),
    )
    count = forms.IntegerField(label=gettext_lazy("Hoeveel bladen?"), min_value=1, max_value=MOST_AT_ONCE, initial=10)
    step = forms.ChoiceField(label=gettext_lazy("Vraag op kaartjes en kaart"), required=False)

    def __init__(self, *args: Any, moment: Moment, first: int, taal: Taal, **kwargs: Any) -> None:
        """Offer the kinds of sheet, and the steps in which cards are written."""
        super().__init__(*args, **kwargs)
        kinds = [(str(one), f"{one} · {SHEET_NAMES[one].say(taal)}") for one in SheetKind]
        steps = [
            (one.key, f"{one.title.say(taal)}: {one.question.say(taal)}") for one in moment.draaiboek.steps if one.forms
        ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kind"].initial = str(SheetKind.CARDS)
        self.fields["first"].initial = first
        self.fields["step"].choices = [("", _("geen vraag")), *steps]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Refuse numbers beyond the last."""
        found = super().clean() or {}
        if found.get("first", 0) + found.get("count", 0) - 1 > MOST_NUMBER:
            self.add_error("count", _("Het laatste nummer is hoogstens %(most)s.") % {"most": MOST_NUMBER})
        return found


class CodeOnSheetForm(forms.Form):
    """The code on a sheet."""

    sheet = forms.CharField(
        label=gettext_lazy("Code op het blad"),
        max_length=12,
        help_text=gettext_lazy("Een nummer en een letter, bijvoorbeeld 14K. Enter brengt u naar het blad."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin at the code; what is wrong comes first where something is."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["sheet"].widget.attrs["autofocus"] = True

    def add_prefix(self, field_name: str) -> str:
        """Addresses are in Dutch: `?blad=14K`."""
        return {"sheet": "blad"}.get(field_name, field_name)

    def clean_sheet(self) -> SheetCode:
        """Return the code, however it was typed."""
        found = sheet_code(str(self.cleaned_data["sheet"]))
        if found is None:
            raise forms.ValidationError(
                _("Dit is geen code van een blad. Typ het nummer en de letter, bijvoorbeeld 14K, 14M, 14S of 14P.")
            )
        return found


class SheetForm(forms.Form):
    """One sheet: who wrote it (for the first sheet of a number), and what stands on it."""

    def __init__(
        self,
        *args: Any,
        code: SheetCode,
        moment: Moment,
        is_known: bool,
        places: Mapping[str, str],
        taal: Taal,
        **kwargs: Any,
    ) -> None:
        """Ask for everything that can stand on this sheet, and who wrote it unless that is known from another sheet.

        `places` holds codes of buurten by name in small letters.
        """
        super().__init__(*args, **kwargs)
        self.code, self.moment, self.places = code, moment, places
        self.lines = (
            []
            if code.kind in MOST_CARDS
            else (statement_lines(moment) if code.kind is SheetKind.VOTES else choice_lines(moment))
        )
        self.has_writer = not is_known
        if not is_known:
            self._ask_writer(taal)
        if code.kind in MOST_CARDS:
            self._ask_cards(taal)
        elif code.kind is SheetKind.VOTES:
            for line in self.lines:
                self.fields[f"v{line.number}"] = _VoteField(label=f"{line.number}. {line.text}")
        else:
            self._ask_choices()
        first = next(iter(self.fields.values()), None)
        if first is not None and not self.is_bound:
            first.widget.attrs["autofocus"] = True

    @property
    def writer(self) -> Writer | None:
        """Who wrote it; None if that is known."""
        if not self.has_writer:
            return None
        found = self.cleaned_data
        return Writer(
            name=found["name"], party=found["party"], own_party=found["own_party"], is_resident=found["is_resident"]
        )

    def clean(self) -> dict[str, Any]:
        """Ask for the role in own words where that was chosen."""
        found = super().clean() or {}
        if found.get("party") == OWN and not found.get("own_party", "").strip():
            self.add_error("own_party", _("Schrijf over welke rol er op het blad staat."))
        return found

    def written(self) -> list[Written]:
        """Return what stands on the sheet."""
        if self.code.kind in MOST_CARDS:
            return list(self._cards())
        return list(self._votes() if self.code.kind is SheetKind.VOTES else self._choices())

    def parts(self) -> list[str]:
        """Return every part of the sheet that this form asks for."""
        if self.code.kind in MOST_CARDS:
            return [f"card {number}" for number in range(1, MOST_CARDS[self.code.kind] + 1)]
        verbs = {"vote": "vote", **VERBS}
        return [f"{verbs[column]} {line.card}" for line in self.lines for column, _step in line.asks]

    def mark(self, part: str, words: str) -> None:
        """Show a fault at the field of a part of the sheet."""
        verb, _space, rest = part.partition(" ")
        if verb == "card":
            self.add_error(f"text{rest}", words)
            return
        line = next(one for one in self.lines if one.card == rest)
        column = next((name for name, known in VERBS.items() if known == verb), "")
        self.add_error(f"{column}{line.number}" if column else f"v{line.number}", words)

    def _ask_writer(self, taal: Taal) -> None:
        roles = [(one.key, one.name.say(taal)) for one in self.moment.draaiboek.parties]
        self.fields["name"] = forms.CharField(
            label=_("Naam op het blad"), max_length=MOST_NAME, widget=forms.TextInput(attrs={"autocomplete": "off"})
        )
        self.fields["party"] = forms.ChoiceField(
            label=_("Rol"), choices=[("", _("kies een rol")), *roles, (OWN, _("Iets anders"))]
        )
        self.fields["own_party"] = forms.CharField(
            label=_("Iets anders, namelijk"), max_length=MOST_NAME, required=False
        )
        self.fields["is_resident"] = forms.BooleanField(
            label=_("Spreekt als bewoner (alleen bij iets anders)"), required=False
        )

    def _ask_cards(self, taal: Taal) -> None:
        kinds = [
            (f"{key} {form}", f"{self.moment.draaiboek.step(key).title.say(taal)} · {FORMS[form]}")
            for key, form in card_kinds(self.moment)
        ]
        self.fields["what"] = forms.ChoiceField(label=_("Stap en soort kaartje"), choices=kinds)
        for number in range(1, MOST_CARDS[self.code.kind] + 1):
            named = {"number": number}
            self.fields[f"text{number}"] = forms.CharField(
                label=_("Kaartje %(number)s") % named,
                max_length=MOST_LETTERS,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"mood{number}"] = forms.ChoiceField(
                label=_("Kans of zorg bij kaartje %(number)s") % named, choices=_MOODS, required=False
            )
            self.fields[f"where{number}"] = forms.CharField(
                label=_("Waar bij kaartje %(number)s") % named,
                max_length=MOST_PLACE,
                required=False,
                widget=forms.TextInput(attrs={"list": "buurten", "autocomplete": "off"}),
            )

    def _ask_choices(self) -> None:
        most = {"dots": MOST_DOTS, "points": MOST_POINTS, "score": 5}
        words = {"dots": _("stippen"), "points": _("punten"), "score": _("cijfer 1-5")}
        for line in self.lines:
            for column, _step in line.asks:
                self.fields[f"{column}{line.number}"] = forms.IntegerField(
                    label=f"{line.number}. {line.text} ({words[column]})",
                    min_value=1 if column == "score" else 0,
                    max_value=most[column],
                    required=False,
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "size": 4}),
                )

    def _cards(self) -> Iterator[Written]:
        found = self.cleaned_data
        step, _space, form = found["what"].partition(" ")
        for number in range(1, MOST_CARDS[self.code.kind] + 1):
            text = found[f"text{number}"].strip()
            if not text:
                continue
            body: dict[str, Any] = {
                "card": str(uuid.uuid4()),
                "form": form,
                "text": text,
                "sentiment": found[f"mood{number}"] or "neutral",
            }
            where = " ".join(found[f"where{number}"].split())
            code = self.places.get(where.lower())
            if where:
                body["place"] = {"kind": "buurt" if code else "street", "words": code or where}
            yield Written(part=f"card {number}", verb="contribute", body=body, said_in=step)

    def _votes(self) -> Iterator[Written]:
        for line in self.lines:
            value = self.cleaned_data[f"v{line.number}"]
            if value is not None:
                body = {"card": line.card, "value": value}
                yield Written(part=f"vote {line.card}", verb="vote", body=body, said_in=dict(line.asks)["vote"])

    def _choices(self) -> Iterator[Written]:
        names = {"dots": "count", "points": "points", "score": "value"}
        for line in self.lines:
            for column, step in line.asks:
                value = self.cleaned_data[f"{column}{line.number}"]
                if value:
                    verb = VERBS[column]
                    body = {"card": line.card, names[column]: value}
                    yield Written(part=f"{verb} {line.card}", verb=verb, body=body, said_in=step)


class _VoteField(forms.CharField):
    """One letter: e, o or w; the cursor goes on by itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=1,
            widget=forms.TextInput(
                attrs={"autocomplete": "off", "autocapitalize": "none", "size": 2, "data-advance": ""}
            ),
            **kwargs,
        )

    def clean(self, value: Any) -> int | None:
        """Return the vote; None for a statement that was passed over.

        Raises:
            ValidationError: if it is another letter.
        """
        text = str(super().clean(value)).strip().lower()
        if text and text not in _VOTES:
            raise forms.ValidationError(_("Typ e (eens), o (oneens) of w (weet niet), of laat het leeg."))
        return _VOTES.get(text)
