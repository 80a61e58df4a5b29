"""`python -m veerkracht.web serve`: the application and its worker, from an empty folder to a page that answers."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
import webbrowser
from argparse import ArgumentParser
from datetime import datetime
from types import FrameType
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from veerkracht.errors.web import PortTakenError
from veerkracht.web.serving.ports import is_free

_GRACE_SECONDS = 10.0


class Command(BaseCommand):
    """Bring the tables up to date, start a worker for long jobs, and answer requests until stopped."""

    help = "Start de webapplicatie / start the web application."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be chosen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=1, help="Processen die taken uitvoeren / job processes.")
        parser.add_argument("--open", action="store_true", help="Open de browser / open the browser.")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Start everything, in this order: tables, demo, worker, pages.

        Raises:
            PortTakenError: if another program listens on the port.
        """
        host, port = options["host"], options["port"]
        if not is_free(host, port=port):
            raise PortTakenError(port)
        settings.HOME.mkdir(parents=True, exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        address = f"http://{'localhost' if host in {'127.0.0.1', '0.0.0.0'} else host}:{port}"  # noqa: S104  # compared, not bound
        start = self._start_page(address)
        workers = [_worker() for _ in range(options["workers"])]
        if workers:
            workers.append(_warmer())
        self.stdout.write(f"Veerkracht: {start}\nStop met Ctrl+C / stop with Ctrl+C.")
        self.stdout.flush()
        if options["open"]:
            threading.Thread(target=_open_when_ready, args=(start, host, port), daemon=True).start()
        # A stop by the system must end the workers too.
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            uvicorn.run(
                "veerkracht.web.asgi:application",
                host=host,
                port=port,
                log_level="warning",
                proxy_headers=settings.CONFIG.proxy,
                forwarded_allow_ips="*" if settings.CONFIG.proxy else "127.0.0.1",
                timeout_graceful_shutdown=2,
                server_header=False,
            )
        except KeyboardInterrupt:
            pass
        finally:
            _stop(workers)

    def _start_page(self, address: str) -> str:
        """Return where to begin: for the demo a link that logs its facilitator in, once."""
        if not settings.CONFIG.demo:
            return address + "/"
        # Only the demo needs these; an organisation's server starts without them.
        from veerkracht.web.accounts.local_link import one_time_link  # noqa: PLC0415
        from veerkracht.web.demo.seeding import ensure_demo  # noqa: PLC0415

        return address + one_time_link(ensure_demo(today=datetime.now().astimezone().date()))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _worker() -> subprocess.Popen[bytes]:
    """Return a process that runs jobs as they come."""
    return subprocess.Popen([sys.executable, "-m", "veerkracht.web", "worker"])  # our own program


def _warmer() -> subprocess.Popen[bytes]:
    """Return a process that makes the simulation ready and then ends."""
    return subprocess.Popen([sys.executable, "-m", "veerkracht.web", "warm", "--aside"])  # our own program


def _stop(workers: list[subprocess.Popen[bytes]]) -> None:
    """End the workers: asked first, then made to."""
    for worker in workers:
        worker.terminate()
    for worker in workers:
        try:
            worker.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()


def _open_when_ready(start: str, host: str, port: int) -> None:
    """Open the browser once somebody answers."""
    for _ in range(100):
        if not is_free(host, port=port):
            webbrowser.open(start)
            return
        time.sleep(0.1)
