"""What `veerkracht signalering` says after its work: how many areas, how sure, and whether to trust it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.backtest.answer import answer, list_sentence, verdict
from veerkracht.report.wording import decimals_for, figure
from veerkracht.signalering.verwachting.outcome import Outlook

if TYPE_CHECKING:
    from pathlib import Path

    from veerkracht.facts.language import Taal
    from veerkracht.workflows.forecasting import Forecasted, Tested

CLASSES = {
    Outlook.GROWS: Bilingual("verslechtering waarschijnlijk", "worsening likely"),
    Outlook.AT_RISK: Bilingual("verhoogde kans op sterke verslechtering", "raised chance of strong worsening"),
    Outlook.IMPROVES: Bilingual("verbetering waarschijnlijk", "improvement likely"),
    Outlook.UNCERTAIN: Bilingual("onzeker", "uncertain"),
    Outlook.UNKNOWN: Bilingual("onbekend", "unknown"),
}
_MADE = Bilingual(
    "{known} van {areas} gebieden hebben een verwachting voor {target}; {out} geschreven.",
    "{known} of {areas} areas have a forecast for {target}; wrote {out}.",
)
_WITHOUT = Bilingual(
    "{count} gebieden hebben er geen, omdat zij geen enkele bruikbare waarde hebben.",
    "{count} areas have none, because they have no usable value at all.",
)
_SURE = Bilingual(
    "De marge van 90% is in het midden {width} breed (de middelste waarde is {middle}).",
    "The 90% margin has a median width of {width} (the median value is {middle}).",
)
_TESTED = Bilingual("Getoetst op het verleden ({tests}): {answer}", "Tested on the past ({tests}): {answer}")
_TRUST = Bilingual("Mag u hierop vertrouwen? {verdict}", "Can you trust it? {verdict}")
_NOTES = Bilingual("Let op:", "Note:")
_REPORT = Bilingual("Het rapport staat in {page}, alle getallen in {beside}.", "Report: {page}; all numbers: {beside}.")


def forecast_lines(found: Forecasted, *, taal: Taal, out: Path) -> list[str]:
    """Return what a person wants to know after a forecast."""
    known, areas = int(found.known.sum()), len(found.known)
    lines = [_MADE.say(taal).format(known=known, areas=areas, target=found.forecast.target, out=out)]
    if known < areas:
        lines.append(_WITHOUT.say(taal).format(count=areas - known))
    if known:
        lines.append(_how_sure(found, taal=taal))
    counts = Counter(found.classes())
    lines += [f"  {counts[one]:6d}  {words.say(taal)} ({one})" for one, words in CLASSES.items() if counts[one]]
    lines += _trust_lines(found, taal=taal)
    return lines + _note_lines((*found.file.notes, *found.forecast.notes), taal=taal)


def backtest_lines(found: Tested, *, taal: Taal, page: Path, beside: Path) -> list[str]:
    """Return what a person wants to know after a test on the past."""
    lines = _trust_lines(found, taal=taal)
    lines.append(_REPORT.say(taal).format(page=page, beside=beside))
    return lines + _note_lines((*found.file.notes, *found.tested.notes), taal=taal)


def _how_sure(found: Forecasted, *, taal: Taal) -> str:
    """Return how wide the margins are beside the values themselves."""
    width = float(np.nanmedian(found.column("high90") - found.column("low90")))
    middle = float(np.nanmedian(found.column("expected")))
    decimals = decimals_for(width)
    return _SURE.say(taal).format(
        width=figure(width, decimals=decimals, taal=taal), middle=figure(middle, decimals=decimals, taal=taal)
    )


def _trust_lines(found: Forecasted | Tested, *, taal: Taal) -> list[str]:
    """Return what the tests on the past say."""
    tested = found.tested
    tests = ", ".join(f"{one.last} → {one.target}" for one in tested.origins) or "-"
    lines = [_TESTED.say(taal).format(tests=tests, answer=answer(tested).say(taal))]
    if tested.origins:
        lines.append(list_sentence(tested).say(taal))
    return [*lines, _TRUST.say(taal).format(verdict=verdict(tested).say(taal))]


def _note_lines(notes: tuple[Bilingual, ...], *, taal: Taal) -> list[str]:
    said = dict.fromkeys(note.say(taal) for note in notes)
    return [_NOTES.say(taal), *(f"  - {note}" for note in said)] if said else []
