"""A hall full of phones in one atelier: is anything lost or doubled, and how soon does everyone see it?

python benchmarks/atelier.py [--people 30 100 300] [--seconds 40] [--faults 0.3] [--kill] [--postgres] [--workers 2]

The server is the real program in one process, or several behind nginx (`--workers`, where nginx is installed as Debian
has it), with SQLite or a PostgreSQL that is started for the occasion. Every device
joins as a phone does (a page, a form, a cookie), holds a stream, and keeps what it says in an outbox until the server
says that it is in. Of the messages a share is lost on the way there (cut off in the middle) or on the way back (the
answer never comes); streams are cut every so many seconds; with `--kill` the server gets SIGKILL halfway and is started
again. Afterwards the log is read: everything once, in each device's own order, the chain whole, and every board equal.

How soon: from the sending of the message that reached the server to the event on each other device that listened then.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import tempfile
import time
import uuid
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hall import READ, Hall, database, free_port

STREAM_LASTS = 12.0
"""Seconds, on average, until a stream is cut where faults are asked for."""
_ITEM = re.compile(rb'"item":"([^"]+)"')


@dataclass
class Wire:
    """One connection of a device: plain HTTP/1.1, so that it can be cut at any byte."""

    host: str
    port: int
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def send(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"", *, most: float = 1.0
    ) -> None:
        """Send a request; of its bytes no more than a share."""
        if self.writer is None or self.reader is None or self.writer.is_closing() or self.reader.at_eof():
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port, limit=2**24)
        said = {"Host": f"{self.host}:{self.port}", "Content-Length": str(len(body)), **headers}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in said.items())
        whole = head.encode() + b"\r\n" + body
        self.writer.write(whole[: int(len(whole) * most)])
        await self.writer.drain()

    async def head(self) -> tuple[int, dict[str, list[str]]]:
        """Return status and headers of the answer."""
        lines = (await self.heard_by().readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines[1:]:
            name, _, value = line.partition(": ")
            headers.setdefault(name.lower(), []).append(value)
        return int(lines[0].split()[1]), headers

    async def answer(self) -> tuple[int, dict[str, list[str]], bytes]:
        """Return a whole answer."""
        reader = self.heard_by()
        status, headers = await self.head()
        if "content-length" in headers:
            return status, headers, await reader.readexactly(int(headers["content-length"][0]))
        body = b""
        while headers.get("transfer-encoding") == ["chunked"]:
            size = int((await reader.readline()).strip() or b"0", 16)
            body += (await reader.readexactly(size + 2))[:-2]
            if not size:
                break
        return status, headers, body

    def heard_by(self) -> asyncio.StreamReader:
        """Return what comes in.

        Raises:
            ConnectionError: if the connection was cut.
        """
        if self.reader is None:
            raise ConnectionError
        return self.reader

    def cut(self) -> None:
        """Drop the connection, as a phone in a lift does."""
        if self.writer is not None:
            self.writer.transport.abort()
        self.reader = self.writer = None


@dataclass
class Device:
    """One phone: what it said, what is not yet known to be in, and what it saw."""

    number: int
    hall: Hall
    host: str
    port: int
    faults: float
    draw: random.Random
    cookies: dict[str, str] = field(default_factory=dict)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    sent_at: dict[str, float] = field(default_factory=dict)
    untimed: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[float, int]] = field(default_factory=list)
    gaps: list[tuple[float, float]] = field(default_factory=list)
    items: set[str] = field(default_factory=set)
    cards: list[str] = field(default_factory=list)
    refused: list[Any] = field(default_factory=list)
    last: str = "0"

    def _headers(self, **further: str) -> dict[str, str]:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        token = {"X-CSRFToken": self.cookies["vk_csrf"]} if "vk_csrf" in self.cookies else {}
        return {"Cookie": kept, "Accept-Language": "nl", **token, **further}

    def _keep(self, headers: dict[str, list[str]]) -> None:
        for one in headers.get("set-cookie", []):
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]

    async def join(self) -> float:
        """Come in as a phone does; return how many seconds it took."""
        start, wire = time.perf_counter(), Wire(self.host, self.port)
        path = f"/meedoen/{self.hall.code}/"
        await wire.send("GET", path, self._headers(Accept="text/html"))
        _status, headers, _body = await wire.answer()
        self._keep(headers)
        form = f"csrfmiddlewaretoken={self.cookies['vk_csrf']}&name=Deelnemer+{self.number}&party=bewoner".encode()
        asked = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
        await wire.send("POST", path, self._headers(**asked), form)
        status, headers, _body = await wire.answer()
        if status != 302:
            raise SystemExit(f"Nobody can join: {status}")
        self._keep(headers)
        wire.cut()
        return time.perf_counter() - start

    def say(self, draw: random.Random) -> None:
        """Put something in the outbox: a card, or a vote on a statement that this device saw."""
        key, card = (
            str(uuid.UUID(int=draw.getrandbits(128), version=4)),
            str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        )
        if self.cards and draw.random() < 0.6:
            verb, body = "vote", {"card": draw.choice(self.cards), "value": draw.choice([1, 0, -1])}
        else:
            text = f"Op dit plein is het {'s avonds te donker' * draw.randint(1, 6)} ({self.number})"
            verb, body = "contribute", {"card": card, "form": "statement", "text": text}
        self.said.append(key)
        self.outbox.append({"id": key, "verb": verb, "body": body, "said_in": "alles"})

    async def write(self, *, until: float, pause: float) -> None:
        """Say something now and then, until the time is over."""
        while time.perf_counter() < until:
            await asyncio.sleep(self.draw.expovariate(1 / pause))
            self.say(self.draw)

    async def empty_outbox(self, *, done: asyncio.Event) -> None:
        """Send what waits, again and again, until all is in and nothing more will come."""
        wire = Wire(self.host, self.port)
        while not (done.is_set() and not self.outbox):
            if not self.outbox:
                await asyncio.sleep(0.02)
                continue
            try:
                is_in = await asyncio.wait_for(self._send_some(wire, self.outbox[:50]), 20)
            except (OSError, EOFError, TimeoutError, ValueError):
                is_in = False
            if not is_in:
                wire.cut()
                await asyncio.sleep(self.draw.uniform(0.3, 0.9))
        wire.cut()

    async def _send_some(self, wire: Wire, some: list[dict[str, Any]]) -> bool:
        fault = self.draw.random()
        body = json.dumps({"deeds": some}).encode()
        asked = self._headers(**{"Content-Type": "application/json"})
        path = f"/atelier/{self.hall.atelier}/bijdragen/"
        if fault < self.faults / 2:
            await wire.send("POST", path, asked, body, most=self.draw.random() * 0.99)
            return False
        start = time.perf_counter()
        await wire.send("POST", path, asked, body)
        if fault < self.faults * 3 / 4:
            # Whether the server read it before the cut nobody knows, so that its time says nothing.
            self.untimed.update(one["id"] for one in some)
            await asyncio.sleep(self.draw.random() * 0.05)
            return False
        for one in some:
            self.sent_at.setdefault(one["id"], start)
        if fault < self.faults:
            await wire.head()
            return False
        status, _headers, answer = await wire.answer()
        if status != 200:
            self.refused.append(status)
            return False
        for one in json.loads(answer)["outcomes"]:
            if one["number"]:
                self.told[one["id"]] = one["number"]
            else:
                self.refused.append(one)
        known = {one["id"] for one in json.loads(answer)["outcomes"]}
        self.outbox = [one for one in self.outbox if one["id"] not in known]
        return True

    async def listen(self) -> None:
        """Hold a stream; come back after each cut with the number of the last event."""
        path = f"/atelier/{self.hall.atelier}/stroom/"
        while True:
            wire, began = Wire(self.host, self.port), time.perf_counter()
            try:
                asked = self._headers(Accept="text/event-stream", **{"Last-Event-ID": self.last})
                await wire.send("GET", path, asked)
                status, _headers = await wire.head()
                if status == 200:
                    lasts = self.draw.expovariate(1 / STREAM_LASTS) if self.faults else 1e9
                    async with asyncio.timeout(lasts):
                        await self._hear(wire, began)
            except (OSError, EOFError, TimeoutError, ValueError):
                pass
            finally:
                wire.cut()
            await asyncio.sleep(self.draw.uniform(0.1, 0.4) if self.faults else 0.5)

    async def _hear(self, wire: Wire, began: float) -> None:
        is_first, reader = True, wire.heard_by()
        while line := await reader.readline():
            if line.startswith(b"id: "):
                self.last = line[4:].strip().decode()
                if is_first:
                    self.gaps.append((self.seen[-1][0] if self.seen else began, time.perf_counter()))
                is_first = False
                self.seen.append((time.perf_counter(), int(self.last.split(".")[0])))
            elif line.startswith(b"data: "):
                fresh = [one.decode() for one in _ITEM.findall(line) if b" " not in one]
                self.items.update(fresh)
                self.cards = [one for one in (*self.cards[-20:], *fresh[-20:]) if len(one) == 36]


async def play(
    hall: Hall, *, people: int, seconds: float, faults: float, pause: float, kill: bool, host: str, port: int
) -> dict[str, Any]:
    """Return what happened when so many people used the atelier for so long."""
    devices = [
        Device(number, hall, host, port, faults, random.Random(f"{people}-{number}"))  # noqa: S311  # no secret
        for number in range(people)
    ]
    gate = asyncio.Semaphore(40)

    async def enter(device: Device) -> float:
        async with gate:
            return await device.join()

    joined = await asyncio.gather(*(enter(one) for one in devices))
    listening = [asyncio.create_task(one.listen()) for one in devices]
    await asyncio.sleep(2)
    done, until = asyncio.Event(), time.perf_counter() + seconds
    sending = [asyncio.create_task(one.empty_outbox(done=done)) for one in devices]
    writing = [asyncio.create_task(one.write(until=until, pause=pause)) for one in devices]
    down = (0.0, 0.0)
    if kill:
        await asyncio.sleep(seconds / 2)
        start = time.perf_counter()
        await asyncio.to_thread(hall.kill)
        await asyncio.to_thread(hall.start)
        down = (start, time.perf_counter() + 2)
    await asyncio.gather(*writing)
    done.set()
    await asyncio.gather(*sending)
    await asyncio.sleep(2)
    for one in devices:
        one.faults = 0.0
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    return report(hall, devices, joined=joined, down=down)


def report(hall: Hall, devices: list[Device], *, joined: list[float], down: tuple[float, float]) -> dict[str, Any]:
    """Return what the log says of what was said, and how soon it was seen."""
    read = hall.tell(READ, hall.atelier)
    mine = {key for one in devices for key in one.said}
    stored = [(number, key) for number, key, _by in read["lines"] if key in mine]
    number_of = {key: number for number, key in stored}
    in_order = all(
        (numbers := [number_of[key] for key in one.said if key in number_of]) == sorted(numbers) for one in devices
    )
    wrong = sum(number_of.get(key) != number for one in devices for key, number in one.told.items())
    waits = sorted(_waits(devices, number_of, down=down))
    ends = {max((number for _at, number in one.seen), default=0) for one in devices}
    return {
        "people": len(devices),
        "said": len(mine),
        "lost": len(mine - number_of.keys()),
        "doubled": len(stored) - len(number_of),
        "breaks": read["breaks"],
        "in_order": in_order,
        "told_wrong": wrong,
        "refused": [one for device in devices for one in device.refused][:5],
        "boards_at_the_end": sorted(ends),
        "last_line": len(read["lines"]),
        "pairs": len(waits),
        "p50_ms": _share(waits, 0.5),
        "p95_ms": _share(waits, 0.95),
        "p99_ms": _share(waits, 0.99),
        "join_p95_ms": _share(sorted(joined), 0.95),
    }


def _waits(devices: list[Device], number_of: dict[str, int], *, down: tuple[float, float]) -> Iterator[float]:
    """Yield how long each deed took to each other device that listened from its sending until it was seen."""
    # A device that was cut off sees a deed when it comes back: that wait is of the network, not of the server.
    sent = [
        (one, number_of[key], at)
        for one in devices
        for key, at in one.sent_at.items()
        if key in number_of and key not in one.untimed
    ]
    for device in devices:
        numbers = [number for _at, number in device.seen]
        for writer, number, at in sent:
            place = bisect_left(numbers, number)
            if writer is device or place == len(numbers) or down[0] - 5 < at < down[1]:
                continue
            seen_at = device.seen[place][0]
            if not any(at <= end and start <= seen_at for start, end in device.gaps):
                yield seen_at - at


def _share(ordered: list[float], share: float) -> float | None:
    return round(1000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1) if ordered else None


def main() -> None:
    """Measure, and print one line of JSON for each number of people."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[30, 100, 300])
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between two deeds of one person")
    parser.add_argument("--faults", type=float, default=0.3)
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--workers", type=int, default=1, help="server processes; more than one stand behind nginx")
    chosen = parser.parse_args()
    for people in chosen.people:
        with (
            tempfile.TemporaryDirectory(prefix="zaal-") as name,
            database(Path(name) / "pg", postgres=chosen.postgres) as address,
        ):
            home = Path(name) / "home"
            environment = {key: value for key, value in os.environ.items() if not key.startswith("VEERKRACHT_WEB_")}
            environment |= {"VEERKRACHT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "veerkracht.web.settings"}
            if address:
                environment["VEERKRACHT_WEB_DATABASE"] = address
            hall = Hall(environment, free_port(), workers=chosen.workers)
            hall.prepare()
            hall.start()
            try:
                found = asyncio.run(
                    play(
                        hall,
                        people=people,
                        seconds=chosen.seconds,
                        faults=chosen.faults,
                        pause=chosen.pause,
                        kill=chosen.kill,
                        host="127.0.0.1",
                        port=hall.port,
                    )
                )
                print(json.dumps({**found, "load": os.getloadavg()[0]}), flush=True)
            finally:
                hall.kill()


if __name__ == "__main__":
    main()
