"""What a service says, in its own words, when it cannot or will not answer.

CBS puts a fault of the question (too many rows, an unknown column) in a status 500 or in a plain
text with status 200, and a WFS gives an XML report with status 200. Such an answer is final:
asking the same again is of no use.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING

from veerkracht.errors.answers import ServiceFaultError, TooManyRowsError, UnknownColumnError
from veerkracht.errors.sources import NotWholeError, WebPageError

if TYPE_CHECKING:
    from veerkracht.errors.sources import SourceError

_HEAD = 4096
_TOO_MANY = re.compile(r"more than 10[.,]?000 records", re.IGNORECASE)
_NO_PROPERTY = re.compile(r"Could not find a property named '([^']*)'")
_TABLE = re.compile(r"(?:TypedDataSet|UntypedDataSet) for '([^']*)'")
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_EXCEPTION = re.compile(r"<(?:\w+:)?Exception\b([^>]*)>(.*?)</(?:\w+:)?Exception>", re.DOTALL)
_OLD_EXCEPTION = re.compile(r"<(?:\w+:)?ServiceException\b([^>]*)>(.*?)</(?:\w+:)?ServiceException>", re.DOTALL)
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_TAG = re.compile(r"<[^>]*>")


def said_by_service(body: bytes) -> SourceError | None:
    """Return the fault that the service reports about our question, or None if it reports none.

    Examples:
        >>> str(said_by_service(b"Could not find a property named 'Inwoners_5' on type 'Cbs.OData.TData'."))
        "Table ? has no column 'Inwoners_5'. The publisher may have renamed it."
    """
    head = body[:_HEAD].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if "ExceptionReport" in head[:600] or "ServiceException" in head[:600]:
        return _ows_fault(head)
    # A table of figures opens with its metadata; only an answer without one can be a complaint.
    if head.startswith("{") and ('"value"' in head[:2000] or '"features"' in head):
        return None
    table = _TABLE.search(head)
    name = table[1] if table else "?"
    if _TOO_MANY.search(head):
        return TooManyRowsError(name)
    unknown = _NO_PROPERTY.search(head)
    if unknown:
        return UnknownColumnError(unknown[1], table=name)
    return _odata_fault(body) if head.startswith("{") else None


def _ows_fault(text: str) -> ServiceFaultError:
    """Return the fault in an OWS ExceptionReport (WFS 1.1, 2.0) or ServiceExceptionReport (1.0)."""
    match = _EXCEPTION.search(text) or _OLD_EXCEPTION.search(text)
    if match is None:
        return ServiceFaultError(code="?", locator="", said=_plain(text)[:300])
    named = dict(_ATTRIBUTE.findall(match[1]))
    code = named.get("exceptionCode") or named.get("code") or "?"
    return ServiceFaultError(code=code, locator=named.get("locator", ""), said=_plain(match[2]))


def _odata_fault(body: bytes) -> ServiceFaultError | None:
    """Return the fault in `{"error": {"code", "message"}}` (OData v4) or `{"odata.error": ...}` (v3)."""
    try:
        whole = json.loads(body)
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    fault = whole.get("error") or whole.get("odata.error")
    if not isinstance(fault, dict):
        return None
    message = fault.get("message", "")
    text = message.get("value", "") if isinstance(message, dict) else str(message)
    return ServiceFaultError(code=str(fault.get("code") or "?"), locator=str(fault.get("target") or ""), said=text)


def damage(body: bytes, *, address: str, form: str, tries: int = 1) -> SourceError | None:
    """Return what is wrong with an answer that should be JSON, or None if it is whole.

    Args:
        body: the answer, unpacked.
        address: where it came from, for the message.
        form: `JSON`, or anything else for an answer that we do not look into.
        tries: how often it was asked, for the message.
    """
    if form != "JSON":
        return None
    start = body[:_HEAD].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if start[:1] == "<" and re.match(r"<(!doctype html|html|head|body)", start, re.IGNORECASE):
        return WebPageError(address, title=page_title(start), tries=tries)
    try:
        json.loads(body)
    except UnicodeDecodeError as error:
        return NotWholeError(address, form=form, position=error.start, begin=start[:40], tries=tries)
    except json.JSONDecodeError as error:
        return NotWholeError(address, form=form, position=error.pos, begin=start[:40], tries=tries)
    return None


def page_title(text: str) -> str:
    """Return the title of a web page, or its first words.

    >>> page_title("<html><title>Onderhoud</title></html>")
    'Onderhoud'
    """
    match = _TITLE.search(text)
    return (_plain(match[1]) if match else _plain(text))[:80]


def _plain(text: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", text)).split())
