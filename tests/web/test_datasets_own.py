"""Own tables: from a file to figures on the maps of those who may see them, and of nobody else; nothing is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.errors.web import NotAllowedError
from veerkracht.facts.areas import Level
from veerkracht.web.accounts.models import User
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.datasets import actions, clearing
from veerkracht.web.datasets.models import OwnTable, Share, Upload, UploadState, uploads_folder
from veerkracht.web.datasets.reading import country_for, open_country_of, own_tables_shown, visible_tables
from veerkracht.web.workspace.models import Membership, Organisation, Participation, Trajectory
from veerkracht.web.workspace.roles import Role

from .conftest import MakeUser
from .figures import City

pytestmark = pytest.mark.django_db
CODE = "eigen.klachten"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path / "web"


@pytest.fixture
def boss(make_user: MakeUser, organisation: Organisation) -> User:
    return make_user("Berend", role=Role.BEHEERDER, organisation=organisation)


@pytest.fixture
def browser(boss: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(boss)


def codes_of(city: City, count: int = 20) -> list[str]:
    areas = open_country_of(city.trajectory.organisation).warehouse.areas(Level.BUURT, within=[city.gemeente])
    return list(areas.codes[:count])


def monitor(city: City, *, plus: int = 0, wrong: str = "") -> SimpleUploadedFile:
    """A monitor of complaints: a row for each of twenty buurten, perhaps one that is wrong."""
    rows = [f"{code};2024;{100 + 10 * at + plus}" for at, code in enumerate(codes_of(city))]
    text = "\n".join(["buurtcode;jaar;klachten", *rows, *([wrong] if wrong else [])])
    return SimpleUploadedFile("klachten 2024.csv", text.encode())


def own(name: str, organisation: Organisation, *further: object) -> str:
    return reverse(f"datasets:{name}", args=[organisation.slug, *further])


def send(browser: Client, organisation: Organisation, file: SimpleUploadedFile) -> Upload:
    answer = browser.post(own("send", organisation), {"file": file})
    assert answer.status_code == 302, said(answer)
    return Upload.objects.get(pk=answer["Location"].split("/")[5])


def filled(browser: Client, address: str) -> dict[str, str]:
    """Return the answers that the form of a page proposes."""
    form = browser.get(address).context["form"]
    found = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None:
            found[name] = str(value)
    return found


def take_in(browser: Client, organisation: Organisation, file: SimpleUploadedFile, accept: str = "alle") -> OwnTable:
    upload = send(browser, organisation, file)
    address = own("upload", organisation, upload.pk)
    answer = browser.post(address, {**filled(browser, address), "title": "Klachten", "publisher": "Gemeente Waterdal"})
    assert answer.status_code == 302, said(answer)
    answer = browser.post(own("check", organisation, upload.pk), {"accept": accept})
    assert answer.status_code == 302, said(answer)
    return OwnTable.objects.get(organisation=organisation)


def said(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", answer.content.decode()))


def sees(user: User | None, trajectory: Trajectory) -> bool:
    """Return whether the figures that a person sees hold the own ones."""
    country = country_for(user, trajectory)
    return CODE in country.catalogue and CODE in country.table(
        Level.BUURT, year=country.warehouse.areas(Level.BUURT).year
    )


def test_a_table_goes_from_file_to_figures_in_two_steps(city: City, browser: Client, boss: User) -> None:
    organisation = city.trajectory.organisation
    assert "Hier komen uw eigen tabellen" in said(browser.get(own("tables", organisation)))
    upload = send(browser, organisation, monitor(city))
    text = said(browser.get(own("upload", organisation, upload.pk)))
    assert "Stap 1 van 2" in text
    assert codes_of(city)[0] in text
    assert not OwnTable.objects.exists()
    table = take_in(browser, organisation, monitor(city))
    assert (table.name, table.title, table.version) == ("klachten", "Klachten", 1)
    assert sees(boss, city.trajectory)
    country = country_for(boss, city.trajectory)
    assert CODE not in open_country_of(organisation).catalogue
    assert country.version != open_country_of(organisation).version
    assert "20 van 20" in said(browser.get(own("table", organisation, "klachten")))


def test_faulty_rows_are_told_one_by_one_and_left_out_only_by_choice(city: City, browser: Client) -> None:
    organisation = city.trajectory.organisation
    upload = send(browser, organisation, monitor(city, wrong="BU99999999;2024;12,5,0"))
    address = own("upload", organisation, upload.pk)
    browser.post(address, {**filled(browser, address), "title": "Klachten"})
    text = said(browser.get(own("check", organisation, upload.pk)))
    assert "20 van de 21 rijen zijn goed" in text
    assert "BU99999999" in text or "12,5,0" in text
    refused = browser.post(own("check", organisation, upload.pk), {"accept": "alle"})
    assert refused.status_code == 409
    assert "blijven bewaard" in said(refused)
    assert not OwnTable.objects.exists()
    assert Upload.objects.get().state == UploadState.DRAFT
    csv = browser.get(own("faults", organisation, upload.pk))
    assert csv.headers["Content-Disposition"] == 'attachment; filename="controle.csv"'
    assert csv.content.decode("utf-8-sig").startswith("rij;kolom;waarde")
    browser.post(own("check", organisation, upload.pk), {"accept": "zonder"})
    assert OwnTable.objects.get().version == 1
    assert "1 met een fout weggelaten" in said(browser.get(own("table", organisation, "klachten")))


def test_undo_brings_the_version_before_back_and_restore_the_later_one(city: City, browser: Client, boss: User) -> None:
    organisation = city.trajectory.organisation
    take_in(browser, organisation, monitor(city))
    take_in(browser, organisation, monitor(city, plus=500))
    assert OwnTable.objects.get().version == 2
    assert figure(boss, city) == 600
    answer = browser.post(own("undo", organisation, "klachten"), follow=True)
    assert own("restore", organisation, "klachten", 2) in answer.content.decode()
    assert figure(boss, city) == 100
    browser.post(own("undo", organisation, "klachten"))
    assert not sees(boss, city.trajectory)
    browser.post(own("restore", organisation, "klachten", 2))
    assert figure(boss, city) == 600
    acts = set(AuditEntry.objects.filter(act__startswith="datasets.table").values_list("act", flat=True))
    assert acts == {"datasets.table.kept", "datasets.table.undone", "datasets.table.restored"}


def figure(user: User, city: City) -> float:
    """Return the own figure of the first buurt."""
    country = country_for(user, city.trajectory)
    table = country.table(Level.BUURT, year=country.warehouse.areas(Level.BUURT).year)
    period = table.periods_of(CODE)[-1]
    return float(table.column(CODE, period).values[table.areas.row(codes_of(city)[0])])


def test_the_file_can_be_had_back_as_it_was_sent(
    city: City, browser: Client, django_capture_on_commit_callbacks: Any
) -> None:
    organisation = city.trajectory.organisation
    sent = monitor(city)
    content = sent.read()
    sent.seek(0)
    with django_capture_on_commit_callbacks(execute=True):
        take_in(browser, organisation, sent)
    answer = browser.get(own("original", organisation, "klachten", 1))
    assert answer.content == content
    assert answer.headers["Content-Disposition"] == 'attachment; filename="klachten-1.csv"'
    assert list(uploads_folder().iterdir()) == []


@pytest.fixture
def shared_city(city: City, browser: Client) -> City:
    """A city with a table of complaints that its own organisation has taken in."""
    take_in(browser, city.trajectory.organisation, monitor(city))
    return city


def test_only_the_organisation_itself_sees_its_figures(
    shared_city: City, boss: User, make_user: MakeUser, other_organisation: Organisation
) -> None:
    outsider = make_user("Otto", role=Role.BEHEERDER, organisation=other_organisation)
    theirs = Trajectory.objects.create(
        organisation=other_organisation, name="Traject van B", gemeenten=[shared_city.gemeente]
    )
    guest = make_user("Gast", role=Role.ANALIST, trajectory=shared_city.trajectory)
    assert sees(boss, shared_city.trajectory)
    # Someone who takes part but is no member, everyone together, and another organisation: none of them.
    for user, trajectory in (
        (guest, shared_city.trajectory),
        (None, shared_city.trajectory),
        (outsider, theirs),
        (outsider, shared_city.trajectory),
        (boss, theirs),
    ):
        assert not sees(user, trajectory), (user, trajectory)
        assert own_tables_shown(user, trajectory) == ()


def test_a_shared_table_is_seen_in_that_trajectory_and_no_longer_when_taken_back(
    shared_city: City, browser: Client, boss: User, make_user: MakeUser, other_organisation: Organisation
) -> None:
    organisation = shared_city.trajectory.organisation
    theirs = Trajectory.objects.create(
        organisation=other_organisation, name="Traject van B", gemeenten=[shared_city.gemeente]
    )
    outsider = make_user("Otto", role=Role.ANALIST, organisation=other_organisation)
    refused = browser.post(own("share", organisation, "klachten"), {"trajectory": str(theirs.pk)}, follow=True)
    assert "Kies een traject" in said(refused)
    Participation.objects.create(user=boss, trajectory=theirs, role=Role.DEELNEMER.value)
    browser.post(own("share", organisation, "klachten"), {"trajectory": str(theirs.pk)})
    assert sees(outsider, theirs)
    assert sees(None, theirs)
    assert not sees(None, shared_city.trajectory)
    assert "Traject van B" in said(browser.get(own("table", organisation, "klachten")))
    browser.post(own("unshare", organisation, "klachten", Share.objects.get().pk))
    assert not sees(outsider, theirs)
    assert Share.objects.get().ended is not None


def test_two_organisations_with_a_table_of_one_name_each_see_their_own(
    shared_city: City,
    boss: User,
    make_user: MakeUser,
    as_user: Callable[[User], Client],
    other_organisation: Organisation,
) -> None:
    city = shared_city
    outsider = make_user("Otto", role=Role.BEHEERDER, organisation=other_organisation)
    theirs = Trajectory.objects.create(organisation=other_organisation, name="B", gemeenten=[city.gemeente])
    upload = send(as_user(outsider), other_organisation, monitor(city, plus=7))
    assert upload.organisation == other_organisation
    take_in(as_user(outsider), other_organisation, monitor(city, plus=7))
    assert figure(boss, city) == 100
    assert figure(outsider, City(home=city.home, trajectory=theirs, gemeente=city.gemeente)) == 107
    assert [one.organisation for one in visible_tables(boss, city.trajectory)] == [city.trajectory.organisation]


def test_no_page_of_an_own_table_is_there_for_another_organisation(
    shared_city: City,
    browser: Client,
    make_user: MakeUser,
    as_user: Callable[[User], Client],
    other_organisation: Organisation,
) -> None:
    organisation = shared_city.trajectory.organisation
    draft = send(browser, organisation, monitor(shared_city))
    visitor = as_user(make_user("Otto", role=Role.BEHEERDER, organisation=other_organisation))
    for home in (organisation, other_organisation):
        for name, further in (
            ("table", ["klachten"]),
            ("original", ["klachten", 1]),
            ("report", ["klachten", 1]),
            ("upload", [draft.pk]),
            ("check", [draft.pk]),
            ("faults", [draft.pk]),
        ):
            assert visitor.get(own(name, home, *further)).status_code == 404, (home, name)
        for name, further in (("undo", ["klachten"]), ("restore", ["klachten", 1]), ("drop", [draft.pk])):
            assert visitor.post(own(name, home, *further)).status_code == 404, (home, name)


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.BEHEERDER, True), (Role.ANALIST, True), (Role.PROCESBEGELEIDER, False), (Role.DEELNEMER, False)],
)
def test_who_may_send_a_table(
    city: City, make_user: MakeUser, as_user: Callable[[User], Client], role: Role, may: bool
) -> None:
    person = make_user("Pim", role=role, organisation=city.trajectory.organisation)
    answer = as_user(person).post(own("send", city.trajectory.organisation), {"file": monitor(city)})
    assert answer.status_code == (302 if may else 403)
    assert Upload.objects.count() == int(may)


def test_an_analyst_may_take_in_but_not_share(shared_city: City, make_user: MakeUser) -> None:
    analyst = make_user("Anna", role=Role.ANALIST, organisation=shared_city.trajectory.organisation)
    with pytest.raises(NotAllowedError):
        actions.share(OwnTable.objects.get(), shared_city.trajectory, by=analyst)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("leeg.csv", b"", id="empty"),
        pytest.param("tabel.xlsm", b"PK\x03\x04", id="macros"),
        pytest.param("tabel.xlsx", b"<html><script>alert(1)</script></html>", id="html named xlsx"),
        pytest.param("tabel.csv", b"\x00\xff\xfe" * 50, id="not a text"),
        pytest.param("tabel.exe", b"MZ", id="a program"),
        pytest.param("tabel.csv", b"a" * 1_000_000, id="one huge cell"),
        pytest.param("tabel.csv", b"a;" * 200_000, id="too many columns"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words_and_not_kept(
    city: City, browser: Client, name: str, content: bytes
) -> None:
    answer = browser.post(own("send", city.trajectory.organisation), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 400
    text = said(answer)
    assert "Bestand:" in text
    assert "Traceback" not in text
    assert not Upload.objects.exists()
    assert not uploads_folder().exists() or list(uploads_folder().iterdir()) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(city: City, browser: Client, settings: Any) -> None:
    settings.CONFIG = settings.CONFIG.model_copy(update={"upload_mb": 0.001})
    answer = browser.post(
        own("send", city.trajectory.organisation), {"file": SimpleUploadedFile("a.csv", b"x;y\n" * 1000)}
    )
    assert "hoogstens" in said(answer)
    assert not Upload.objects.exists()


def test_a_name_of_a_file_never_becomes_a_path(city: City, browser: Client) -> None:
    file = monitor(city)
    file._name = "../../../etc/passwd.csv"
    upload = send(browser, city.trajectory.organisation, file)
    assert upload.path.parent == uploads_folder()
    assert upload.path.is_file()
    assert oct(upload.path.stat().st_mode)[-3:] == "600"


def test_what_was_put_away_can_be_brought_back_for_thirty_days(city: City, browser: Client) -> None:
    organisation = city.trajectory.organisation
    upload = send(browser, organisation, monitor(city))
    browser.post(own("drop", organisation, upload.pk))
    assert browser.get(own("upload", organisation, upload.pk)).status_code == 404
    assert clearing.clear_dropped() == 0
    browser.post(own("bring_back", organisation, upload.pk))
    assert browser.get(own("upload", organisation, upload.pk)).status_code == 200
    browser.post(own("drop", organisation, upload.pk))
    Upload.objects.update(ended=timezone.now() - timedelta(days=31))
    assert clearing.clear_dropped() == 1
    assert not upload.path.exists()


def test_a_mapping_that_says_nothing_is_met_with_what_lacks(city: City, browser: Client) -> None:
    upload = send(browser, city.trajectory.organisation, monitor(city))
    address = own("upload", city.trajectory.organisation, upload.pk)
    answers = {name: "" if name.startswith("use") else value for name, value in filled(browser, address).items()}
    answer = browser.post(address, answers)
    assert answer.status_code == 400
    assert "Kies ten minste één kolom als cijfer" in said(answer)
    assert Upload.objects.get().mapping == ""


def test_next_year_the_mapping_is_taken_over(city: City, browser: Client) -> None:
    organisation = city.trajectory.organisation
    take_in(browser, organisation, monitor(city))
    upload = send(browser, organisation, monitor(city, plus=1))
    browser.post(own("use_template", organisation, upload.pk), {"table": "klachten"})
    answers = filled(browser, own("upload", organisation, upload.pk))
    assert answers["title"] == "Klachten"
    browser.post(own("upload", organisation, upload.pk), {**answers, "title": "Klachten over overlast"})
    browser.post(own("check", organisation, upload.pk), {"accept": "alle"})
    table = OwnTable.objects.get()
    assert (table.name, table.title, table.version) == ("klachten", "Klachten over overlast", 2)


def test_the_stock_of_a_corporation_is_taken_in(city: City, browser: Client, boss: User) -> None:
    organisation = city.trajectory.organisation
    rows = [
        f"C{at};{code};{30 + at};{('goedkoop', 'betaalbaar', 'duur')[at % 3]};{'ABCDE'[at % 5]};{at % 4}"
        for at, code in enumerate(codes_of(city))
    ]
    text = "\n".join(["complex;buurtcode;aantal woningen;huurklasse;energielabel;mutaties", *rows])
    upload = send(browser, organisation, SimpleUploadedFile("bezit 2024.csv", text.encode()))
    page = browser.get(own("upload", organisation, upload.pk))
    assert "Over de complexen" in said(page)
    answers = filled(browser, own("upload", organisation, upload.pk))
    answer = browser.post(
        own("upload", organisation, upload.pk), {**answers, "title": "Bezit", "year": "2024", "publisher": "Woonst"}
    )
    assert answer.status_code == 302, said(answer)
    answer = browser.post(own("check", organisation, upload.pk), {"accept": "alle"})
    assert answer.status_code == 302, said(answer)
    country = country_for(boss, city.trajectory)
    assert any(code.startswith("eigen.") for code in country.table(Level.BUURT, year=None).indicators)


def test_a_member_who_left_sees_nothing_any_more(shared_city: City, boss: User) -> None:
    Membership.objects.filter(user=boss).delete()
    assert not sees(boss, shared_city.trajectory)


def test_the_same_country_serves_as_long_as_the_data_stay(shared_city: City, boss: User) -> None:
    assert country_for(boss, shared_city.trajectory) is country_for(boss, shared_city.trajectory)
    assert country_for(None, shared_city.trajectory) is open_country_of(shared_city.trajectory.organisation)


def test_the_pages_follow_the_store_after_a_server_that_stopped_halfway(shared_city: City, browser: Client) -> None:
    OwnTable.objects.update(version=None)
    browser.get(own("tables", shared_city.trajectory.organisation))
    assert OwnTable.objects.get().version == 1
