"""A real HTTP server on this machine that answers as the live services do, and misbehaves on request."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import socket
import struct
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

EXCEPTION_REPORT = """<?xml version="1.0" encoding="UTF-8"?>
<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1" version="2.0.0" xml:lang="en-US">
  <ows:Exception exceptionCode="InvalidParameterValue" locator="{locator}">
    <ows:ExceptionText>msWFSGetFeature(): WFS server error. {text}</ows:ExceptionText>
  </ows:Exception>
</ows:ExceptionReport>"""


@dataclass
class Reply:
    """An answer of the server, whole or broken in one of the ways that networks and services break.

    Attributes:
        cut: bytes after which the connection is cut; None for a whole answer.
        wait: seconds before anything is sent.
        drip: seconds between small pieces; 0 to send at once.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    wait: float = 0.0
    drip: float = 0.0
    reset: bool = False

    @classmethod
    def of(cls, value: object, **more: Any) -> Reply:
        return cls(body=json.dumps(value).encode(), **more)


@dataclass
class Asked:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class V3Table:
    """A table of CBS OData v3, its keys padded and its columns numbered."""

    topics: list[str]
    rows: list[dict[str, Any]]
    regions: dict[str, str]
    dimensions: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    time: list[dict[str, str]] = field(default_factory=list)
    info: dict[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    limit: int = 10_000
    page: int = 10_000


class Services:
    """What the live services hold; a test fills it and then asks through HTTP."""

    def __init__(self) -> None:
        self.v3: dict[str, V3Table] = {}
        self.v4: dict[str, dict[str, Any]] = {}
        self.v4_page = 100_000
        self.collections: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.layers: dict[str, list[dict[str, Any]]] = {}
        self.honours_crs = True
        self.files: dict[str, bytes] = {}
        self.moods: dict[str, list[Reply]] = defaultdict(list)
        self.asked: list[Asked] = []
        self.etags = True
        self.gzip = True
        self.base = ""

    def fail(self, path: str, *replies: Reply) -> None:
        """Give these replies first, one by one, to questions whose path holds `path`."""
        self.moods[path].extend(replies)

    def paths(self, holding: str) -> list[str]:
        return [one.path for one in self.asked if holding in one.path]

    def reply(self, path: str, query: dict[str, str]) -> Reply:
        for part, waiting in self.moods.items():
            if part in path and waiting:
                return waiting.pop(0)
        if path in self.files:
            return Reply(self.files[path], kind="application/zip")
        for pattern, answer in _ROUTES:
            match = re.fullmatch(pattern, path)
            if match:
                return answer(self, match, query)
        return Reply(b"<html><title>404</title></html>", status=404, kind="text/html")


def _v3(services: Services, match: re.Match[str], query: dict[str, str]) -> Reply:
    host, service, name, part = match.groups()
    table = services.v3.get(name)
    if table is None:
        return Reply(b"Not found", status=404, kind="text/plain")
    region = "WijkenEnBuurten"
    if part == "TableInfos":
        return _values([{"Identifier": name, **table.info}])
    if part == "DataProperties":
        rows: list[dict[str, Any]] = [{"Type": "GeoDetail", "Key": region, "Title": "Wijken en buurten"}]
        rows += [{"Type": "Dimension", "Key": key} for key in table.dimensions]
        rows += [{"Type": "TimeDimension", "Key": "Perioden"}] if table.time else []
        rows += [{"Type": "TopicGroup", "Key": "", "Title": "Bevolking"}]
        rows += [
            {"Type": "Topic", "Key": key, "Datatype": "String" if key in table.texts else "Long"}
            for key in table.topics
        ]
        return _values(rows)
    if part == region:
        rows = [{"Key": key, "Title": title} for key, title in table.regions.items()]
        return _values([row for row in rows if "$filter" not in query or holds(query["$filter"], row)])
    if part == "Perioden" and table.time:
        return _values(table.time)
    if part in table.dimensions:
        return _values(table.dimensions[part])
    if part != "TypedDataSet":
        return Reply(b"Not found", status=404, kind="text/plain")
    return _typed(services, table, name, host=host or "", service=service, query=query)


def _typed(services: Services, table: V3Table, name: str, *, host: str, service: str, query: dict[str, str]) -> Reply:
    columns = query.get("$select", "").split(",") if query.get("$select") else []
    known = {key for row in table.rows for key in row} | set(table.topics)
    for column in columns:
        if column not in known:
            text = f"Error getting TypedDataSet for '{name}': Could not find a property named '{column}' on type 'C.T'."
            return Reply(text.encode(), status=500, kind="text/plain")
    rows = [row for row in table.rows if "$filter" not in query or holds(query["$filter"], row)]
    answer: dict[str, Any] = {"odata.metadata": f"{services.base}/{name}/$metadata#TypedDataSet"}
    if service == "ODataApi" and len(rows) > table.limit:
        text = f"Error getting TypedDataSet for '{name}': The query returns more than 10000 records."
        return Reply(text.encode(), status=500, kind="text/plain")
    start = int(query.get("$skiptoken", "0"))
    shown = rows[start : start + table.page] if service == "ODataFeed" else rows
    if service == "ODataFeed" and start + table.page < len(rows):
        again = "&".join(f"{key}={_escape(value)}" for key, value in query.items() if key != "$skiptoken")
        answer["odata.nextLink"] = (
            f"{services.base}{host}/ODataFeed/odata/{name}/TypedDataSet?{again}&$skiptoken={start + table.page}"
        )
    answer["value"] = [{key: value for key, value in row.items() if not columns or key in columns} for row in shown]
    return Reply.of(answer)


def _escape(value: str) -> str:
    return value.replace("%", "%25").replace(" ", "%20").replace("&", "%26").replace("+", "%2B")


def _values(rows: list[Any]) -> Reply:
    return Reply.of({"odata.metadata": "https://opendata.cbs.nl/$metadata", "value": rows})


def _v4(services: Services, match: re.Match[str], query: dict[str, str]) -> Reply:
    name, part = match.groups()
    table = services.v4.get(name)
    if table is None or part not in table:
        return Reply.of({"error": {"code": "404", "message": "Dataset not found"}}, status=404)
    content = table[part]
    if part == "Properties":
        return Reply.of(content)
    rows = [row for row in content if "$filter" not in query or holds(query["$filter"], row)]
    start = int(query.get("$skiptoken", "0"))
    answer: dict[str, Any] = {"@odata.context": "x", "value": rows[start : start + services.v4_page]}
    if start + services.v4_page < len(rows):
        again = "&".join(f"{key}={_escape(value)}" for key, value in query.items() if key != "$skiptoken")
        answer["@odata.nextLink"] = f"{part}?{again}&$skiptoken={start + services.v4_page}"
    return Reply.of(answer)


def _items(services: Services, match: re.Match[str], query: dict[str, str]) -> Reply:
    name, collection = match.groups()
    features = services.collections.get((name, collection))
    if features is None:
        return Reply.of({"code": "NotFound", "detail": "no such collection"}, status=404)
    wanted = query.get("gemeentecode")
    kept = [one for one in features if wanted in {None, one["properties"].get("gemeentecode")}]
    start, size = int(query.get("cursor", "0")), int(query.get("limit", "10"))
    links = [{"rel": "self", "href": "x"}]
    if start + size < len(kept):
        href = f"{match.string}?f=json&limit={size}&cursor={start + size}"
        href += f"&gemeentecode={wanted}" if wanted else ""
        links.append({"rel": "next", "href": f"{services.base}{href}"})
    headers = {"Content-Crs": "<http://www.opengis.net/def/crs/EPSG/0/28992>"} if services.honours_crs else {}
    body = {"type": "FeatureCollection", "features": kept[start : start + size], "links": links}
    return Reply.of(body, kind="application/geo+json", headers=headers)


def _wfs(services: Services, match: re.Match[str], query: dict[str, str]) -> Reply:
    layer = query.get("typeNames", "")
    features = services.layers.get(layer)
    if features is None:
        text = EXCEPTION_REPORT.format(locator="typename", text=f"Layer {layer} not found")
        return Reply(text.encode(), kind="application/xml")
    literal = re.search(r"<Literal>([^<]*)</Literal>", query.get("filter", ""))
    like = re.search(r"LIKE '([^%]*)%'", query.get("CQL_FILTER", ""))
    kept = [
        one
        for one in features
        if (literal is None or one["properties"].get("gemeentecode") == literal[1])
        and (like is None or str(one["properties"].get("id")).startswith(like[1]))
    ]
    start, size = int(query.get("startIndex", "0")), int(query.get("count", "1000"))
    body = {"type": "FeatureCollection", "numberMatched": len(kept), "features": kept[start : start + size]}
    return Reply.of(body)


_ROUTES = [
    (r"(/derden)?/(ODataApi|ODataFeed)/odata/(\w+)/(\w+)", _v3),
    (r"/odata/v1/CBS/(\w+)/(\w+)", _v4),
    (r"/cbs/([\w-]+)/ogc/v1/collections/(\w+)/items", _items),
    (r"/cbs/wijkenbuurten/(\d+)/wfs/v1_0", _wfs),
    (r"/lbm3/(ows)", _wfs),
]


def holds(condition: str, row: dict[str, Any]) -> bool:
    """Return whether an OData filter holds for a row: startswith, eq, in, and, or, brackets."""
    tokens = re.findall(r"'(?:[^']|'')*'|\w+|[(),]", condition)
    value, rest = _either(tokens, row)
    if rest:
        raise AssertionError(condition)
    return value


def _either(tokens: list[str], row: dict[str, Any]) -> tuple[bool, list[str]]:
    value, rest = _both(tokens, row)
    while rest[:1] == ["or"]:
        right, rest = _both(rest[1:], row)
        value = value or right
    return value, rest


def _both(tokens: list[str], row: dict[str, Any]) -> tuple[bool, list[str]]:
    value, rest = _one(tokens, row)
    while rest[:1] == ["and"]:
        right, rest = _one(rest[1:], row)
        value = value and right
    return value, rest


def _one(tokens: list[str], row: dict[str, Any]) -> tuple[bool, list[str]]:
    if tokens[0] == "(":
        value, rest = _either(tokens[1:], row)
        return value, rest[1:]
    if tokens[0] == "startswith":
        return str(row[tokens[2]]).startswith(_text(tokens[4])), tokens[6:]
    if tokens[1] == "eq":
        return row[tokens[0]] == _text(tokens[2]), tokens[3:]
    end = tokens.index(")")
    return row[tokens[0]] in {_text(one) for one in tokens[3:end] if one != ","}, tokens[end + 1 :]


def _text(token: str) -> str:
    return token[1:-1].replace("''", "'")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    services: Services

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.services.asked.append(Asked(parts.path, query, {k.lower(): v for k, v in self.headers.items()}))
        reply = self.services.reply(parts.path, query)
        time.sleep(reply.wait)
        if reply.reset:
            # An RST instead of a goodbye: the harshest way to lose a connection.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        try:
            self._send(reply)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, reply: Reply) -> None:
        body, status, headers = reply.body, reply.status, dict(reply.headers)
        mark = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
        if status == 200 and self.services.etags:
            headers.setdefault("ETag", mark)
            if self.headers.get("If-None-Match") == mark:
                status, body = 304, b""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if asked and status == 200 and self.headers.get("If-Range") == headers.get("ETag"):
            start = int(asked[1])
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            status, body = 206, body[start:]
        zipped = self.services.gzip and "gzip" in self.headers.get("Accept-Encoding", "") and reply.cut is None
        if zipped and status == 200 and body:
            body = gzip.compress(body)
            headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        self.send_header("Content-Type", reply.kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.cut is not None:
            self.wfile.write(body[: reply.cut])
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if reply.drip:
            for start in range(0, len(body), 16):
                self.wfile.write(body[start : start + 16])
                self.wfile.flush()
                time.sleep(reply.drip)
            return
        self.wfile.write(body)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what some tests are about."""


def serve(services: Services) -> ThreadingHTTPServer:
    """Start a server on a free port; the caller shuts it down."""
    handler = type("Handler", (_Handler,), {"services": services})
    server = _Quiet(("127.0.0.1", 0), handler)
    services.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return server
