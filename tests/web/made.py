"""Objects of jobs, datasets, products and ateliers for the table of pages: each made with what it needs."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from veerkracht.web.accounts.models import User
from veerkracht.web.atelier.actions.joining import join
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.atelier.models import Atelier
from veerkracht.web.datasets.models import OwnTable, Share, Upload, UploadState
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.products.models import Product
from veerkracht.web.scenario.models import Scenario, ScenarioVersion
from veerkracht.web.schets.actions import make_schets
from veerkracht.web.schets.models import SchetsVersion
from veerkracht.workflows.draaiboeken import shipped_draaiboek
from veerkracht.workflows.scenario_files import example_text

if TYPE_CHECKING:
    from django.test import Client


def job(world: Any) -> dict[str, Any]:
    """Return a job of the trajectory that failed."""
    made = Job.objects.create(
        kind="quickscan",
        organisation=world.organisation,
        trajectory=world.trajectory,
        state=JobState.FAILED,
        asked={"gemeente": "GM9901", "name": "Stad", "compare": [], "taal": "nl", "formats": ["json"]},
    )
    return {"job_id": made.pk}


def product(world: Any) -> dict[str, Any]:
    """Return a report of the trajectory, with a web page."""
    kept = Product.objects.create(
        kind="quickscan",
        trajectory=world.trajectory,
        job=Job.objects.get(pk=job(world)["job_id"]),
        title="QuickScan",
        place="Stad",
        taal="nl",
        data_version="x",
        formats=["html"],
    )
    folder = kept.path("html").parent
    folder.mkdir(parents=True, exist_ok=True)
    kept.path("html").write_text("<!doctype html><title>x</title>", "utf-8")
    return {"trajectory_id": world.trajectory.pk, "product_id": kept.pk}


def upload(world: Any, *, state: str = UploadState.DRAFT) -> dict[str, Any]:
    """Return a file that waits, or was put away."""
    made = Upload(
        id=uuid.uuid4(), organisation=world.organisation, by=world.beheerder, filename="a.csv", size=1, state=state
    )
    made.path.parent.mkdir(parents=True, exist_ok=True)
    made.path.write_text("buurtcode;jaar;klachten\nBU99010101;2024;5\n", "utf-8")
    made.save()
    return {"slug": world.organisation.slug, "upload_id": made.pk}


def table(world: Any) -> dict[str, Any]:
    """Return an own table without a version in use."""
    made, _ = OwnTable.objects.get_or_create(
        organisation=world.organisation, name="klachten", defaults={"title": "Klachten", "kind": "monitor"}
    )
    return {"slug": world.organisation.slug, "name": made.name}


def share(world: Any) -> dict[str, Any]:
    """Return the sharing of an own table."""
    found = table(world)
    row = OwnTable.objects.get(organisation=world.organisation, name=found["name"])
    made, _ = Share.objects.get_or_create(table=row, trajectory=world.trajectory, ended=None)
    return {**found, "share_id": made.pk}


def open_atelier(world: Any) -> Atelier:
    """Return an atelier of the trajectory, its door open."""
    draaiboek = shipped_draaiboek("een-dag")
    made = make_atelier(world.trajectory, by=None, name="Atelier Noord", draaiboek=draaiboek, areas=["WK999901"])
    return set_door(made, by=None, is_open=True)


def door(world: Any) -> dict[str, Any]:
    """Return the code of an atelier."""
    return {"code": open_atelier(world).code}


def atelier(world: Any) -> dict[str, Any]:
    """Return an atelier for who takes part in it."""
    return {"atelier_id": open_atelier(world).pk}


def come_in(client: Client, *, atelier_id: uuid.UUID, **_further: object) -> None:
    """Have who is logged in take part in an atelier, as an invited member does."""
    join(
        Atelier.objects.get(pk=atelier_id),
        name="Iemand",
        party="gemeente",
        user=User.objects.get(pk=client.session["_auth_user_id"]),
    )


def person(world: Any) -> dict[str, Any]:
    """Return someone who takes part in an atelier."""
    place = open_atelier(world)
    found, _secret = join(place, name="Fatma", party="bewoner")
    return {"atelier_id": place.pk, "participant_id": found.pk}


def deed(world: Any) -> dict[str, Any]:
    """Return a deed that nobody did."""
    return {**atelier(world), "deed_id": uuid.uuid4()}


def draaiboek(world: Any) -> dict[str, Any]:
    """Return a shipped draaiboek, as a trajectory offers it."""
    return {"trajectory_id": world.trajectory.pk, "key": "een-dag.0"}


def schets(world: Any) -> dict[str, Any]:
    """Return a wijkschets of the trajectory, without figures and without an atelier."""
    found = make_schets(world.trajectory, by=None, area="WK990105", title="Noord")
    return {"schets_id": found.pk}


def schets_line(world: Any) -> dict[str, Any]:
    """Return a line that is to be added to a wijkschets."""
    return {**schets(world), "part": "heard", "key": "nieuw"}


def schets_version(world: Any) -> dict[str, Any]:
    """Return a published version of a wijkschets."""
    found = schets(world)
    SchetsVersion.objects.create(
        schets_id=found["schets_id"],
        number=2,
        values=SchetsVersion.objects.get(**found).values | {"number": 2},
        grounds={},
        is_published=True,
    )
    return {**found, "number": 2}


def schets_file(world: Any) -> dict[str, Any]:
    """Return the quickest file of a wijkschets."""
    return {**schets_version(world), "form": "html"}


def scenario(world: Any) -> dict[str, Any]:
    """Return a scenario of the trajectory, about a city of which nothing is stored: its pages say so."""
    kept = Scenario.objects.create(trajectory=world.trajectory, name="Sociaal eerst", number=1)
    text = example_text("social_first")
    ScenarioVersion.objects.create(scenario=kept, number=1, text=text, data_version="x", by=world.beheerder)
    return {"scenario_id": kept.pk}


def scenario_line(world: Any) -> dict[str, Any]:
    """Return a line of a scenario."""
    return {**scenario(world), "part": "effort", "place": "0"}


def scenario_version(world: Any) -> dict[str, Any]:
    """Return a version of a scenario."""
    return {**scenario(world), "number": 1}


def scenario_runs(world: Any) -> dict[str, Any]:
    """Return runs of a scenario that wait."""
    found = scenario(world)
    asked = {"scenario": str(found["scenario_id"]), "number": 1, "name": "Sociaal eerst", "runs": 20}
    waiting = Job.objects.create(
        kind="scenario", organisation=world.organisation, trajectory=world.trajectory, asked=asked
    )
    return {**found, "job_id": waiting.pk}
