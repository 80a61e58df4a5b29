"""Large files: streamed, resumed, checked, kept."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from veerkracht.errors.sources import (
    BusyServiceError,
    ChecksumError,
    CutAnswerError,
    HostNotAllowedError,
    NotThereError,
    OfflineError,
    ServiceDownError,
    TooLargeError,
    WebPageError,
)
from veerkracht.sources.download import download

from .conftest import QUICK
from .server import Reply

BODY = bytes(range(256)) * 4_000


def get(http, services, **more):
    return download(http, f"{services.base}/groot.zip", name="groot.zip", **more)


def cut_at(count):
    mark = f'"{hashlib.sha256(BODY).hexdigest()[:12]}"'
    return Reply(BODY, kind="application/zip", cut=count, headers={"ETag": mark})


@pytest.fixture
def holding(services):
    services.files["/groot.zip"] = BODY
    return services


def test_a_file_arrives_whole_with_its_checksum(http, holding):
    seen = []
    found = get(http, holding, progress=lambda done, total: seen.append((done, total)))
    assert found.path.read_bytes() == BODY
    assert found.checksum == hashlib.sha256(BODY).hexdigest()
    assert seen[-1] == (len(BODY), len(BODY))


def test_a_download_that_breaks_off_goes_on_where_it_was(http, holding):
    holding.fail("/groot", cut_at(300_000))
    assert get(http, holding).path.read_bytes() == BODY
    assert holding.asked[1].headers["range"] == "bytes=300000-"
    assert "if-range" in holding.asked[1].headers


def test_a_later_run_goes_on_with_the_part_of_an_earlier_one(caller, holding):
    holding.fail("/groot", *[cut_at(100_000)] * 4)
    impatient = caller(manners=replace(QUICK, tries=1))
    with pytest.raises(CutAnswerError) as caught:
        get(impatient, holding)
    assert "brak steeds af (1 keer geprobeerd)" in caught.value.message("nl")
    holding.moods.clear()
    assert get(caller(), holding).path.read_bytes() == BODY
    assert holding.asked[-1].headers["range"] == "bytes=100000-"


def test_a_file_that_changed_in_between_starts_anew(http, holding):
    holding.fail("/groot", cut_at(300_000))
    holding.files["/groot.zip"] = BODY[::-1]
    assert get(http, holding).path.read_bytes() == BODY[::-1]


def test_an_unchanged_file_is_not_sent_again(http, holding):
    first = get(http, holding)
    second = get(http, holding)
    assert "if-none-match" in holding.asked[1].headers
    assert second == first


def test_a_changed_file_replaces_the_kept_one(http, holding):
    get(http, holding)
    holding.files["/groot.zip"] = b"nieuw"
    assert get(http, holding).path.read_bytes() == b"nieuw"


def test_without_a_network_the_kept_file_comes(caller, holding):
    first = get(caller(), holding)
    assert get(caller(offline=True), holding) == first
    assert len(holding.asked) == 1


def test_without_a_network_and_without_a_kept_file_it_says_so(caller, holding):
    with pytest.raises(OfflineError) as caught:
        get(caller(offline=True), holding)
    assert "nog nooit opgehaald" in caught.value.message("nl")


def test_a_file_that_was_not_promised_is_refused_and_not_kept(http, holding):
    with pytest.raises(ChecksumError) as caught:
        get(http, holding, expected="0" * 64)
    assert "was beloofd" in caught.value.message("nl")
    assert not list(http.folder.rglob("groot.zip"))


def test_a_file_beyond_the_limit_is_refused_before_it_is_fetched(caller, holding):
    with pytest.raises(TooLargeError):
        get(caller(manners=replace(QUICK, largest_bytes=1000)), holding)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(Reply(b"x", status=404), NotThereError, id="404"),
        pytest.param(Reply(b"x", status=503), ServiceDownError, id="503"),
        pytest.param(Reply(b"x", status=429), BusyServiceError, id="429"),
        pytest.param(Reply(b"<html><title>Onderhoud</title>", kind="text/html"), WebPageError, id="web page"),
    ],
)
def test_a_lasting_fault_is_named(http, services, reply, error):
    services.fail("/groot", *[reply] * 5)
    with pytest.raises(error):
        get(http, services)


def test_a_passing_fault_is_overcome(http, holding):
    holding.fail("/groot", Reply(b"x", status=503), Reply(b"", status=429, headers={"Retry-After": "1"}))
    assert get(http, holding).size == len(BODY)


def test_a_part_that_does_not_fit_any_more_is_thrown_away(http, holding):
    holding.fail("/groot", cut_at(300_000), Reply(b"", status=416))
    assert get(http, holding).path.read_bytes() == BODY


def test_a_host_outside_the_list_is_never_asked(http):
    with pytest.raises(HostNotAllowedError):
        download(http, "https://example.org/groot.zip", name="groot.zip")
