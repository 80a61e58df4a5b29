"""Refresh: fetch from the live services what the catalogue needs for some gemeenten and years, and store it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.errors import VeerkrachtError
from veerkracht.errors.sources import UnreachableError
from veerkracht.facts.language import Bilingual
from veerkracht.sources.addresses import Addresses
from veerkracht.sources.question import Fetched, Missing, Question
from veerkracht.sources.services import LIVE, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from veerkracht.facts.indicators import Catalogue, TableFamily, Theme
    from veerkracht.facts.periods import Period
    from veerkracht.sources.http import Http
    from veerkracht.warehouse.store import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One question to one service: a table, some years, and a gemeente (or the whole country).

    Attributes:
        question: what is asked.
        service: which client asks it.
        part: the themes that it is narrowed to, in one word; empty for all that the table holds.
    """

    question: Question
    service: str
    part: str = ""

    @property
    def dataset_id(self) -> str:
        """The name under which the answer is stored; a next refresh of the same replaces it.

        A refresh of some themes has its own name, so that it never takes the place of a fuller one.
        """
        where = self.question.gemeente or "NL"
        part = f"-{self.part}" if self.part else ""
        return f"{self.service}-{self.question.family.code}-{self.question.table}-{where}{part}"

    @property
    def years(self) -> str:
        """The years, as `2020` or `2012-2024`."""
        first, last = min(self.question.years), max(self.question.years)
        return str(first) if first == last else f"{first}-{last}"

    def say(self) -> Bilingual:
        """Return what is being fetched, for a progress bar."""
        family, where = self.question.family, self.question.gemeente
        return Bilingual(
            f"{family.name.nl} {self.years}, {where or 'heel Nederland'}",
            f"{family.name.en} {self.years}, {where or 'the whole country'}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far a refresh is.

    Attributes:
        done: tasks that are finished.
        total: tasks that there are.
        task: the task that is now being done, or was just finished.
        bytes_done, bytes_total: of a large download; 0 if there is none or its size is unknown.
        finished: the report of the task, once it is finished.
    """

    done: int
    total: int
    task: Task
    bytes_done: int = 0
    bytes_total: int = 0
    finished: TableReport | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What came of one task.

    Attributes:
        task: what was asked.
        areas: number of areas with figures, over all levels.
        indicators: codes that came with at least one column.
        polygons: number of areas with a polygon.
        missing: what was wanted and did not come, and why.
        notes: what a reader must know.
        failed: the error, if nothing was stored.
    """

    task: Task
    areas: int = 0
    indicators: tuple[str, ...] = ()
    polygons: int = 0
    missing: tuple[Missing, ...] = ()
    notes: tuple[Bilingual, ...] = ()
    failed: VeerkrachtError | None = None

    def say(self) -> Bilingual:
        """Return one line on what was taken and what is missing, or why it failed."""
        head, table = self.task.say(), self.task.question.table
        if self.failed is not None:
            return Bilingual(
                f"{table} {head.nl}: MISLUKT: {self.failed.message('nl')}",
                f"{table} {head.en}: FAILED: {self.failed.message('en')}",
            )
        nl = [f"{self.areas} gebieden", f"{len(self.indicators)} indicatoren"]
        en = [f"{self.areas} areas", f"{len(self.indicators)} indicators"]
        if self.polygons:
            nl.append(f"{self.polygons} polygonen")
            en.append(f"{self.polygons} polygons")
        if self.missing:
            absent = len({(one.indicator, one.year) for one in self.missing})
            nl.append(f"{absent} ontbreken (indicatoren per jaar geteld)")
            en.append(f"{absent} missing (indicators counted per year)")
        notes_nl = "".join(f"; {note.nl}" for note in self.notes)
        notes_en = "".join(f"; {note.en}" for note in self.notes)
        return Bilingual(
            f"{table} {head.nl}: {', '.join(nl)}{notes_nl}", f"{table} {head.en}: {', '.join(en)}{notes_en}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshReport:
    """What a refresh brought, table by table."""

    tables: tuple[TableReport, ...]

    @property
    def failed(self) -> tuple[TableReport, ...]:
        """The tables of which nothing was stored."""
        return tuple(table for table in self.tables if table.failed is not None)

    @property
    def exit_code(self) -> int:
        """0 if every table came, 2 if any failed."""
        return 2 if self.failed else 0


def plan(
    gemeenten: Sequence[str],
    periods: Sequence[Period],
    *,
    catalogue: Catalogue,
    themes: Iterable[Theme] | None = None,
) -> tuple[Task, ...]:
    """Return the questions that must be asked for these gemeenten and years.

    A table that holds many years is taken whole: it is one question anyway, and so a later refresh of
    other years never loses the ones that were there. The scores of the Leefbaarometer come as one zip
    of the country, and are kept for the whole country.

    Args:
        gemeenten: their codes, for example `GM0344`.
        periods: the years of the figures.
        catalogue: which indicators there are, and in which table they stand in which year.
        themes: only indicators of these themes; all if None.

    Raises:
        NotAGemeenteError: if a code is not the code of a gemeente.
    """
    wanted, part = None, ""
    if themes is not None:
        chosen = frozenset(themes)
        part = "+".join(sorted(theme.value for theme in chosen))
        wanted = frozenset(indicator.code for indicator in catalogue if indicator.theme in chosen)
    years = {period.year for period in periods}
    tasks: list[Task] = []
    for family in catalogue.families.values():
        if family.service not in LIVE:
            continue
        for table, of_table in _years_by_table(family).items():
            if years.isdisjoint(of_table):
                continue
            for service, gemeente in _questions(family, gemeenten):
                question = Question(
                    table=table,
                    family=family,
                    catalogue=catalogue,
                    years=of_table,
                    gemeente=gemeente,
                    indicators=wanted,
                )
                # The map of PDOK is needed for its polygons, whatever the theme.
                if service == "pdok" or any(question.wanted(year) for year in of_table):
                    tasks.append(Task(question=question, service=service, part=part))
    return tuple(tasks)


def _years_by_table(family: TableFamily) -> dict[str, tuple[int, ...]]:
    years: dict[str, list[int]] = defaultdict(list)
    for year, table in sorted(family.ids.items()):
        years[table].append(year)
    return {table: tuple(found) for table, found in years.items()}


def _questions(family: TableFamily, gemeenten: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Give the service and the gemeente of each question to a family."""
    codes = tuple(dict.fromkeys(code.strip().upper() for code in gemeenten))
    if family.service == "leefbaarometer":
        yield "leefbaarometer", ""
        yield from (("leefbaarometer_classes", code) for code in codes)
    else:
        yield from ((family.service, code) for code in codes)


def refresh(
    gemeenten: Sequence[str],
    periods: Sequence[Period],
    *,
    catalogue: Catalogue,
    warehouse: Warehouse,
    http: Http,
    progress: Callable[[Step], None] | None = None,
    themes: Iterable[Theme] | None = None,
    addresses: Addresses | None = None,
) -> RefreshReport:
    """Fetch what the catalogue needs, and store it table by table.

    Each table is stored as a whole or not at all; one that fails leaves what was stored of it before,
    and does not stop the others.

    Args:
        gemeenten: their codes, for example `GM0344`.
        periods: the years of the figures.
        catalogue: which indicators there are, and where they stand.
        warehouse: where the answers are stored.
        http: the caller of live services.
        progress: told of every step.
        themes: only indicators of these themes; all if None.
        addresses: where the services are; those of the publishers if None.

    Raises:
        NotAGemeenteError: if a code is not the code of a gemeente.
    """
    tasks = plan(gemeenten, periods, catalogue=catalogue, themes=themes)
    tell = progress or (lambda _: None)
    where = addresses or Addresses()
    unreachable: dict[str, VeerkrachtError] = {}
    reports: list[TableReport] = []
    for done, task in enumerate(tasks):
        tell(Step(done=done, total=len(tasks), task=task))
        if task.service in unreachable:
            report = TableReport(task=task, failed=unreachable[task.service])
        else:
            report = _carry_out(task, done, len(tasks), warehouse=warehouse, http=http, tell=tell, addresses=where)
        if isinstance(report.failed, UnreachableError):
            unreachable[task.service] = report.failed
        reports.append(report)
        tell(Step(done=done + 1, total=len(tasks), task=task, finished=report))
    return RefreshReport(tables=tuple(reports))


def _carry_out(
    task: Task,
    done: int,
    total: int,
    *,
    warehouse: Warehouse,
    http: Http,
    tell: Callable[[Step], None],
    addresses: Addresses,
) -> TableReport:
    """Fetch and store one table; an error on purpose becomes part of the report."""

    def downloaded(so_far: int, size: int) -> None:
        tell(Step(done=done, total=total, task=task, bytes_done=so_far, bytes_total=size))

    try:
        found = fetch(http, task.question, addresses=addresses, service=task.service, progress=downloaded)
        _store(found, dataset_id=task.dataset_id, warehouse=warehouse)
    except VeerkrachtError as error:
        return TableReport(task=task, failed=error)
    return TableReport(
        task=task,
        areas=sum(len(table.areas) for table in found.tables),
        indicators=tuple(dict.fromkeys(code for table in found.tables for code in table.indicators)),
        polygons=sum(len(drawn.areas) for drawn in found.boundaries),
        missing=found.missing,
        notes=found.notes,
    )


def _store(found: Fetched, *, dataset_id: str, warehouse: Warehouse) -> None:
    with warehouse.writing() as batch:
        for table in found.tables:
            batch.add_table(dataset_id, table)
        for drawn in found.boundaries:
            batch.add_boundaries(dataset_id, drawn)
