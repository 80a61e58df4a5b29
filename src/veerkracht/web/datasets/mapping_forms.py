"""Forms that say what the columns of an own table mean, and what comes of them: an `OwnMapping`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from veerkracht.facts.indicators import Better
from veerkracht.facts.language import Bilingual
from veerkracht.web.site.fields import classes_of
from veerkracht.workflows.own_tables import Figure, Inspection, OwnIndicator, OwnKind, OwnMapping, SheetView
from veerkracht.workflows.own_tables_suggest import own_code, slug

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.language import Taal

OWN = "own"
MOST_COLUMNS = 120
_LEVELS = [
    ("", gettext_lazy("Dat staat in de code (BU, WK of GM)")),
    ("buurt", gettext_lazy("Buurt")),
    ("wijk", gettext_lazy("Wijk")),
    ("gemeente", gettext_lazy("Gemeente")),
]
_KINDS = [
    (OwnKind.COUNT.value, gettext_lazy("aantal")),
    (OwnKind.PERCENTAGE.value, gettext_lazy("percentage")),
    (OwnKind.MEAN.value, gettext_lazy("gemiddelde")),
]
_BETTER = [
    (Better.NEITHER.value, gettext_lazy("geen")),
    (Better.HIGH.value, gettext_lazy("hoger")),
    (Better.LOW.value, gettext_lazy("lager")),
]


class SheetForm(forms.Form):
    """Which sheet, and in which row the names of its columns stand."""

    sheet = forms.ChoiceField(label=gettext_lazy("Blad"), required=False)
    header_row = forms.IntegerField(
        label=gettext_lazy("Rij met de kolomnamen"), min_value=1, max_value=100_000, widget=forms.NumberInput
    )

    def __init__(self, *args: Any, inspection: Inspection, **kwargs: Any) -> None:
        """Ask among the sheets of a file."""
        super().__init__(*args, **kwargs)
        names = [(one.name, one.name or _("het hele bestand")) for one in inspection.sheets]
        self.fields["sheet"].choices = names  # type: ignore[attr-defined]  # a field with choices
        if len(names) == 1:
            self.fields["sheet"].widget = forms.HiddenInput()


class TableForm(forms.Form):
    """What every own table says: what it is called, which areas, which year."""

    title = forms.CharField(
        label=gettext_lazy("Titel"), max_length=120, help_text=gettext_lazy("Zo herkent u de tabel later.")
    )
    publisher = forms.CharField(
        label=gettext_lazy("Bron"),
        max_length=120,
        help_text=gettext_lazy("Deze naam staat onder elke kaart en tabel met deze cijfers."),
    )
    area_column = forms.ChoiceField(label=gettext_lazy("Kolom met het gebied"))
    level = forms.ChoiceField(label=gettext_lazy("Wat voor gebied is dat"), choices=_LEVELS, required=False)
    gemeente = forms.ChoiceField(
        label=gettext_lazy("Gemeente"),
        required=False,
        help_text=gettext_lazy("Alleen nodig als er namen staan in plaats van codes: dan zoeken we de codes erbij."),
    )
    year_column = forms.ChoiceField(label=gettext_lazy("Kolom met het jaar"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("Jaar van de cijfers"),
        required=False,
        min_value=1995,
        max_value=2100,
        help_text=gettext_lazy("Als er geen kolom met het jaar is."),
    )
    boundary_year = forms.IntegerField(
        label=gettext_lazy("Jaar van de indeling"),
        required=False,
        min_value=1995,
        max_value=2100,
        help_text=gettext_lazy("Laat leeg als de codes van hetzelfde jaar zijn als de cijfers."),
    )
    decimal = forms.ChoiceField(
        label=gettext_lazy("Teken voor decimalen"),
        choices=[(",", gettext_lazy("komma: 12,5")), (".", gettext_lazy("punt: 12.5"))],
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        sheet: SheetView,
        mapping: OwnMapping,
        catalogue: Catalogue,
        gemeenten: Mapping[str, str],
        fixed_name: str = "",
    ) -> None:
        """Ask what the columns of a sheet mean, starting from a mapping.

        Args:
            data: what was sent, if anything.
            sheet: the sheet.
            mapping: what is known or guessed.
            catalogue: of the figures that are known.
            gemeenten: names of gemeenten by code, to look up names of areas in.
            fixed_name: short name of the table that this is a new version of; empty for a new table.
        """
        names = ("title", "publisher", "area_column", "level", "gemeente", "year_column", "year", "boundary_year")
        super().__init__(data, initial={name: getattr(mapping, name) for name in (*names, "decimal")})
        self.sheet, self.mapping, self.catalogue, self.fixed_name = sheet, mapping, catalogue, fixed_name
        columns = [(one, one) for one in sheet.header]
        self._choose("area_column", [("", _("Kies een kolom")), *columns])
        self._choose("year_column", [("", _("Er is geen kolom met het jaar")), *columns])
        self._choose("gemeente", [("", _("Niet nodig")), *gemeenten.items()])

    def build(self) -> OwnMapping:
        """Return the mapping that the answers make; call it after `is_valid`."""
        said = self.cleaned_data
        return replace(
            self.mapping,
            table=self.fixed_name or slug(said["title"])[:40],
            title=said["title"],
            publisher=said["publisher"],
            sheet=self.sheet.name,
            header_row=self.sheet.header_row,
            decimal=said["decimal"],
            area_column=said["area_column"],
            level=said["level"],
            gemeente=said["gemeente"],
            year_column=said["year_column"],
            year=None if said["year_column"] else said["year"],
            boundary_year=said["boundary_year"],
        )

    def base_fields_shown(self) -> list[forms.BoundField]:
        """Return the fields that every table has, in order."""
        return [self[name] for name in TableForm.base_fields]

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a field with choices


class MonitorForm(TableForm):
    """A city monitor: for each column whether it is a figure, and which."""

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Ask for each column; see `TableForm`."""
        super().__init__(data, **kwargs)
        taal: Taal = "nl" if get_language() == "nl" else "en"
        known = [(one.code, one.name.say(taal)) for one in self.catalogue]
        uses = [("", _("niet gebruiken")), (OWN, _("eigen cijfer")), (_("Bekende cijfers"), known)]
        held = {(one.column, one.label): one for one in self.mapping.figures}
        own = {one.code: one for one in self.mapping.own}
        self.candidates = self._candidates()
        for at, (column, label) in enumerate(self.candidates):
            figure = held.get((column, label))
            one = own.get(figure.indicator) if figure is not None else None
            use = "" if figure is None else OWN if one is not None else figure.indicator
            named = label or column
            self._add(f"use{at}", forms.ChoiceField(choices=uses, required=False), use, _("Gebruik van"), named)
            name = one.name.say(taal) if one is not None else named
            self._add(f"name{at}", forms.CharField(max_length=120, required=False), name, _("Naam van"), named)
            unit = one.unit.say(taal) if one is not None else ""
            self._add(f"unit{at}", forms.CharField(max_length=40, required=False), unit, _("Eenheid van"), named)
            kind = one.kind.value if one is not None else OwnKind.COUNT.value
            self._add(f"kind{at}", forms.ChoiceField(choices=_KINDS, required=False), kind, _("Soort van"), named)
            better = one.better.value if one is not None else Better.NEITHER.value
            self._add(f"better{at}", forms.ChoiceField(choices=_BETTER, required=False), better, _("Beter bij"), named)
            field = forms.IntegerField(required=False, min_value=1995, max_value=2100)
            self._add(f"year{at}", field, None if figure is None else figure.year, _("Jaar van"), named)

    def rows(self) -> list[dict[str, Any]]:
        """Return what is asked about each column, with examples of what stands in it."""
        examples = {one.name: ", ".join(one.examples) for one in self.sheet.columns}
        return [
            {
                "column": column,
                "label": label,
                "examples": examples.get(column, ""),
                **{part: self[f"{part}{at}"] for part in ("use", "name", "unit", "kind", "better", "year")},
            }
            for at, (column, label) in enumerate(self.candidates)
        ]

    def clean(self) -> dict[str, Any]:
        """See to it that something is used, and that an own figure has a name and a unit."""
        found = super().clean() or {}
        used = [at for at in range(len(self.candidates)) if found.get(f"use{at}")]
        if not used:
            raise forms.ValidationError(_("Kies ten minste één kolom als cijfer."))
        for at in used:
            if found.get(f"use{at}") == OWN and not found.get(f"unit{at}"):
                self.add_error(f"unit{at}", _("Geef de eenheid, bijvoorbeeld “woningen” of “%%”.") % ())
            if found.get(f"use{at}") == OWN and not found.get(f"name{at}"):
                self.add_error(f"name{at}", _("Geef het cijfer een naam."))
        return found

    def build(self) -> OwnMapping:
        """Return the mapping that the answers make."""
        said, before = self.cleaned_data, {one.code: one for one in self.mapping.own}
        figures, own = [], dict[str, OwnIndicator]()
        for at, (column, label) in enumerate(self.candidates):
            use = said[f"use{at}"]
            if not use:
                continue
            code = use
            if use == OWN:
                made = self._own(at, before=before)
                code = made.code
                own[code] = made
            figures.append(Figure(column=column, indicator=code, year=said[f"year{at}"], label=label))
        return replace(super().build(), figures=tuple(figures), own=tuple(own.values()))

    def _own(self, at: int, *, before: Mapping[str, OwnIndicator]) -> OwnIndicator:
        """Return an own figure: as it was known, with what was said about it."""
        said = self.cleaned_data
        name, unit = said[f"name{at}"], said[f"unit{at}"]
        code = own_code(name)
        kept = before.get(code)
        same = kept is not None and name in {kept.name.nl, kept.name.en}
        base = kept or OwnIndicator(code=code, name=Bilingual(name, name), unit=Bilingual(unit, unit))
        same_unit = unit in {base.unit.nl, base.unit.en}
        return replace(
            base,
            name=base.name if same else Bilingual(name, name),
            unit=base.unit if same_unit else Bilingual(unit, unit),
            kind=OwnKind(said[f"kind{at}"] or OwnKind.COUNT.value),
            better=Better(said[f"better{at}"] or Better.NEITHER.value),
        )

    def _candidates(self) -> list[tuple[str, str]]:
        """Return each column that may be a figure; where rows say which figure they hold, each of those."""
        if self.mapping.label_column:
            return [(one.column, one.label) for one in self.mapping.figures]
        taken = {self.mapping.area_column, self.mapping.year_column}
        return [(one, "") for one in self.sheet.header if one not in taken][:MOST_COLUMNS]

    def _add(self, name: str, field: forms.Field, initial: object, words: str, named: str) -> None:
        field.label = f"{words} {named}"
        field.widget.attrs |= {"aria-label": field.label, "class": classes_of(field.widget, invalid=False)}
        self.fields[name] = field
        self.initial[name] = initial
