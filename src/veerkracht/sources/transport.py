"""The way to a live service: only hosts on the list, patient, bounded, and never half an answer.

It stands below the cache, so that nothing broken is ever kept.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse, Retry
from urllib3.exceptions import HTTPError, InvalidHeader, MaxRetryError, ReadTimeoutError

from veerkracht import __version__
from veerkracht.errors.answers import TooManyRowsError, UnknownColumnError
from veerkracht.errors.sources import (
    BusyServiceError,
    CutAnswerError,
    HostNotAllowedError,
    NotThereError,
    OfflineError,
    RefusedError,
    ServiceDownError,
    SourceError,
    TooLargeError,
    TooSlowError,
    UnreachableError,
)
from veerkracht.sources.faults import damage, page_title, said_by_service

if TYPE_CHECKING:
    from collections.abc import Callable

RETRIED = frozenset({429, 500, 502, 503, 504})
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
_CHUNK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How we behave towards a service that others need too.

    Attributes:
        user_agent: who we say that we are.
        connect_seconds: how long we wait for a connection.
        read_seconds: how long we wait for the next bytes.
        deadline_seconds: how long one question may take, all tries together.
        tries: how often a question is asked at most.
        backoff_seconds: pause after the second try; doubles with each further try, at most a minute.
        largest_bytes: an answer above this size is refused.
        fresh_hours: an answer younger than this is not asked again, so that a stopped refresh resumes.
    """

    user_agent: str = f"Veerkracht/{__version__} (open source; reads open data on neighbourhoods)"
    connect_seconds: float = 10.0
    read_seconds: float = 60.0
    deadline_seconds: float = 300.0
    tries: int = 5
    backoff_seconds: float = 0.5
    largest_bytes: int = 400_000_000
    fresh_hours: float = 6.0

    def retry(self) -> Retry:
        """Return the book-keeping of tries; urllib3 does the sums of back-off and Retry-After."""
        return Retry(
            total=self.tries - 1,
            backoff_factor=self.backoff_seconds,
            backoff_max=60,
            status_forcelist=RETRIED,
            allowed_methods=frozenset({"GET", "HEAD"}),
            raise_on_status=False,
            respect_retry_after_header=True,
        )


def host_of(address: str) -> str:
    """Return the host, with its port if one is named.

    >>> host_of("https://opendata.cbs.nl/ODataApi")
    'opendata.cbs.nl'
    """
    return urlsplit(address).netloc.rpartition("@")[2].lower()


def check_host(address: str, *, allowed: frozenset[str]) -> None:
    """Refuse an address outside the list, or one that travels in the clear.

    Raises:
        HostNotAllowedError: if the host is not on the list, or the scheme is not https (http only on this machine).
    """
    parts = urlsplit(address)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
    if host_of(address) not in allowed or not secure:
        raise HostNotAllowedError(address, host=f"{parts.scheme}://{host_of(address)}", allowed=allowed)


class GuardedAdapter(HTTPAdapter):
    """Sends only to hosts on the list; a redirect passes here too."""

    def __init__(self, *, allowed: frozenset[str], offline: bool) -> None:
        super().__init__(max_retries=Retry(0, read=False))
        self.allowed = allowed
        self.offline = offline

    def guard(self, request: requests.PreparedRequest) -> str:
        """Return the address of a request that may be sent.

        Raises:
            OfflineError: if we work without a network.
            HostNotAllowedError: if the host is not on the list.
        """
        address = request.url or ""
        if self.offline:
            raise OfflineError(address)
        check_host(address, allowed=self.allowed)
        return address

    def send(self, request: requests.PreparedRequest, **connection: Any) -> requests.Response:  # type: ignore[override]  # noqa: D102
        self.guard(request)
        return super().send(request, **connection)


class PatientAdapter(GuardedAdapter):
    """Asks again when asking again can help, and hands on only whole answers."""

    def __init__(
        self, *, allowed: frozenset[str], offline: bool, manners: Manners, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(allowed=allowed, offline=offline)
        self.manners = manners
        self.sleep = sleep

    def send(self, request: requests.PreparedRequest, **connection: Any) -> requests.Response:  # type: ignore[override]  # noqa: D102
        address = self.guard(request)
        deadline = time.monotonic() + self.manners.deadline_seconds
        retry = self.manners.retry()
        tries = 0
        while True:
            tries += 1
            response: requests.Response | None = None
            try:
                response = self._once(request, deadline=deadline, **connection)
                fault = self._judge(response, address=address, tries=tries)
                if fault is None:
                    return response
            except (requests.RequestException, HTTPError) as error:
                fault = self._cause(error, address=address, tries=tries)
            retry = self._next_try(fault, retry=retry, response=response, deadline=deadline)

    def _once(self, request: requests.PreparedRequest, *, deadline: float, **connection: Any) -> requests.Response:
        """Return one whole answer, read within the limits of size and time."""
        timeout = (self.manners.connect_seconds, self.manners.read_seconds)
        # Always streamed, whatever the caller asked: only so can an answer be bounded.
        response = super().send(request, **{**connection, "stream": True, "timeout": timeout})
        try:
            body = self._read(response.raw, address=request.url or "", deadline=deadline)
        finally:
            response.close()
        headers = {k: v for k, v in response.headers.items() if k.lower() not in {"content-encoding", "content-length"}}
        whole = HTTPResponse(
            body=BytesIO(body),
            headers=headers,
            status=response.status_code,
            reason=response.reason,
            preload_content=False,
            request_url=request.url,
        )
        return self.build_response(request, whole)

    def _read(self, raw: HTTPResponse, *, address: str, deadline: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        # read1 gives what there is, so that a service that drips bytes cannot outlast the deadline.
        while part := raw.read1(_CHUNK, decode_content=True):
            parts.append(part)
            size += len(part)
            if size > self.manners.largest_bytes:
                raise TooLargeError(address, limit_bytes=self.manners.largest_bytes)
            if time.monotonic() > deadline:
                raise TooSlowError(host_of(address), seconds=self.manners.deadline_seconds, tries=1)
        return b"".join(parts)

    def _judge(self, response: requests.Response, *, address: str, tries: int) -> SourceError | None:
        """Return the fault of an answer that asking again may mend; raise the faults that it will not."""
        status, body = response.status_code, response.content
        if status in {304, 301, 302, 303, 307, 308}:
            return None
        if status in {404, 410}:
            raise NotThereError(address, status=status)
        said = said_by_service(body)
        # What CBS says about our question is final even in a status 500; another report in a status 500 may pass.
        if said is not None and (status not in RETRIED or isinstance(said, TooManyRowsError | UnknownColumnError)):
            raise said
        words = page_title(body[:2000].decode("utf-8", errors="replace"))
        if status == 429:
            return busy(response, address=address)
        if status in RETRIED:
            return ServiceDownError(host_of(address), status=status, tries=tries, said=words)
        if status >= 400:
            raise RefusedError(address, status=status, said=words)
        form = "JSON" if "json" in str(response.request.headers.get("Accept", "")) else ""
        return damage(body, address=address, form=form, tries=tries)

    def _cause(self, error: Exception, *, address: str, tries: int) -> SourceError:
        """Return what a broken connection means, in our words."""
        host = host_of(address)
        if isinstance(error, requests.exceptions.SSLError):
            raise UnreachableError(host, tries=tries, cause="TLS") from None
        if isinstance(error, requests.Timeout | ReadTimeoutError):
            return TooSlowError(host, seconds=self.manners.read_seconds, tries=tries)
        if isinstance(error, HTTPError | requests.exceptions.ChunkedEncodingError):
            return CutAnswerError(address, tries=tries)
        return UnreachableError(host, tries=tries, cause=root_cause(error))

    def _next_try(
        self, fault: SourceError, *, retry: Retry, response: requests.Response | None, deadline: float
    ) -> Retry:
        """Wait as long as is polite, or give up with the fault."""
        try:
            following = retry.increment("GET", None, error=HTTPError(str(fault)))
        except MaxRetryError:
            raise fault from None
        asked = asked_pause(response)
        pause = following.get_backoff_time() if asked is None else asked
        if time.monotonic() + pause > deadline:
            raise fault if asked is None else BusyServiceError(_host(fault), seconds=asked)
        self.sleep(pause)
        return following


def asked_pause(response: requests.Response | None) -> float | None:
    """Return how many seconds a service asks us to wait (Retry-After, in seconds or as a date)."""
    if response is None or "Retry-After" not in response.headers:
        return None
    try:
        return Retry().parse_retry_after(response.headers["Retry-After"])
    except InvalidHeader:
        return None


def busy(response: requests.Response, *, address: str) -> BusyServiceError:
    """Return the fault of a service that is asked too much; it names a minute if the service names no time."""
    return BusyServiceError(host_of(address), seconds=asked_pause(response) or 60)


def _host(fault: SourceError) -> str:
    return str(fault.facts.get("host") or host_of(str(fault.facts.get("address", ""))))


def root_cause(error: BaseException) -> str:
    """Return the innermost cause of a broken connection, in a word."""
    inner: BaseException = error
    while inner.args and isinstance(inner.args[0], BaseException):
        inner = inner.args[0]
    reason = getattr(inner, "reason", None)
    if isinstance(reason, BaseException):
        return root_cause(reason)
    return f"{type(inner).__name__}"
