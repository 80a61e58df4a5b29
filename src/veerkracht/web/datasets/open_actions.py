"""Everything that changes the open data: fetched from the live services, or brought in from a file."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.text import slugify

from veerkracht.errors.datasets import FictitiousError, NotForYouError, OpenFileKindError, UploadTooLargeError
from veerkracht.sources.files import SUFFIXES
from veerkracht.web.audit.record import record
from veerkracht.web.datasets.models import uploads_folder
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.workspace.access import require
from veerkracht.web.workspace.roles import Act

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Theme
    from veerkracht.web.accounts.models import User
    from veerkracht.web.jobs.models import Job
    from veerkracht.web.workspace.models import Trajectory


def ask_refresh(trajectory: Trajectory, *, by: User, first: int, last: int, themes: Sequence[Theme]) -> Job:
    """Return the job that fetches open data of the gemeenten of a trajectory from the live services.

    Args:
        trajectory: whose gemeenten.
        by: who asks.
        first: first year of the figures.
        last: last year of the figures.
        themes: only figures on these; all if empty.

    Raises:
        NotAllowedError: if this person may not.
        FictitiousError: if it is the demo city.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    require(by, Act.DATA_REFRESH, trajectory)
    if trajectory.organisation.fictitious:
        raise FictitiousError
    asked: dict[str, object] = {
        "gemeenten": list(trajectory.gemeenten),
        "first": first,
        "last": last,
        "themes": sorted(theme.value for theme in themes),
    }
    return start_job(
        "ophalen",
        by=by,
        organisation=trajectory.organisation,
        trajectory=trajectory,
        asked=asked,
        act=Act.DATA_REFRESH,
    )


def ask_import(trajectory: Trajectory, *, by: User, filename: str, size: int, chunks: Iterable[bytes]) -> Job:
    """Return the job that brings in a file with open data, for every organisation to see.

    Args:
        trajectory: from where it is asked.
        by: who asks: a functional manager, because all organisations see the figures.
        filename: as the sender calls it.
        size: in bytes, as the request says.
        chunks: the content.

    Raises:
        NotAllowedError: if this person may not.
        NotForYouError: if this person is no functional manager.
        FictitiousError: if it is the demo city.
        UploadTooLargeError, OpenFileKindError: if the file is not one to take.
        TooManyJobsError: if the organisation has as much work waiting as it may.
    """
    require(by, Act.DATA_REFRESH, trajectory)
    if not by.is_staff:
        raise NotForYouError
    if trajectory.organisation.fictitious:
        raise FictitiousError
    most = int(settings.CONFIG.upload_mb * 1_000_000)
    if size > most:
        raise UploadTooLargeError(filename, size=size, most=most)
    suffix = PurePosixPath(filename).suffix.lower()
    if suffix not in SUFFIXES:
        raise OpenFileKindError(filename, known=", ".join(sorted(SUFFIXES)))
    # The name tells a next version of the same file from another file, so that it is kept, but only its plain letters.
    plain = slugify(PurePosixPath(filename).stem)[:80] or "bestand"
    place = str(uuid.uuid4())
    folder = uploads_folder() / place
    folder.mkdir(parents=True, mode=0o700)
    try:
        with (folder / f"{plain}{suffix}").open("xb") as file:
            file.writelines(chunks)
        job = start_job(
            "inlezen",
            by=by,
            organisation=trajectory.organisation,
            trajectory=trajectory,
            asked={"place": place, "file": f"{plain}{suffix}", "name": filename[:200]},
            act=Act.DATA_REFRESH,
        )
    except Exception:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return job


def changed(job: Job, *, version: str) -> None:
    """Keep that a job changed the open data, and which version they have now."""
    job.data_version = version
    job.save(update_fields=["data_version"])
    record(
        job.by,
        "datasets.open_data.changed",
        job,
        organisation=job.organisation_id,
        trajectory=job.trajectory_id,
        after={"version": version},
    )
