"""The form of what a scenario starts from: what happens anyway, budgets, and what people want to hold on to."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from veerkracht.report.stad.money import ACTOR_NAMES
from veerkracht.stad.scenario import Actor, Budget, Tolerances

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.language import Taal
    from veerkracht.stad.scenario import Exogenous, Scenario

_TOLERANCES = {
    "worse_chance": _("Grootste kans dat een buurt een klasse zakt (%)"),
    "concentration": _("Hoeveel ongelijker vragers mogen gaan wonen (procentpunt)"),
    "export": _("Deel van de vragers dat naar andere gemeenten mag gaan (%)"),
    "urgent_share": _("Grootste aandeel urgenten in één buurt in één jaar (%)"),
    "success_drop": _("Hoeveel de slaagkans van de laagste inkomens mag dalen (procentpunt)"),
    "cheap_loss": _("Deel van de goedkope woningen dat mag verdwijnen (%)"),
    "displaced_km": _("Hoe ver wie weg moet gemiddeld terecht mag komen (km)"),
}
_PLAIN = frozenset({"displaced_km"})


class FrameForm(forms.Form):
    """What a scenario starts from; an empty budget or tolerance means that nothing was agreed about it."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Titel"), max_length=120)
    description = forms.CharField(
        label=_("Waar gaat het over?"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    growth = forms.FloatField(
        label=_("Groei van het aantal huishoudens per jaar (%)"), help_text=_("0 is: het aantal blijft gelijk.")
    )
    arrivals = forms.FloatField(
        label=_("Instroom van buiten de stad"), help_text=_("1 is zoals nu; 1,1 is een tiende meer.")
    )
    institutions = forms.FloatField(
        label=_("Huishoudens per jaar die uit een instelling komen"),
        required=False,
        help_text=_("Leeg: evenveel als er bij 'Mensen uit instellingen' staan."),
    )
    price_level = forms.IntegerField(label=_("Jaar van de prijzen"))

    def __init__(self, *args: Any, scenario: Scenario, taal: Taal, **given: Any) -> None:
        """Ask a budget of each actor, and each tolerance."""
        given["initial"] = {**_initial(scenario), **given.get("initial", {})}
        super().__init__(*args, **given)
        self._scenario = scenario
        for actor in Actor:
            name = ACTOR_NAMES[actor].say(taal)
            for key, label in (("total", _("in alle jaren samen")), ("yearly", _("per jaar"))):
                text = f"{_('Budget')} {name}, {label} ({_('euro')})"
                self.fields[f"budget_{actor.name}_{key}"] = forms.FloatField(label=text, required=False)
        for key, words in _TOLERANCES.items():
            self.fields[f"most_{key}"] = forms.FloatField(label=words, required=False)

    def scenario(self, before: Scenario) -> Scenario:
        """Return a scenario with what was filled in; all else as it was before."""
        said = self.cleaned_data
        budgets = {}
        for actor in Actor:
            total, yearly = said[f"budget_{actor.name}_total"], said[f"budget_{actor.name}_yearly"]
            if total is not None or yearly is not None:
                budgets[actor] = Budget(total=total, yearly=yearly)
        most = {
            key: None if said[f"most_{key}"] is None else round(said[f"most_{key}"] / _factor(key), 6)
            for key in _TOLERANCES
        }
        return replace(
            before,
            title=said["title"],
            description=said["description"].replace("\r\n", "\n"),
            exogenous=_around(before.exogenous, said),
            budgets=budgets,
            tolerances=Tolerances(**most),
        )

    @property
    def head(self) -> list[forms.BoundField]:
        """What it is about, and what happens anyway."""
        return [self[name] for name in self.fields if not name.startswith(("budget_", "most_")) and name != "base"]

    @property
    def budgets(self) -> list[forms.BoundField]:
        """What each actor may spend."""
        return [self[name] for name in self.fields if name.startswith("budget_")]

    @property
    def agreed(self) -> list[forms.BoundField]:
        """What people want to hold on to."""
        return [self[name] for name in self.fields if name.startswith("most_")]


def _around(before: Exogenous, said: Mapping[str, Any]) -> Exogenous:
    """Return what happens anyway; a list per year, or a number by where people come from, stays if it was not changed.

    The form shows the mean of a list and the sum of what comes from several places: who changes that, changes it for
    all years, or for all together.
    """
    made = replace(before, price_level=said["price_level"])
    if said["growth"] != _shown(100 * before.growth):
        made = replace(made, growth=round(said["growth"] / 100.0, 6), growth_years=())
    if said["arrivals"] != _shown(before.arrivals):
        made = replace(made, arrivals=said["arrivals"], arrivals_years=())
    if said["institutions"] != _shown(before.institutions):
        made = replace(made, institutions=said["institutions"], flows={})
    return made


def _shown(value: float | None) -> float | None:
    """Return a number as the form shows it."""
    text = _plain(value)
    return None if text is None else float(text)


def _factor(key: str) -> float:
    return 1.0 if key in _PLAIN else 100.0


def _initial(scenario: Scenario) -> dict[str, Any]:
    e = scenario.exogenous
    found: dict[str, Any] = {
        "title": scenario.title,
        "description": scenario.description,
        "growth": _plain(100 * e.growth),
        "arrivals": _plain(e.arrivals),
        "institutions": _plain(e.institutions),
        "price_level": e.price_level,
    }
    for actor, budget in scenario.budgets.items():
        found[f"budget_{actor.name}_total"] = _plain(budget.total)
        found[f"budget_{actor.name}_yearly"] = _plain(budget.yearly)
    for item in fields(scenario.tolerances):
        value = getattr(scenario.tolerances, item.name)
        found[f"most_{item.name}"] = None if value is None else _plain(value * _factor(item.name))
    return found


def _plain(value: float | None) -> str | None:
    """Return a number without a point that says nothing.

    >>> _plain(2500000.0), _plain(0.5)
    ('2500000', '0.5')
    """
    return None if value is None else f"{round(value, 4):.10g}"
