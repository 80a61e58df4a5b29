"""The HTTP layer against a real server: patience, limits, cache, replay, pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from veerkracht.errors import VeerkrachtError
from veerkracht.errors.answers import (
    EndlessPagesError,
    ServiceFaultError,
    TooManyRowsError,
    UnexpectedAnswerError,
    UnknownColumnError,
)
from veerkracht.errors.sources import (
    BusyServiceError,
    CutAnswerError,
    HostNotAllowedError,
    NotThereError,
    NotWholeError,
    OfflineError,
    RefusedError,
    ServiceDownError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
    WebPageError,
)
from veerkracht.sources.http import gather

from .conftest import QUICK
from .server import EXCEPTION_REPORT, Reply

GOOD = {"value": [{"Key": "GM0990    ", "Inwoners_5": 1250}]}
MAINTENANCE = b"<!DOCTYPE html><html><head><title>Onderhoud aan StatLine</title></head><body>...</body></html>"
TOO_MANY = b"Error getting TypedDataSet for '84799NED': The query returns more than 10000 records."
NO_PROPERTY = (
    b"Error getting TypedDataSet for '70072ned': Could not find a property named 'X_21' on type 'Cbs.OData.TData'."
)


def ask(http, services, *first):
    """Ask an address that gives `first`, and a good answer after that."""
    services.fail("/a", *first, *[Reply.of(GOOD)] * 6)
    return http.json(f"{services.base}/a").value


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param([Reply(b"busy", status=429, headers={"Retry-After": "3"})], id="429 with Retry-After"),
        pytest.param([Reply(b"oops", status=500)], id="500"),
        pytest.param([Reply(b"oops", status=502)], id="502"),
        pytest.param([Reply(b"down", status=503), Reply(b"down", status=503)], id="503 twice"),
        pytest.param([Reply(b"slow", status=504)], id="504"),
        pytest.param([Reply.of({"error": {"code": "x", "message": "busy"}}, status=503)], id="503 with a report"),
        pytest.param([Reply.of(GOOD, cut=11)], id="cut in the middle"),
        pytest.param([Reply.of(GOOD, reset=True)], id="connection reset"),
        pytest.param([Reply(b'{"value": [{"Key": "GM09')], id="truncated JSON"),
        pytest.param([Reply(b'{"value": [1,,2]}')], id="malformed JSON"),
        pytest.param([Reply(b'{"value": "\xff\xfe"}')], id="not UTF-8"),
        pytest.param([Reply(MAINTENANCE, kind="text/html")], id="web page with status 200"),
        pytest.param([Reply(b"")], id="empty answer"),
    ],
)
def test_a_passing_fault_is_overcome_by_asking_again(http, services, trouble):
    assert ask(http, services, *trouble) == GOOD
    assert len(services.paths("/a")) == len(trouble) + 1


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        pytest.param(Reply(b"x", status=503), ServiceDownError, "storing (status 503), 4 keer geprobeerd", id="503"),
        pytest.param(Reply(b"x", status=429), BusyServiceError, "te veel vragen", id="429"),
        pytest.param(Reply.of(GOOD, cut=9), CutAnswerError, "brak steeds af (4 keer geprobeerd)", id="cut"),
        pytest.param(Reply.of(GOOD, reset=True), UnreachableError, "4 keer geprobeerd", id="reset"),
        pytest.param(Reply(b'{"a": [1'), NotWholeError, "geen geldige JSON bij teken 8", id="truncated"),
        pytest.param(Reply(MAINTENANCE, kind="text/html"), WebPageError, "'Onderhoud aan StatLine'", id="web page"),
    ],
)
def test_a_lasting_fault_ends_in_a_clear_message_after_all_tries(http, services, reply, error, words):
    services.fail("/a", *[reply] * 9)
    with pytest.raises(error) as caught:
        http.json(f"{services.base}/a")
    assert words in caught.value.message("nl")
    assert len(services.paths("/a")) == 4


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        pytest.param(Reply(TOO_MANY, status=500), TooManyRowsError, "meer dan 10.000 rijen", id="10,000 records"),
        pytest.param(
            Reply(NO_PROPERTY, status=500), UnknownColumnError, "70072ned heeft geen kolom 'X_21'", id="column"
        ),
        pytest.param(Reply(NO_PROPERTY), UnknownColumnError, "heeft geen kolom 'X_21'", id="column, status 200"),
        pytest.param(Reply(b"no", status=404), NotThereError, "bestaat niet (status 404)", id="404"),
        pytest.param(Reply(b"gone", status=410), NotThereError, "bestaat niet (status 410)", id="410"),
        pytest.param(Reply(b"no way", status=400), RefusedError, "weigert de vraag (status 400): no way", id="400"),
        pytest.param(
            Reply(EXCEPTION_REPORT.format(locator="PROPERTYNAME", text="Invalid x").encode(), kind="text/xml"),
            ServiceFaultError,
            "meldt InvalidParameterValue bij 'PROPERTYNAME': msWFSGetFeature(): WFS server error. Invalid x",
            id="WFS ExceptionReport",
        ),
        pytest.param(
            Reply.of({"error": {"code": "400", "message": "Syntax error at 3"}}, status=400),
            ServiceFaultError,
            "Syntax error at 3",
            id="OData v4 error",
        ),
        pytest.param(Reply(b"[1, 2]"), UnexpectedAnswerError, "zonder '{...}'", id="a list instead of an object"),
    ],
)
def test_a_fault_of_the_question_is_not_asked_again(http, services, reply, error, words):
    services.fail("/a", *[reply] * 3)
    with pytest.raises(error) as caught:
        http.json(f"{services.base}/a")
    assert words in caught.value.message("nl")
    assert len(services.paths("/a")) == 1


def test_the_service_decides_how_long_we_wait(http, services, pauses):
    ask(http, services, Reply(b"busy", status=429, headers={"Retry-After": "3"}))
    assert pauses == [3.0]


def test_a_wait_beyond_the_deadline_is_reported_and_not_waited(http, services, pauses):
    services.fail("/a", Reply(b"busy", status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(BusyServiceError, match="wait 3600 seconds"):
        http.json(f"{services.base}/a")
    assert pauses == []


def test_pauses_grow_with_every_try(caller, services, pauses):
    http = caller(manners=replace(QUICK, backoff_seconds=0.01))
    ask(http, services, *[Reply(b"x", status=503)] * 3)
    assert pauses == sorted(pauses)
    assert pauses[-1] > pauses[0]


def test_a_silent_service_is_given_up_after_the_time_out(caller, services):
    http = caller(manners=replace(QUICK, read_seconds=0.1, tries=2))
    services.fail("/a", *[Reply.of(GOOD, wait=0.4)] * 2)
    with pytest.raises(TooSlowError) as caught:
        http.json(f"{services.base}/a")
    assert "gaf binnen 0.1 seconden geen antwoord (2 keer geprobeerd)" in caught.value.message("nl")


def test_a_service_that_drips_bytes_cannot_outlast_the_deadline(caller, services):
    http = caller(manners=replace(QUICK, deadline_seconds=0.3, tries=1))
    services.gzip = False
    services.fail("/a", Reply.of({"value": list(range(300))}, drip=0.05))
    with pytest.raises(TooSlowError):
        http.json(f"{services.base}/a")


def test_nobody_at_the_address_is_said_so(caller):
    http = caller(allowed={"127.0.0.1:9"})
    with pytest.raises(UnreachableError) as caught:
        http.json("http://127.0.0.1:9/a")
    assert "127.0.0.1:9 is niet bereikbaar" in caught.value.message("nl")


def test_an_answer_beyond_the_limit_is_refused_while_it_comes(caller, services):
    http = caller(manners=replace(QUICK, largest_bytes=10_000))
    services.fail("/a", Reply.of({"value": ["x" * 50_000]}))
    with pytest.raises(TooLargeError) as caught:
        http.json(f"{services.base}/a")
    assert "groter dan 0.01 MB" in caught.value.message("nl")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a", "http://opendata.cbs.nl/a", "https://opendata.cbs.nl.evil.org/a", "file:///etc"],
)
def test_a_host_outside_the_list_is_never_asked(caller, address):
    http = caller(allowed={"opendata.cbs.nl"})
    with pytest.raises(HostNotAllowedError) as caught:
        http.json(address)
    assert "die staat niet op de lijst" in caught.value.message("nl")


def test_a_redirect_to_a_host_outside_the_list_is_not_followed(http, services):
    services.fail("/a", Reply(status=302, headers={"Location": "https://example.org/data"}))
    with pytest.raises(HostNotAllowedError, match=r"example\.org"):
        http.json(f"{services.base}/a")


def test_a_redirect_within_the_list_is_followed(http, services):
    services.fail("/a", Reply(status=302, headers={"Location": f"{services.base}/b"}))
    services.fail("/b", Reply.of(GOOD))
    assert http.json(f"{services.base}/a").value == GOOD


def test_an_unchanged_answer_is_not_sent_again(http, services):
    services.fail("/a", Reply.of(GOOD), Reply.of(GOOD))
    first = http.json(f"{services.base}/a")
    second = http.json(f"{services.base}/a")
    assert "if-none-match" in services.asked[1].headers
    assert (second.value, second.checksum) == (first.value, first.checksum)


def test_a_changed_answer_replaces_the_kept_one(http, services):
    services.fail("/a", Reply.of({"value": [1]}), Reply.of({"value": [2]}))
    http.json(f"{services.base}/a")
    assert http.json(f"{services.base}/a").value == {"value": [2]}


def test_a_fresh_answer_is_not_asked_again_so_that_a_stopped_refresh_resumes(caller, services):
    http = caller(manners=replace(QUICK, fresh_hours=6))
    services.fail("/a", Reply.of(GOOD))
    http.json(f"{services.base}/a")
    assert http.json(f"{services.base}/a").value == GOOD
    assert len(services.paths("/a")) == 1


def test_an_old_answer_is_never_passed_off_as_a_new_one(http, services):
    services.fail("/a", Reply.of(GOOD), *[Reply(b"x", status=503)] * 5)
    http.json(f"{services.base}/a")
    with pytest.raises(ServiceDownError):
        http.json(f"{services.base}/a")


def test_without_a_network_the_kept_answers_still_come(caller, services):
    services.fail("/a", Reply.of(GOOD), Reply(MAINTENANCE))
    online = caller()
    first = online.json(f"{services.base}/a")
    with pytest.raises(VeerkrachtError):
        online.json(f"{services.base}/a")
    replay = caller(offline=True).json(f"{services.base}/a")
    assert (replay.value, replay.checksum, replay.retrieved) == (first.value, first.checksum, first.retrieved)


def test_without_a_network_what_was_never_fetched_is_a_clear_error(caller, services):
    with pytest.raises(OfflineError) as caught:
        caller(offline=True).json(f"{services.base}/a")
    assert "nog nooit opgehaald en u werkt zonder netwerk" in caught.value.message("nl")
    assert services.asked == []


def test_a_final_fault_is_replayed_without_a_network(caller, services):
    services.fail("/a", Reply(TOO_MANY, status=500))
    with pytest.raises(TooManyRowsError):
        caller().json(f"{services.base}/a")
    with pytest.raises(TooManyRowsError):
        caller(offline=True).json(f"{services.base}/a")


def test_a_redirected_answer_is_replayed_too(caller, services):
    services.fail("/a", Reply(status=302, headers={"Location": f"{services.base}/b"}))
    services.fail("/b", Reply.of(GOOD))
    caller().json(f"{services.base}/a")
    assert caller(offline=True).json(f"{services.base}/a").value == GOOD


@pytest.mark.parametrize("damage", [b"", b'{"_content": "aGFsZg', b"\x00\xff"])
def test_a_kept_answer_that_is_damaged_is_asked_again(caller, services, damage):
    services.fail("/a", Reply.of(GOOD), Reply.of(GOOD))
    caller().json(f"{services.base}/a")
    (file,) = (caller().folder / "answers").glob("*.json")
    file.write_bytes(damage)
    assert caller().json(f"{services.base}/a").value == GOOD


def test_a_replay_says_nothing_on_the_screen(caller, services, caplog):
    services.fail("/a", Reply.of(GOOD))
    caller().json(f"{services.base}/a")
    caller(offline=True).json(f"{services.base}/a")
    assert caplog.text == ""


def test_every_question_says_who_asks(http, services):
    ask(http, services)
    assert services.asked[0].headers["user-agent"].startswith("Veerkracht/")


def test_compressed_answers_are_unpacked(http, services):
    services.gzip = True
    assert ask(http, services) == GOOD


def _next(page):
    return page.get("next")


def test_pages_that_go_round_in_a_circle_are_stopped(http, services):
    services.fail("/a", Reply.of({"value": [1], "next": "b"}))
    services.fail("/b", *[Reply.of({"value": [2], "next": "b"})] * 9)
    with pytest.raises(EndlessPagesError) as caught:
        gather(http.pages(f"{services.base}/a", following=_next), part="value")
    assert "lopen in een kring na 2 pagina's" in caught.value.message("nl")


def test_a_next_page_on_another_host_is_not_asked(http, services):
    services.fail("/a", Reply.of({"value": [1], "next": "https://example.org/rest"}))
    with pytest.raises(HostNotAllowedError):
        gather(http.pages(f"{services.base}/a", following=_next), part="value")


def test_a_page_without_rows_is_a_clear_error(http, services):
    services.fail("/a", Reply.of({"waarde": []}))
    with pytest.raises(UnexpectedAnswerError) as caught:
        gather(http.pages(f"{services.base}/a", following=_next), part="value")
    assert "een antwoord zonder 'value'" in caught.value.message("nl")
