"""Making maps ready in the background: the first map of new data takes longer than a person waits."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from veerkracht.errors.data import DataError
from veerkracht.errors.warehouse import WarehouseError
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.jobs.models import Job
from veerkracht.web.kaart.figures import Figures, figures_for, open_figures, open_figures_of
from veerkracht.web.workspace.roles import Act
from veerkracht.workflows.atlas_store import HEAD, LANGUAGES
from veerkracht.workflows.tiles import make_tiles

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.kinds import Reporter
    from veerkracht.web.kaart.place import Place
    from veerkracht.web.kaart.state import KaartState
    from veerkracht.web.workspace.models import Trajectory

KIND = "kaarten"
_LEVELS = (Level.BUURT, Level.WIJK)
_TILES = Bilingual("Grenzen van het land voor het scherm", "Boundaries of the country for the screen")


def is_ready(place: Place, state: KaartState, *, taal: str) -> bool:
    """Return whether the map page of a place can be shown at once.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    store = place.figures.store
    language = next(one for one in LANGUAGES if one == taal)
    return store.is_made(gemeente=place.within(state.level), level=state.level, taal=language)


def has_figures(place: Place, state: KaartState) -> bool:
    """Return whether anything is stored of a place.

    Raises:
        WarehouseError: if the stored data cannot be read.
    """
    known = place.figures.country.known()
    within = place.within(state.level)
    return within in known if within is not None else bool(known)


def last_job(place: Place, state: KaartState) -> Job | None:
    """Return the job that last made the maps of a place; None if there was none."""
    return jobs_of(place, state).first()


def jobs_of(place: Place, state: KaartState) -> QuerySet[Job]:
    """Return the jobs that made the maps of a place, the newest first."""
    within = place.within(state.level)
    trajectory = None if within is None else place.trajectory
    return Job.objects.filter(kind=KIND, trajectory=trajectory, asked__gemeente=within or "")


def prepare(place: Place, state: KaartState, *, by: User) -> Job:
    """Return the job that makes the maps of a place ready; the one that already does so if there is one.

    Raises:
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    within = place.within(state.level)
    return start_job(
        KIND,
        by=by if place.trajectory is not None else None,
        organisation=None if place.trajectory is None or within is None else place.trajectory.organisation,
        trajectory=None if within is None else place.trajectory,
        asked={"gemeente": within or "", "person": str(by.pk) if within is not None else ""},
        act=Act.KAART_VIEW,
    )


def run(job: Job, tell: Reporter) -> Mapping[str, object]:
    """Make all atlases of a gemeente, or those of the country with its tiles."""
    gemeente = str(job.asked.get("gemeente") or "")
    if gemeente:
        figures = _figures_of(job)
        return _city(figures, gemeente, tell)
    return _country(open_figures(), tell)


def _figures_of(job: Job) -> Figures:
    if job.trajectory is None:
        return open_figures()
    return open_figures_of(job.trajectory.organisation) if job.by is None else figures_for(job.by, job.trajectory)


def _city(figures: Figures, gemeente: str, tell: Reporter) -> Mapping[str, object]:
    _benches(figures, gemeente, tell)
    wanted = [(level, taal) for taal in LANGUAGES for level in _LEVELS]
    for done, (level, taal) in enumerate(wanted):
        words = Bilingual(f"Kaarten per {level.value} ({taal})", f"Maps by {level.value} ({taal})")
        tell.progress(done / len(wanted), words)
        figures.store.get(gemeente=gemeente, level=level, taal=taal, part=HEAD)
    return {"atlases": len(wanted), "data": figures.country.version}


def _benches(figures: Figures, gemeente: str, tell: Reporter) -> None:
    """Keep what the werkbank of a city needs: first, for it takes seconds and the maps need the same figures."""
    workshop = figures.workshop()
    for level in (*_LEVELS, Level.GEMEENTE):
        words = Bilingual(f"Cijfers van de werkbank per {level.value}", f"Figures of the werkbank by {level.value}")
        tell.progress(None, words)
        with suppress(DataError, WarehouseError):
            workshop.keep(level, gemeente="" if level is Level.GEMEENTE else gemeente)


def _country(figures: Figures, tell: Reporter) -> Mapping[str, object]:
    tell.progress(None, _TILES)
    make_tiles(figures.warehouse)

    def told(done: int, count: int, name: str) -> None:
        tell.progress(done / count, Bilingual(f"Kaarten van het land: {name}", f"Maps of the country: {name}"))

    made = figures.store.prepare(progress=told)
    return {"atlases": made, "data": figures.country.version}


def after_new_figures(job: Job) -> None:
    """Have the maps made that people will ask for: of the trajectory that brought the figures, and of the country."""
    if job.trajectory is not None:
        prepare_open(job.trajectory)
    start_job(
        KIND, by=None, organisation=None, trajectory=None, asked={"gemeente": "", "person": ""}, act=Act.KAART_VIEW
    )


def prepare_open(trajectory: Trajectory) -> None:
    """Have the maps of the open figures of a trajectory made, for those who see no own tables."""
    for gemeente in trajectory.gemeenten:
        start_job(
            KIND,
            by=None,
            organisation=trajectory.organisation,
            trajectory=trajectory,
            asked={"gemeente": gemeente, "person": ""},
            act=Act.KAART_VIEW,
        )
