"""Everything that changes a scenario: begun, saved, copied, commented on, put away. Versions are only added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from veerkracht.errors.scenario_page import TooManyScenariosError
from veerkracht.errors.web import NotNowError
from veerkracht.stad.scenario_toml import parse_scenario
from veerkracht.web.audit.record import record
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.scenario.cities import city_for, data_version_of
from veerkracht.web.scenario.models import Scenario, ScenarioComment, ScenarioVersion
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.scenario_page import checked, require_gemeente

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.models import Job

MOST_SCENARIOS = 200
MOST_VERSIONS = 1000
KIND = "scenario"


def make_scenario(trajectory: Trajectory, *, by: User | None, text: str, name: str = "") -> Scenario:
    """Return a new scenario with its first version.

    Args:
        trajectory: that it belongs to.
        by: who begins; None for the program itself (the demo).
        text: TOML.
        name: as people call it; empty for the title in the text.

    Raises:
        NotAllowedError: if this person may not.
        ScenarioError: if the text is no scenario, or does not fit the city.
        NotThisCityError: if it is about another gemeente.
        TooManyScenariosError: if the trajectory has as many as it may.
        SynthesisError, WarehouseError: if the city cannot be made of the stored data.
    """
    if by is not None:
        require(by, Act.SCENARIO_EDIT, trajectory)
    title = _title(trajectory, text)
    with transaction.atomic():
        _check_room(trajectory)
        made = Scenario.objects.create(trajectory=trajectory, name=(name.strip() or title)[:120])
        _add(made, text, by=by, parent=0, note="")
        _note(by, "scenario.made", made)
    return made


def save_version(scenario: Scenario, *, by: User, text: str, parent: int, note: str) -> ScenarioVersion:
    """Return the version that was added.

    Args:
        scenario: of which.
        by: who saves.
        text: TOML.
        parent: number of the version that it was made from.
        note: what changed, for people.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if the scenario was put away.
        ScenarioError, NotThisCityError, SynthesisError, WarehouseError: as for `make_scenario`.
        TooManyScenariosError: if it has as many versions as it may.
    """
    require(by, Act.SCENARIO_EDIT, scenario.trajectory)
    _title(scenario.trajectory, text)
    with transaction.atomic():
        locked = _locked(scenario)
        _check_in_use(locked)
        version = _add(locked, text, by=by, parent=parent, note=note[:200])
        _note(by, "scenario.saved", locked, after={"version": version.number, "note": version.note})
    return version


def fork(version: ScenarioVersion, *, by: User, name: str) -> Scenario:
    """Return a copy of a version as a scenario of its own.

    Raises:
        NotAllowedError: if this person may not.
        TooManyScenariosError: if the trajectory has as many as it may.
    """
    trajectory = version.scenario.trajectory
    require(by, Act.SCENARIO_EDIT, trajectory)
    with transaction.atomic():
        _check_room(trajectory)
        made = Scenario.objects.create(
            trajectory=trajectory,
            name=name.strip()[:120],
            forked_from=version.scenario,
            forked_number=version.number,
        )
        _add(made, version.text, by=by, parent=0, note="", data_version=version.data_version)
        _note(by, "scenario.forked", made, after={"from": str(version)})
    return made


def comment(scenario: Scenario, *, by: User, number: int, text: str) -> ScenarioComment:
    """Return what someone said of a version.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if there is no such version.
    """
    require(by, Act.SCENARIO_VIEW, scenario.trajectory)
    with transaction.atomic():
        if not scenario.versions.filter(number=number).exists():
            raise NotNowError(why_nl=f"er is geen versie {number}", why_en=f"there is no version {number}")
        said = ScenarioComment.objects.create(scenario=scenario, number=number, text=text.strip(), by=by)
        _note(by, "scenario.commented", scenario, after={"version": number})
    return said


def archive(scenario: Scenario, *, by: User) -> None:
    """Put a scenario away; it can be brought back.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was put away before.
    """
    require(by, Act.SCENARIO_EDIT, scenario.trajectory)
    with transaction.atomic():
        locked = _locked(scenario)
        _check_in_use(locked)
        locked.archived = timezone.now()
        locked.save(update_fields=["archived"])
        _note(by, "scenario.archived", locked)


def restore(scenario: Scenario, *, by: User) -> None:
    """Bring a scenario back.

    Raises:
        NotAllowedError: if this person may not.
        NotNowError: if it was not put away.
    """
    require(by, Act.SCENARIO_EDIT, scenario.trajectory)
    with transaction.atomic():
        locked = _locked(scenario)
        if locked.archived is None:
            raise NotNowError(why_nl="dit scenario is in gebruik", why_en="this scenario is in use")
        locked.archived = None
        locked.save(update_fields=["archived"])
        _note(by, "scenario.restored", locked)


def ask_runs(version: ScenarioVersion, *, by: User, runs: int) -> Job:
    """Return the job that runs a version so many times.

    Raises:
        NotAllowedError: if this person may not.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    trajectory = version.scenario.trajectory
    return start_job(
        KIND,
        by=by,
        organisation=trajectory.organisation,
        trajectory=trajectory,
        asked={
            "scenario": str(version.scenario_id),
            "number": version.number,
            "name": version.scenario.name,
            "runs": runs,
        },
        act=Act.SCENARIO_EDIT,
    )


def _title(trajectory: Trajectory, text: str) -> str:
    """Return the title of a text that is a scenario of a city of the trajectory."""
    scenario = parse_scenario(text)
    require_gemeente(scenario, trajectory.gemeenten)
    city = city_for(trajectory, scenario)
    return checked(text, city=city, gemeenten=trajectory.gemeenten).title


def _check_room(trajectory: Trajectory) -> None:
    # One at a time within a trajectory, so that two requests at once do not both find the last place free.
    Trajectory.objects.select_for_update().get(pk=trajectory.pk)
    count = Scenario.objects.filter(trajectory=trajectory, archived=None).count()
    if count >= MOST_SCENARIOS:
        raise TooManyScenariosError(count)


def _check_in_use(scenario: Scenario) -> None:
    if scenario.archived is not None:
        raise NotNowError(
            why_nl="dit scenario staat in het archief; haal het eerst terug",
            why_en="this scenario was put away; bring it back first",
        )


def _locked(scenario: Scenario) -> Scenario:
    every = Scenario.objects.select_related("trajectory__organisation")
    # Of this row only: PostgreSQL locks nothing on the side of a join that may be empty.
    return every.select_for_update(of=("self",)).get(pk=scenario.pk)


def _add(
    scenario: Scenario, text: str, *, by: User | None, parent: int, note: str, data_version: str = ""
) -> ScenarioVersion:
    number = scenario.number + 1
    if number > MOST_VERSIONS:
        raise TooManyScenariosError(scenario.number)
    version = ScenarioVersion.objects.create(
        scenario=scenario,
        number=number,
        text=text,
        data_version=data_version or data_version_of(scenario.trajectory),
        parent=parent,
        note=note,
        by=by,
    )
    scenario.number = number
    scenario.save(update_fields=["number"])
    return version


def _note(by: User | None, act: str, scenario: Scenario, *, after: dict[str, object] | None = None) -> None:
    record(
        by,
        act,
        scenario,
        organisation=scenario.trajectory.organisation_id,
        trajectory=scenario.trajectory_id,
        after=after,
    )
