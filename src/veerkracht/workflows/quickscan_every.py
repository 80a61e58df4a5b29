"""QuickScans of many gemeenten in one run: what is national is read once, and one that fails does not stop the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.warehouse import NothingStoredError
from veerkracht.facts.areas import Level
from veerkracht.workflows.quickscan import FORMATS, Request, report_of, write_quickscan

if TYPE_CHECKING:
    from veerkracht.workflows.quickscan_country import Country


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of one gemeente.

    Attributes:
        gemeente: code.
        title: of the report; empty if there is none.
        paths: of the files that were written.
        fault: why there is no report; None if there is.
    """

    gemeente: str
    title: str = ""
    paths: tuple[Path, ...] = ()
    fault: VeerkrachtError | None = None


def every_quickscan(
    request: Request,
    *,
    country: Country,
    gemeenten: Sequence[str],
    folder: Path,
    formats: Sequence[str] = FORMATS,
) -> Iterator[Made]:
    """Write the QuickScan of each gemeente in a folder of its own, and give what came of it, one at a time.

    Args:
        request: as for one gemeente; its `gemeente` is replaced by each in turn, which is not compared with itself.
        country: the national figures.
        gemeenten: codes, for example `country.known()`.
        folder: gets `GM0344/quickscan.pdf` and so on.
        formats: of the files, some of `FORMATS`.
    """
    for gemeente in gemeenten:
        own = replace(request, gemeente=gemeente, compare=tuple(c for c in request.compare if c != gemeente))
        try:
            document = report_of(own, country=country)
            paths = write_quickscan(document, folder / gemeente, formats=formats)
        except VeerkrachtError as fault:
            yield Made(gemeente=gemeente, fault=fault)
        else:
            yield Made(gemeente=gemeente, title=document.title, paths=paths)


def all_gemeenten(country: Country) -> tuple[str, ...]:
    """Return the codes of all gemeenten of which the data hold areas.

    Raises:
        NothingStoredError: if there is none.
    """
    known = country.known()
    if not known:
        raise NothingStoredError(Level.BUURT.value, available=())
    return known
