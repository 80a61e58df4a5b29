"""All eight maps of one place, each on the level asked for or, where the data fall short, one level up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from veerkracht.facts.areas import Level
from veerkracht.signalering.change_maps import change_kaart, relative_veerkrachtkaart, veerkrachtkaart
from veerkracht.signalering.choices import STANDARD, KaartChoices
from veerkracht.signalering.kaart import Kaart, Unavailable
from veerkracht.signalering.level_maps import focuskaart, level_kaart
from veerkracht.signalering.ontwikkeling import Fitted
from veerkracht.signalering.spans import best_pair
from veerkracht.signalering.wording import coarser_level

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue
    from veerkracht.facts.tables import AreaTable

NUMBERS = (1, 2, 3, 4, 5, 6, 7, 8)
_COARSER = {Level.BUURT: Level.WIJK}


def make_kaarten(
    tables: Mapping[Level, AreaTable],
    *,
    level: Level,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    references: Mapping[Level, AreaTable] | None = None,
    fitted: Mapping[Level, Fitted] | None = None,
) -> tuple[Kaart | Unavailable, ...]:
    """Return maps 1 to 8, in order; a map that no level can carry says why.

    A map of buurten for which the data hold nothing is made of wijken instead, and says so.

    Args:
        tables: the figures per level, of the areas to show.
        level: the level asked for; `tables` holds it.
        catalogue: holds the codes of `choices`.
        choices: codes and thresholds.
        references: the same figures for all of the Netherlands, for borders and noise, where the data hold them.
        fitted: models fitted before on the references, if other maps of them were made; they are added to.
    """
    given = references or {}
    known = {at: {} if fitted is None else fitted.get(at, {}) for at in tables}
    found = []
    for number in NUMBERS:
        made = make_kaart(
            tables[level],
            number,
            catalogue=catalogue,
            choices=choices,
            reference=given.get(level),
            fitted=known[level],
        )
        coarser = _COARSER.get(level)
        if isinstance(made, Unavailable) and coarser is not None and coarser in tables:
            higher = make_kaart(
                tables[coarser],
                number,
                catalogue=catalogue,
                choices=choices,
                reference=given.get(coarser),
                fitted=known[coarser],
            )
            made = or_coarser(made, coarser=higher)
        found.append(made)
    return tuple(found)


def or_coarser(made: Kaart | Unavailable, *, coarser: Kaart | Unavailable | None) -> Kaart | Unavailable:
    """Return a map, or, if the data cannot carry it, the same map one level up with a note that it is so."""
    if isinstance(made, Unavailable) and isinstance(coarser, Kaart):
        note = coarser_level(coarser.level, wanted=made.level, reason=made.reason)
        return replace(coarser, notes=(note, *coarser.notes))
    return made


def make_kaart(
    table: AreaTable,
    number: int,
    *,
    catalogue: Catalogue,
    choices: KaartChoices = STANDARD,
    reference: AreaTable | None = None,
    fitted: Fitted | None = None,
) -> Kaart | Unavailable:
    """Return one of the maps 1 to 8 from the latest figures that the table holds.

    Maps 2 and 4 show the same years as the veerkrachtkaart where that uses the figure of first choice, so that the
    maps tell one story.
    """
    if number in {1, 3, 5}:
        return level_kaart(table, number, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    if number == 6:
        return focuskaart(table, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted)
    pair = best_pair(table, catalogue=catalogue, choices=choices)
    if number in {2, 4}:
        codes = choices.concentration if number == 2 else choices.problems
        part = None if pair is None else (pair.concentration if number == 2 else pair.problems)
        span = part if part is not None and part.code == codes[0] else None
        return change_kaart(
            table, number, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted, span=span
        )
    make = veerkrachtkaart if number == 7 else relative_veerkrachtkaart
    return make(table, catalogue=catalogue, choices=choices, reference=reference, fitted=fitted, pair=pair)
