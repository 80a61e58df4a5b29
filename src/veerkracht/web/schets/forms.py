"""Forms of a wijkschets: one for each kind of line, with what it rests on chosen from cards, figures and texts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from veerkracht.facts.quadrants import Quadrant
from veerkracht.report.schets.wording import QUADRANTS, VERDICTS
from veerkracht.web.workspace.forms import date_field
from veerkracht.wijkschets.draaiboek import Origin
from veerkracht.wijkschets.schets import Dissent, FirstStep, Goal, Sentence
from veerkracht.workflows.schetsen import MOST_LETTERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.language import Bilingual, Taal
    from veerkracht.web.schets.choosing import Choice
    from veerkracht.web.schets.parties import Voice
    from veerkracht.wijkschets.schets import Cite
    from veerkracht.wijkschets.schets_edits import Line

_ORIGINS = (
    (str(Origin.FIGURE), _("cijfer")),
    (str(Origin.RESIDENT), _("bewoner")),
    (str(Origin.PROFESSIONAL), _("professional")),
)
_MOST = 1e12
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class NumberField(forms.Field):
    """A number as people write it, with a comma or a point; empty is none."""

    def to_python(self, value: object) -> Any:
        """Return the number, or None."""
        text = str(value or "").strip().replace(",", ".")
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not abs(number) < _MOST:
            raise forms.ValidationError(now("Schrijf een getal, zoals 12,5."), code="number")
        return number

    def prepare_value(self, value: object) -> object:
        """Return a number as people write it."""
        return f"{value:g}".replace(".", ",") if isinstance(value, float) else value


class LineForm(forms.Form):
    """A sentence and what it rests on; the cites that were chosen are ticked, those that were found stand below."""

    text = forms.CharField(
        label=_("De zin"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Eén zin. Schrijf wat u ziet of hoort, niet wie het zei."),
    )
    origin = forms.ChoiceField(label=_("Waar komt dit vandaan?"), choices=_ORIGINS)
    cites = forms.MultipleChoiceField(
        label=_("Waarop steunt deze zin?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Kies minstens één kaartje, cijfer of gedeelde tekst. Zonder bron kunt u niet vaststellen."),
    )
    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, choices: Sequence[Choice], **kwargs: Any) -> None:
        """Offer what was chosen and what was found."""
        super().__init__(*args, **kwargs)
        self.choices = {one.value: one for one in choices}
        self.fields["cites"].choices = [(one.value, one.label) for one in choices]  # type: ignore[attr-defined]

    def cited(self) -> tuple[Cite, ...]:
        """Return what was ticked."""
        return tuple(dict.fromkeys(self.choices[one].cite for one in self.cleaned_data["cites"]))

    def sentence(self, key: str) -> Sentence:
        """Return the sentence as filled in."""
        said = self.cleaned_data
        return Sentence(key=key, text=said["text"], cites=self.cited(), origin=Origin(said["origin"]))

    def line(self, key: str) -> Line:
        """Return the line as filled in."""
        return self.sentence(key)


class StepForm(LineForm):
    """A first step: which quadrant, what, who begins."""

    quadrant = forms.ChoiceField(label=_("Bij welk handelingsperspectief hoort dit?"), required=False)
    who = forms.CharField(label=_("Wie begint?"), max_length=120, required=False)
    field_order = ("text", "quadrant", "who", "origin", "cites", "base")

    def __init__(self, *args: Any, taal: Taal, **kwargs: Any) -> None:
        """Name the quadrants."""
        super().__init__(*args, **kwargs)
        named = [(str(one), name.say(taal)) for one, name in QUADRANTS.items()]
        self.fields["quadrant"].choices = [("", now("Nog niet gekozen")), *named]  # type: ignore[attr-defined]

    def line(self, key: str) -> Line:
        """Return the first step as filled in."""
        said = self.cleaned_data
        chosen = Quadrant(said["quadrant"]) if said["quadrant"] else None
        return FirstStep(quadrant=chosen, sentence=self.sentence(key), who=said["who"])


class DissentForm(LineForm):
    """A view that not all share: who holds it, and what it is about."""

    parties = forms.MultipleChoiceField(
        label=_("Wie denkt er zo over?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    about = forms.ChoiceField(label=_("Waarover gaat het?"), required=False)
    field_order = ("text", "parties", "about", "origin", "cites", "base")

    def __init__(
        self, *args: Any, parties: dict[str, Bilingual], about: Sequence[tuple[str, str]], taal: Taal, **kwargs: Any
    ) -> None:
        """Name the roles, and the lines that it can be about."""
        super().__init__(*args, **kwargs)
        self.fields["parties"].choices = [(key, name.say(taal)) for key, name in parties.items()]  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", now("De hele schets")), *about]  # type: ignore[attr-defined]

    def line(self, key: str) -> Line:
        """Return the difference as filled in."""
        said = self.cleaned_data
        return Dissent(sentence=self.sentence(key), parties=tuple(said["parties"]), about=said["about"])


class GoalForm(LineForm):
    """One line of the definition of success."""

    origin = None  # type: ignore[assignment]  # a goal is of all
    indicator = forms.ChoiceField(
        label=_("Met welk cijfer meten we het?"),
        required=False,
        help_text=_("Het cijfer van nu vullen we dan zelf in."),
    )
    measured_as = forms.CharField(label=_("Of hoe meten we het anders?"), max_length=300, required=False)
    baseline = NumberField(label=_("Hoeveel is het nu?"), required=False)
    baseline_year = forms.IntegerField(
        label=_("In welk jaar?"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR, required=False
    )
    target = NumberField(label=_("Hoeveel moet het worden?"), required=False)
    target_year = forms.IntegerField(
        label=_("In welk jaar is dat zo?"), min_value=_FIRST_YEAR, max_value=_LAST_YEAR, required=False
    )
    measured_by = forms.CharField(label=_("Wie meet het?"), max_length=120, required=False)
    field_order = (
        *("text", "indicator", "measured_as", "baseline", "baseline_year"),
        *("target", "target_year", "measured_by", "cites", "base"),
    )

    def __init__(self, *args: Any, figures: Sequence[Choice], **kwargs: Any) -> None:
        """Offer the figures of the wijk."""
        super().__init__(*args, **kwargs)
        self.figures = {one.cite.ref: one for one in figures}
        named = [(one.cite.ref, one.label) for one in figures]
        self.fields["indicator"].choices = [("", now("Geen van deze cijfers")), *named]  # type: ignore[attr-defined]
        self.fields["text"].label = now("Wat is er dan anders?")
        self.fields["text"].help_text = ""

    def line(self, key: str) -> Line:
        """Return the goal as filled in; the figure of now is that of the indicator, unless someone wrote another."""
        said, chosen = self.cleaned_data, self.figures.get(self.cleaned_data["indicator"])
        baseline, year, cites = said["baseline"], said["baseline_year"] or 0, self.cited()
        if chosen is not None and baseline is None:
            baseline, year = chosen.number, chosen.cite.year
        if chosen is not None and chosen.number is not None and chosen.cite not in cites:
            cites = (*cites, chosen.cite)
        return Goal(
            key=key,
            words=said["text"],
            indicator=said["indicator"],
            measured_as=said["measured_as"],
            baseline=baseline,
            baseline_year=year,
            target=said["target"],
            target_year=said["target_year"] or 0,
            measured_by=said["measured_by"],
            cites=cites,
        )


class HeadForm(forms.Form):
    """The title and the figures at the top."""

    title = forms.CharField(label=_("Titel"), max_length=120)
    key_figures = forms.MultipleChoiceField(
        label=_("Cijfers bovenaan het blad"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Hoogstens zes. Een cijfer dat ontbreekt mag ook: dan staat er waarom."),
    )

    def __init__(self, *args: Any, figures: Sequence[Choice], **kwargs: Any) -> None:
        """Offer the figures of the wijk."""
        super().__init__(*args, **kwargs)
        self.choices = {one.value: one for one in figures}
        self.fields["key_figures"].choices = [(one.value, one.label) for one in figures]  # type: ignore[attr-defined]

    def clean_key_figures(self) -> list[str]:
        """Refuse more than fit."""
        chosen: list[str] = self.cleaned_data["key_figures"]
        if len(chosen) > 6:
            raise forms.ValidationError(now("Kies hoogstens zes cijfers; het worden er anders te veel om te lezen."))
        return chosen


class MakeForm(forms.Form):
    """Begin a wijkschets: of which area, from which atelier."""

    area = forms.ChoiceField(label=_("Van welke wijk of buurt?"))
    atelier = forms.ChoiceField(
        label=_("Uit welk atelier?"),
        required=False,
        help_text=_("Het eerste concept bestaat uit de kaartjes en teksten van dat atelier. U past het daarna aan."),
    )

    def __init__(
        self, *args: Any, areas: Sequence[tuple[str, str]], ateliers: Sequence[tuple[str, str]], **kwargs: Any
    ):
        """Offer the areas and ateliers of the trajectory."""
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = areas  # type: ignore[attr-defined]
        self.fields["atelier"].choices = [("", now("Zonder atelier, alleen cijfers")), *ateliers]  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """What a party says of a version."""

    voice = forms.ChoiceField(label=_("Welke partij?"))
    verdict = forms.ChoiceField(label=_("Wat zegt die ervan?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Waarom?"),
        max_length=MOST_LETTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Nodig bij een voorbehoud of oneens."),
    )
    said_by = forms.CharField(
        label=_("Wie zei dit namens de partij?"),
        max_length=200,
        help_text=_("Naam en functie, zoals die mag worden gelezen."),
    )
    said_on = date_field(_("Op welke dag?"), required=True, hint=_("De dag waarop het is gezegd."))

    def __init__(self, *args: Any, voices: Sequence[Voice], is_own: bool, taal: Taal, **kwargs: Any) -> None:
        """Name the parties; who speaks for the own one says so today, under the own name."""
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["said_by"], self.fields["said_on"]
        self.voices = {one.value: one for one in voices}
        first = [("", now("Kies een partij"))] if len(voices) > 1 else []
        self.fields["voice"].choices = [*first, *((one.value, one.label) for one in voices)]  # type: ignore[attr-defined]
        self.fields["verdict"].choices = [(str(one), name.say(taal)) for one, name in VERDICTS.items()]  # type: ignore[attr-defined]
