"""What parties say of a wijkschets: each for itself, or noted with name and day by who leads; never for another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from veerkracht.errors.schets import NotYourPartyError, NoVersionError, SchetsFileError, WordOfPartyError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.schets import actions
from veerkracht.web.schets.models import Schets, SchetsSignOff, SchetsVersion
from veerkracht.web.schets.parties import voices_for
from veerkracht.web.schets.reading import file_of
from veerkracht.web.workspace.models import Membership, Organisation, Partnership
from veerkracht.web.workspace.roles import Role
from veerkracht.wijkschets.schets import Verdict

pytestmark = pytest.mark.django_db
NUMBER = 2


@pytest.fixture
def schets(trajectory):
    """Return a wijkschets without figures, of which the second version is published."""
    made = actions.make_schets(trajectory, by=None, area="WK990105", title="Noord")
    first = made.versions.get()
    SchetsVersion.objects.create(
        schets=made, number=NUMBER, values=first.values | {"number": NUMBER}, grounds={}, is_published=True
    )
    Schets.objects.filter(pk=made.pk).update(number=NUMBER, published=NUMBER)
    made.refresh_from_db()
    return made


@pytest.fixture
def kade(trajectory):
    return a_partner(trajectory, name="Woonstichting De Kade", kind="corporatie")


@pytest.fixture
def guide(make_user, organisation):
    return make_user("Noor", role=Role.PROCESBEGELEIDER, organisation=organisation)


def a_partner(trajectory, *, name, kind):
    made = Organisation.objects.create(name=name, slug=name.split()[-1].lower(), kind=kind)
    Partnership.objects.create(trajectory=trajectory, organisation=made, role=Role.DEELNEMER)
    return made


def a_member(make_user, trajectory, organisation, *, name="Karim", role=Role.DEELNEMER):
    user = make_user(name, role=role, trajectory=trajectory)
    Membership.objects.create(user=user, organisation=organisation, role=Role.LEZER)
    return user


def signed(schets, *, by, party="corporatie", organisation=None, **more):
    given = {"number": NUMBER, "verdict": Verdict.AGREES, "reason": ""} | more
    actions.sign(schets, by=by, party=party, organisation=organisation, **given)


def posted(client, schets, **more):
    said = {"verdict": "eens", "reason": "", "said_by": "Iemand anders", "said_on": "2020-01-01"} | more
    return client.post(reverse("schets:sign", args=[schets.pk, NUMBER]), said)


def test_a_member_speaks_for_the_own_organisation_under_the_own_name_and_today(
    schets, kade, trajectory, make_user, as_user
):
    karim = a_member(make_user, trajectory, kade)
    assert posted(as_user(karim), schets, voice=f"corporatie:{kade.pk}").status_code == 302
    one = SchetsSignOff.objects.get()
    assert (one.said_by, one.said_on, one.is_own) == ("Karim", timezone.localdate(), True)
    page = as_user(karim).get(reverse("schets:read", args=[schets.pk, NUMBER])).content.decode()
    assert "Corporatie: Woonstichting De Kade" in page
    assert "Zelf gezegd door Karim" in page


def test_a_member_speaks_for_no_other_party(schets, kade, make_user, as_user, organisation):
    karim = a_member(make_user, schets.trajectory, kade)
    for voice in ("corporatie", "bewoner", "gemeente", f"gemeente:{organisation.pk}", f"bewoner:{kade.pk}"):
        assert posted(as_user(karim), schets, voice=voice).status_code == 400, voice
    others = (("corporatie", None), ("bewoner", None), ("gemeente", organisation), ("gemeente", kade))
    for party, whose in others:
        with pytest.raises(NotYourPartyError):
            signed(schets, by=karim, party=party, organisation=whose)
    assert not SchetsSignOff.objects.exists()


def test_who_is_of_no_party_reads_who_can_and_notes_nothing(schets, trajectory, make_user, as_user):
    resident = make_user("Fatma", role=Role.DEELNEMER, trajectory=trajectory)
    client = as_user(resident)
    page = client.get(reverse("schets:sign", args=[schets.pk, NUMBER]))
    assert page.status_code == 200
    assert "Wie het traject begeleidt, noteert het" in page.content.decode()
    assert '<form class="vk-form"' not in page.content.decode()
    assert posted(client, schets, voice="bewoner").status_code == 403
    with pytest.raises(NotYourPartyError):
        signed(schets, by=resident, party="bewoner")
    assert not SchetsSignOff.objects.exists()


@pytest.mark.parametrize("why", ["of another corporation", "the partnership ended", "no longer takes part", "reader"])
def test_being_of_some_corporation_is_not_enough(why, schets, kade, trajectory, make_user):
    karim = a_member(make_user, trajectory, kade, role=Role.LEZER if why == "reader" else Role.DEELNEMER)
    asked = kade
    if why == "of another corporation":
        asked = Organisation.objects.create(name="Elders Wonen", slug="elders-wonen", kind="corporatie")
        Membership.objects.create(user=karim, organisation=asked, role=Role.BEHEERDER)
    elif why == "the partnership ended":
        Partnership.objects.update(ended=timezone.now())
    elif why == "no longer takes part":
        karim.participations.all().delete()
    assert asked not in [one.organisation for one in voices_for(karim, schets, taal="nl")]
    with pytest.raises((NotYourPartyError, NotAllowedError)):
        signed(schets, by=karim, organisation=asked)


def test_who_leads_notes_the_word_of_any_party_with_name_and_day_and_both_are_kept(schets, kade, guide, as_user):
    day = timezone.localdate().isoformat()
    said = {"voice": "bewoner", "said_by": "Fatma, bewonersgroep", "said_on": day}
    assert posted(as_user(guide), schets, **said).status_code == 302
    signed(schets, by=guide, organisation=kade, said_by="Karim, regiomanager")
    page = as_user(guide).get(reverse("schets:read", args=[schets.pk, NUMBER])).content.decode()
    assert "Gezegd door Fatma, bewonersgroep" in page
    assert "Genoteerd door Noor" in page
    entries = AuditEntry.objects.filter(act="schets.noted").order_by("at")
    assert [(one.after["said_by"], one.after["said_on"], one.after["organisation"]) for one in entries] == [
        ("Fatma, bewonersgroep", day, ""),
        ("Karim, regiomanager", day, "Woonstichting De Kade"),
    ]


def test_a_word_without_who_said_it_or_of_a_day_that_cannot_be_is_refused(schets, guide, as_user):
    today = timezone.localdate()
    with pytest.raises(WordOfPartyError):
        signed(schets, by=guide, said_by="  ")
    for day in (today + timedelta(days=1), today - timedelta(days=1)):
        with pytest.raises(WordOfPartyError):
            signed(schets, by=guide, said_by="Karim", said_on=day)
        answer = posted(as_user(guide), schets, voice="corporatie", said_by="Karim", said_on=day.isoformat())
        assert answer.status_code == 400
        assert 'value="Karim"' in answer.content.decode()
    assert posted(as_user(guide), schets, voice="corporatie", said_on="gisteren").status_code == 400
    assert not SchetsSignOff.objects.exists()


def test_a_draft_or_a_version_that_never_was_is_not_signed_and_no_party_made_up(schets, guide, as_user):
    for number in (1, 99):
        with pytest.raises(NoVersionError):
            signed(schets, by=guide, said_by="Karim", number=number)
    assert as_user(guide).get(reverse("schets:sign", args=[schets.pk, 1])).status_code == 404
    with pytest.raises(SchetsFileError):
        signed(schets, by=guide, party="koning", said_by="Karim")
    with pytest.raises(NotYourPartyError):
        signed(schets, by=guide, party="bewoner", organisation=schets.trajectory.organisation, said_by="x")


def test_two_corporations_both_stand_on_the_sheet_and_a_later_word_comes_beside_the_first(
    schets, kade, trajectory, guide
):
    linde = a_partner(trajectory, name="Stichting De Linde", kind="corporatie")
    signed(schets, by=guide, organisation=kade, said_by="Karim")
    signed(schets, by=guide, organisation=linde, said_by="Els", verdict=Verdict.DIFFERS, reason="Te duur")
    signed(schets, by=guide, organisation=linde, said_by="Els")
    told = file_of(schets, schets.versions.get(number=NUMBER)).sign_offs
    assert [(one.organisation, one.verdict) for one in told] == [
        ("Woonstichting De Kade", Verdict.AGREES),
        ("Stichting De Linde", Verdict.DIFFERS),
        ("Stichting De Linde", Verdict.AGREES),
    ]
    assert all(one.is_noted for one in told)
