"""What `veerkracht data` prints: an account of every file, in Dutch or English, on a terminal or in a log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from veerkracht.facts.language import Bilingual, Taal
from veerkracht.facts.periods import Period
from veerkracht.workflows.importing import ImportItem, ImportReport, Outcome

if TYPE_CHECKING:
    from veerkracht.sources.files import FileReport
    from veerkracht.warehouse import Warehouse

_LABELS = {
    Outcome.TAKEN: Bilingual("ingelezen", "imported"),
    Outcome.LEFT_OUT: Bilingual("overgeslagen", "passed over"),
    Outcome.FAILED: Bilingual("FOUT", "ERROR"),
}
_HOLDS = {
    "table": Bilingual("cijfers", "figures"),
    "boundaries": Bilingual("kaart", "map"),
    "links": Bilingual("koppeling", "links"),
}
_STYLES = {Outcome.TAKEN: "green", Outcome.LEFT_OUT: "dim", Outcome.FAILED: "bold red"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Prints in one language to one console.

    Attributes:
        console: a terminal gets colour, a pipe plain text.
        taal: `nl` or `en`.
    """

    console: Console
    taal: Taal

    @classmethod
    def to_stdout(cls, taal: Taal) -> Printer:
        """Return a printer to standard output; outside a terminal it never breaks a line."""
        console = Console(highlight=False)
        if not console.is_terminal:
            console = Console(highlight=False, soft_wrap=True, no_color=True, width=200)
        return cls(console=console, taal=taal)

    def item(self, item: ImportItem) -> None:
        """Print the account of one file."""
        label = _LABELS[item.outcome].say(self.taal)
        style = _STYLES[item.outcome]
        if item.error is not None:
            message = item.error.message(self.taal)
            if item.outcome is Outcome.LEFT_OUT:
                # A proposal for a mapping follows on the next lines; it is for who asks for this file.
                message = message.partition("\n")[0]
            self._line(f"[{style}]{label}[/]  {escape(message)}")
            return
        for report in item.reports:
            self._line(f"[{style}]{label}[/]  {escape(report.file)}")
            for line in account(report, taal=self.taal):
                self._line("    " + escape(line))

    def summary(self, report: ImportReport) -> None:
        """Print how many files were taken, passed over and refused."""
        counts = {outcome: len(report.of(outcome)) for outcome in Outcome}
        rows = number(report.rows_taken, taal=self.taal)
        words = Bilingual(
            f"Klaar: {counts[Outcome.TAKEN]} bestanden ingelezen ({rows} rijen), "
            f"{counts[Outcome.LEFT_OUT]} overgeslagen, {counts[Outcome.FAILED]} met een fout.",
            f"Done: {counts[Outcome.TAKEN]} files imported ({rows} rows), "
            f"{counts[Outcome.LEFT_OUT]} passed over, {counts[Outcome.FAILED]} with an error.",
        )
        self._line(words.say(self.taal))

    def datasets(self, warehouse: Warehouse) -> None:
        """Print what is stored."""
        parts = warehouse.datasets()
        if not parts:
            self._line(
                Bilingual(
                    "Er zijn nog geen gegevens. Begin met: veerkracht data import MAP",
                    "There are no data yet. Start with: veerkracht data import FOLDER",
                ).say(self.taal)
            )
            return
        heads = [
            Bilingual("gegevens", "data"),
            Bilingual("niveau", "level"),
            Bilingual("grenzen", "boundaries"),
            Bilingual("gebieden", "areas"),
            Bilingual("jaren", "years"),
            Bilingual("indicatoren", "indicators"),
            Bilingual("bron", "source"),
        ]
        table = Table(*[head.say(self.taal) for head in heads], box=None, pad_edge=False)
        for part in parts:
            sources = dict.fromkeys(source.publisher for source in part.sources())
            shown = str(len(part.indicators)) if part.indicators else _HOLDS[part.kind.value].say(self.taal)
            table.add_row(
                part.dataset,
                part.level.value,
                str(part.year or "-"),
                number(part.areas, taal=self.taal),
                years(part.periods),
                shown,
                ", ".join(sources),
            )
        self.console.print(table, soft_wrap=not self.console.is_terminal)

    def _line(self, text: str) -> None:
        self.console.print(text, soft_wrap=not self.console.is_terminal)


def number(value: int, *, taal: Taal) -> str:
    """Return a whole number with the thousands separated as a language does.

    >>> number(17341, taal="nl"), number(17341, taal="en")
    ('17.341', '17,341')
    """
    text = f"{value:,}"
    return text.replace(",", ".") if taal == "nl" else text


def years(periods: tuple[Period, ...]) -> str:
    """Return the periods in short: a list if few, else the first and last.

    >>> years((Period(2012), Period(2016)))
    '2012, 2016'
    """
    if len(periods) > 4:
        return f"{periods[0]}-{periods[-1]} ({len(periods)})"
    return ", ".join(str(period) for period in periods) or "-"


def account(report: FileReport, *, taal: Taal) -> list[str]:
    """Return the lines that tell what a file is and what was and was not taken from it."""
    source = f" ({', '.join(part for part in (report.publisher, report.table) if part)})" if report.publisher else ""
    lines = [report.what.say(taal) + source]
    if report.levels:
        boundary = ", ".join(str(year) for year in report.boundary_years)
        lines.append(
            Bilingual(
                f"niveau: {', '.join(report.levels)}; jaren: {years(report.periods)}; grenzen van {boundary}",
                f"level: {', '.join(report.levels)}; years: {years(report.periods)}; boundaries of {boundary}",
            ).say(taal)
        )
    taken, whole = number(report.rows_taken, taal=taal), number(report.rows_read, taal=taal)
    polygons = ""
    if report.polygons:
        count = number(report.polygons, taal=taal)
        polygons = Bilingual(f"; {count} met grenzen", f"; {count} with boundaries").say(taal)
    if report.links:
        count = number(report.links, taal=taal)
        polygons += Bilingual(f"; {count} koppelingen van oude codes", f"; {count} links from old codes").say(taal)
    if report.rows_read:
        lines.append(Bilingual(f"rijen: {taken} van {whole}", f"rows: {taken} of {whole}").say(taal) + polygons)
    for item in report.rows_left_out:
        count = number(item.count, taal=taal)
        lines.append(
            Bilingual(f"  weggelaten: {count} ({item.reason.nl})", f"  left out: {count} ({item.reason.en})").say(taal)
        )
    if report.columns_taken:
        count = str(len(report.columns_taken))
        lines.append(Bilingual(f"kolommen: {count} indicatoren", f"columns: {count} indicators").say(taal))
    for item in report.columns_ignored:
        names = ", ".join(item.names[:3]) + (" ..." if item.count > 3 else "")
        lines.append(
            Bilingual(
                f"  niet gebruikt: {item.count} ({item.reason.nl}): {names}",
                f"  not used: {item.count} ({item.reason.en}): {names}",
            ).say(taal)
        )
    attention = Bilingual("let op", "note").say(taal)
    lines.extend(f"{attention}: {warning.say(taal)}" for warning in report.warnings)
    return lines
