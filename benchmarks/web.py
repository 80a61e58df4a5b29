"""How the site holds fifty people at once on one process, and how soon a map is drawn, beside a plain Leaflet page.

python benchmarks/web.py [--home FOLDER --gemeente GM0344] [--leaflet FOLDER] [--seconds 30]

Without a home: the fictitious city. The home is copied, never written to. `--leaflet` is a folder in which `npm install
leaflet` was done; without it only our own map is measured. One person clicks every 1 to 5 seconds; a burst is all fifty
at the same moment, which is the worst that can happen at the start of a workshop.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

PEOPLE = 50
CHROMIUM = "/usr/bin/chromium"
SEED = """
import json, sys, django; django.setup()
from datetime import date
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from veerkracht.web.accounts.models import User
from veerkracht.web.workspace.actions.trajectories import create_trajectory
from veerkracht.web.workspace.models import Membership, Organisation
city = Organisation.objects.create(slug="meting", name="Meting", kind="gemeente")
made = create_trajectory(city, by=None, name="Meting", gemeenten=[sys.argv[1]], start=date(2026, 1, 1))
keys = []
for number in range(int(sys.argv[2])):
    user = User.objects.create_user(f"lid{number}@meting.example", name=f"Lid {number}")
    Membership.objects.create(user=user, organisation=city, role="analist")
    device = TOTPDevice.objects.create(user=user, name="x", confirmed=True)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
    keys.append(session.session_key)
print(json.dumps({"trajectory": str(made.pk), "sessions": keys}))
"""
LEAFLET = """<!doctype html><meta charset="utf-8"><title>Leaflet</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/leaflet/leaflet.css"><style>#map {{ height: 700px }}</style><div id="map"></div>
<script src="/leaflet/leaflet.js"></script><script>
const map = L.map("map", {{ preferCanvas: {canvas}, zoomAnimation: false, fadeAnimation: false }});
const colours = ["#0F5C5C", "#8FBBD9", "#F0B84A", "#D9542B", "#E6E2DA"];
const paint = turn => feature => (
  {{ fillColor: colours[(feature.id + turn) % 5], fillOpacity: 1, weight: 1, color: "#FBFAF6" }});
fetch("/shapes.geojson").then(answer => answer.json()).then(found => {{
  const layer = L.geoJSON(found, {{ style: paint(0) }}).addTo(map);
  map.fitBounds(layer.getBounds());
  const painted = name => requestAnimationFrame(() => setTimeout(() => performance.measure(name.name, name.how)));
  painted({{ name: "first", how: {{ start: 0 }} }});
  window.recolour = () => {{
    const start = performance.now();
    layer.setStyle(paint(1));
    painted({{ name: "recolour", how: {{ start }} }});
  }};
}});</script>"""


@dataclass
class Site:
    """A running server with people in it."""

    address: str
    gemeente: str
    trajectory: str
    sessions: list[str]
    process: subprocess.Popen[bytes]

    def client(self, number: int) -> httpx.Client:
        """Return the browser of one person."""
        cookies = {"vk_session": self.sessions[number % len(self.sessions)]}
        return httpx.Client(base_url=self.address, cookies=cookies, timeout=120, verify=False)  # noqa: S501  # plain http on this machine; reading certificates for fifty clients takes seconds

    def memory_mb(self) -> float:
        """Return how much memory the server holds."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) / 1000


@dataclass
class Times:
    """How long answers took, by kind of page."""

    ms: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[tuple[str, int]] = field(default_factory=list)

    def show(self, title: str) -> None:
        """Print the half and the slow end of every kind."""
        print(f"\n{title}")
        everything = [one for times in self.ms.values() for one in times]
        for name, times in [*sorted(self.ms.items()), ("everything", everything)]:
            ordered = sorted(times)
            late = ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]
            print(f"  {name:28} n={len(times):5}  p50 {statistics.median(times):7.0f} ms  p95 {late:7.0f} ms")
        if self.wrong:
            print(f"  WRONG: {self.wrong[:5]} ({len(self.wrong)})")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(home: Path, gemeente: str) -> Iterator[Site]:
    """Start the server as an organisation would, without workers; yields it with fifty people."""
    environment = {**os.environ, "VEERKRACHT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "veerkracht.web.settings"}
    web = [sys.executable, "-m", "veerkracht.web"]
    subprocess.run([*web, "migrate", "-v", "0"], env=environment, check=True)
    seeded = [sys.executable, "-c", SEED, gemeente, str(PEOPLE)]
    found = json.loads(subprocess.run(seeded, env=environment, check=True, capture_output=True).stdout.splitlines()[-1])
    port = free_port()
    process = subprocess.Popen([*web, "serve", "--port", str(port), "--workers", "0"], env=environment)
    site = Site(address=f"http://127.0.0.1:{port}", gemeente=gemeente, process=process, **found)
    try:
        with httpx.Client() as knocking:
            for _ in range(600):
                with contextlib.suppress(httpx.TransportError):
                    if knocking.get(site.address + "/gezond/").status_code == 200:
                        break
                time.sleep(0.2)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def pages(site: Site, area: str) -> dict[str, Callable[[httpx.Client, dict[str, str]], httpx.Response]]:
    """Return what people do, by name."""
    kaart = f"/t/{site.trajectory}/kaart/"

    def get(path: str) -> Callable[[httpx.Client, dict[str, str]], httpx.Response]:
        return lambda client, _held: client.get(path)

    def kept(path: str) -> Callable[[httpx.Client, dict[str, str]], httpx.Response]:
        def ask(client: httpx.Client, held: dict[str, str]) -> httpx.Response:
            answer = client.get(path, headers={"If-None-Match": held[path]} if path in held else {})
            held[path] = answer.headers.get("ETag", "")
            return answer

        return ask

    beside = {"X-Requested-With": "vk-kaart"}
    return {
        "desk": get("/werkplek/"),
        "trajectory": get(f"/t/{site.trajectory}/"),
        "map page": get(f"{kaart}?kaart=1&niveau=buurt&nu=1"),
        "map page by value": get(f"{kaart}?kaart=3&niveau=buurt&nu=1&sorteer=-waarde"),
        "atlas (kept)": kept(f"{kaart}atlas.json?niveau=buurt"),
        "shapes (kept)": kept(f"{kaart}vormen.geojson?niveau=buurt"),
        "panel of an area": lambda client, _held: client.get(f"{kaart}gebied/{area}/", headers=beside),
        "data": get(f"/t/{site.trajectory}/gegevens/"),
        "reports": get(f"/t/{site.trajectory}/rapporten/"),
    }


def timed(times: Times, name: str, ask: Callable[[], httpx.Response]) -> None:
    start = time.perf_counter()
    answer = ask()
    times.ms[name].append(1000 * (time.perf_counter() - start))
    if answer.status_code not in {200, 304}:
        times.wrong.append((name, answer.status_code))


def measure_pages(site: Site, area: str, *, seconds: float) -> None:
    """Print how long pages take: one person alone, fifty people who click, fifty at the same moment."""
    doing = pages(site, area)
    alone = Times()
    with site.client(0) as client:
        held: dict[str, str] = {}
        for turn in range(6):
            for name, ask in doing.items():
                timed(alone if turn else Times(), name, functools.partial(ask, client, held))
    alone.show("One person alone")
    print(f"  memory of the server: {site.memory_mb():.0f} MB")

    clicking = Times()

    def person(number: int) -> None:
        draw = random.Random(number)  # noqa: S311  # people who click, no secret
        held: dict[str, str] = {}
        until = time.perf_counter() + seconds
        with site.client(number) as client:
            while time.perf_counter() < until:
                time.sleep(draw.uniform(1, 5))
                name = draw.choice(sorted(doing))
                timed(clicking, name, functools.partial(doing[name], client, held))

    with ThreadPoolExecutor(PEOPLE) as crowd:
        list(crowd.map(person, range(PEOPLE)))
    clicking.show(f"{PEOPLE} people, a click each 1 to 5 seconds, for {seconds:.0f} seconds")

    burst, gate = Times(), threading.Barrier(PEOPLE)

    def at_once(number: int) -> None:
        with site.client(number) as client:
            client.get("/gezond/")
            gate.wait()
            timed(burst, "map page", functools.partial(doing["map page"], client, {}))

    with ThreadPoolExecutor(PEOPLE) as crowd:
        list(crowd.map(at_once, range(PEOPLE)))
    burst.show(f"{PEOPLE} people at the very same moment")
    print(f"  memory of the server: {site.memory_mb():.0f} MB")


def measure_maps(site: Site, leaflet: Path | None) -> None:
    """Print how soon the map of a city and of the country is drawn and recoloured, and what Leaflet makes of it."""
    from playwright.sync_api import sync_playwright

    kaart = f"{site.address}/t/{site.trajectory}/kaart/?kaart=1&niveau=buurt&nu=1"
    country = f"{site.address}/land/?kaart=1&niveau=buurt&nu=1"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.add_cookies([{"name": "vk_session", "value": site.sessions[0], "url": site.address}])
        ours = {}
        for name, address in (("city", kaart), ("country", country)):
            found = [drawn(context, address) for _ in range(4)][1:]
            ours[name] = {key: statistics.median(one[key] for one in found) for key in found[0]}
            print(f"\n{name}, ours: " + ", ".join(f"{key} {value:.0f} ms" for key, value in ours[name].items()))
        if leaflet is not None:
            with site.client(0) as client:
                shapes = client.get(f"/t/{site.trajectory}/kaart/vormen.geojson?niveau=buurt").content
            for canvas in ("true", "false"):
                with plain(leaflet, shapes, canvas=canvas) as address:
                    found = [drawn_plain(context, address) for _ in range(4)][1:]
                theirs = {key: statistics.median(one[key] for one in found) for key in found[0]}
                first = ours["city"]["first"] / theirs["first"]
                print(
                    f"city, Leaflet ({'canvas' if canvas == 'true' else 'svg'}): first {theirs['first']:.0f} ms, "
                    f"recolour {theirs['recolour']:.0f} ms; ours : Leaflet = {first:.2f} for the first map, "
                    f"{ours['city']['recolour'] / theirs['recolour']:.2f} for a recolour"
                )
        browser.close()


def drawn(context: Any, address: str) -> dict[str, float]:
    """Return the milliseconds to the first map and to another colouring, in a page that was visited before."""
    page = context.new_page()
    page.goto(address)
    ready = "name => performance.getEntriesByName(name).length > 0"
    page.wait_for_function(ready, arg="vk-first-map", timeout=60_000)
    page.locator("vk-kaart fieldset.vk-kaart__maps input:not([disabled]):not(:checked)").first.check(force=True)
    page.wait_for_function(ready, arg="vk-recolour", timeout=60_000)
    read = "name => performance.getEntriesByName(name).at(-1).duration"
    found = {"first": page.evaluate(read, "vk-first-map"), "recolour": page.evaluate(read, "vk-recolour")}
    page.close()
    return found


def drawn_plain(context: Any, address: str) -> dict[str, float]:
    """Return the same of the page with Leaflet."""
    page = context.new_page()
    page.goto(address)
    ready = "name => performance.getEntriesByName(name).length > 0"
    page.wait_for_function(ready, arg="first")
    page.evaluate("recolour()")
    page.wait_for_function(ready, arg="recolour")
    read = "name => performance.getEntriesByName(name).at(-1).duration"
    found = {"first": page.evaluate(read, "first"), "recolour": page.evaluate(read, "recolour")}
    page.close()
    return found


@contextlib.contextmanager
def plain(leaflet: Path, shapes: bytes, *, canvas: str) -> Iterator[str]:
    """Serve a page with nothing but Leaflet and the same polygons."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "index.html").write_text(LEAFLET.format(canvas=canvas), "utf-8")
        (root / "shapes.geojson").write_bytes(shapes)
        shutil.copytree(leaflet / "node_modules/leaflet/dist", root / "leaflet")
        handler = functools.partial(Quiet, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        server.server_close()


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Answers without a word."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def prepared(given: Path | None, gemeente: str, folder: Path) -> tuple[Path, str, str]:
    """Return a home folder with figures and their maps made, the gemeente, and one of its buurten."""
    from veerkracht.facts.areas import Level
    from veerkracht.workflows.atlas_store import AtlasStore, stamp_of
    from veerkracht.workflows.demo import load_demo
    from veerkracht.workflows.opening import open_home, warehouse_at
    from veerkracht.workflows.tiles import make_tiles

    home = folder / "home"
    if given is not None:
        shutil.copytree(given / "warehouse", home / "warehouse")
    else:
        gemeente = load_demo(home)[1]
    warehouse = warehouse_at(home)
    store = AtlasStore(warehouse.derived / "atlas", lambda: open_home(home), stamp=stamp_of(warehouse))
    store.prepare(gemeenten=[gemeente], progress=lambda *told: print(*told, end="   \r", flush=True))
    make_tiles(warehouse)
    return home, gemeente, warehouse.areas(Level.BUURT, within=[gemeente]).codes[3]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--gemeente", default="GM0344")
    asked.add_argument("--leaflet", type=Path)
    asked.add_argument("--seconds", type=float, default=30.0)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, gemeente, area = prepared(given.home, given.gemeente, Path(folder))
        with serving(home, gemeente) as site:
            measure_pages(site, area, seconds=given.seconds)
            measure_maps(site, given.leaflet)


if __name__ == "__main__":
    main()
