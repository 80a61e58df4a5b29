"""Phones on a bad network, and a server that is killed in the middle: nothing lost, nothing doubled.

The small sister of `benchmarks/atelier.py`, which says how soon things are seen with 30, 100 and 300 people.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.database]
ROOT = Path(__file__).resolve().parents[2]
NGINX = Path("/usr/sbin/nginx")


def played(*choices: str) -> dict[str, Any]:
    command = [sys.executable, "benchmarks/atelier.py", "--people", "10", "--seconds", "6", "--pause", "1.5", *choices]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def check(found: dict[str, Any]) -> None:
    assert found["said"] >= 15
    assert (found["lost"], found["doubled"], found["breaks"], found["told_wrong"]) == (0, 0, 0, 0)
    assert found["in_order"]
    assert not found["refused"]
    # Every device saw the log to its end.
    assert found["boards_at_the_end"] == [found["last_line"]]


def test_a_bad_network_and_a_killed_server_lose_and_double_nothing() -> None:
    check(played("--kill", "--faults", "0.3"))


@pytest.mark.skipif(not NGINX.exists(), reason="nginx is not installed here")
def test_two_processes_behind_nginx_keep_one_log() -> None:
    check(played("--workers", "2", "--faults", "0.3"))
