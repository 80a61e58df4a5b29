"""The API as another program meets it: who may read what, tokens, problems, honest figures."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from veerkracht.facts.areas import Level
from veerkracht.index.adjustments import Changes
from veerkracht.web.api import throttle
from veerkracht.web.api.actions import make_token, withdraw_token
from veerkracht.web.api.models import ApiToken
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.kaart.figures import figures_for
from veerkracht.web.werkbank.actions import make_standard, save_version
from veerkracht.web.werkbank.designs import design_of
from veerkracht.web.workspace.models import Membership
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.opening import shipped_catalogue

from .test_datasets_own import CODE, monitor, take_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_asked_before():
    throttle.requests.clear()
    throttle.wrong_tokens.clear()


@pytest.fixture
def anna(make_user, organisation):
    return make_user("Anna", role=Role.ANALIST, organisation=organisation)


@pytest.fixture
def read(city, anna):
    """Ask an address as Anna's token of the trajectory."""
    _, secret = make_token(anna, name="R", days=30, trajectory=city.trajectory)
    return lambda path, **headers: ask(path, secret, **headers)


@pytest.fixture
def one_moment(monkeypatch):
    """Has the clock of Django all but stand still: how long the machine takes over a request is not what is asked."""
    now, asked = timezone.now(), count()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(microseconds=next(asked)))


def ask(path: str, secret: str = "", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client().get(path, headers={**sent, **headers})


def of(city: Any, path: str) -> str:
    return f"/api/v1/trajectories/{city.trajectory.pk}{path}"


# --- who may read what


def test_a_refusal_names_the_act_and_the_roles_that_have_it(city, make_user):
    lee = make_user("Lee", role=Role.LEZER, trajectory=city.trajectory)
    _, secret = make_token(lee, name="R", days=30, trajectory=city.trajectory)
    refused = ask(of(city, "/jobs"), secret)
    assert refused.status_code == 403
    assert refused.json()["act"] == "job.view"
    assert refused.json()["roles"] == ["beheerder", "analist", "procesbegeleider"]
    assert "taken volgen" in refused.json()["detail"]
    assert "beheerder / analist / procesbegeleider" in refused.json()["detail"]
    english = ask(of(city, "/jobs"), secret, **{"Accept-Language": "en"}).json()["detail"]
    assert "follow" in english.lower()


def test_without_a_token_nothing_is_read_and_one_learns_how_to_get_one():
    answer = ask("/api/v1/areas")
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert "/account/tokens/" in answer.json()["detail"]


def test_open_data_are_open_only_where_the_settings_say_so(city, settings):
    assert ask("/api/v1/areas").status_code == 401
    settings.CONFIG = settings.CONFIG.model_copy(update={"open_api": True})
    assert ask("/api/v1/areas").json()["total"] == 61
    assert ask(of(city, "/areas")).status_code == 401, "a trajectory is never open"
    assert ask("/api/v1/trajectories").status_code == 401


@pytest.mark.parametrize("scheme", ["bearer", "basic"])
def test_a_token_reads_as_bearer_and_as_a_password(city, anna, scheme):
    _, secret = make_token(anna, name="QGIS", days=30, trajectory=None)
    basic = base64.b64encode(f"anna:{secret}".encode()).decode()
    sent = f"Bearer {secret}" if scheme == "bearer" else f"Basic {basic}"
    assert ask("/api/v1/areas", Authorization=sent).status_code == 200


def test_a_token_in_the_address_is_not_taken(city, anna):
    _, secret = make_token(anna, name="R", days=30, trajectory=None)
    assert ask(f"/api/v1/areas?token={secret}").status_code == 401


def test_a_person_in_the_browser_reads_without_a_token(city, anna, as_user):
    assert as_user(anna).get(of(city, "/areas")).json()["total"] == 61


def test_a_token_for_open_data_knows_of_no_trajectory(city, anna):
    _, secret = make_token(anna, name="R", days=30, trajectory=None)
    assert ask(of(city, "/areas"), secret).status_code == 404
    assert ask("/api/v1/trajectories", secret).json()["items"] == []


def test_a_token_of_one_trajectory_does_not_read_another(city, anna, organisation):
    from veerkracht.web.workspace.models import Trajectory

    other = Trajectory.objects.create(organisation=organisation, name="Ander", gemeenten=[city.gemeente])
    _, secret = make_token(anna, name="R", days=30, trajectory=city.trajectory)
    assert ask(f"/api/v1/trajectories/{other.pk}/areas", secret).status_code == 404
    assert [one["id"] for one in ask("/api/v1/trajectories", secret).json()["items"]] == [str(city.trajectory.pk)]


def test_with_the_token_of_another_organisation_nothing_of_this_one_exists(city, make_user, other_organisation):
    from .urls_table import API_PAGES, _of_trajectory

    bert = make_user("Bert", role=Role.BEHEERDER, organisation=other_organisation)
    _, secret = make_token(bert, name="R", days=30, trajectory=None)
    ApiToken.objects.update(trajectory=city.trajectory)  # even if one could be made
    for name, parts in API_PAGES.items():
        path = reverse(f"api:{_of_trajectory(name)}", kwargs={"trajectory_id": city.trajectory.pk, **parts})
        assert ask(path, secret).status_code == 404, name


@pytest.mark.parametrize("broken", ["expired", "withdrawn", "inactive", "wrong"])
def test_a_token_that_does_not_work_is_refused(city, anna, broken):
    token, secret = make_token(anna, name="R", days=30, trajectory=None)
    if broken == "expired":
        ApiToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    elif broken == "withdrawn":
        withdraw_token(token, by=anna)
    elif broken == "inactive":
        anna.is_active = False
        anna.save()
    else:
        secret = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    answer = ask("/api/v1/areas", secret)
    assert answer.status_code == 401
    assert "invalid_token" in answer["WWW-Authenticate"]


def test_who_lost_the_role_reads_nothing_more_with_an_old_token(city, anna):
    _, secret = make_token(anna, name="R", days=30, trajectory=city.trajectory)
    assert ask(of(city, "/areas"), secret).status_code == 200
    Membership.objects.filter(user=anna).delete()
    assert ask(of(city, "/areas"), secret).status_code == 404
    assert ask(f"/api/ogc/trajectories/{city.trajectory.pk}/collections", secret).status_code == 404


def test_a_wrong_token_is_not_saved_by_a_session(city, anna, as_user):
    answer = as_user(anna).get("/api/v1/areas", headers={"Authorization": "Bearer vk_nietgoed"})
    assert answer.status_code == 401


def test_a_reader_may_not_see_jobs(city, make_user):
    lezer = make_user("Lezer", role=Role.LEZER, trajectory=city.trajectory)
    _, secret = make_token(lezer, name="R", days=30, trajectory=city.trajectory)
    assert ask(of(city, "/jobs"), secret).status_code == 403


def test_a_job_of_another_trajectory_is_not_found(city, anna, organisation, read):
    from veerkracht.web.workspace.models import Trajectory

    other = Trajectory.objects.create(organisation=organisation, name="Ander")
    job = Job.objects.create(kind="quickscan", organisation=organisation, trajectory=other)
    assert read(of(city, f"/jobs/{job.pk}")).status_code == 404
    job.trajectory = city.trajectory
    job.save()
    assert read(of(city, f"/jobs/{job.pk}")).json()["state"] == "wacht"


def test_nothing_can_be_changed(city, read, anna):
    _, secret = make_token(anna, name="W", days=1, trajectory=city.trajectory)
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(Client(), method)(of(city, "/areas"), headers={"Authorization": f"Bearer {secret}"})
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"] == "application/problem+json"


def test_who_asks_too_often_hears_how_long_to_wait(city, anna, settings):
    settings.CONFIG = settings.CONFIG.model_copy(update={"api_per_minute": 3})
    _, secret = make_token(anna, name="R", days=30, trajectory=None)
    answers = [ask("/api/v1/designs", secret) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 61


def test_many_wrong_tokens_from_one_address_are_cut_off(monkeypatch):
    monkeypatch.setattr(throttle, "WRONG_TOKENS", 2)
    assert [ask("/api/v1/areas", "vk_x").status_code for _ in range(3)] == [401, 401, 429]


# --- tokens


def test_a_token_is_shown_once_and_only_its_digest_is_kept(city, anna, as_user):
    page = as_user(anna).post("/account/tokens/", {"name": "QGIS", "reads": str(city.trajectory.pk), "days": "90"})
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert secret not in as_user(anna).get("/account/tokens/").content.decode()
    row = ApiToken.objects.values().get()
    assert secret not in str(row)
    assert AuditEntry.objects.filter(act="api.token.made", trajectory_id=city.trajectory.pk).count() == 1
    assert secret not in str(list(AuditEntry.objects.values()))
    assert ask(of(city, "/areas"), secret).status_code == 200


def test_a_token_for_a_trajectory_of_others_cannot_be_made(city, make_user, as_user):
    vreemd = make_user("Vreemd")
    page = as_user(vreemd).post("/account/tokens/", {"name": "x", "reads": str(city.trajectory.pk), "days": "90"})
    assert page.status_code == 400
    assert not ApiToken.objects.exists()


def test_only_its_own_person_withdraws_a_token(anna, make_user, as_user):
    token, _ = make_token(anna, name="R", days=30, trajectory=None)
    address = reverse("api:withdraw", args=[token.pk])
    assert as_user(make_user("Bert")).post(address).status_code == 404
    assert as_user(anna).post(address).status_code == 302
    token.refresh_from_db()
    assert token.withdrawn is not None
    assert AuditEntry.objects.filter(act="api.token.withdrawn").count() == 1


@pytest.mark.usefixtures("one_moment")
def test_the_day_of_use_is_kept(city, anna):
    token, secret = make_token(anna, name="R", days=30, trajectory=None)
    ask("/api/v1/areas", secret)
    token.refresh_from_db()
    assert token.used == timezone.localdate()


# --- what is read


def test_areas_are_found_by_name_code_and_gemeente(city, read):
    found = read("/api/v1/areas?q=vismarkt").json()["items"]
    assert [one["name"] for one in found] == ["Vismarkt"]
    assert found[0] | {"year": 0} == {
        "code": "BU99010101",
        "name": "Vismarkt",
        "level": "buurt",
        "year": 0,
        "wijk": "WK990101",
        "wijkName": "Binnenstad",
        "gemeente": "GM9901",
        "gemeenteName": "Vloedstede (fictief)",
    }
    assert read("/api/v1/areas?code=BU99010101,BU99010102").json()["total"] == 2
    assert read("/api/v1/areas?level=gemeente").json()["total"] == 6
    assert read(of(city, "/areas?level=gemeente")).json()["total"] == 1
    assert read("/api/v1/areas/BU99010101").json()["name"] == "Vismarkt"
    assert read("/api/v1/areas/BU00000000").status_code == 404


def test_pages_hold_every_area_once(city, read):
    path, seen = "/api/v1/areas?limit=25", []
    while path:
        page = read(path).json()
        seen += [one["code"] for one in page["items"]]
        path = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert len(seen) == len(set(seen)) == 61


def test_every_value_is_a_figure_with_bounds_or_a_reason(city, read):
    page = read("/api/v1/values?indicator=overlast_per_1000,corporatiewoningen&limit=50000").json()
    assert page["total"] == len(page["items"]) > 61
    for one in page["items"]:
        assert (one["value"] is None) == (one["reason"] is not None) == (one["reasonText"] is not None)
        if one["low"] is not None:
            assert one["low"] <= one["value"] <= one["high"]
    assert {one["reason"] for one in page["items"]} > {None}


def test_values_go_on_where_the_page_before_ended(city, read):
    whole = read("/api/v1/values?indicator=inwoners&limit=200").json()["items"]
    parts = [
        read(f"/api/v1/values?indicator=inwoners&limit=50&offset={at}").json()["items"] for at in range(0, 200, 50)
    ]
    assert [one for part in parts for one in part] == whole


def test_the_api_says_what_the_map_page_says(city, anna, made_maps, read):
    made_maps()
    store = figures_for(anna, city.trajectory).store
    told = store.get(gemeente=city.gemeente, level=Level.BUURT, taal="nl", part="map-3").json()
    page = read(of(city, "/maps/3/classes?limit=100")).json()
    assert [one["value"] for one in page["items"]] == told["values"]
    assert [one["chance"] for one in page["items"]] == told["chance"]
    one_class = page["items"][0]["class"]
    kept = read(of(city, f"/maps/3/classes?class={one_class}")).json()
    assert {one["class"] for one in kept["items"]} == {one_class}
    assert kept["total"] == sum(one["class"] == one_class for one in page["items"])


def test_maps_that_are_not_made_are_made_in_the_background(city, read):
    answer = read(of(city, "/maps"))
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert Job.objects.filter(kind="kaarten", trajectory=city.trajectory).count() == 1


def fail(job: Job, *, ago: timedelta) -> None:
    """Let a job have failed."""
    then = timezone.now() - ago
    Job.objects.filter(pk=job.pk).update(
        state=JobState.FAILED, created=then, ended=then, failure_nl="De schijf is vol.", failure_en="The disk is full."
    )


@pytest.mark.usefixtures("one_moment")
def test_making_maps_that_failed_is_told_and_not_begun_again_at_each_request(city, read):
    read(of(city, "/maps"))
    fail(Job.objects.get(), ago=timedelta(seconds=10))
    for _ in range(3):
        answer = read(of(city, "/maps"))
        assert answer.status_code == 503
        assert "De schijf is vol. Vraag het over" in answer.json()["detail"]
        assert 40 <= int(answer["Retry-After"]) <= 50
    assert Job.objects.count() == 1
    fail(Job.objects.get(), ago=timedelta(seconds=61))
    assert "nog berekend" in read(of(city, "/maps")).json()["detail"]
    assert Job.objects.count() == 2


@pytest.mark.usefixtures("one_moment")
def test_each_further_failure_takes_a_longer_wait(city, read):
    waits = []
    for _ in range(3):
        Job.objects.update(ended=timezone.now() - timedelta(days=1))
        read(of(city, "/maps"))
        fail(Job.objects.first(), ago=timedelta(0))
        waits.append(round(int(read(of(city, "/maps"))["Retry-After"]) / 10) * 10)
    assert waits == [60, 120, 240]


@pytest.mark.usefixtures("one_moment")
def test_the_longer_maps_take_the_less_often_one_has_to_ask(city, read):
    first = int(read(of(city, "/maps"))["Retry-After"])
    Job.objects.update(created=timezone.now() - timedelta(seconds=40))
    later = int(read(of(city, "/maps"))["Retry-After"])
    Job.objects.update(created=timezone.now() - timedelta(hours=1))
    assert (first, later, int(read(of(city, "/maps"))["Retry-After"])) == (5, 20, 60)


def test_no_forecast_goes_without_its_intervals_or_its_test(city, made_maps, read):
    made_maps()
    page = read(of(city, "/forecasts")).json()
    assert page["lastTest"]["areas"] > 0
    known = [one for one in page["items"] if one["expected"] is not None]
    assert known
    for one in known:
        assert one["low90"] <= one["low80"] <= one["expected"] <= one["high80"] <= one["high90"]
    if not page["worstTenthIsTrusted"]:
        assert {one["chanceWorstTenth"] for one in page["items"]} == {None}


def test_no_rank_goes_without_its_interval(city, read):
    page = read(of(city, "/designs/veerkracht/scores")).json()
    ranked = [one for one in page["items"] if one["rank"] is not None]
    assert len(ranked) == page["rankedAmong"]["areas"] > 50
    assert all(one["rankLow"] <= one["rankMedian"] <= one["rankHigh"] for one in ranked)
    assert sum(one["rankHigh"] > one["rankLow"] for one in ranked) > len(ranked) / 2


def test_a_design_is_read_as_json_and_as_toml_that_reads_back(city, read):
    from veerkracht.index.design_toml import parse_design
    from veerkracht.workflows.indexing import load_design

    assert {one["code"] for one in read("/api/v1/designs").json()["items"]} >= {"veerkracht", "zelfredzaamheid"}
    text = read("/api/v1/designs/veerkracht", Accept="application/toml").content.decode()
    assert parse_design(text) == load_design("veerkracht")
    assert read("/api/v1/designs/veerkracht").json()["design"]["design"]["code"] == "veerkracht"
    assert read("/api/v1/designs/bestaat_niet").status_code == 404


def test_a_version_saved_at_the_werkbank_is_read_within_its_trajectory_only(city, anna, read):
    version = save_version(
        design_of(city.trajectory, "veerkracht"),
        Changes(),
        trajectory=city.trajectory,
        name="Ons ontwerp",
        reason="Om te lezen vanuit een ander programma.",
        catalogue=shipped_catalogue(),
        by=anna,
    )
    code = f"versie-{version.number}"
    assert read(of(city, f"/designs/{code}")).status_code == 200
    assert code in {one["code"] for one in read(of(city, "/designs")).json()["items"]}
    assert read(f"/api/v1/designs/{code}").status_code == 404


def test_the_list_of_designs_follows_what_is_saved_and_chosen_at_the_werkbank(city, anna, read):
    def listed() -> list[tuple[str, bool]]:
        return [(one["code"], one["isStandard"]) for one in read(of(city, "/designs")).json()["items"]]

    assert ("veerkracht", True) in listed()
    save_version(
        design_of(city.trajectory, "veerkracht"),
        Changes(weights={"soc": 2.0}),
        trajectory=city.trajectory,
        name="Ons ontwerp",
        reason="Samen.",
        catalogue=shipped_catalogue(),
        by=anna,
    )
    assert ("versie-1", False) in listed()
    make_standard(design_of(city.trajectory, "1"), trajectory=city.trajectory, by=anna)
    assert [code for code, is_standard in listed() if is_standard] == ["versie-1"]
    assert read(of(city, "/designs/versie-1")).json()["isStandard"] is True


def test_figures_of_an_own_table_stay_within_the_trajectory(city, anna, make_user, read, as_user):
    take_in(as_user(anna), city.trajectory.organisation, monitor(city))
    code = CODE
    mine = read(of(city, f"/values?indicator={code}")).json()
    assert {one["value"] for one in mine["items"]} >= {100.0, 110.0, 120.0}
    assert read(f"/api/v1/values?indicator={code}").status_code == 400, "the open data do not know of it"
    gast = make_user("Gast", role=Role.DEELNEMER, trajectory=city.trajectory)
    _, secret = make_token(gast, name="R", days=1, trajectory=city.trajectory)
    assert ask(of(city, f"/values?indicator={code}"), secret).status_code == 400, "not shared with those who take part"
    assert ask(of(city, f"/indicators/{code}"), secret).status_code == 404
    # The answer of who may see more was made first; it must not be given to who may see less.
    path = of(city, "/indicators?limit=500")
    more = read(path).json()["total"]
    assert ask(path, secret).json()["total"] == more - 1


def test_what_is_withheld_leaves_neither_a_value_nor_bounds(city, read):
    found = read("/api/v1/values?indicator=overlast_per_1000,inkomen,bijstand,corporatiewoningen&limit=50000")
    items = found.json().get("items", read("/api/v1/values?indicator=corporatiewoningen&limit=50000").json()["items"])
    hidden = [one for one in items if one["reason"] == "suppressed"]
    assert hidden
    assert all(one["value"] is one["low"] is one["high"] is None for one in hidden)


# --- form


def test_csv_has_the_same_rows_and_no_formula(city, read):
    from veerkracht.workflows.serving_csv import items_as_csv

    answer = read(of(city, "/areas?limit=20000"), Accept="text/csv")
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [one["code"] for one in rows] == [
        one["code"] for one in read(of(city, "/areas?limit=20000")).json()["items"]
    ]
    assert b"\r\n'=HYPERLINK" in items_as_csv([{"name": '=HYPERLINK("x")'}], taal="nl").replace(b'"', b"")


def test_problems_are_in_the_language_that_was_asked_for(city, read):
    dutch = read("/api/v1/areas?level=straat", **{"Accept-Language": "nl"}).json()
    english = read("/api/v1/areas?level=straat", **{"Accept-Language": "en"}).json()
    assert dutch["title"] == "De vraag klopt niet"
    assert english["title"] == "The request is not right"
    assert english["errors"][0]["location"] == {"name": "level"}
    wrong = read("/api/v1/areas?levl=buurt", **{"Accept-Language": "en"})
    assert wrong.status_code == 400
    assert "'level'" in wrong.json()["detail"]


def test_every_answer_says_its_version_and_addresses_have_no_slash_at_the_end(city, read):
    assert read("/api/v1/areas")["API-Version"] == "1.0.0"
    assert read("/api/v1/areas/").status_code == 404
    absent = ask("/api/v1/niets")
    assert (absent.status_code, absent["Content-Type"], absent["API-Version"]) == (
        404,
        "application/problem+json",
        "1.0.0",
    )


def test_what_one_holds_is_not_sent_again(city, read):
    first = read("/api/v1/areas", **{"Accept-Encoding": "gzip"})
    assert first["Content-Encoding"] == "gzip"
    again = read("/api/v1/areas", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Authorization" in first["Vary"]
    assert "private" in first["Cache-Control"]


def test_the_description_is_public_and_says_where_it_all_is(city):
    answer = ask("/api/v1/openapi.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    found = answer.json()
    assert found["openapi"].startswith("3.1")
    assert found["servers"][0]["url"].endswith("/api/v1")
    assert not [path for path in found["paths"] if path.endswith("/")]
    assert json.loads(ask("/api/v1/openapi.yaml").content) == found


def test_other_sites_may_not_read_figures(city, read):
    assert not read("/api/v1/areas", Origin="https://elders.nl").has_header("Access-Control-Allow-Origin")


def test_the_page_about_the_api_and_that_of_tokens_can_be_read(city, anna, as_user):
    assert ask("/api/").status_code == 200
    page = as_user(anna).get("/api/").content.decode()
    assert f"/api/ogc/trajectories/{city.trajectory.pk}" in page
