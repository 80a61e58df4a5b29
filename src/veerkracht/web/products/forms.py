"""Forms that ask for a report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from veerkracht.errors.base import did_you_mean
from veerkracht.facts.areas import Level
from veerkracht.workflows.quickscan import FORMATS

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.language import Taal

MOST_COMPARED = 12
_LANGUAGES = [("nl", gettext_lazy("Nederlands")), ("en", gettext_lazy("Engels"))]
_FORMATS = {
    "pdf": gettext_lazy("PDF, om te delen en te drukken"),
    "html": gettext_lazy("Webpagina, om hier te lezen"),
    "docx": gettext_lazy("Word, om in verder te schrijven"),
    "json": gettext_lazy("JSON, alle cijfers voor andere programma's"),
}
_YEARS = [
    ("", gettext_lazy("Tot de volgende meting")),
    ("1", gettext_lazy("1 jaar")),
    ("2", gettext_lazy("2 jaar")),
    ("4", gettext_lazy("4 jaar")),
]


class ReportForm(forms.Form):
    """What every report asks: language and kinds of files."""

    taal = forms.ChoiceField(
        label=gettext_lazy("Taal van het rapport"), choices=_LANGUAGES, widget=forms.RadioSelect, initial="nl"
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("Bestanden"),
        choices=[(one, _FORMATS[one]) for one in FORMATS],
        widget=forms.CheckboxSelectMultiple,
        initial=list(FORMATS),
        error_messages={"required": gettext_lazy("Kies ten minste één soort bestand.")},
    )


class QuickScanForm(ReportForm):
    """Of which gemeente, compared with which."""

    gemeente = forms.ChoiceField(label=gettext_lazy("Gemeente"))
    compare = forms.CharField(
        label=gettext_lazy("Vergelijk met"),
        required=False,
        max_length=600,
        help_text=gettext_lazy(
            "Namen of codes van gemeenten, met komma's ertussen. Laat dit leeg om te vergelijken met gemeenten die "
            "erop lijken."
        ),
    )
    field_order = ("gemeente", "compare", "taal", "formats")

    def __init__(self, *args: Any, own: Mapping[str, str], known: Mapping[str, str], **kwargs: Any) -> None:
        """Ask within a trajectory.

        Args:
            *args: as Django has them.
            own: names of the gemeenten of the trajectory, by code.
            known: names of all gemeenten in the data, by code.
            **kwargs: as Django has them.
        """
        super().__init__(*args, **kwargs)
        self._known = known
        self.fields["gemeente"].choices = list(own.items())  # type: ignore[attr-defined]  # a field with choices

    def clean_compare(self) -> list[str]:
        """Return the codes of the gemeenten to compare with."""
        words = [one.strip() for one in self.cleaned_data["compare"].split(",") if one.strip()]
        if len(words) > MOST_COMPARED:
            raise forms.ValidationError(
                _("U noemt %(count)d gemeenten; vergelijk er met ten hoogste %(most)d.")
                % {"count": len(words), "most": MOST_COMPARED}
            )
        by_name = {name.casefold(): code for code, name in self._known.items()}
        codes, wrong = [], []
        for word in words:
            code = word.upper() if word.upper() in self._known else by_name.get(word.casefold())
            if code is None:
                wrong.append(self._unknown(word))
            else:
                codes.append(code)
        if wrong:
            raise forms.ValidationError(wrong)
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Leave out of the comparison what it is compared with."""
        found = super().clean() or {}
        if "gemeente" in found and "compare" in found:
            found["compare"] = [code for code in found["compare"] if code != found["gemeente"]]
        return found

    def _unknown(self, word: str) -> str:
        hints = did_you_mean(word, self._known.values())
        hint = hints["hint_nl" if get_language() == "nl" else "hint_en"]
        return _("Er zijn geen cijfers van een gemeente “%(word)s”.%(hint)s") % {"word": word[:60], "hint": hint}


class BacktestForm(ReportForm):
    """Of which figure, on which level, how far ahead."""

    figure = forms.ChoiceField(
        label=gettext_lazy("Cijfer"),
        help_text=gettext_lazy(
            "Alleen cijfers met genoeg metingen die u naast elkaar mag leggen. De toets gaat over alle gebieden in de "
            "gegevens, niet alleen over die van dit traject: zo leert hij het meest."
        ),
    )
    years = forms.ChoiceField(label=gettext_lazy("Hoe ver vooruit"), choices=_YEARS, required=False)
    field_order = ("figure", "years", "taal", "formats")

    def __init__(self, *args: Any, figures: Mapping[Level, Iterable[Indicator]], **kwargs: Any) -> None:
        """Ask within the data.

        Args:
            *args: as Django has them.
            figures: what can be tested, by level.
            **kwargs: as Django has them.
        """
        super().__init__(*args, **kwargs)
        taal: Taal = "nl" if get_language() == "nl" else "en"
        words = {Level.BUURT: _("Buurten"), Level.WIJK: _("Wijken")}
        self._named = {f"{at.value}:{one.code}": one.name.say(taal) for at, found in figures.items() for one in found}
        groups = [
            (words.get(at, at.value), [(f"{at.value}:{one.code}", one.name.say(taal)) for one in found])
            for at, found in figures.items()
        ]
        self.fields["figure"].choices = [group for group in groups if group[1]]  # type: ignore[attr-defined]  # a field with choices

    @property
    def chosen(self) -> tuple[Level, str, str]:
        """The level, code and name of the figure that was chosen."""
        level, _colon, code = self.cleaned_data["figure"].partition(":")
        return Level(level), code, self._named[self.cleaned_data["figure"]]

    def clean_years(self) -> float | None:
        """Return the years ahead; None for up to the next measurement."""
        text = self.cleaned_data["years"]
        return float(text) if text else None
