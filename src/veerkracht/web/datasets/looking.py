"""Which maps the figures of a trajectory can carry: said where it is known, found out in the background if not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from veerkracht.errors.web import TooManyJobsError
from veerkracht.facts.language import Bilingual
from veerkracht.web.datasets.reading import country_for, known_map_states_of, map_states_of, scope_of
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.jobs.models import ENDED, Job
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.kinds import Reporter
    from veerkracht.web.workspace.models import Trajectory
    from veerkracht.workflows.holdings import MapState

KIND = "overzicht"


def states_or_job(user: User, trajectory: Trajectory) -> tuple[dict[str, tuple[MapState, ...]], Job | None]:
    """Return what is known of the maps of each gemeente, by code, and the job that finds out the rest.

    Without a gemeente to find out about, or without a worker that could (its last try failed, or there is too much
    work), the job is None and all is found out here and now.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    country, scope = country_for(user, trajectory), scope_of(user, trajectory)
    there = country.known()
    known = {}
    for code in trajectory.gemeenten:
        found = known_map_states_of(country, code, trajectory=trajectory, scope=scope)
        # Of a gemeente without figures there is nothing to compute.
        if found is None and code not in there:
            found = map_states_of(country, code, trajectory=trajectory, scope=scope)
        if found is not None:
            known[code] = found
    unknown = [code for code in trajectory.gemeenten if code not in known]
    job = _ask(user, trajectory, version=country.version) if unknown else None
    if unknown and job is None:
        known |= {code: map_states_of(country, code, trajectory=trajectory, scope=scope) for code in unknown}
    return known, job


def run(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Find out which maps there are."""
    trajectory = job.trajectory
    if trajectory is None:
        return {}
    country, scope = country_for(job.by, trajectory), scope_of(job.by, trajectory)
    for done, code in enumerate(trajectory.gemeenten):
        tell.progress(
            done / len(trajectory.gemeenten),
            Bilingual("Kijken welke kaarten er nu zijn", "Looking which maps there are now"),
        )
        map_states_of(country, code, trajectory=trajectory, scope=scope)
    return {"data": country.version}


def _ask(user: User, trajectory: Trajectory, *, version: str) -> Job | None:
    asked = {"data": version, "scope": scope_of(user, trajectory)}
    last = Job.objects.filter(kind=KIND, trajectory=trajectory, asked=asked).first()
    if last is not None and last.state in ENDED:
        return None
    try:
        return start_job(
            KIND,
            by=user,
            organisation=trajectory.organisation,
            trajectory=trajectory,
            asked=asked,
            act=Act.DATA_VIEW,
        )
    except TooManyJobsError:
        return None
