"""A small server with one map page: atlas and shapes of a warehouse, the built scripts, and the policy of the site.

For the tests of `<vk-kaart>`, and to look at it by hand: `python tests/e2e/kaart_server.py`.
"""

from __future__ import annotations

import gzip
import json
import mimetypes
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from veerkracht.facts.areas import Level
from veerkracht.report.atlas.atlas import Atlas
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.atlas import make_atlas
from veerkracht.workflows.centres import country_centres
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.quickscan_country import Country, open_country
from veerkracht.workflows.shapes import city_shapes
from veerkracht.workflows.tiles import country_tiles

DIST = Path(os.environ.get("VEERKRACHT_DIST", Path(__file__).parents[2] / "src/veerkracht/web/static/veerkracht/dist"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#FBFAF6, #151B20); --ink: light-dark(#1F2A33, #ECE8DF); }
html { background: var(--paper); color: var(--ink); font: 17px/1.5 "Source Sans 3", system-ui; }
body { margin: 0 auto; max-width: 1440px; padding: 16px clamp(12px, 2.5vw, 32px) 64px; }
a { color: light-dark(#0F5C5C, #7CC4C0); }
"""
PAGE = """<!doctype html><html lang="{taal}"><head><meta charset="utf-8"><title>Kaart</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">{assets}</head><body><main><h1 class="vk-kaart__unseen">Kaart van {place}</h1>
<vk-kaart lang="{taal}" data-atlas="/atlas.json?niveau={level}&amp;taal={taal}" {ground}
 data-panel="/gebied/{{code}}/" data-compare="/vergelijk/{{a}}/{{b}}/" data-export="/uit/kaart.{{form}}"
 data-state-base="?kaart=7&amp;niveau={level}">
<p id="vast">De vaste kaart van de server.</p></vk-kaart></main></body></html>"""


@dataclass
class Pages:
    """What the server can show.

    Attributes:
        country: the figures.
        gemeente: the place; None is the whole country.
        asked: addresses that were asked for, for tests.
        fails: beginnings of addresses that answer with a fault, for tests.
    """

    country: Country
    gemeente: str | None
    asked: list[str] = field(default_factory=list)
    fails: set[str] = field(default_factory=set)
    _kept: dict[tuple[str, ...], bytes] = field(default_factory=dict)
    _atlases: dict[tuple[str, str, int | None], Atlas] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def kept(self, *key: str, make: Callable[[], bytes]) -> bytes:
        """Return bytes that are made once."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]

    def page(self, query: dict[str, list[str]]) -> bytes:
        level, taal = query.get("niveau", ["buurt"])[0], query.get("taal", ["nl"])[0]
        entry = json.loads((DIST / "manifest.json").read_text())["src/kaart/main.ts"]
        assets = "".join(f'<link rel="stylesheet" href="/dist/{name}">' for name in entry.get("css", []))
        assets += f'<script type="module" src="/dist/{entry["file"]}"></script>'
        ground = (
            f'data-shapes="/shapes.geojson?niveau={level}"'
            if self.gemeente
            else f'data-tiles="/areas-{level}.pmtiles" data-map="/map/{{number}}.json?niveau={level}&amp;taal={taal}"'
            f' data-places="/places.json?niveau={level}"'
        )
        place = self.gemeente or "Nederland"
        return PAGE.format(taal=taal, level=level, assets=assets, place=place, ground=ground).encode()

    def atlas(self, query: dict[str, list[str]]) -> Atlas:
        level, taal = query.get("niveau", ["buurt"])[0], query.get("taal", ["nl"])[0]
        until = int(query["jaar"][0]) if "jaar" in query else None
        key = (level, taal, until)
        if key not in self._atlases:
            self._atlases[key] = make_atlas(
                self.country, gemeente=self.gemeente, level=Level(level), until=until, taal=taal
            )
        return self._atlases[key]


def _json(content: object) -> bytes:
    return gzip.compress(json.dumps(content, separators=(",", ":"), allow_nan=False).encode(), compresslevel=6)


class Handler(BaseHTTPRequestHandler):
    """Answers for one `Pages`."""

    pages: Pages
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Keep the tests quiet."""

    def do_GET(self) -> None:
        at = urlsplit(self.path)
        self.pages.asked.append(self.path)
        if any(at.path.startswith(one) for one in self.pages.fails):
            self._send(500, b"stuk", "text/plain")
            return
        query = parse_qs(at.query)
        parts = at.path.strip("/").split("/")
        if at.path == "/":
            self._send(200, self.pages.page(query), "text/html; charset=utf-8")
        elif at.path == "/page.css":
            self._send(200, STYLE.encode(), "text/css")
        elif parts[0] == "dist":
            self._file(DIST / "/".join(parts[1:]))
        elif at.path.endswith(".pmtiles"):
            level = Level(at.path[len("/areas-") : -len(".pmtiles")])
            self._file(country_tiles(self.pages.country.warehouse, level).path)
        elif parts[0] in {"gebied", "vergelijk"}:
            self._send(200, self._story(parts), "text/html; charset=utf-8")
        elif parts[0] == "uit":
            self._send(200, b"kaart", "text/plain")
        elif at.path.endswith("json"):
            body = self.pages.kept(at.path, at.query, make=lambda: self._data(parts, query))
            self._send(200, body, "application/json", coding="gzip")
        else:
            self._send(404, b"", "text/plain")

    def _data(self, parts: list[str], query: dict[str, list[str]]) -> bytes:
        pages, level = self.pages, Level(query.get("niveau", ["buurt"])[0])
        if parts[0] == "shapes.geojson":
            return city_shapes(pages.country.warehouse, pages.gemeente or "", level).body
        if parts[0] == "places.json":
            return country_centres(pages.country.warehouse, level)[0]
        atlas = pages.atlas(query)
        if parts[0] == "map":
            number = parts[1].removesuffix(".json")
            if number == "figures":
                return _json(atlas.figures_json())
            return _json(atlas.map_json(int(number.removeprefix("r")), beside_average=number.startswith("r")))
        return _json(atlas.to_json() if pages.gemeente else atlas.head_json())

    def _story(self, parts: list[str]) -> bytes:
        text = "".join(
            f"<p>Het verhaal van <b>{code}</b>: de overlast is hier waarschijnlijk gelijk gebleven.</p>"
            for code in parts[1:]
        )
        return f"<!doctype html><html><body><nav>weg</nav><main>{text}</main></body></html>".encode()

    def _file(self, path: Path) -> None:
        if not path.is_file():
            self._send(404, b"", "text/plain")
            return
        body, kind = path.read_bytes(), mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        asked = self.headers.get("Range")
        if asked:
            first, last = asked.removeprefix("bytes=").split("-")
            end = min(int(last or len(body) - 1), len(body) - 1)
            whole, body = len(body), body[int(first) : end + 1]
            self._send(206, body, kind, more={"Content-Range": f"bytes {first}-{end}/{whole}"})
            return
        if kind.startswith("text/javascript") or path.suffix in {".js", ".mjs", ".css"}:
            self._send(200, self.pages.kept(str(path), make=lambda: gzip.compress(body)), kind, coding="gzip")
            return
        self._send(200, body, kind)

    def _send(
        self, status: int, body: bytes, kind: str, *, coding: str = "", more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        if coding:
            self.send_header("Content-Encoding", coding)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(pages: Pages, *, port: int = 0) -> Iterator[str]:
    """Serve in the background; yields the address."""
    handler = type("Answering", (Handler,), {"pages": pages})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def demo_pages(home: Path) -> Pages:
    """Return the pages of the fictitious city."""
    warehouse, gemeente = load_demo(home)
    return Pages(country=open_country(warehouse, load_catalogue()), gemeente=gemeente)


if __name__ == "__main__":
    import argparse

    from veerkracht.warehouse import Warehouse

    options = argparse.ArgumentParser()
    options.add_argument("--home", type=Path, help="a filled warehouse; without it the demo city")
    options.add_argument("--gemeente", help="code; without it the whole country")
    options.add_argument("--port", type=int, default=8791)
    given = options.parse_args()
    shown = (
        Pages(country=open_country(Warehouse(given.home), load_catalogue()), gemeente=given.gemeente)
        if given.home
        else demo_pages(Path(tempfile.mkdtemp()))
    )
    with serving(shown, port=given.port) as address:
        print(address)  # noqa: T201
        threading.Event().wait()
