"""The form that says what the columns of a corporation's stock mean."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veerkracht.web.datasets.mapping_forms import MOST_COLUMNS, TableForm
from veerkracht.web.site.fields import classes_of
from veerkracht.workflows.own_tables import (
    Allocation,
    AllocationBy,
    ColumnType,
    OwnMapping,
    RentClass,
    StockColumns,
    TurnoverUnit,
)

_RENTS = [
    ("", gettext_lazy("onbekend")),
    (RentClass.LOW.value, gettext_lazy("goedkoop")),
    (RentClass.AFFORDABLE.value, gettext_lazy("betaalbaar")),
    (RentClass.HIGH.value, gettext_lazy("duur")),
    (RentClass.FREE.value, gettext_lazy("vrije sector")),
]
_BY = [
    ("", gettext_lazy("geen toewijzingen")),
    (AllocationBy.ALL.value, gettext_lazy("alle toewijzingen")),
    (AllocationBy.INCOME.value, gettext_lazy("naar inkomen")),
    (AllocationBy.HOUSEHOLD.value, gettext_lazy("naar huishouden")),
    (AllocationBy.URGENCY.value, gettext_lazy("naar urgentie")),
]
_PLAIN = ("complex", "dwellings", "rent_class", "energy_label", "turnover")


class StockForm(TableForm):
    """The stock of a corporation: which column tells what of a complex."""

    complex = forms.ChoiceField(label=gettext_lazy("Kolom met het complex"), required=False)
    dwellings = forms.ChoiceField(label=gettext_lazy("Kolom met het aantal woningen"))
    rent_class = forms.ChoiceField(label=gettext_lazy("Kolom met de huurklasse"), required=False)
    energy_label = forms.ChoiceField(label=gettext_lazy("Kolom met het energielabel"), required=False)
    turnover = forms.ChoiceField(label=gettext_lazy("Kolom met de mutaties in het jaar"), required=False)
    turnover_unit = forms.ChoiceField(
        label=gettext_lazy("Mutaties zijn"),
        choices=[
            (TurnoverUnit.COUNT.value, gettext_lazy("een aantal woningen")),
            (TurnoverUnit.PERCENTAGE.value, gettext_lazy("een percentage van de woningen")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Ask for each thing that is known of a complex; see `TableForm`."""
        super().__init__(data, **kwargs)
        stock = self.mapping.stock
        columns = [(one, one) for one in self.sheet.header]
        for name in _PLAIN:
            self._choose(name, [("", _("Die is er niet")), *columns])
            self.initial[name] = getattr(stock, name)
        self.initial["turnover_unit"] = stock.turnover_unit.value
        self.counted = [one.name for one in self.sheet.columns if one.type in (ColumnType.WHOLE, ColumnType.NUMBER)][
            :MOST_COLUMNS
        ]
        held = {one.column: one for one in stock.allocations}
        for at, column in enumerate(self.counted):
            one = held.get(column)
            by = forms.ChoiceField(choices=_BY, required=False, label=_("Toewijzingen in %(name)s") % {"name": column})
            group = forms.CharField(max_length=60, required=False, label=_("Groep van %(name)s") % {"name": column})
            for field in (by, group):
                field.widget.attrs |= {"aria-label": field.label, "class": classes_of(field.widget, invalid=False)}
            self.fields[f"by{at}"], self.fields[f"group{at}"] = by, group
            self.initial[f"by{at}"] = "" if one is None else one.by.value
            self.initial[f"group{at}"] = "" if one is None else one.group
        self.rents = list(stock.rent_classes)
        for at, text in enumerate(self.rents):
            self.fields[f"rent{at}"] = forms.ChoiceField(choices=_RENTS, required=False, label=text)
            self.initial[f"rent{at}"] = stock.rent_classes[text].value

    def plain(self) -> list[forms.BoundField]:
        """Return the fields on columns that say one thing."""
        return [self[name] for name in (*_PLAIN, "turnover_unit")]

    def allocation_rows(self) -> list[dict[str, Any]]:
        """Return what is asked about each column of numbers."""
        return [
            {"column": column, "by": self[f"by{at}"], "group": self[f"group{at}"]}
            for at, column in enumerate(self.counted)
        ]

    def rent_fields(self) -> list[forms.BoundField]:
        """Return what is asked about each text in the column of rent classes."""
        return [self[f"rent{at}"] for at in range(len(self.rents))]

    def build(self) -> OwnMapping:
        """Return the mapping that the answers make."""
        said = self.cleaned_data
        allocations = tuple(
            Allocation(column=column, by=AllocationBy(said[f"by{at}"]), group=said[f"group{at}"])
            for at, column in enumerate(self.counted)
            if said[f"by{at}"]
        )
        rents = {text: RentClass(said[f"rent{at}"]) for at, text in enumerate(self.rents) if said[f"rent{at}"]}
        stock = StockColumns(
            **{name: said[name] for name in _PLAIN},
            turnover_unit=TurnoverUnit(said["turnover_unit"]),
            allocations=allocations,
            rent_classes=rents,
        )
        return replace(super().build(), stock=stock)
