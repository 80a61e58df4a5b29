"""Forms of the workspace. Words and checks of form only; whether something may, `actions` says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.workspace import ManyAreasError, NoSuchAreaError
from veerkracht.facts.areas import Level
from veerkracht.web.workspace.actions.giving import roles_within
from veerkracht.web.workspace.models import Organisation, OrganisationKind, PhaseState, Trajectory, TrajectoryState
from veerkracht.web.workspace.roles import ROLE_NAMES, Role
from veerkracht.workflows import places

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from veerkracht.web.accounts.models import User

THEMES = (("veerkracht", _("Veerkracht (neutraal)")), ("demostad", _("Demostad (voorbeeld)")))


class DateInput(forms.DateInput):
    """A date as browsers pick it."""

    input_type = "date"

    def __init__(self) -> None:
        """Write it the one way that browsers read."""
        super().__init__(format="%Y-%m-%d")


def date_field(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(label=label, required=required, widget=DateInput(), help_text=hint)


class OrganisationForm(forms.Form):
    """Name, kind and house style."""

    name = forms.CharField(label=_("Naam"), max_length=160)
    kind = forms.ChoiceField(label=_("Soort organisatie"), choices=OrganisationKind.choices)
    theme = forms.ChoiceField(
        label=_("Huisstijl"),
        choices=THEMES,
        help_text=_("Kleuren van knoppen en koppen. Kaarten houden hun eigen kleuren."),
    )


class TrajectoryForm(forms.Form):
    """What a trajectory is about, where and when."""

    name = forms.CharField(label=_("Naam"), max_length=160, help_text=_("Bijvoorbeeld: Veerkrachtige wijken 2026."))
    goal = forms.CharField(
        label=_("Doel"),
        required=False,
        max_length=4000,
        help_text=_("Wat moet er aan het eind liggen, en voor wie?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    gemeente = forms.ChoiceField(label=_("Gemeente"), help_text=_("Met deze gemeente openen de kaarten."))
    others = forms.CharField(
        label=_("Andere gemeenten"),
        required=False,
        max_length=4000,
        help_text=_("Voor een regio: namen met een komma ertussen."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    start = date_field(_("Begin"), required=True)
    end = date_field(_("Einde"), hint=_("Leeg: twintig weken. De methode duurt drie tot zes maanden."))

    def __init__(self, *args: Any, known: Sequence[places.Place], **kwargs: Any) -> None:
        """Offer the gemeenten of which there are figures."""
        super().__init__(*args, **kwargs)
        self.known = tuple(known)
        choices = [("", _("Kies een gemeente")), *((place.code, place.name) for place in self.known)]
        self.fields["gemeente"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_others(self) -> list[str]:
        """Return the codes of the other gemeenten.

        Raises:
            ValidationError: for every name that fits none or more than one.
        """
        codes, faults = [], []
        for name in filter(None, (part.strip() for part in re.split(r"[,;\n]", self.cleaned_data["others"]))):
            found = places.find(name, among=self.known)
            if len(found) == 1:
                codes.append(found[0].code)
                continue
            taal = get_language() or "nl"
            if found:
                faults.append(ManyAreasError(name, names=[one.name for one in found[:8]]).message(taal))
            else:
                faults.append(NoSuchAreaError(name, available=[one.name for one in self.known]).message(taal))
        if faults:
            raise forms.ValidationError(faults)
        return codes

    def gemeenten(self) -> list[str]:
        """Return all codes, the first one first, each once."""
        return list(dict.fromkeys([self.cleaned_data["gemeente"], *self.cleaned_data["others"]]))


class TrajectoryEditForm(TrajectoryForm):
    """The same, with how far it is."""

    state = forms.ChoiceField(label=_("Stand"), choices=TrajectoryState.choices, widget=forms.RadioSelect)
    field_order = ["name", "goal", "state", "gemeente", "others", "start", "end"]

    def __init__(self, *args: Any, trajectory: Trajectory, known: Sequence[places.Place], **kwargs: Any) -> None:
        """Keep what was chosen on the list, also where its figures are gone."""
        there = {place.code for place in known}
        gone = [
            places.Place(code=code, name=code, level=Level.GEMEENTE)
            for code in trajectory.gemeenten
            if code not in there
        ]
        names = {place.code: place.name for place in (*known, *gone)}
        initial = {
            "name": trajectory.name,
            "goal": trajectory.goal,
            "state": trajectory.state,
            "gemeente": trajectory.gemeente,
            "others": ", ".join(names[code] for code in trajectory.gemeenten[1:]),
            "start": trajectory.start,
            "end": trajectory.end,
        }
        super().__init__(*args, known=[*known, *gone], initial=initial, **kwargs)


class PhaseForm(forms.Form):
    """How far a phase is, when, and a note."""

    state = forms.ChoiceField(label=_("Stand"), choices=PhaseState.choices, widget=forms.RadioSelect)
    start = date_field(_("Begin"))
    end = date_field(_("Einde"))
    note = forms.CharField(
        label=_("Toelichting"),
        required=False,
        max_length=4000,
        help_text=_("Wat is afgesproken, en wat is er nog nodig?"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AreaForm(forms.Form):
    """A wijk or buurt and why it gets attention."""

    text = forms.CharField(
        label=_("Wijk of buurt"),
        max_length=160,
        help_text=_("Typ de naam of de code."),
        widget=forms.TextInput(attrs={"list": "areas-known", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Waarom dit gebied?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class InvitationForm(forms.Form):
    """For whom an invitation is and what it gives."""

    role = forms.ChoiceField(label=_("Rol"), widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mailadres"),
        required=False,
        help_text=_("Alleen wie dit adres heeft, kan de link gebruiken. Leeg: wie de link krijgt."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    send = forms.BooleanField(
        label=_("Stuur de uitnodiging ook per e-mail"), required=False, help_text=_("Anders deelt u de link zelf.")
    )

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """Offer the roles that this person may give."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Ask for an address if a mail is wanted."""
        cleaned = super().clean() or {}
        if cleaned.get("send") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Vul een e-mailadres in, of stuur de link zelf."))
        return cleaned


class FirstBeheerderForm(InvitationForm):
    """For whom the invitation of the first beheerder is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave the role out: it is always the same."""
        super().__init__(*args, roles=(), **kwargs)
        del self.fields["role"]


class OrganisationInvitationForm(InvitationForm):
    """Which organisation is asked to take part, and what its people may do at most."""

    name = forms.CharField(
        label=_("Welke organisatie?"), max_length=160, help_text=_("Bijvoorbeeld: Woonstichting De Linde.")
    )
    field_order = ["name", "role", "email", "send"]

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """Offer the roles that this person may give; who manages a trajectory is of the organisation itself."""
        super().__init__(*args, roles=[role for role in roles if role is not Role.BEHEERDER], **kwargs)
        self.fields["role"].label = _("Wat mogen haar mensen hier hoogstens?")
        self.fields["role"].help_text = _(
            "De beheerder van die organisatie kiest wie er meedoen, met deze rol of minder."
        )
        self.fields["email"].label = _("E-mailadres van haar beheerder")


class AnswerForm(forms.Form):
    """For which organisation someone accepts."""

    organisation = forms.ModelChoiceField(label=_("Voor welke organisatie?"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        """Offer the organisations that this person may answer for."""
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = organisations  # type: ignore[attr-defined]  # a ModelChoiceField
        if len(organisations) == 1:
            self.initial["organisation"] = organisations[0].pk


class PeopleForm(forms.Form):
    """Which members of an organisation take part in a trajectory of another, each with a role."""

    def __init__(self, *args: Any, people: Mapping[User, Role | None], most: Role, **kwargs: Any) -> None:
        """Ask for every member; `people` has the present role of each."""
        super().__init__(*args, **kwargs)
        self.people = {f"p_{user.pk.hex}": user for user in people}
        offered = [("", _("Doet niet mee")), *role_choices(roles_within(most))]
        for (name, user), role in zip(self.people.items(), people.values(), strict=True):
            # A role that the other organisation gave later stays on the list.
            extra = role_choices([role]) if role is not None and role not in roles_within(most) else []
            self.fields[name] = forms.ChoiceField(
                label=str(user),
                required=False,
                help_text=user.email,
                choices=[*offered, *extra],
                initial=role.value if role else "",
            )
            self.fields[name].required = False

    def chosen(self) -> dict[User, Role | None]:
        """Return who was chosen for which role."""
        said = self.cleaned_data
        return {user: Role(said[name]) if said[name] else None for name, user in self.people.items()}


class RoleForm(forms.Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Rol"))

    def __init__(self, *args: Any, roles: Iterable[Role], **kwargs: Any) -> None:
        """Offer the roles that this person may give."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]  # a ChoiceField


class ChangesForm(forms.Form):
    """Which changes to show; its fields are words of the address, so they are Dutch."""

    def __init__(
        self, *args: Any, people: Sequence[tuple[str, str]], acts: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer who and what there is."""
        super().__init__(*args, **kwargs)
        everyone, everything = [("", _("Iedereen")), *people], [("", _("Alles")), *acts]
        self.fields["wie"] = forms.ChoiceField(label=_("Wie"), required=False, choices=everyone)
        self.fields["wat"] = forms.ChoiceField(label=_("Wat"), required=False, choices=everything)
        self.fields["van"] = date_field(_("Vanaf"))
        self.fields["tot"] = date_field(_("Tot en met"))


def role_choices(roles: Iterable[Role]) -> list[tuple[str, Any]]:
    """Return roles as a form offers them."""
    return [(role.value, ROLE_NAMES[role]) for role in roles]


def organisation_initial(organisation: Organisation) -> dict[str, str]:
    """Return what the form of an organisation starts with."""
    return {"name": organisation.name, "kind": organisation.kind, "theme": organisation.theme}
