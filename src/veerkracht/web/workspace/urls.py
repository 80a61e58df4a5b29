"""Addresses of the pages of workspace."""

from __future__ import annotations

from django.urls import path

from veerkracht.web.workspace.views import (
    areas,
    changes,
    desk,
    invitations,
    organisations,
    participants,
    partners,
    trajectories,
)

app_name = "workspace"
_O = "o/<slug:slug>/"
_T = "t/<uuid:trajectory_id>/"
urlpatterns = [
    path("werkplek/", desk.desk, name="desk"),
    path("uitnodiging/<str:secret>/", invitations.accept, name="accept"),
    path("uitnodiging/organisatie/<str:secret>/", partners.accept, name="accept_organisation"),
    path("functioneel/<slug:slug>/beheerder/", invitations.first_beheerder, name="first_beheerder"),
    path("ongedaan/<uuid:line_id>/", areas.undo, name="undo"),
    path(_O, organisations.organisation, name="organisation"),
    path(f"{_O}bewerken/", organisations.edit, name="organisation_edit"),
    path(f"{_O}vertrekken/", organisations.leave, name="organisation_leave"),
    path(f"{_O}leden/<int:member_id>/rol/", organisations.member_role, name="member_role"),
    path(f"{_O}leden/<int:member_id>/verwijderen/", organisations.member_remove, name="member_remove"),
    path(f"{_O}uitnodigen/", invitations.invite_member, name="invite_member"),
    path(
        f"{_O}uitnodigingen/<uuid:invitation_id>/intrekken/",
        invitations.withdraw_of_organisation,
        name="withdraw_of_organisation",
    ),
    path(f"{_O}meedoen/<uuid:partnership_id>/", partners.people, name="partnership"),
    path(f"{_O}meedoen/<uuid:partnership_id>/stoppen/", partners.stop, name="partnership_stop"),
    path(f"{_O}trajecten/nieuw/", trajectories.create, name="trajectory_create"),
    path(f"{_O}wijzigingen/", changes.changes, name="changes"),
    path(f"{_O}wijzigingen.csv", changes.changes_csv, name="changes_csv"),
    path(_T, trajectories.trajectory, name="trajectory"),
    path(f"{_T}bewerken/", trajectories.edit, name="trajectory_edit"),
    path(f"{_T}planning/<int:number>/", trajectories.phase, name="phase"),
    path(f"{_T}gebieden/nieuw/", areas.add, name="area_add"),
    path(f"{_T}gebieden/<str:code>/verwijderen/", areas.remove, name="area_remove"),
    path(f"{_T}deelnemers/", participants.participants, name="participants"),
    path(f"{_T}deelnemers/uitnodigen/", invitations.invite_participant, name="invite_participant"),
    path(f"{_T}deelnemers/vertrekken/", participants.leave, name="trajectory_leave"),
    path(f"{_T}deelnemers/<int:part_id>/rol/", participants.participant_role, name="participant_role"),
    path(f"{_T}deelnemers/<int:part_id>/verwijderen/", participants.participant_remove, name="participant_remove"),
    path(f"{_T}organisaties/uitnodigen/", partners.invite, name="invite_organisation"),
    path(f"{_T}organisaties/<uuid:partnership_id>/stoppen/", partners.remove, name="partner_remove"),
    path(
        f"{_T}organisaties/uitnodigingen/<uuid:invitation_id>/intrekken/",
        partners.withdraw,
        name="withdraw_organisation",
    ),
    path(
        f"{_T}uitnodigingen/<uuid:invitation_id>/intrekken/",
        invitations.withdraw_of_trajectory,
        name="withdraw_of_trajectory",
    ),
]
