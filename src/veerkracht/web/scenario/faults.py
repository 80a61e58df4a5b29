"""Where a fault of a scenario belongs in the form that brought it about, and how it is said there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from veerkracht.errors.scenario import (
    BudgetExceededError,
    ContradictionError,
    DemolitionError,
    MissingMarginsError,
    ScenarioAreaError,
    ShareError,
    YearRangeError,
)

if TYPE_CHECKING:
    from django import forms

    from veerkracht.errors.base import VeerkrachtError
    from veerkracht.facts.language import Taal

_PLACE = re.compile(r"^Scenario, \[[^:]*: ")
_KEYS = {"from": "first", "to": "last"}
_FIELDS: tuple[tuple[type[VeerkrachtError], tuple[str, ...]], ...] = (
    (ContradictionError, ("areas", "area")),
    (MissingMarginsError, ("areas", "area")),
    (ScenarioAreaError, ("areas", "area", "spread")),
    (ShareError, ("share", "spread")),
    (BudgetExceededError, ("euro",)),
)


def put_in_form(form: forms.Form, error: VeerkrachtError, *, taal: Taal) -> None:
    """Say a fault beside the field that it is about, or above the form if it is about none of them."""
    form.add_error(_field_of(form, error), said(error, taal=taal))


def said(error: VeerkrachtError, *, taal: Taal) -> str:
    """Return a fault without the name of the table in the file, which who fills in a form never saw."""
    if isinstance(error, ContradictionError):
        words = _("In %(area)s geldt voor %(year)s al zo'n regel. Pas de jaren of gebieden aan, of voeg de twee samen.")
        return words % {"area": error.facts["area"], "year": error.facts["year"]}
    text = _PLACE.sub("", error.message(taal))
    return text[:1].upper() + text[1:]


def _field_of(form: forms.Form, error: VeerkrachtError) -> str | None:
    if isinstance(error, DemolitionError):
        return _there(form, [f"demolished_{error.facts['segment']}"])
    if isinstance(error, YearRangeError):
        key = str(error.facts["where"]).rpartition(", ")[2]
        return _there(form, [_KEYS.get(key, key), "first"])
    for kind, names in _FIELDS:
        if isinstance(error, kind):
            return _there(form, list(names))
    key = str(error.facts.get("key", ""))
    return _there(form, [_KEYS.get(key, key)])


def _there(form: forms.Form, names: list[str]) -> str | None:
    return next((name for name in names if name in form.fields), None)
