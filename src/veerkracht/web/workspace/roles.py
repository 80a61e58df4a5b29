"""Who may do what: one table of roles and acts. What is not in it is not allowed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Role(StrEnum):
    """What someone is in an organisation or in a trajectory."""

    BEHEERDER = "beheerder"
    ANALIST = "analist"
    PROCESBEGELEIDER = "procesbegeleider"
    DEELNEMER = "deelnemer"
    LEZER = "lezer"


ROLE_NAMES: dict[Role, StrPromise] = {
    Role.BEHEERDER: _("Beheerder"),
    Role.ANALIST: _("Analist"),
    Role.PROCESBEGELEIDER: _("Procesbegeleider"),
    Role.DEELNEMER: _("Deelnemer"),
    Role.LEZER: _("Lezer"),
}


class Act(StrEnum):
    """What can be done within an organisation or a trajectory; each page and each action asks for one."""

    ORGANISATION_VIEW = "organisation.view"
    ORGANISATION_EDIT = "organisation.edit"
    MEMBERS_VIEW = "members.view"
    MEMBERS_INVITE = "members.invite"
    MEMBERS_CHANGE = "members.change"
    PARTNER_INVITE = "partner.invite"
    PARTNER_ANSWER = "partner.answer"
    AUDIT_VIEW = "audit.view"
    TRAJECTORY_CREATE = "trajectory.create"
    TRAJECTORY_VIEW = "trajectory.view"
    TRAJECTORY_EDIT = "trajectory.edit"
    TRAJECTORY_PLAN = "trajectory.plan"
    AREAS_EDIT = "areas.edit"
    KAART_VIEW = "kaart.view"
    KAART_EXPORT = "kaart.export"
    WERKBANK_VIEW = "werkbank.view"
    DESIGN_SAVE = "design.save"
    DATA_VIEW = "data.view"
    DATA_UPLOAD = "data.upload"
    DATA_SHARE = "data.share"
    DATA_REFRESH = "data.refresh"
    PRODUCT_VIEW = "product.view"
    PRODUCT_MAKE = "product.make"
    ATELIER_VIEW = "atelier.view"
    ATELIER_LEAD = "atelier.lead"
    SCENARIO_VIEW = "scenario.view"
    SCENARIO_EDIT = "scenario.edit"
    JOB_VIEW = "job.view"
    JOB_STOP = "job.stop"


ACT_NAMES: dict[Act, StrPromise] = {
    Act.ORGANISATION_VIEW: _("De organisatie zien"),
    Act.ORGANISATION_EDIT: _("Gegevens en huisstijl van de organisatie veranderen"),
    Act.MEMBERS_VIEW: _("Zien wie er meedoet"),
    Act.MEMBERS_INVITE: _("Iemand uitnodigen, met een rol die niet meer mag dan de eigen rol"),
    Act.MEMBERS_CHANGE: _("Rollen veranderen en iemand weghalen"),
    Act.PARTNER_INVITE: _("Een andere organisatie laten meedoen aan een traject, en dat weer beëindigen"),
    Act.PARTNER_ANSWER: _("Namens de organisatie meedoen aan een traject van een andere, en kiezen wie dat doet"),
    Act.AUDIT_VIEW: _("Zien wie wat veranderde"),
    Act.TRAJECTORY_CREATE: _("Een traject starten"),
    Act.TRAJECTORY_VIEW: _("Een traject zien"),
    Act.TRAJECTORY_EDIT: _("Een traject aanpassen"),
    Act.TRAJECTORY_PLAN: _("De planning bijhouden"),
    Act.AREAS_EDIT: _("Aandachtsgebieden kiezen"),
    Act.KAART_VIEW: _("De kaarten zien"),
    Act.KAART_EXPORT: _("Een kaart downloaden"),
    Act.WERKBANK_VIEW: _("De werkbank gebruiken"),
    Act.DESIGN_SAVE: _("Een ontwerp bewaren"),
    Act.DATA_VIEW: _("Zien welke gegevens er zijn"),
    Act.DATA_UPLOAD: _("Eigen tabellen plaatsen"),
    Act.DATA_SHARE: _("Eigen tabellen delen"),
    Act.DATA_REFRESH: _("Open gegevens verversen"),
    Act.PRODUCT_VIEW: _("Rapporten lezen"),
    Act.PRODUCT_MAKE: _("Rapporten maken"),
    Act.ATELIER_VIEW: _("Ateliers en hun uitkomsten zien"),
    Act.ATELIER_LEAD: _("Ateliers maken, begeleiden en afsluiten"),
    Act.SCENARIO_VIEW: _("Scenario's bekijken, aan knoppen draaien en reageren"),
    Act.SCENARIO_EDIT: _("Scenario's maken, bewaren en doorrekenen"),
    Act.JOB_VIEW: _("Taken volgen"),
    Act.JOB_STOP: _("Een taak stoppen"),
}


_READ = frozenset({Act.TRAJECTORY_VIEW, Act.KAART_VIEW, Act.KAART_EXPORT, Act.PRODUCT_VIEW})
_TAKE_PART = _READ | {Act.ORGANISATION_VIEW, Act.WERKBANK_VIEW, Act.MEMBERS_VIEW, Act.ATELIER_VIEW, Act.SCENARIO_VIEW}
_STUDY = _TAKE_PART | {
    *(Act.DATA_VIEW, Act.DATA_UPLOAD, Act.DATA_REFRESH, Act.DESIGN_SAVE, Act.PRODUCT_MAKE),
    *(Act.JOB_VIEW, Act.JOB_STOP, Act.AREAS_EDIT, Act.SCENARIO_EDIT),
}
_GUIDE = _TAKE_PART | {
    *(Act.TRAJECTORY_EDIT, Act.TRAJECTORY_PLAN, Act.AREAS_EDIT, Act.MEMBERS_INVITE, Act.DATA_VIEW),
    *(Act.PRODUCT_MAKE, Act.ATELIER_LEAD, Act.SCENARIO_EDIT, Act.JOB_VIEW, Act.JOB_STOP),
}

ALLOWED: dict[Role, frozenset[Act]] = {
    Role.BEHEERDER: frozenset(Act),
    Role.ANALIST: _STUDY,
    Role.PROCESBEGELEIDER: _GUIDE,
    Role.DEELNEMER: _TAKE_PART,
    Role.LEZER: _READ | {Act.ORGANISATION_VIEW},
}


def may(roles: frozenset[Role], act: Act) -> bool:
    """Return whether one of the roles allows an act.

    Examples:
        >>> may(frozenset({Role.LEZER}), Act.KAART_VIEW), may(frozenset({Role.LEZER}), Act.DATA_UPLOAD)
        (True, False)
    """
    return any(act in ALLOWED[role] for role in roles)
