"""What devices hear: what they missed, then each change, on one line that says when it is still there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.urls import reverse

from veerkracht.web.atelier import live
from veerkracht.web.atelier.actions.adding import add
from veerkracht.web.atelier.actions.joining import erase
from veerkracht.web.atelier.live import Since, Watchers
from veerkracht.web.atelier.models import Atelier
from veerkracht.web.atelier.showing import For

from .atelier_hall import Hall, a_note

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hall(trajectory) -> Hall:  # type: ignore[no-untyped-def]  # fixtures
    made = Hall(trajectory)
    made.steer("go", step="praten")
    return made


def read(event: bytes) -> dict[str, Any]:
    data = next(line for line in event.decode().splitlines() if line.startswith("data: "))
    found: dict[str, Any] = json.loads(data.removeprefix("data: "))
    return found


async def heard(stream: AsyncIterator[bytes]) -> dict[str, Any]:
    return read(await asyncio.wait_for(anext(stream), 20))


@pytest.fixture
def watchers(monkeypatch: pytest.MonkeyPatch) -> Watchers:
    return Watchers()


def test_a_device_hears_what_it_missed_and_then_each_change(hall: Hall, watchers: Watchers) -> None:
    actor = hall.person()[2]
    add(hall.atelier, [a_note("Eerst")], actor=actor)

    async def listen() -> None:
        stream = watchers.of(hall.atelier).listen(Since(0, 1), audience=For.TABLE)
        first = await heard(stream)
        assert [one.get("text") for one in first["items"]] == ["Eerst"]
        await sync_to_async(add)(hall.atelier, [a_note("Toen")], actor=actor)
        watchers.nudge(hall.atelier.pk)
        then = await heard(stream)
        assert [one.get("text") for one in then["items"]] == ["Toen"]
        assert (then["number"], then["since"]) == (3, "3.0")
        # Another process adds, and nobody here is told: the log is looked at by itself.
        await sync_to_async(add)(hall.atelier, [a_note("Elders")], actor=actor)
        assert [one.get("text") for one in (await heard(stream))["items"]] == ["Elders"]
        await stream.aclose()
        assert not watchers.of(hall.atelier).listeners

    asyncio.run(listen())


def test_everyone_hears_that_words_were_erased(hall: Hall, watchers: Watchers) -> None:
    participant, _client, actor = hall.person()
    add(hall.atelier, [a_note("Weg ermee")], actor=actor)

    async def listen() -> None:
        stream = watchers.of(hall.atelier).listen(Since(0, 0), audience=For.TABLE)
        assert "Weg ermee" in json.dumps(await heard(stream))
        await sync_to_async(erase)(participant, by=None)
        after = await heard(stream)
        assert after["whole"]
        assert [one["item"] for one in after["items"]] == ["run"]
        await stream.aclose()

    asyncio.run(listen())


def test_a_quiet_line_says_that_it_is_there(hall: Hall, watchers: Watchers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "BREATH", 0.05)

    async def listen() -> None:
        stream = watchers.of(hall.atelier).listen(Since(0, 1), audience=For.TABLE)
        await heard(stream)
        assert (await asyncio.wait_for(anext(stream), 20)).startswith(b"event: breath\n")
        await stream.aclose()

    asyncio.run(listen())


def test_who_cannot_keep_up_is_cut_off_and_the_others_go_on(
    hall: Hall, watchers: Watchers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_WAITING", 1)
    actor = hall.person()[2]

    async def listen() -> None:
        slow = watchers.of(hall.atelier).listen(Since(0, 1), audience=For.TABLE)
        quick = watchers.of(hall.atelier).listen(Since(0, 1), audience=For.TABLE)
        await heard(slow)
        await heard(quick)
        for text in ("Een", "Twee", "Drie"):
            await sync_to_async(add)(hall.atelier, [a_note(text)], actor=actor)
            assert [one.get("text") for one in (await heard(quick))["items"]] == [text]
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(slow), 20)
        await quick.aclose()

    asyncio.run(listen())


def test_a_stream_is_not_kept_by_anyone_on_the_way(hall: Hall) -> None:
    client = hall.person()[1]
    answer = client.get(reverse("atelier:stream", args=[hall.atelier.pk]), headers={"Last-Event-ID": "1.0"})
    assert answer["Content-Type"].startswith("text/event-stream")
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Accel-Buffering"] == "no"
    answer.close()


def test_the_lead_sees_what_the_table_does_not(hall: Hall, watchers: Watchers) -> None:
    actor = hall.person()[2]
    note = a_note("Verborgen")
    add(hall.atelier, [note], actor=actor)
    hide = a_note()
    add(
        Atelier.objects.get(pk=hall.atelier.pk),
        [type(hide)(id=hide.id, verb="hide", body={"card": note.body["card"], "reason": "Over een persoon"})],
        actor=hall.lead,
    )

    async def listen(audience: For) -> str:
        stream = watchers.of(hall.atelier).listen(Since(0, 0), audience=audience)
        found = json.dumps(await heard(stream))
        await stream.aclose()
        return found

    assert "Over een persoon" in asyncio.run(listen(For.LEAD))
    told = asyncio.run(listen(For.TABLE))
    assert "Verborgen" not in told
    assert "Over een persoon" not in told
