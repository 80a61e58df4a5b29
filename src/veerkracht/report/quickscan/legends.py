"""The classes of each map as people see them: words, colours, patterns and the sentence of the legend."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better
from veerkracht.report import palette
from veerkracht.report.figures import BivariateLegend, MapClass
from veerkracht.report.palette import Pattern
from veerkracht.report.wording import decimals_for, figure, level_word
from veerkracht.signalering.kaart import Kaart, KaartKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.language import Taal

# dots for andere oorzaak and hatch for onder druk: the map must survive a grey copier (house style)
_VEERKRACHT = {
    "veerkrachtig": (palette.VEERKRACHTIG, Pattern.NONE),
    "gunstig": (palette.GUNSTIG, Pattern.NONE),
    "andere_oorzaak": (palette.ANDERE_OORZAAK, Pattern.DOTS),
    "onder_druk": (palette.ONDER_DRUK, Pattern.HATCH),
    "geen_duidelijke_ontwikkeling": (palette.GEEN_DUIDELIJKE_ONTWIKKELING, Pattern.NONE),
}
# The words and patterns of the film: what grows is hatched as what is under pressure, so that both maps read alike.
_SIGNALERING = {
    "verslechtering_waarschijnlijk": (palette.ONDER_DRUK, Pattern.HATCH),
    "verhoogde_kans": (palette.ANDERE_OORZAAK, Pattern.DOTS),
    "verbetering_waarschijnlijk": (palette.GUNSTIG, Pattern.NONE),
    "onzeker": (palette.GEEN_DUIDELIJKE_ONTWIKKELING, Pattern.NONE),
}
_NAMED = {KaartKind.VEERKRACHT: _VEERKRACHT, KaartKind.SIGNALERING: _SIGNALERING}
# what a change in the figure of map 2 or 4 means: number -> (less, more) of what the map is about
_CHANGE_WORDS = {
    2: {"nl": ("duidelijk minder", "duidelijk meer"), "en": ("clearly fewer", "clearly more")},
    4: {"nl": ("duidelijk afgenomen", "duidelijk toegenomen"), "en": ("clearly less", "clearly more")},
}


def map_classes(kaart: Kaart, *, taal: Taal) -> tuple[MapClass, ...]:
    """Return the classes of a map in the order of its legend; `class_positions` puts areas in them."""
    named = _NAMED.get(kaart.kind)
    if named is not None:
        return tuple(
            MapClass(code=one.code, label=one.name.say(taal), fill=named[one.code][0], pattern=named[one.code][1])
            for one in kaart.class_names
        )
    if kaart.kind is KaartKind.FOCUS:
        fills = [fill for row in palette.FOCUSKAART for fill in row]
        return tuple(
            MapClass(code=one.code, label=one.name.say(taal), fill=fill)
            for one, fill in zip(kaart.class_names, fills, strict=True)
        )
    if kaart.kind is KaartKind.CHANGE:
        less, more = _CHANGE_WORDS[kaart.number][taal]
        none = kaart.class_names[1]
        return (
            MapClass(code="minder", label=less, fill=palette.ABOVE),
            MapClass(code=none.code, label=none.name.say(taal), fill=palette.GEEN_DUIDELIJKE_ONTWIKKELING),
            MapClass(code="meer", label=more, fill=palette.BELOW, pattern=Pattern.HATCH),
        )
    shades = palette.one_way(len(kaart.class_names), hue=palette.BELOW if kaart.number == 3 else palette.ACCENT)
    return tuple(
        MapClass(code=f"stap_{step}", label=label, fill=fill)
        for step, (label, fill) in enumerate(zip(_steps(kaart, taal=taal), shades, strict=True), start=1)
    )


def is_reversed(kaart: Kaart) -> bool:
    """Return whether a high figure means little of what the map is about: a high Leefbaarometer score is calm."""
    return kaart.number in {3, 4} and kaart.better is Better.HIGH


def class_positions(kaart: Kaart) -> NDArray[np.int64]:
    """Return the place of each area in `map_classes`, -1 where missing; shape (areas,).

    Dark is always much of what the map is about, so that a figure whose high end is good is turned round.
    """
    positions = kaart.classes.astype(np.int64)
    if not is_reversed(kaart):
        return positions
    return np.where(positions < 0, positions, len(kaart.class_names) - 1 - positions)


def certainty(kaart: Kaart) -> NDArray[np.float64] | None:
    """Return the chance of the class of each area where that is not said by the class itself; shape (areas,)."""
    if kaart.kind is not KaartKind.LEVEL or not np.isfinite(kaart.chance).any():
        return None
    return kaart.chance


def grid(kaart: Kaart, *, taal: Taal) -> BivariateLegend | None:
    """Return the axes of a focuskaart, None for another map."""
    if kaart.kind is not KaartKind.FOCUS:
        return None
    if taal == "nl":
        return BivariateLegend(
            rows="overlast en onveiligheid", columns="bewoners die minder zelfredzaam zijn", low="weinig", high="veel"
        )
    return BivariateLegend(
        rows="nuisance and insecurity", columns="residents with low self-reliance", low="few", high="many"
    )


def legend_sentence(kaart: Kaart, *, taal: Taal) -> str:
    """Return the legend as a sentence: what is counted, and of how many areas it cannot be said."""
    total, missing = len(kaart.areas), int((kaart.classes < 0).sum())
    areas = level_word(kaart.level, taal=taal, count=total)
    counts = dict(zip((one.code for one in map_classes(kaart, taal=taal)), _counts(kaart), strict=True))
    if kaart.kind is KaartKind.VEERKRACHT:
        return _film_sentence(kaart, counts=counts, missing=missing, taal=taal)
    if kaart.kind is KaartKind.SIGNALERING:
        return _outlook_sentence(kaart, counts=counts, missing=missing, taal=taal)
    if kaart.kind is KaartKind.CHANGE:
        more, less = counts["meer"], counts["minder"]
        if taal == "nl":
            return f"Van de {total} {areas} is het in {more} duidelijk meer geworden en in {less} duidelijk minder."
        return f"Of the {total} {areas} it clearly grew in {more} and clearly fell in {less}."
    if kaart.kind is KaartKind.FOCUS:
        both = counts["overlast_3_aandeel_3"]
        if taal == "nl":
            return f"In {both} van de {total} {areas} komt veel van beide samen (de donkerste kleur)."
        return f"In {both} of the {total} {areas} much of both comes together (the darkest colour)."
    if taal == "nl":
        turned = " Een lagere score betekent meer overlast." if is_reversed(kaart) else ""
        return f"Hoe donkerder, hoe meer.{turned} {total - missing} van de {total} {areas} hebben een cijfer."
    turned = " A lower score means more nuisance." if is_reversed(kaart) else ""
    return f"The darker, the more.{turned} {total - missing} of the {total} {areas} have a figure."


def _film_sentence(kaart: Kaart, *, counts: dict[str, int], missing: int, taal: Taal) -> str:
    """Return how many areas each class of the veerkrachtkaart has, pressure first, the unknown always."""
    total = len(kaart.areas)
    areas = level_word(kaart.level, taal=taal, count=total)
    unsure = counts["geen_duidelijke_ontwikkeling"] + missing
    rest = [
        (counts["veerkrachtig"], "veerkrachtig", "resilient"),
        (counts["gunstig"], "gunstig", "favourable"),
        (counts["andere_oorzaak"], "andere oorzaak", "another cause"),
    ]
    named = ", ".join(f"{count} {nl if taal == 'nl' else en}" for count, nl, en in rest if count)
    # Map 8 lays every area beside the average: "under pressure" there is more pressure than elsewhere, not pressure.
    beside = kaart.number == 8
    if taal == "nl":
        where = "meer onder druk dan gemiddeld in de gemeente" if beside else "onder druk"
        start = f"In {counts['onder_druk'] or 'geen'} van de {total} {areas} staat de veerkracht {where}"
        tail = f"in {unsure} kunnen we het niet zeggen" if unsure else "overal kunnen we iets zeggen"
        return f"{start}{f' ({named})' if named else ''}; {tail}."
    where = "under more pressure than on average in the municipality" if beside else "under pressure"
    start = f"In {counts['onder_druk'] or 'none'} of the {total} {areas} resilience is {where}"
    tail = f"in {unsure} we cannot tell" if unsure else "everywhere we can say something"
    return f"{start}{f' ({named})' if named else ''}; {tail}."


def _outlook_sentence(kaart: Kaart, *, counts: dict[str, int], missing: int, taal: Taal) -> str:
    """Return in how many areas problems will probably grow, may grow strongly, or shrink, and where we cannot tell."""
    total = len(kaart.areas)
    areas = level_word(kaart.level, taal=taal, count=total)
    grows, risk, falls = (counts[code] for code in tuple(_SIGNALERING)[:3])
    unsure = counts["onzeker"] + missing
    if not grows + risk + falls:
        if taal == "nl":
            return f"In geen van de {total} {areas} kunnen we zeggen welke kant het op gaat."
        return f"In none of the {total} {areas} can we say which way things will go."
    if taal == "nl":
        parts = [f"In {grows or 'geen'} van de {total} {areas} groeien de problemen waarschijnlijk"]
        parts += [f"in {risk} is er meer kans op sterke groei dan gewoon"] if risk else []
        parts += [f"in {falls} nemen ze waarschijnlijk af"] if falls else []
        return "; ".join([*parts, f"in {unsure} kunnen we het niet zeggen"]) + "."
    parts = [f"In {grows or 'none'} of the {total} {areas} problems will probably grow"]
    parts += [f"in {risk} strong growth is more likely than usual"] if risk else []
    parts += [f"in {falls} they will probably decrease"] if falls else []
    return "; ".join([*parts, f"in {unsure} we cannot tell"]) + "."


def _counts(kaart: Kaart) -> list[int]:
    positions = class_positions(kaart)
    return [int((positions == place).sum()) for place in range(len(kaart.class_names))]


def _steps(kaart: Kaart, *, taal: Taal) -> list[str]:
    """Return the labels of a scale of levels, from little to much of what the map is about."""
    borders = kaart.borders
    spread = (borders[-1] - borders[0]) / max(len(borders) - 1, 1)
    texts = [figure(border, decimals=decimals_for(spread), taal=taal) for border in borders]
    below, above, between = ("lager dan", "of hoger", "tot") if taal == "nl" else ("below", "or more", "to")
    labels = [f"{below} {texts[0]}"]
    labels += [f"{low} {between} {high}" for low, high in pairwise(texts)]
    labels += [f"{texts[-1]} {above}"]
    return labels[::-1] if is_reversed(kaart) else labels


def outlook_fill(code: str) -> str:
    """Return the colour of a class of the signaleringskaart for a chart; grey where we cannot tell."""
    if code not in _SIGNALERING or code == "onzeker":
        return palette.mix(palette.GEEN_DUIDELIJKE_ONTWIKKELING, palette.MUTED, 0.3)
    return _SIGNALERING[code][0]
