"""What the tests of the site in a browser share: one browser, and one server with the demo city."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from atelier_world import Leader
from markers import CHROMIUM

from veerkracht.workflows.opening import warehouse_at
from web.figures import derived, loaded_city  # noqa: F401  # fixtures

HERE = Path(__file__).parent
FILL = "import django; django.setup(); import site_world; site_world.main()"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Return a browser; not for longer than a module, because Playwright keeps a loop running in this thread."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="session")
def site(loaded_city, derived, tmp_path_factory) -> Iterator[dict]:  # noqa: F811
    """Return the address of a server with the demo city, and who visits what (see `site_world`)."""
    home = tmp_path_factory.mktemp("site") / "home"
    shutil.copytree(loaded_city[0], home)
    shutil.copytree(derived, warehouse_at(home).derived, dirs_exist_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {key: value for key, value in os.environ.items() if not key.startswith("VEERKRACHT_WEB_")}
    env |= {"VEERKRACHT_HOME": str(home), "VEERKRACHT_WEB_DEMO": "true", "VEERKRACHT_WEB_UPLOAD_MB": "1"}
    own = [os.environ["PYTHONPATH"]] if "PYTHONPATH" in os.environ else []
    env["PYTHONPATH"] = os.pathsep.join([str(HERE), str(HERE.parent), *own])
    made = subprocess.run([sys.executable, "-c", FILL], env=env, stdout=subprocess.PIPE, text=True, check=True)
    log = (home / "server.log").open("w", encoding="utf-8")
    command = [sys.executable, "-m", "veerkracht.web", "serve", f"--port={port}", "--workers=0"]
    server = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        for _ in range(1800):  # a machine that is busy starts it in minutes
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield {"origin": f"http://localhost:{port}", "log": home / "server.log", **json.loads(made.stdout)}
    finally:
        server.terminate()
        server.wait(20)
        log.close()


@pytest.fixture(scope="session")
def leader(site) -> Iterator[Leader]:
    """Return who leads the ateliers of the tests of who takes part."""
    found = Leader(site["log"].parent)
    yield found
    found.close()


@pytest.fixture
def atelier(leader) -> dict[str, str]:
    """Return a new atelier with its door open."""
    made: dict[str, str] = leader.ask("make")
    return made


@pytest.fixture
def device(browser) -> Iterator[Callable[..., Any]]:
    """Return a function that gives the page of a new device; in the end nothing may have gone wrong on any of them."""
    from walking import AXE

    contexts, faults = [], []

    def new_page(*, width: int = 320, **parts: Any) -> Any:
        viewport = {"width": width, "height": 640 if width < 640 else 900}
        context = browser.new_context(viewport=viewport, locale="nl-NL", **parts)
        contexts.append(context)
        context.add_init_script(AXE)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield new_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def come(device, site, atelier) -> Callable[..., Any]:
    """Return a function with which someone comes in on a device of his or her own."""

    def come_in(name: str, party: str = "bewoner", **parts: Any) -> Any:
        page = device(**parts)
        page.goto(f"{site['origin']}/meedoen/{atelier['code']}/")
        page.fill("[name=name]", name)
        page.check(f"[name=party][value={party}]")
        page.click("form .nl-button--primary")
        page.wait_for_url("**/atelier/**")
        if parts.get("java_script_enabled", True):
            page.wait_for_selector(".at--live")
        return page

    return come_in
