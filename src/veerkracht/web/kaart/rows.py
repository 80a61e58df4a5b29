"""The table beside the map: what each area shows, in words; the server's own, for pages without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from veerkracht.report.wording import figure, short_chance

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One area of the table.

    Attributes:
        address: of the page of this area.
        class_name: its class, or why it has none.
        colour, pattern: of the class on the map; empty where there is none.
        chance: of that class, as people read it; empty where unknown.
        value: the figure, as people read it; empty where the map has none.
        interval: from where to where it lies in nine of ten cases; empty where unknown.
        is_unsure: whether the class is not sure enough to be drawn in full.
    """

    code: str
    address: str
    name: str
    wijk: str
    gemeente: str
    class_name: str
    colour: str
    pattern: str
    chance: str
    value: str
    interval: str
    is_unsure: bool
    is_missing: bool


SORTS = ("naam", "klasse", "kans", "waarde")


def sorted_positions(
    atlas: Mapping[str, Any], kaart: Mapping[str, Any], *, rows: Sequence[int], sort: str
) -> list[int]:
    """Return the positions of areas as a table shows them; what is missing comes last in either direction.

    Args:
        atlas: as `Atlas.to_json` gives it.
        kaart: one of its maps, with what it says of every area.
        rows: positions of the areas to show.
        sort: one of `SORTS`, with a minus before it for the other direction.
    """
    key = sort.removeprefix("-")
    source: Sequence[Any] = {
        "klasse": [None if at < 0 else at for at in kaart["classes"]],
        "kans": kaart["chance"],
        "waarde": kaart["values"],
    }.get(key, [name.casefold() for name in atlas["areas"]["names"]])
    held = sorted((row for row in rows if source[row] is not None), key=lambda row: source[row])
    if sort.startswith("-"):
        held.reverse()
    return [*held, *(row for row in rows if source[row] is None)]


def table_rows(
    atlas: Mapping[str, Any], kaart: Mapping[str, Any], *, rows: Iterable[int], taal: Taal, panel: str
) -> list[Row]:
    """Return the rows of a map in words, in the order of `rows`: only those of the page, for a country has 14,500.

    Args:
        atlas: as `Atlas.to_json` gives it.
        kaart: one of its maps, with what it says of every area.
        rows: positions of the areas to show.
        taal: language of the numbers.
        panel: address of the page of an area, `{code}` in the place of its code.
    """
    return [_row(atlas, kaart, row, taal=taal, panel=panel) for row in rows]


def _row(atlas: Mapping[str, Any], kaart: Mapping[str, Any], row: int, *, taal: Taal, panel: str) -> Row:
    areas, at, decimals = atlas["areas"], kaart["classes"][row], kaart["decimals"]
    shown = kaart["legend"]["classes"][at] if at >= 0 else None
    value, low, high = kaart["values"][row], kaart["low"][row], kaart["high"][row]
    reason = kaart["reasons"][row]
    missing = kaart["reason_texts"][reason] if reason >= 0 else kaart["legend"]["missing"]["name"]
    between = "tot" if taal == "nl" else "to"
    return Row(
        code=areas["codes"][row],
        address=panel.replace("{code}", areas["codes"][row]),
        name=areas["names"][row],
        wijk=areas["wijken"][row] or "",
        gemeente=areas["gemeenten"][row] or "",
        class_name=missing if shown is None else shown["name"],
        colour="" if shown is None else shown["colour"],
        pattern="" if shown is None else shown["pattern"],
        chance="" if kaart["chance"][row] is None else short_chance(kaart["chance"][row]),
        value="" if value is None else figure(value, decimals=decimals, taal=taal),
        interval=""
        if low is None or high is None
        else f"{figure(low, decimals=decimals, taal=taal)} {between} {figure(high, decimals=decimals, taal=taal)}",
        is_unsure=kaart["unsure"][row],
        is_missing=shown is None,
    )
