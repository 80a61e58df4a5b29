"""How soon a map is drawn and recoloured, side by side with plain pages of Leaflet and MapLibre that do nothing else.

python benchmarks/kaart.py [--home FOLDER --gemeente GM0344] [--rounds 5] [--peers FOLDER]

Without a home: the fictitious city. The home is copied, never written to. The peers get the same polygons, and colours
by chance; they have no figures, legend, table, patterns or uncertainty. They are installed with npm in a temporary
folder (or taken from `--peers`, a folder where that was done); without npm only our own pages are measured. In every
round all pages take their turn, so that what else the computer does hits all of them; each page was visited once before
(a warm start). The best of the rounds counts. No time makes it fail: a slow computer is no fault.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import http.server
import shutil
import statistics
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from web import CHROMIUM, Quiet, Site, prepared, serving

GOALS = {"city": 1000, "country": 2500, "recolour": 300}
PEERS = ("leaflet@1.9.4", "maplibre-gl@6.17.0")
HEAD = """<!doctype html><meta charset="utf-8"><title>{name}</title><link rel="icon" href="data:,">
<style>#map {{ height: 560px; width: 620px }}</style><div id="map"></div>"""
TAIL = """
const colours = ["#0F5C5C", "#8FBBD9", "#F0B84A", "#D9542B", "#E6E2DA"];
const painted = (name, how) => requestAnimationFrame(() => setTimeout(() => performance.measure(name, how)));
"""
LEAFLET = """<link rel="stylesheet" href="/leaflet/dist/leaflet.css"><script src="/leaflet/dist/leaflet.js"></script>
<script>
{tail}
const map = L.map("map", {{ preferCanvas: {canvas}, zoomAnimation: false, fadeAnimation: false }});
const paint = turn => feature =>
  ({{ fillColor: colours[(feature.id + turn) % 5], fillOpacity: 1, weight: 1, color: "#FBFAF6" }});
fetch("/shapes.geojson").then(answer => answer.json()).then(found => {{
  const layer = L.geoJSON(found, {{ style: paint(0) }}).addTo(map);
  map.fitBounds(layer.getBounds());
  painted("first", {{ start: 0 }});
  window.recolour = () => {{
    const start = performance.now();
    layer.setStyle(paint(1));
    painted("recolour", {{ start }});
  }};
}});</script>"""
MAPLIBRE = """<link rel="stylesheet" href="/maplibre-gl/dist/maplibre-gl.css"><script type="module">
import * as maplibre from "/maplibre-gl/dist/maplibre-gl.mjs";
{tail}
maplibre.setWorkerUrl(new URL("/maplibre-gl/dist/maplibre-gl-worker.mjs", location.href).href);
const found = await (await fetch("/shapes.geojson")).json();
const points = found.features.flatMap(one => one.geometry.coordinates.flat(Infinity));
const [across, up] = [0, 1].map(side => points.filter((_, at) => at % 2 === side));
const paint = turn => ["at", ["%", ["+", ["id"], turn], 5], ["literal", colours]];
const map = new maplibre.Map({{ container: "map", fadeDuration: 0, attributionControl: false,
  bounds: [[Math.min(...across), Math.min(...up)], [Math.max(...across), Math.max(...up)]],
  style: {{ version: 8, sources: {{ areas: {{ type: "geojson", data: found }} }}, layers: [
    {{ id: "fill", type: "fill", source: "areas", paint: {{ "fill-color": ["to-color", paint(0)] }} }},
    {{ id: "line", type: "line", source: "areas", paint: {{ "line-color": "#FBFAF6" }} }}] }} }});
map.once("idle", () => painted("first", {{ start: 0 }}));
window.recolour = () => {{
  const start = performance.now();
  map.setPaintProperty("fill", "fill-color", ["to-color", paint(1)]);
  map.once("idle", () => painted("recolour", {{ start }}));
}};
</script>"""
READ = "name => performance.getEntriesByName(name).at(-1)?.duration ?? null"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to measure.

    Attributes:
        name: as it is printed.
        address: of the page.
        first, recolour: names of the measures that it makes.
        press: a script that asks for other colours.
    """

    name: str
    address: str
    first: str
    recolour: str
    press: str


def our_page(name: str, address: str) -> Page:
    """Return one of our own map pages; another map is chosen as a person does, with its radio button."""
    other = "vk-kaart fieldset.vk-kaart__maps input:not([disabled]):not(:checked)"
    press = f"document.querySelector('{other}').click()"
    return Page(name=name, address=address, first="vk-first-map", recolour="vk-recolour", press=press)


def measured(context: Any, page: Page) -> dict[str, float]:
    """Return the milliseconds to the first map and to other colours."""
    tab = context.new_page()
    try:
        tab.goto(page.address, wait_until="commit")
        found = {"first": waited(tab, page.first)}
        if page.first != "first":
            # The moving map stands there already while its library still starts: a person cannot press sooner.
            found["moving"] = waited(tab, "vk-map-ready")
        tab.wait_for_timeout(300)
        tab.evaluate(page.press)
        return {**found, "recolour": waited(tab, page.recolour)}
    finally:
        tab.close()


def waited(tab: Any, name: str) -> float:
    """Return how long a measure took once it is made."""
    for _ in range(1200):
        found = tab.evaluate(READ, name)
        if found is not None:
            return float(found)
        tab.wait_for_timeout(50)
    raise TimeoutError(f"{name} was not measured in a minute")


@contextlib.contextmanager
def peers(given: Path | None, shapes: bytes) -> Iterator[list[Page]]:
    """Serve the plain pages; yields none where npm cannot fetch them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        found = given or root
        if given is None:
            npm = shutil.which("npm")
            install = [npm or "", "install", "--silent", "--prefix", folder, *PEERS]
            if npm is None or subprocess.run(install, check=False).returncode:
                print("The peers could not be installed with npm: only our own pages are measured.")
                yield []
                return
        for name in ("leaflet", "maplibre-gl"):
            (root / name).symlink_to((found / "node_modules" / name).resolve())
        (root / "shapes.geojson").write_bytes(shapes)
        written = {
            "Leaflet, canvas": LEAFLET.format(tail=TAIL, canvas="true"),
            "Leaflet, SVG": LEAFLET.format(tail=TAIL, canvas="false"),
            "MapLibre": MAPLIBRE.format(tail=TAIL),
        }
        handler = functools.partial(Quiet, directory=folder)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages = []
        for number, (name, text) in enumerate(written.items()):
            (root / f"{number}.html").write_text(HEAD.format(name=name) + text, "utf-8")
            address = f"http://127.0.0.1:{server.server_address[1]}/{number}.html"
            pages.append(Page(name=name, address=address, first="first", recolour="recolour", press="recolour()"))
        try:
            yield pages
        finally:
            server.shutdown()
            server.server_close()


def measure(site: Site, pages: list[Page], *, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Return the times of every page in every round; the first visit, with an empty cache, is not counted."""
    from playwright.sync_api import sync_playwright

    times: dict[str, list[dict[str, float]]] = {page.name: [] for page in pages}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="nl-NL")
        context.add_cookies([{"name": "vk_session", "value": site.sessions[0], "url": site.address}])
        for number in range(rounds + 1):
            for page in pages:
                found = measured(context, page)
                if number:
                    times[page.name].append(found)
        browser.close()
    return times


def show(times: dict[str, list[dict[str, float]]]) -> None:
    """Print the best and the middle of every page, our goals, and what we take beside each peer."""
    best = {name: {key: min(one[key] for one in found) for key in found[0]} for name, found in times.items()}
    for name, found in times.items():
        middle = {key: statistics.median(one[key] for one in found) for key in found[0]}
        print(f"{name:24} " + ", ".join(f"{key} {best[name][key]:.0f} ms (middle {middle[key]:.0f})" for key in middle))
    for one in (each for each in best if each.startswith("ours")):
        goal, found_here = GOALS["city" if "city" in one else "country"], best[one]
        print(f"{one}: goals {goal} and {GOALS['recolour']} ms", end=", ")
        print(f"found {found_here['first']:.0f} and {found_here['recolour']:.0f} ms")
    for peer in (each for each in best if not each.startswith("ours")):
        for key in ("first", "recolour"):
            print(f"ours, city : {peer} = {best['ours, city'][key] / best[peer][key]:.2f} for {key}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--gemeente", default="GM0344")
    asked.add_argument("--peers", type=Path, help="a folder in which npm install leaflet maplibre-gl was done")
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, gemeente, _area = prepared(given.home, given.gemeente, Path(folder))
        print()
        with serving(home, gemeente) as site:
            kaart = f"/t/{site.trajectory}/kaart/"
            with site.client(0) as client:
                shapes = client.get(f"{kaart}vormen.geojson?niveau=buurt").content
            ours = [
                our_page("ours, city", f"{site.address}{kaart}?kaart=1&niveau=buurt&nu=1"),
                our_page("ours, country buurten", f"{site.address}/land/?kaart=1&niveau=buurt&nu=1"),
                our_page("ours, country gemeenten", f"{site.address}/land/?kaart=1&niveau=gemeente&nu=1"),
            ]
            with peers(given.peers, shapes) as plain:
                show(measure(site, [*ours, *plain], rounds=max(given.rounds, 1)))


if __name__ == "__main__":
    main()
