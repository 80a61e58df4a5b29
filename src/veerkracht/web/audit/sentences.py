"""Every act in words that people understand. An act that is not here fails a test: add it when you add the act.

`%(what)s` is what it was done to, `%(role)s` a role, `%(before)s` the role before; see `sentence_of`.
"""

from __future__ import annotations

import contextlib
import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrPromise

    from veerkracht.web.audit.models import AuditEntry

SENTENCES: dict[str, StrPromise] = {
    # People
    "accounts.person.created": _("maakte een account"),
    "accounts.person.added": _("voegde een account toe: %(what)s"),
    "accounts.person.managed": _("veranderde het account van %(what)s"),
    "accounts.profile.changed": _("veranderde het eigen profiel"),
    "accounts.password.changed": _("veranderde het eigen wachtwoord"),
    "accounts.password.reset": _("koos een nieuw wachtwoord via een link uit een mail"),
    "accounts.provider.linked": _("logde voor het eerst in via de organisatie"),
    "accounts.second_factor.set": _("stelde de tweede stap van het inloggen in"),
    "accounts.second_factor.taken": _("nam de tweede stap van het inloggen weg bij %(what)s"),
    "accounts.recovery_codes.made": _("maakte nieuwe herstelcodes"),
    "accounts.recovery_code.used": _("logde in met een herstelcode"),
    "accounts.link.made": _("maakte een link om één keer in te loggen als %(what)s"),
    "accounts.link.used": _("logde in met een link voor één keer"),
    # Organisations, members, invitations
    "workspace.organisation.created": _("maakte de organisatie %(what)s"),
    "workspace.organisation.managed": _("veranderde de organisatie %(what)s (functioneel beheer)"),
    "workspace.organisation.changed": _("veranderde de gegevens van %(what)s"),
    "workspace.member.added": _("maakte %(what)s lid als %(role)s"),
    "workspace.member.role_changed": _("veranderde de rol van %(what)s: was %(before)s, nu %(role)s"),
    "workspace.member.removed": _("haalde %(what)s uit de organisatie; was %(before)s"),
    "workspace.member.left": _("ging weg uit de organisatie; was %(before)s"),
    "workspace.participant.role_changed": _(
        "veranderde in een traject de rol van %(what)s: was %(before)s, nu %(role)s"
    ),
    "workspace.participant.removed": _("haalde %(what)s uit een traject; was %(before)s"),
    "workspace.participant.left": _("stopte met een traject; was %(before)s"),
    "workspace.invitation.made": _("nodigde iemand uit als %(role)s %(email)s"),
    "workspace.invitation.withdrawn": _("trok een uitnodiging in voor %(role)s %(email)s"),
    "workspace.invitation.accepted": _("nam een uitnodiging aan als %(role)s"),
    # Organisations that take part in a trajectory of another
    "workspace.partner.invited": _("nodigde een organisatie uit voor een traject: %(what)s %(email)s"),
    "workspace.partner.withdrawn": _("trok de uitnodiging in van een organisatie: %(what)s %(email)s"),
    "workspace.partner.accepted": _("nam voor een organisatie een uitnodiging aan: %(what)s doet mee"),
    "workspace.partner.person_chosen": _("liet %(what)s voor de organisatie meedoen aan een traject, als %(role)s"),
    "workspace.partner.person_removed": _("liet %(what)s niet meer voor de organisatie meedoen; was %(before)s"),
    "workspace.partner.ended": _("beëindigde de deelname van een organisatie: %(what)s"),
    "workspace.partner.restored": _("liet een organisatie weer meedoen: %(what)s"),
    # Trajectories
    "workspace.trajectory.created": _("startte het traject %(what)s"),
    "workspace.trajectory.changed": _("veranderde het traject %(what)s"),
    "workspace.phase.changed": _("veranderde de planning van %(what)s"),
    "workspace.area.added": _("zette %(what)s op de lijst met aandachtsgebieden"),
    "workspace.area.removed": _("haalde %(what)s van de lijst met aandachtsgebieden"),
    "workspace.undone": _("maakte een wijziging ongedaan: %(what)s"),
    # Functional management
    "admin.added": _("voegde in het functioneel beheer iets toe: %(what)s"),
    "admin.changed": _("veranderde in het functioneel beheer: %(what)s"),
    "admin.removed": _("verwijderde in het functioneel beheer: %(what)s"),
    # Long work and reports
    "jobs.started": _("startte een taak: %(what)s"),
    "jobs.stopped": _("stopte een taak: %(what)s"),
    "jobs.ended": _("een taak is afgelopen: %(what)s"),
    "jobs.taken_up_again": _("begon opnieuw aan een taak waarvan de uitvoerder verdween: %(what)s"),
    "jobs.lost": _("een taak is mislukt, omdat de uitvoerder verdween: %(what)s"),
    "products.made": _("maakte een rapport: %(what)s"),
    "products.removed": _("verwijderde een rapport: %(what)s"),
    "products.restored": _("haalde een rapport terug: %(what)s"),
    "products.cleared": _("ruimde een verwijderd rapport op: %(what)s"),
    # Own tables and open data
    "datasets.upload.received": _("plaatste een bestand: %(what)s"),
    "datasets.upload.mapped": _("koos wat de kolommen betekenen van %(what)s"),
    "datasets.upload.dropped": _("gooide een geplaatst bestand weg: %(what)s"),
    "datasets.upload.brought_back": _("haalde een geplaatst bestand terug: %(what)s"),
    "datasets.upload.cleared": _("ruimde een weggegooid bestand op: %(what)s"),
    "datasets.table.kept": _("nam een eigen tabel in gebruik: %(what)s"),
    "datasets.table.undone": _("ging een versie terug met de eigen tabel %(what)s"),
    "datasets.table.restored": _("haalde een eigen tabel terug: %(what)s"),
    "datasets.table.settled": _("bracht een eigen tabel op orde na een storing: %(what)s"),
    "datasets.table.shared": _("deelde een eigen tabel met een traject: %(what)s"),
    "datasets.table.unshared": _("deelt een eigen tabel niet meer met een traject: %(what)s"),
    "datasets.open_data.changed": _("ververste de open gegevens"),
}

FIELDS: dict[str, StrPromise] = {
    "name": _("naam"),
    "goal": _("doel"),
    "kind": _("soort"),
    "theme": _("huisstijl"),
    "gemeenten": _("gemeenten"),
    "state": _("stand"),
    "start": _("begin"),
    "end": _("einde"),
    "note": _("toelichting"),
    "reason": _("reden"),
    "language": _("taal"),
    "fields": _("velden"),
    "changed": _("velden"),
}
"""Names of what can change, for people; what is not here is not shown."""

_MOST_LETTERS = 80
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_LISTS = ("fields", "changed")
"""Of these the value is a list of names of fields, as the program calls them."""


def register(sentences: Mapping[str, StrPromise]) -> None:
    """Add the acts of an app; it does so when Django starts."""
    SENTENCES.update(sentences)


def sentence_of(entry: AuditEntry) -> str:
    """Return what was done, as the end of a sentence that starts with who did it."""
    email = str(entry.after.get("email") or "")
    words = {
        "what": str(entry.after.get("what") or entry.object_name),
        "role": _named(entry.after.get("role")),
        "before": _named(entry.before.get("role")),
        "email": f"({email})" if email else "",
    }
    template = SENTENCES.get(entry.act)
    return (str(template) % words).strip() if template is not None else f"{entry.act}: {words['what']}"


def differences_of(entry: AuditEntry) -> list[str]:
    """Return what changed from what to what, for people."""
    found = []
    for key, label in FIELDS.items():
        before, after = entry.before.get(key), entry.after.get(key)
        if key in _LISTS and after:
            after = ", ".join(str(FIELDS[one]) for one in str(after).split(", ") if one in FIELDS)
        if before == after or (not before and not after) or "user" in entry.before:
            continue
        if before in (None, "") and not entry.before:
            found.append(f"{label}: {_short(after)}")
        else:
            found.append(f"{label}: {_short(before)} → {_short(after)}")
    return found


def _named(role: object) -> str:
    return now(str(role).capitalize()).lower() if role else ""


def _short(value: object) -> str:
    text = str(value) if value not in (None, "") else "–"
    if _DAY.fullmatch(text):
        with contextlib.suppress(ValueError):
            return date_format(date.fromisoformat(text), "j F Y")
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
