"""What stands on the site during the walk: the demo city with work in every state, and the addresses of its pages.

A program of its own (see `conftest.site`): it fills the home folder and prints, as JSON, who visits which page. It runs
apart from the tests, so that the server that is visited has a database of its own.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from veerkracht.facts.areas import Level
from veerkracht.web.accounts.models import User
from veerkracht.web.datasets.models import OwnTable
from veerkracht.web.demo.seeding import ensure_demo
from veerkracht.web.jobs.models import Job, JobLine, JobState
from veerkracht.web.products.models import Product
from veerkracht.web.workspace.actions import invitations
from veerkracht.web.workspace.actions.members import manage_member
from veerkracht.web.workspace.actions.organisations import manage_organisation
from veerkracht.web.workspace.actions.trajectories import create_trajectory
from veerkracht.web.workspace.models import Organisation, OrganisationKind, Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.opening import warehouse_at
from web import urls_table

PASSWORD = "negen blauwe reigers"  # of people who do not exist
REPORT = (
    "<!doctype html><html lang='nl'><meta name='viewport' content='width=device-width'><title>QuickScan</title>"
    "<main><h1>QuickScan Vloedstede</h1><p>In 14 van de 61 buurten staat de veerkracht onder druk.</p></main></html>"
)
NO_PAGES = (
    *(
        "_csv",
        "alive",
        ":qr",
        ":ogc",
        "api_v1:",
        "openapi",
        ":absent",
        "jobs:stand",
        "choose_password",
        "werkbank:download",
    ),
    *("products:read", "atlas", "shapes", "tiles", "places", "ready", "export", "products:download"),
    *("atelier:lead_", "atelier:projector_", "_toml", "atelier:items", "atelier:stream", "votes_file", "outcome_file"),
    *("schets:download", "schets:map", "atelier:offline", "scenario:toml"),
)
"""Parts of names of what programs read, or is handed out as a file; a report stands apart, where no script may run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One page of the walk.

    Attributes:
        name: for who reads what went wrong.
        address: path and query.
        status: what the server should say.
    """

    name: str
    address: str
    status: int = 200


def build_site(today: date) -> tuple[urls_table.World, User, User]:
    """Return the site on the demo city, with a trajectory in which nothing was done; who reads; and who is new."""
    ensure_demo(today=today)
    manager = User.objects.get(email="bas@vloedstede.example")
    manager.is_staff = manager.is_superuser = True
    manager.set_password(PASSWORD)
    manager.save()
    trajectory = Trajectory.objects.get()
    organisation = trajectory.organisation
    other = manage_organisation(
        Organisation(slug="leeg", name="Woonstichting Nieuw", kind=OrganisationKind.CORPORATION.value), by=None
    )
    manage_member(other, user=manager, role=Role.BEHEERDER, by=None)
    manage_member(Organisation.objects.get(slug="de-kade"), user=manager, role=Role.BEHEERDER, by=None)
    empty = create_trajectory(other, by=None, name="Nog niets gedaan", gemeenten=[], start=today)
    invitations.invite(organisation, role=Role.LEZER, by=manager, email="een.lang.adres@woningcorporatie.example")
    world = urls_table.World(
        organisation=organisation,
        trajectory=trajectory,
        beheerder=manager,
        other_organisation=other,
        other_trajectory=empty,
    )
    _work(world)
    newcomer = User.objects.create_user("nieuw@voorbeeld.nl", name="Nieuw Gezicht")
    return world, User.objects.get(email="anna@vloedstede.example"), newcomer


def _work(world: urls_table.World) -> None:
    """Let jobs be in every state, and keep a report."""
    now = timezone.now()
    asked = {"gemeente": world.trajectory.gemeenten[0], "name": "Vloedstede", "compare": [], "taal": "nl"}
    told = {
        JobState.RUNNING: {"share": 0.4, "step": "De verwachting wordt gemaakt", "step_en": "Making the forecast"},
        JobState.DONE: {"share": 1.0, "ended": now},
        JobState.FAILED: {
            "ended": now,
            "failure_nl": "Er zijn geen cijfers van 2023. Haal ze op bij Gegevens, en probeer het opnieuw.",
            "failure_en": "There are no figures of 2023. Fetch them at Data, and try again.",
        },
        JobState.STOPPED: {"ended": now},
    }
    for state, more in told.items():
        job = Job.objects.create(
            kind="quickscan",
            organisation=world.organisation,
            trajectory=world.trajectory,
            by=world.beheerder,
            state=state,
            asked={**asked, "formats": ["html", "pdf"]},
            started=now - timedelta(minutes=2),
            seen=now + timedelta(days=1),  # no worker is taken to be lost during the walk
            **more,
        )
        for at in range(3):
            JobLine.objects.create(job=job, text=f"Stap {at + 1} gedaan", text_en=f"Step {at + 1} done")
    kept = Product.objects.create(
        kind="quickscan",
        trajectory=world.trajectory,
        job=Job.objects.get(state=JobState.DONE),
        title="QuickScan Veerkracht Vloedstede",
        place="Vloedstede",
        taal="nl",
        data_version="2026-03",
        formats=["html", "pdf"],
        by=world.beheerder,
    )
    kept.path("html").parent.mkdir(parents=True, exist_ok=True)
    kept.path("html").write_text(REPORT, "utf-8")


def session_of(user: User) -> str:
    """Return the session of someone who is logged in, the second factor done."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    device, _ = TOTPDevice.objects.get_or_create(user=user, name="app", defaults={"confirmed": True})
    session = client.session
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    return str(client.cookies["vk_session"].value)


def uploads(world: urls_table.World) -> list[Stop]:
    """Return the pages of a monitor that was sent with one row that cannot be, and of one that was taken in."""
    client = Client(headers={"host": "localhost"})
    client.cookies["vk_session"] = session_of(world.beheerder)
    # Of another organisation: figures of its own would change the maps of the trajectory, which then must be made.
    place = Organisation.objects.get(slug="de-kade")
    codes = warehouse_at(settings.HOME.parent).areas(Level.BUURT, within=world.trajectory.gemeenten).codes[:20]
    rows = ["buurtcode;jaar;klachten", *(f"{code};2024;{100 + 10 * at}" for at, code in enumerate(codes))]
    for wrong in ([], ["BU99999999;2024;x12"]):
        file = SimpleUploadedFile("klachten 2024.csv", "\n".join([*rows, *wrong]).encode())
        address = client.post(reverse("datasets:send", args=[place.slug]), {"file": file})["Location"]
        form = client.get(address).context["form"]
        answers = {name: str(form[name].value()) for name in form.fields if form[name].value() is not None}
        answers |= {"title": "Klachten over straten", "publisher": "Vloedstede"}
        check = client.post(address, answers)["Location"]
        if not wrong:
            client.post(check, {"accept": "alle"})
    taken_in = OwnTable.objects.get(organisation=place)
    return [
        Stop(name="upload with a fault", address=address),
        Stop(name="upload checked", address=check),
        Stop(
            name="own table",
            address=reverse("datasets:table", args=[place.slug, taken_in.name]),
        ),
    ]


def stops_of_the_table(world: urls_table.World) -> list[Stop]:
    """Return every page of the table of pages that is read by a person, for who may see all."""
    return [
        # The table of pages has its areas of a city that is not there.
        Stop(name=name, address=reverse(name, kwargs=dict(page.kwargs(world))).replace("BU999901", "BU990103"))
        for name, page in urls_table.PAGES.items()
        if "GET" in page.methods and page.found and not any(part in name for part in NO_PAGES)
    ]


def states(world: urls_table.World) -> list[Stop]:
    """Return pages in states that matter: figures chosen, work that failed, nothing there yet, what may not."""
    kaart, werkbank = (reverse(name, args=[world.trajectory.pk]) for name in ("kaart:kaart", "werkbank:werkbank"))
    asked = "kaart=7&gebied=BU99010301&filter=7:onder_druk;corporatiewoningen%3E10"
    empty = {"trajectory_id": world.other_trajectory.pk}
    of_trajectory = ("workspace:trajectory", "jobs:of_trajectory", "datasets:data", "products:products", "kaart:kaart")
    jobs = {job.state: job for job in Job.objects.filter(kind="quickscan")}
    return [
        Stop(name="kaart asked", address=f"{kaart}?{asked}"),
        Stop(name="focuskaart", address=f"{kaart}?kaart=6&niveau=wijk"),
        Stop(name="werkbank asked", address=f"{werkbank}?weeg=gezondheid:6&uit=eenzaam&gebied=BU99010301"),
        *(Stop(name=f"job {state}", address=reverse("jobs:job", args=[job.pk])) for state, job in jobs.items()),
        *(
            Stop(name=f"empty {name}", address=reverse(name, kwargs=empty))
            for name in (*of_trajectory, "werkbank:werkbank", "products:new_quickscan", "datasets:fetch")
        ),
        Stop(name="empty tables", address=reverse("datasets:tables", args=[world.other_organisation.slug])),
        Stop(name="empty organisation", address=reverse("workspace:organisation", args=["leeg"])),
        Stop(name="404", address="/bestaat-niet/", status=404),
        Stop(name="405", address=reverse("workspace:organisation_leave", args=["leeg"]), status=405),
    ]


def of_nobody(world: urls_table.World) -> list[Stop]:
    """Return the pages that people see before they are in."""
    _, secret = invitations.invite(world.trajectory, role=Role.DEELNEMER, by=world.beheerder)
    # Of someone who never comes in: a link for a new password works until its person logs in.
    forgetful = User.objects.create_user("vergeten@voorbeeld.nl", name="Vera Vergeten")
    forgetful.set_password(PASSWORD)
    forgetful.save()
    token = default_token_generator.make_token(forgetful)
    number = urlsafe_base64_encode(force_bytes(forgetful.pk))
    return [
        Stop(name="nobody home", address="/"),
        Stop(name="nobody login", address=reverse("accounts:login")),
        Stop(name="nobody forgotten", address=reverse("accounts:forgotten")),
        Stop(name="nobody invited", address=reverse("workspace:accept", args=[secret])),
        Stop(name="nobody invited wrongly", address=reverse("workspace:accept", args=["x"]), status=400),
        Stop(name="nobody new password", address=reverse("accounts:choose_password", args=[number, token])),
        Stop(name="nobody old link", address=reverse("accounts:choose_password", args=["x", "y"]), status=400),
    ]


def main() -> None:
    """Fill the home folder; print who goes where."""
    setup_test_environment()  # so that the forms of pages can be read
    call_command("migrate", verbosity=0)
    world, reader, newcomer = build_site(date(2026, 3, 2))
    rounds = {
        "newcomer": (session_of(newcomer), [Stop(name="newcomer desk", address=reverse("workspace:desk"))]),
        "reader": (
            session_of(reader),
            [
                Stop(name="reader trajectory", address=reverse("workspace:trajectory", args=[world.trajectory.pk])),
                Stop(name="403", address=reverse("workspace:organisation_edit", args=["vloedstede"]), status=403),
            ],
        ),
        "manager": (session_of(world.beheerder), [*stops_of_the_table(world), *uploads(world), *states(world)]),
        "nobody": ("", of_nobody(world)),
    }
    said = {
        who: {"session": session, "stops": [asdict(one) for one in stops]} for who, (session, stops) in rounds.items()
    }
    device = TOTPDevice.objects.get(user=world.beheerder)
    log_in = {"email": world.beheerder.email, "password": PASSWORD, "key": device.key}
    print(json.dumps({"rounds": said, "log_in": log_in, "trajectory": str(world.trajectory.pk)}))  # noqa: T201 - what it prints is what the test reads
