"""Forms of the pages on data: a file, a trajectory to share with, which open data to fetch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from veerkracht.facts.indicators import Theme
from veerkracht.web.workspace.models import Trajectory

FIRST_YEAR = 2012
_THEMES = {
    Theme.BEWONERS: gettext_lazy("Bewoners"),
    Theme.ZELFREDZAAMHEID: gettext_lazy("Zelfredzaamheid"),
    Theme.SAMENREDZAAMHEID: gettext_lazy("Samenredzaamheid"),
    Theme.LEEFBAARHEID: gettext_lazy("Leefbaarheid"),
    Theme.WONINGVOORRAAD: gettext_lazy("Woningvoorraad"),
}


class UploadForm(forms.Form):
    """A table that someone sends."""

    file = forms.FileField(
        label=gettext_lazy("Bestand"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt,.tsv"}),
        error_messages={"required": gettext_lazy("Kies een bestand.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a file, and say how large it may be."""
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "Excel (.xlsx), OpenDocument (.ods) of CSV, met codes of namen van buurten, wijken of gemeenten. "
            "Hoogstens %(most)d MB."
        ) % {"most": int(settings.CONFIG.upload_mb)}


class OpenFileForm(UploadForm):
    """A file with open data."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a file of a publisher whose layout is known."""
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.widget.attrs.pop("accept", None)
        field.help_text = _(
            "Een bestand van CBS, RIVM, politie, Leefbaarometer of Kadaster, zoals zij het uitgeven: CSV, Excel, "
            "Parquet, GeoPackage, GeoJSON of zip. Hoogstens %(most)d MB."
        ) % {"most": int(settings.CONFIG.upload_mb)}


class ShareForm(forms.Form):
    """A trajectory to share a table with."""

    trajectory = forms.ModelChoiceField(
        label=gettext_lazy("Traject"),
        queryset=Trajectory.objects.none(),
        empty_label=gettext_lazy("Kies een traject"),
        help_text=gettext_lazy("Iedereen in dat traject ziet dan de cijfers, ook wie geen lid is van uw organisatie."),
    )

    def __init__(self, *args: Any, trajectories: QuerySet[Trajectory], **kwargs: Any) -> None:
        """Ask among some trajectories."""
        super().__init__(*args, **kwargs)
        self.fields["trajectory"].queryset = trajectories  # type: ignore[attr-defined]  # a field with a queryset


class RefreshForm(forms.Form):
    """Which open data to fetch."""

    first = forms.IntegerField(label=gettext_lazy("Van jaar"), min_value=FIRST_YEAR)
    last = forms.IntegerField(label=gettext_lazy("Tot en met jaar"), min_value=FIRST_YEAR)
    themes = forms.MultipleChoiceField(
        label=gettext_lazy("Onderwerpen"),
        required=False,
        choices=[(theme.value, name) for theme, name in _THEMES.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Kies niets om alle onderwerpen op te halen. Zo kunnen alle kaarten worden gemaakt."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for years up to this one."""
        now = timezone.localdate().year
        kwargs.setdefault("initial", {"first": 2015, "last": now})
        super().__init__(*args, **kwargs)
        for name in ("first", "last"):
            self.fields[name].max_value = now  # type: ignore[attr-defined]  # a field of numbers
            self.fields[name].widget.attrs["max"] = now

    def clean(self) -> dict[str, Any]:
        """See to it that the years run forward."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first is not None and last is not None and first > last:
            self.add_error("last", _("Het laatste jaar ligt voor het eerste jaar %(first)d.") % {"first": first})
        if last is not None and last > timezone.localdate().year:
            self.add_error("last", _("Van %(last)d zijn er nog geen cijfers.") % {"last": last})
        return found
