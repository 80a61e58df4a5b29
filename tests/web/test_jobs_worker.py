"""The worker as it runs on a server, in a process of its own: killed in the middle, its work is not lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]
# No machine is so busy that a worker is late by so much: one that is lost is made to have been silent for longer.
SILENCE = 60.0
TESTS = Path(__file__).resolve().parents[1]
ASK = """
import sys, django; django.setup()
from veerkracht.web.jobs.actions import start_job
from veerkracht.web.workspace.models import Organisation
from veerkracht.web.workspace.roles import Act
city, _ = Organisation.objects.get_or_create(name="Stad", slug="stad", kind="gemeente")
job = start_job("hangt", by=None, organisation=city, asked={"place": sys.argv[1], "always": sys.argv[2] == "always"},
                act=Act.PRODUCT_MAKE)
print(job.pk)
"""
TELL = """
SELECT state, attempt, failure_nl, (SELECT count(*) FROM jobs_jobline WHERE job_id = jobs_job.id)
FROM jobs_job WHERE id = '{}'
"""
SEEN = "SELECT seen FROM jobs_job WHERE id = '{}'"
SILENT = "UPDATE jobs_job SET seen = '2026-01-01 12:00:00+00:00' WHERE id = '{}'"
LONG = "UPDATE jobs_job SET started = '2026-01-01 12:00:00+00:00' WHERE id = '{}'"


@dataclass
class Server:
    """A server with its own database, and the processes that were started on it."""

    environment: dict[str, str]
    folder: Path
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def run(self, *command: str) -> str:
        """Return what a program said."""
        done = subprocess.run(
            [sys.executable, *command], env=self.environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def worker(self, *, silence: float = SILENCE) -> subprocess.Popen[bytes]:
        """Start a worker that gives four signs of life in a silence."""
        command = [
            sys.executable,
            "-m",
            "veerkracht.web",
            "worker",
            "--interval",
            "0.2",
            "--no-startup-delay",
            "-v",
            "0",
        ]
        env = self.environment | {"VEERKRACHT_WEB_JOB_SILENCE_SECONDS": str(silence)}
        process = subprocess.Popen(command, env=env)
        self.running.append(process)
        return process

    def serve(self) -> subprocess.Popen[bytes]:
        """Start the whole site as an organisation does, and wait until it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [str(Path(sys.executable).with_name("veerkracht")), "serve", f"--port={port}"]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
        self.running.append(process)
        until = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return process
            assert process.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server never answered"
            time.sleep(0.2)

    def ask(self, how: str = "once") -> tuple[str, Path]:
        """Return the number of a job that hangs, and where it writes down who works on it."""
        place = self.folder / f"work-{how}"
        return self.run("-c", ASK, str(place), how), place

    def standing(self, job: str) -> tuple[str, int, int, str]:
        """Return the state of a job, how often it was taken up, the number of its lines, and why it failed."""
        state, attempt, failure, lines = self._asked_of_the_database(TELL, job)
        return str(state), int(attempt), int(lines), str(failure)

    def seen(self, job: str) -> str:
        """Return when the worker of a job last gave a sign of life, as the database writes it."""
        (found,) = self._asked_of_the_database(SEEN, job)
        return str(found)

    def silent(self, job: str) -> None:
        """Let the last sign of life of a job be of long ago."""
        self._asked_of_the_database(SILENT, job)

    def long(self, job: str) -> None:
        """Let a job have begun long ago."""
        self._asked_of_the_database(LONG, job)

    def _asked_of_the_database(self, asked: str, job: str) -> Any:
        # Not through a program of ours: starting one takes seconds.
        address = self.environment["VEERKRACHT_WEB_DATABASE"]
        if address.startswith("sqlite:///"):
            with contextlib.closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=60)) as there, there:
                return there.execute(asked.format(job.replace("-", ""))).fetchone()
        import psycopg

        with psycopg.connect(address) as there:
            answer = there.execute(asked.format(job))
            return answer.fetchone() if answer.description else None

    def wait_for(self, file: Path) -> None:
        """Wait until a worker has written a file."""
        until = time.monotonic() + 180
        while not file.is_file() or not file.read_text("utf-8"):
            assert time.monotonic() < until, f"{file} never came"
            time.sleep(0.1)

    def wait_until(self, job: str, state: str) -> tuple[str, int, int, str]:
        """Wait until a job has a state."""
        until = time.monotonic() + 180
        while (now := self.standing(job))[0] != state:
            assert time.monotonic() < until, now
            time.sleep(0.3)
        return now


def databases() -> list[str]:
    """Return the kind of database that the worker is tried on: each in its own step of the tests."""
    return ["postgres" if os.environ.get("VEERKRACHT_TEST_POSTGRES") else "sqlite"]


@pytest.fixture(scope="module", params=databases())
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of a server whose tables are there, on each kind of database."""
    folder = tmp_path_factory.mktemp("server")
    database = f"sqlite:///{folder}/test.sqlite3"
    if request.param == "postgres":
        database = request.getfixturevalue("postgres_of_its_own")
    environment = os.environ | {
        "VEERKRACHT_HOME": str(folder),
        "VEERKRACHT_WEB_DATABASE": database,
        "VEERKRACHT_WEB_JOB_SILENCE_SECONDS": str(SILENCE),
        "DJANGO_SETTINGS_MODULE": "web.slow_settings",
        "PYTHONPATH": str(TESTS),
        "OMP_NUM_THREADS": "1",
    }
    Server(environment=environment, folder=folder).run("-m", "veerkracht.web", "migrate", "-v", "0", "--skip-checks")
    return environment


@pytest.fixture
def server(migrated: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """A server without a worker."""
    made = Server(environment=migrated, folder=tmp_path)
    yield made
    for process in made.running:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def postgres_of_its_own() -> Iterator[str]:
    """Return the address of an empty database, removed afterwards."""
    import psycopg

    server = os.environ["VEERKRACHT_TEST_POSTGRES"]
    name = f"werker_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_work_of_a_killed_worker_is_taken_up_again_by_another(server: Server) -> None:
    job, place = server.ask()
    first = server.worker()
    server.wait_for(place / "1")
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert server.standing(job)[0] == "bezig"
    server.silent(job)
    server.worker()
    state, attempt, lines, _failure = server.wait_until(job, "klaar")
    assert (state, attempt, lines) == ("klaar", 2, 1)


def test_work_that_takes_its_worker_down_twice_ends_with_words(server: Server) -> None:
    job, place = server.ask("always")
    for attempt in (1, 2):
        worker = server.worker()
        server.wait_for(place / str(attempt))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        server.silent(job)
    server.worker()
    _state, attempt, _lines, failure = server.wait_until(job, "mislukt")
    assert attempt == 2
    assert "stopte 2 keer" in failure
    assert job in failure


def is_running(number: int) -> bool:
    """Return whether a process is there and is no zombie."""
    with contextlib.suppress(OSError):
        return "\nState:\tZ" not in Path(f"/proc/{number}/status").read_text("utf-8")
    return False


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads of processes as Linux tells them")
def test_a_stopped_server_takes_its_worker_with_it_and_the_next_takes_up_the_work(server: Server) -> None:
    job, place = server.ask()
    first = server.serve()
    server.wait_for(place / "1")
    worker = int((place / "1").read_text("utf-8"))
    assert is_running(worker)
    first.send_signal(signal.SIGTERM)
    assert first.wait(timeout=60) == 0
    assert not is_running(worker)
    assert server.standing(job)[0] == "bezig"
    server.silent(job)
    server.worker()
    state, attempt, _lines, _failure = server.wait_until(job, "klaar")
    assert (state, attempt) == ("klaar", 2)


def test_a_worker_that_computes_for_long_gives_signs_of_life_and_keeps_its_job(server: Server) -> None:
    job, place = server.ask()
    server.worker(silence=20)
    server.wait_for(place / "1")
    server.long(job)
    until, first = time.monotonic() + 180, server.seen(job)
    while server.seen(job) == first:
        assert time.monotonic() < until, "no sign of life"
        time.sleep(0.1)
    server.worker()
    # Whoever has taken up the next has looked for lost work before.
    _next, elsewhere = server.ask("next")
    server.wait_for(elsewhere / "1")
    state, attempt, _lines, _failure = server.standing(job)
    assert (state, attempt) == ("bezig", 1)
