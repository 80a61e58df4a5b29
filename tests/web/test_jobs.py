"""Long work: it tells how far it is, can be stopped, and always ends with words that a person can read."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from veerkracht.errors.data import AreaCodeError
from veerkracht.errors.web import NotAllowedError
from veerkracht.web.accounts.models import User
from veerkracht.web.datasets import looking, news
from veerkracht.web.jobs import actions, chores, kinds, running
from veerkracht.web.jobs.kinds import JobKind, Reporter
from veerkracht.web.jobs.models import Job, JobState
from veerkracht.web.jobs.tasks import run_job
from veerkracht.web.kaart import preparing
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Act, Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def make_kind() -> Iterator[Callable[[Callable[[Job, Reporter], Mapping[str, object]]], str]]:
    def make(run: Callable[[Job, Reporter], Mapping[str, object]]) -> str:
        kinds.register(JobKind(code="proef", name=_("Proef"), run=run))
        return "proef"

    yield make
    kinds._KINDS.pop("proef", None)


def ask(kind: str, organisation: Organisation, by: User | None = None, **asked: object) -> Job:
    return actions.start_job(kind, by=by, organisation=organisation, asked=asked, act=Act.PRODUCT_MAKE)


def run(job: Job) -> Job:
    run_job.func(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_job_tells_how_far_it_is_and_keeps_its_result(make_kind, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    def work(job: Job, tell: Reporter) -> Mapping[str, object]:
        tell.progress(0.5, "halverwege")
        tell.line("regel 1")
        return {"bestand": job.asked["naam"]}

    job = run(ask(make_kind(work), organisation, naam="a.pdf"))
    assert (job.state, job.share, job.result) == (JobState.DONE, 1.0, {"bestand": "a.pdf"})
    assert [line.text for line in job.lines.all()] == ["regel 1"]


def test_a_wrong_question_ends_with_the_words_of_the_error_in_both_languages(make_kind, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    def work(_job: Job, _tell: Reporter) -> Mapping[str, object]:
        raise AreaCodeError("GM1")

    job = run(ask(make_kind(work), organisation))
    assert job.state == JobState.FAILED
    assert "GM1" in job.failure_nl
    assert job.failure_nl != job.failure_en


def test_a_fault_of_the_program_ends_the_job_too_without_showing_its_inside(make_kind, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    def work(_job: Job, _tell: Reporter) -> Mapping[str, object]:
        return {"x": 1 / 0}

    job = ask(make_kind(work), organisation)
    with pytest.raises(ZeroDivisionError):
        run_job.func(str(job.pk))
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert str(job.pk) in job.failure_nl
    assert "division" not in job.failure_nl + job.failure_en


def test_a_running_job_stops_at_its_next_sign_of_life(make_kind, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    analyst = make_user("Anna", role=Role.ANALIST, organisation=organisation)
    done = []

    def work(job: Job, tell: Reporter) -> Mapping[str, object]:
        actions.ask_to_stop(job, by=analyst)
        tell.progress(0.1, "verder")
        done.append(1)
        return {}

    assert run(ask(make_kind(work), organisation)).state == JobState.STOPPED
    assert not done


def test_the_same_question_is_not_run_twice_at_once(make_kind, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    kind = make_kind(lambda _job, _tell: {})
    first = ask(kind, organisation, gemeente="GM0344")
    assert ask(kind, organisation, gemeente="GM0344").pk == first.pk
    assert ask(kind, organisation, gemeente="GM0772").pk != first.pk
    run(first)
    assert ask(kind, organisation, gemeente="GM0344").pk != first.pk


def test_a_reader_may_not_start_work(make_kind, organisation, make_user) -> None:  # type: ignore[no-untyped-def]  # fixtures
    reader = make_user("Lee", role=Role.LEZER, organisation=organisation)
    with pytest.raises(NotAllowedError):
        ask(make_kind(lambda _job, _tell: {}), organisation, by=reader)


def test_a_second_worker_leaves_a_running_job_alone(make_kind, organisation) -> None:  # type: ignore[no-untyped-def]  # fixtures
    job = ask(make_kind(lambda _job, _tell: {}), organisation)
    assert running.take(job.pk) is not None
    assert running.take(job.pk) is None


def test_every_kind_of_work_and_chore_that_is_loaded_later_is_there() -> None:
    """A name with a fault in it would come out only when the work is asked for."""
    kept = [each for kind in kinds._KINDS.values() for each in (kind.run, kind.about, kind.page)]
    names = {each.name for each in (*kept, *chores._CHORES, *news._LISTENERS) if isinstance(each, kinds.Later)}
    assert len(names) > 8
    assert all(callable(import_string(name)) for name in names)
    assert all(kinds.is_known(kind) for kind in (looking.KIND, preparing.KIND))


def test_asking_which_work_there_is_does_not_load_the_method() -> None:
    """`veerkracht serve`, migrations and every worker start with this."""
    heavy = {"duckdb", "pandas", "scipy", "sklearn"}
    asked = f"import django, sys; django.setup(); print(*sorted({heavy} & set(sys.modules)))"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "veerkracht.web.settings"}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True, timeout=120
    )
    assert told.stdout.split() == []
