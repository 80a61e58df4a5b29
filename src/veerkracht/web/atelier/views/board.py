"""What devices send and hear: contributions in, changes out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from veerkracht.errors.atelier import ContributionError, NotJoinedError, TooFastError
from veerkracht.web.atelier.actions.adding import MOST_AT_ONCE, Outcome, Sent, add
from veerkracht.web.atelier.coming_in import actor_of, of_device, people_on
from veerkracht.web.atelier.live import Since, news, watchers
from veerkracht.web.atelier.pace import pace
from veerkracht.web.atelier.rooms import rooms
from veerkracht.web.atelier.showing import For
from veerkracht.web.site.middleware import problem
from veerkracht.wijkschets.wording_checks import wrong

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from django.http.response import HttpResponseBase

    from veerkracht.web.atelier.models import Atelier, Participant
    from veerkracht.wijkschets.admission import Actor

MOST_BYTES = 400_000


@of_device
@never_cache
@require_POST
def contribute(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponse:
    """Take in deeds: `{"deeds": [{"id", "verb", "body", "said_in"}]}`; answer what became of each."""
    # The page may be that of someone else on this device than who came in last: words go under the name on the page.
    asked = request.headers.get("X-Atelier-Person", str(participant.pk))
    if asked != str(participant.pk):
        found = next((one for one, _secret in people_on(request, atelier) if str(one.pk) == asked), None)
        if found is None:
            raise NotJoinedError
        participant = found
    return take_in(request, atelier, actor=actor_of(participant))


def take_in(request: HttpRequest, atelier: Atelier, *, actor: Actor) -> HttpResponse:
    """Take in the deeds of a request; what is refused is told for each, with status 200: the message itself arrived."""
    try:
        sent = _sent(request)
        pace.take(actor.id, count=len(sent))
    except TooFastError as error:
        return problem(error, status=429, seconds=error.facts["seconds"])
    except ContributionError as error:
        return problem(error, status=400)
    outcomes = add(atelier, sent, actor=actor)
    if any(one.number for one in outcomes):
        watchers.nudge(atelier.pk)
    return JsonResponse({"outcomes": [_told(one) for one in outcomes]})


@of_device
@never_cache
@require_GET
def stream(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponseBase:
    """Send what changes on the board, as long as the browser listens."""
    return stream_response(request, atelier, audience=For.TABLE)


def stream_response(request: HttpRequest, atelier: Atelier, *, audience: For) -> StreamingHttpResponse:
    """Return the stream of changes since the last event that the browser had."""
    since = Since.read(request.headers.get("Last-Event-ID") or request.GET.get("since"))
    content = _listen(atelier, since, audience=audience)
    response = StreamingHttpResponse(content, content_type="text/event-stream; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _listen(atelier: Atelier, since: Since, *, audience: For) -> AsyncIterator[bytes]:
    # A function of its own, for its body runs in the event loop of the server; the view runs in a thread.
    async for message in watchers.of(atelier).listen(since, audience=audience):
        yield message


@of_device
@never_cache
@require_GET
def items(request: HttpRequest, atelier: Atelier, participant: Participant) -> HttpResponse:
    """Answer what changed since a number, for a network in which no stream holds."""
    return items_response(request, atelier, audience=For.TABLE)


def items_response(request: HttpRequest, atelier: Atelier, *, audience: For) -> HttpResponse:
    """Return what changed on the board, as the stream tells it."""
    since = Since.read(request.GET.get("since"))
    room = rooms.of(atelier)
    with room.lock:
        room.catch_up()
        _upto, body = news(room, since, audience=audience)
    return HttpResponse(body, content_type="application/json")


def _sent(request: HttpRequest) -> list[Sent]:
    """Return the deeds of a request.

    Raises:
        ContributionError: if it does not hold a list of deeds.
    """
    if len(request.body) > MOST_BYTES:
        raise wrong(
            "message",
            "het bericht",
            len(request.body),
            en=f"at most {MOST_BYTES} bytes",
            nl=f"hoogstens {MOST_BYTES} bytes",
        )
    try:
        read = json.loads(request.body)
    except (ValueError, RecursionError):
        raise wrong("message", "het bericht", "", en="JSON", nl="JSON") from None
    deeds = read.get("deeds") if isinstance(read, dict) else None
    if not isinstance(deeds, list) or len(deeds) > MOST_AT_ONCE:
        raise wrong(
            "deeds", "deeds", "", en=f"a list of at most {MOST_AT_ONCE}", nl=f"een lijst van hoogstens {MOST_AT_ONCE}"
        )
    return [_one(each) for each in deeds]


def _one(read: Any) -> Sent:
    texts = ("id", "verb", "said_in")
    if not isinstance(read, dict) or not all(isinstance(read.get(key, ""), str) for key in texts):
        raise wrong(
            "deed", "een bijdrage", "", en="an object with id, verb and body", nl="een object met id, verb en body"
        )
    return Sent(
        id=read.get("id", ""), verb=read.get("verb", ""), body=read.get("body") or {}, said_in=read.get("said_in", "")
    )


def _told(outcome: Outcome) -> dict[str, Any]:
    if outcome.error is None:
        return {"id": outcome.id, "number": outcome.number}
    error = outcome.error
    return {"id": outcome.id, "number": 0, "error": type(error).__name__, "why": error.message(get_language() or "nl")}
