"""How a field of a form is shown: its classes, hint and fault, as the Dutch design system has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from django.forms import BaseForm, BoundField

FieldView = dict[str, Any]

_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "utrecht-checkbox"),
    (forms.RadioSelect, "vk-radio"),
    (forms.CheckboxInput, "utrecht-checkbox"),
    (forms.SelectMultiple, "utrecht-select utrecht-select--html-select"),
    (forms.Select, "utrecht-select utrecht-select--html-select"),
    (forms.Textarea, "utrecht-textarea"),
    (forms.ClearableFileInput, "vk-file"),
    (forms.FileInput, "vk-file"),
)
"""The first that fits; anything else is a text box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a form.

    Attributes:
        target: the id of the field, empty for the form as a whole.
    """

    text: str
    target: str


def field_view(bound: BoundField) -> FieldView:
    """Return what the template of a field needs."""
    widget = bound.field.widget
    identity = bound.id_for_label or bound.auto_id
    group = isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))
    described = [f"{bound.auto_id}_hint"] if bound.help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    attributes: dict[str, str | bool] = {
        "class": classes_of(widget, invalid=bool(bound.errors)),
        "aria-describedby": " ".join(described),
    }
    if not described or group:
        del attributes["aria-describedby"]
    return {
        "bound": bound,
        "identity": identity,
        "group": group,
        "checkbox": isinstance(widget, forms.CheckboxInput),
        "described": " ".join(described),
        "control": "" if group else bound.as_widget(attrs=attributes),
        "options": list(bound.subwidgets) if group else [],
        "option_class": classes_of(widget, invalid=False) if group else "",
    }


def classes_of(widget: forms.Widget, *, invalid: bool) -> str:
    """Return the classes of a widget, after its own.

    Examples:
        >>> classes_of(forms.NumberInput(), invalid=True)
        'utrecht-textbox utrecht-textbox--numeric utrecht-textbox--invalid'
    """
    ours = next((names for kind, names in _CLASSES if isinstance(widget, kind)), "utrecht-textbox")
    block = ours.split(" ", maxsplit=1)[0]
    own = [str(widget.attrs["class"])] if "class" in widget.attrs else []
    number = [f"{block}--numeric"] if isinstance(widget, forms.NumberInput) else []
    return " ".join([*own, ours, *number, *([f"{block}--invalid"] if invalid else [])])


def summary_of(form: BaseForm) -> list[Fault]:
    """Return everything that is wrong with a form: first as a whole, then by field."""
    if not form.is_bound:
        return []
    whole = [Fault(text=str(text), target="") for text in form.non_field_errors()]
    by_field = [
        Fault(text=f"{bound.label}: {text}" if bound.label else str(text), target=_target(bound))
        for bound in form
        for text in bound.errors
    ]
    return whole + by_field


def _target(bound: BoundField) -> str:
    """Return the id of what the link of a fault leads to: of a group, its first option."""
    if isinstance(bound.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        first = next(iter(bound.subwidgets), None)
        return first.id_for_label if first is not None else ""
    return str(bound.id_for_label)
