"""Forms of scenarios: a new one, a line, what it starts from, its text. They make values; the text is the truth."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from veerkracht.report.stad.money import ACTOR_NAMES
from veerkracht.report.stad.scenario_words import CONVERSION_NAMES, EFFORT_NAMES, WHOLE_CITY
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.scenario import (
    EVERYWHERE,
    SEGMENT_LABELS,
    SEGMENT_NAMES,
    Actor,
    Conversion,
    Effort,
    Homes,
    Quota,
    Steer,
)
from veerkracht.stad.scenario_edits import Part
from veerkracht.workflows.scenario_page import by_wijk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.stad.city import City
    from veerkracht.stad.scenario import Scenario
    from veerkracht.stad.scenario_edits import Entry

AREA_KEYS = ("areas", "area")
_SHOWN = 0.005
"""A chance is shown with two decimals: what is nearer than this to what stood there was not changed."""


class MakeForm(forms.Form):
    """What a new scenario starts from."""

    start = forms.ChoiceField(label=_("Waarmee wilt u beginnen?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        required=False,
        help_text=_("Laat dit leeg, dan krijgt het scenario de titel uit de tekst."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **given: Any) -> None:
        """Offer what can be begun with."""
        super().__init__(*args, **given)
        _offer(self, "start", choices)


def _offer(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    """Offer what can be chosen in a field."""
    form.fields[name].choices = choices  # type: ignore[attr-defined]  # only asked of fields of choices


class LineForm(forms.Form):
    """What all lines have: which version they start from."""

    base = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, scenario: Scenario, city: City, wijken: Mapping[str, str], taal: Taal, **given: Any
    ) -> None:
        """Offer the areas, years and actors of a scenario."""
        super().__init__(*args, **given)
        self.scenario, self.taal = scenario, taal
        if "areas" in self.fields:
            _offer(self, "areas", _areas(city, wijken, taal=taal, whole=True))
        if "area" in self.fields:
            _offer(self, "area", _areas(city, wijken, taal=taal, whole=False))
        if "actor" in self.fields:
            _offer(self, "actor", [(one.value, ACTOR_NAMES[one].say(taal)) for one in Actor])
        for name in ("first", "last", "year"):
            if name in self.fields:
                hint = now("Van %(first)s tot en met %(last)s.") % {"first": scenario.first, "last": scenario.last}
                self.fields[name].help_text = hint

    def entry(self) -> Entry:
        """Return the line that was filled in."""
        raise NotImplementedError


class _Areas(forms.MultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class EffortForm(LineForm):
    """Money for an approach."""

    kind = forms.ChoiceField(label=_("Wat voor inzet?"))
    euro = forms.FloatField(
        label=_("Euro per huishouden per jaar"),
        help_text=_("In prijzen van het scenario. Het effect per euro is een aanname met een brede marge."),
    )
    first = forms.IntegerField(label=_("Eerste jaar"))
    last = forms.IntegerField(label=_("Laatste jaar"))
    actor = forms.ChoiceField(label=_("Wie betaalt?"))
    areas = _Areas(label=_("Waar?"))

    def __init__(self, *args: Any, **given: Any) -> None:
        """Name the kinds."""
        super().__init__(*args, **given)
        _offer(self, "kind", [(key, name.say(self.taal)) for key, name in EFFORT_NAMES.items()])

    def entry(self) -> Effort:
        """Return the line that was filled in."""
        said = self.cleaned_data
        return Effort(
            kind=said["kind"],
            areas=tuple(said["areas"]),
            euro=said["euro"],
            first=said["first"],
            last=said["last"],
            actor=Actor(said["actor"]),
        )


class HomesForm(LineForm):
    """Homes built and demolished in one buurt in one year."""

    area = forms.ChoiceField(label=_("In welke buurt?"))
    year = forms.IntegerField(label=_("Jaar van oplevering of sloop"))
    actor = forms.ChoiceField(label=_("Wie doet het?"))

    def __init__(self, *args: Any, **given: Any) -> None:
        """Ask a number for each segment, to build and to demolish."""
        super().__init__(*args, **given)
        for verb, label in (("built", now("Bouwen")), ("demolished", now("Slopen"))):
            for segment in Segment:
                self.fields[f"{verb}_{segment.name.lower()}"] = forms.IntegerField(
                    label=f"{label}: {SEGMENT_LABELS[segment].say(self.taal)}", min_value=0, required=False
                )

    def entry(self) -> Homes:
        """Return the line that was filled in."""
        said = self.cleaned_data
        built, demolished = (
            {Segment[name.upper()]: said[f"{verb}_{name}"] for name in SEGMENT_NAMES if said[f"{verb}_{name}"]}
            for verb in ("built", "demolished")
        )
        actor = Actor(said["actor"])
        return Homes(area=said["area"], year=said["year"], built=built, demolished=demolished, actor=actor)

    def clean(self) -> dict[str, Any]:
        """Refuse a line that does nothing."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        numbers = [value for key, value in said.items() if key.startswith(("built_", "demolished_"))]
        if not self.errors and not any(numbers):
            self.add_error("built_owned", now("Vul bij bouwen of slopen minstens één aantal in."))
        return said


class ConversionForm(LineForm):
    """Homes that fall vacant and change segment."""

    kind = forms.ChoiceField(label=_("Wat gebeurt ermee?"))
    share = forms.FloatField(label=_("Deel van wat vrijkomt (%)"), min_value=0, max_value=100)
    first = forms.IntegerField(label=_("Eerste jaar"))
    last = forms.IntegerField(label=_("Laatste jaar"))
    actor = forms.ChoiceField(label=_("Wie doet het?"))
    areas = _Areas(label=_("Waar?"))

    def __init__(self, *args: Any, **given: Any) -> None:
        """Name the kinds."""
        super().__init__(*args, **given)
        _offer(self, "kind", [(key, name.say(self.taal)) for key, name in CONVERSION_NAMES.items()])

    def entry(self) -> Conversion:
        """Return the line that was filled in."""
        said = self.cleaned_data
        return Conversion(
            kind=said["kind"],
            areas=tuple(said["areas"]),
            share=round(said["share"] / 100.0, 6),
            first=said["first"],
            last=said["last"],
            actor=Actor(said["actor"]),
        )


class SteerForm(LineForm):
    """Who has more chance of a home of a corporation."""

    drager = forms.FloatField(
        label=_("Dragers: hoeveel keer zo veel kans?"),
        min_value=0.01,
        max_value=100,
        help_text=_("1 is zoals nu; 2 is twee keer zo veel kans; 0,5 de helft."),
    )
    between = forms.FloatField(label=_("Mensen ertussenin: hoeveel keer?"), min_value=0.01, max_value=100)
    vrager = forms.FloatField(label=_("Vragers: hoeveel keer?"), min_value=0.01, max_value=100)
    first = forms.IntegerField(label=_("Eerste jaar"))
    last = forms.IntegerField(label=_("Laatste jaar"))
    areas = _Areas(label=_("Waar?"))

    def __init__(self, *args: Any, old: Entry | None = None, **given: Any) -> None:
        """Remember what stood there: a chance that was not touched keeps all its digits."""
        super().__init__(*args, **given)
        self._old = dict(old.weights) if isinstance(old, Steer) else {}

    def entry(self) -> Steer:
        """Return the line that was filled in."""
        said = self.cleaned_data
        weights = {one: self._weight(one, said[one.name.lower()]) for one in Reliance}
        return Steer(
            areas=tuple(said["areas"]),
            weights={one: weight for one, weight in weights.items() if weight},
            first=said["first"],
            last=said["last"],
        )

    def _weight(self, one: Reliance, times: float) -> float:
        old = self._old.get(one, 0.0)
        return old if abs(times - math.exp(old)) <= _SHOWN else round(math.log(times), 6)


class QuotaForm(LineForm):
    """Households from institutions that the city houses."""

    households = forms.CharField(
        label=_("Huishoudens per jaar"),
        max_length=400,
        help_text=_("Eén getal voor elk jaar, of voor elk jaar een getal met spaties ertussen."),
    )
    spread = forms.CharField(
        label=_("Verdeling over gebieden"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("Per regel een code en een percentage, zoals: WK990109 30. De rest gaat naar de andere gebieden."),
    )

    def entry(self) -> Quota:
        """Return the line that was filled in."""
        said = self.cleaned_data
        return Quota(households=said["households"], spread=said["spread"])

    def clean_households(self) -> tuple[int, ...]:
        """Read one number for every year, or one for each."""
        words = self.cleaned_data["households"].replace(",", " ").replace(";", " ").split()
        if not all(re.fullmatch(r"[0-9]{1,7}", word) for word in words) or len(words) not in (1, self.scenario.years):
            text = now("Geef één heel getal, of %(years)s hele getallen: voor elk jaar een.")
            raise forms.ValidationError(text % {"years": self.scenario.years})
        numbers = tuple(int(word) for word in words)
        return numbers * self.scenario.years if len(numbers) == 1 else numbers

    def clean_spread(self) -> dict[str, float]:
        """Read a code and a percentage a line."""
        found: dict[str, float] = {}
        for line in self.cleaned_data["spread"].splitlines():
            if not line.strip():
                continue
            match = re.fullmatch(r"\s*([A-Z]{2}[0-9]{6,8})\s+([0-9]{1,3}(?:[.,][0-9]{1,4})?)\s*%?\s*", line)
            if match is None or match[1] in found:
                text = now("De regel '%(line)s' klopt niet: schrijf een code en een percentage, elke code één keer.")
                raise forms.ValidationError(text % {"line": line.strip()[:60]})
            found[match[1]] = round(float(match[2].replace(",", ".")) / 100.0, 6)
        return found


LINE_FORMS: dict[Part, type[LineForm]] = {
    Part.EFFORT: EffortForm,
    Part.HOMES: HomesForm,
    Part.CONVERSION: ConversionForm,
    Part.STEER: SteerForm,
    Part.QUOTA: QuotaForm,
}


def initial_of(entry: Entry | None, *, scenario: Scenario, kind: str) -> dict[str, Any]:
    """Return what a form shows at first: the line as it stands, or a beginning."""
    span = {"first": scenario.first, "last": scenario.last}
    match entry:
        case None:
            return {**span, "kind": kind, "year": scenario.first, "drager": 1, "between": 1, "vrager": 1}
        case Effort():
            names = ("kind", "euro", "first", "last", "actor")
            shown = {name: getattr(entry, name) for name in names} | {"areas": list(entry.areas)}
            return shown | {"euro": f"{entry.euro:g}"}
        case Homes():
            numbers = {
                f"{verb}_{one.name.lower()}": counts.get(one)
                for verb, counts in (("built", entry.built), ("demolished", entry.demolished))
                for one in Segment
            }
            return {"area": entry.area, "year": entry.year, "actor": entry.actor, **numbers}
        case Conversion():
            those = ("kind", "first", "last", "actor")
            share = f"{round(100 * entry.share, 4):g}"
            return {name: getattr(entry, name) for name in those} | {"areas": list(entry.areas), "share": share}
        case Steer():
            times = {one.name.lower(): f"{math.exp(entry.weights.get(one, 0.0)):.2f}" for one in Reliance}
            return {"first": entry.first, "last": entry.last, "areas": list(entry.areas), **times}
        case Quota():
            even = len(set(entry.households)) == 1
            numbers_ = entry.households[:1] if even else entry.households
            lines = [f"{code} {100 * share:g}" for code, share in entry.spread.items()]
            return {"households": " ".join(str(one) for one in numbers_), "spread": "\n".join(lines)}


def area_groups(form: LineForm) -> list[dict[str, Any]]:
    """Return the areas of a form by wijk, each with whether it is chosen; a wijk with a choice stands open."""
    chosen = {str(one) for one in form["areas"].value() or ()}
    groups = []
    for at, (first, second) in enumerate(form.fields["areas"].choices):  # type: ignore[attr-defined]  # a choice field
        pairs = second if isinstance(second, list) else [(first, second)]
        options = [
            # The first has the id that a fault of the field leads to.
            {
                "id": f"id_areas_{at if number == 0 else f'{at}_{number}'}",
                "value": value,
                "label": label,
                "chosen": str(value) in chosen,
            }
            for number, (value, label) in enumerate(pairs)
        ]
        count = sum(bool(one["chosen"]) for one in options)
        groups.append(
            {"name": first if isinstance(second, list) else "", "options": options, "chosen": count, "open": count > 0}
        )
    return groups


def _areas(city: City, wijken: Mapping[str, str], *, taal: Taal, whole: bool) -> list[Any]:
    """Return the areas by wijk; with the whole city and whole wijken where a line may have these."""
    found: list[Any] = [(EVERYWHERE, WHOLE_CITY.say(taal).capitalize())] if whole else []
    for wijk, pairs in by_wijk(city).items():
        name = wijken.get(wijk, wijk)
        first = [(wijk, now("Heel %(name)s") % {"name": name})] if whole and wijk else []
        found.append((name or now("Buurten"), [*first, *pairs]))
    return found


class TextForm(forms.Form):
    """The text of a scenario."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Tekst van het scenario (TOML)"),
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false", "class": "sn-toml"}),
    )
    note = forms.CharField(label=_("Wat veranderde u?"), max_length=200, required=False)

    def clean_text(self) -> str:
        """Return the text with the ends of lines that a file has."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")
