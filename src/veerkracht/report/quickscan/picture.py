"""A map as a picture and in words, for whoever shows it: report, page or export."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.report.figures import MapSpec
from veerkracht.report.quickscan.legends import certainty, class_positions, grid, map_classes
from veerkracht.report.wording import level_word, listing, sentence, short_names

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.language import Taal
    from veerkracht.signalering.kaart import Kaart

NO_FIGURE = Bilingual("geen cijfer", "no figure")
NOT_SURE = Bilingual("kleur is niet zeker", "colour is not sure")


def kaart_picture(
    kaart: Kaart,
    *,
    boundaries: Boundaries,
    taal: Taal,
    sure_from: float,
    legend: str = "",
    wijk_names: Mapping[str, str] | None = None,
    markers: Mapping[str, str] | None = None,
    neighbours: Boundaries | None = None,
) -> MapSpec:
    """Return the picture of a map; faded areas are those whose class is less likely than `sure_from`.

    Args:
        kaart: the map.
        boundaries: polygons of its areas, in the same order.
        taal: language of its words.
        sure_from: the least probability of a class that is sure.
        legend: the sentence under the map; empty where it stands elsewhere.
        wijk_names: names to write on the map, by code of the wijk.
        markers: short texts in a circle, by area code.
        neighbours: areas around, drawn muted.
    """
    sure, wijken = certainty(kaart), wijk_names or {}
    return MapSpec(
        boundaries=boundaries,
        classes=map_classes(kaart, taal=taal),
        class_of=class_positions(kaart),
        legend=legend,
        missing_label=NO_FIGURE.say(taal),
        certainty=sure,
        sure_from=sure_from,
        uncertain_label="" if sure is None else NOT_SURE.say(taal),
        district_names=dict(zip(wijken, short_names(tuple(wijken.values())), strict=True)),
        markers=markers or {},
        neighbours=neighbours,
        grid=grid(kaart, taal=taal),
    )


def in_words(kaart: Kaart, *, taal: Taal, place: str) -> str:
    """Return what a map shows: how many areas each class has, and the names in the smaller classes.

    Args:
        kaart: the map.
        taal: language of the words.
        place: where it is, as in a sentence.
    """
    positions = class_positions(kaart)
    areas = level_word(kaart.level, taal=taal, count=len(kaart.areas))
    parts = []
    for number, one in enumerate(map_classes(kaart, taal=taal)):
        members = [kaart.areas.names[at] for at in (positions == number).nonzero()[0]]
        if not members:
            continue
        named = f" ({listing(members, taal=taal, most=5)})" if len(members) <= 12 else ""
        parts.append(f"{one.label}: {len(members)}{named}")
    missing = int((positions < 0).sum())
    if missing:
        parts.append(f"{NO_FIGURE.say(taal)}: {missing}")
    opening = Bilingual(
        f"Kaart van de {len(kaart.areas)} {areas} van {place}, {kaart.title.nl.lower()}, {kaart.period}.",
        f"Map of the {len(kaart.areas)} {areas} of {place}, {kaart.title.en.lower()}, {kaart.period}.",
    )
    return f"{opening.say(taal)} {sentence('; '.join(parts))}"
