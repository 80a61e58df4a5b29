"""The form of a draaiboek: its words, and one form a step. Whether it can be followed, `workflows.draaiboeken` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from veerkracht.web.atelier.lead_words import ACTS, FORMS, VIEWS
from veerkracht.wijkschets.draaiboek import LONGEST, MOST_STEPS
from veerkracht.workflows.draaiboeken import MOST_BYTES, draaiboek_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veerkracht.wijkschets.draaiboek import Draaiboek

_MOST = 600
_MOST_KEY = 50


class WordsForm(forms.Form):
    """What the draaiboek is called, and for what it is."""

    name_nl = forms.CharField(label=_("Naam"), max_length=_MOST)
    explanation_nl = forms.CharField(
        label=_("Voor wie en waarvoor"), max_length=_MOST, widget=forms.Textarea(attrs={"rows": 3})
    )
    name_en = forms.CharField(label=_("Naam in het Engels"), max_length=_MOST, required=False)
    explanation_en = forms.CharField(
        label=_("Voor wie en waarvoor, in het Engels"),
        max_length=_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class StepForm(forms.Form):
    """One step."""

    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    order = forms.IntegerField(label=_("Plaats in de volgorde"), min_value=1, max_value=999)
    minutes = forms.IntegerField(label=_("Minuten"), min_value=1, max_value=LONGEST)
    title_nl = forms.CharField(label=_("Titel"), max_length=_MOST)
    goal_nl = forms.CharField(label=_("Doel"), max_length=_MOST)
    question_nl = forms.CharField(label=_("Vraag aan iedereen"), max_length=_MOST)
    view = forms.ChoiceField(label=_("Wat iedereen ziet"), choices=[(str(key), name) for key, name in VIEWS.items()])
    kinds = forms.MultipleChoiceField(
        label=_("Welke kaartjes"),
        required=False,
        choices=[(str(key), name) for key, name in FORMS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    acts = forms.MultipleChoiceField(
        label=_("Wat mensen nog meer kunnen doen"),
        required=False,
        choices=[(str(key), name) for key, name in ACTS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    dots = forms.IntegerField(label=_("Stippen per mens"), min_value=0, max_value=20, required=False)
    points = forms.IntegerField(label=_("Punten per mens"), min_value=0, max_value=1000, required=False)
    blocks = forms.MultipleChoiceField(label=_("Welke teksten"), required=False, widget=forms.CheckboxSelectMultiple)
    title_en = forms.CharField(label=_("Titel in het Engels"), max_length=_MOST, required=False)
    goal_en = forms.CharField(label=_("Doel in het Engels"), max_length=_MOST, required=False)
    question_en = forms.CharField(label=_("Vraag in het Engels"), max_length=_MOST, required=False)
    gone = forms.BooleanField(label=_("Haal deze stap weg"), required=False)

    def __init__(self, *args: Any, blocks: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer the shared texts of the draaiboek."""
        super().__init__(*args, **kwargs)
        self.fields["blocks"].choices = list(blocks)  # type: ignore[attr-defined]  # a ChoiceField


StepForms = forms.formset_factory(StepForm, extra=0, max_num=MOST_STEPS, validate_max=True, absolute_max=MOST_STEPS + 1)


class FileForm(forms.Form):
    """A draaiboek from a file."""

    file = forms.FileField(
        label=_("TOML-bestand"),
        help_text=_(
            "Zoals deze pagina het geeft met “Download”. Ook rollen, thema's en teksten verandert u in dat bestand."
        ),
        widget=forms.FileInput(attrs={"accept": ".toml,text/plain"}),
    )

    def clean_file(self) -> Any:
        """Refuse what is too large to be one."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("Dit bestand is te groot voor een draaiboek. Kies een TOML-bestand van hoogstens 200 kB.")
            )
        return file


def first_words(draaiboek: Draaiboek) -> dict[str, str]:
    """Return what the form of words starts with."""
    return {
        f"{part}_{taal}": getattr(getattr(draaiboek, part), taal)
        for part in ("name", "explanation")
        for taal in ("nl", "en")
    }


def first_steps(draaiboek: Draaiboek) -> list[dict[str, Any]]:
    """Return what the form of each step starts with; in tens, so that one can be put between two."""
    found = []
    for at, one in enumerate(draaiboek_values(draaiboek)["step"], start=1):
        words = {f"{part}_{taal}": one[part][taal] for part in ("title", "goal", "question") for taal in ("nl", "en")}
        plain = {name: one[name] for name in ("key", "minutes", "view", "acts", "dots", "points", "blocks")}
        found.append({**plain, **words, "kinds": one["forms"], "order": at * 10})
    return found


def values_of(base: Draaiboek, words: Mapping[str, Any], steps: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a draaiboek as plain values: the base, with other words and steps; its roles, themes and texts stay."""
    values = draaiboek_values(base)
    known = {one["key"]: one for one in values["step"]}
    kept = sorted((one for one in steps if one and not one["gone"]), key=lambda one: one["order"])
    keys: list[str] = []
    for one in kept:
        keys.append(_key(one, taken=[*keys, *(other["key"] for other in kept)]))
    made = []
    for key, one in zip(keys, kept, strict=True):
        before = known.get(key, {})
        made.append(
            {
                "key": key,
                **{part: _both(one, part) for part in ("title", "goal", "question")},
                **{name: one[name] for name in ("minutes", "view", "acts", "blocks")},
                "forms": one["kinds"],
                "dots": one["dots"] or 0,
                "points": one["points"] or 0,
                "parties": before.get("parties", []),
                "on": [other for other in before.get("on", []) if other in keys],
            }
        )
    return {**values, "name": _both(words, "name"), "explanation": _both(words, "explanation"), "step": made}


def _both(words: Mapping[str, Any], part: str) -> dict[str, str]:
    return {"nl": words[f"{part}_nl"], "en": words[f"{part}_en"] or words[f"{part}_nl"]}


def _key(step: Mapping[str, Any], *, taken: list[str]) -> str:
    """Return the key of a step: its own, or for a new one its title."""
    if step["key"]:
        return str(step["key"])
    stem = slugify(step["title_nl"])[:_MOST_KEY] or "stap"
    return next(key for key in (stem, *(f"{stem}-{at}" for at in range(2, MOST_STEPS + 3))) if key not in taken)
