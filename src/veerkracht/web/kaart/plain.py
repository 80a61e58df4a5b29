"""What a person may choose on the map page without scripts: everything is a link, or a form that leads to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from veerkracht.web.kaart.filters import ClassCondition, Condition, FigureCondition, Passing, filter_words
from veerkracht.web.kaart.state import RELATIVE, KaartState

if TYPE_CHECKING:
    from collections.abc import Callable


def class_links(
    kaart: Mapping[str, Any], state: KaartState, *, address: Callable[[KaartState], str]
) -> list[dict[str, Any]]:
    """Return the classes of a map, each with the address that shows its areas only, or all again."""
    return [
        {**one, "address": address(_toggled(state, one["code"])), "on": one["code"] in _chosen(state)}
        for one in kaart["legend"]["classes"]
    ]


def _chosen(state: KaartState) -> tuple[str, ...]:
    own = _own(state)
    return () if own is None else own.classes


def _own(state: KaartState) -> ClassCondition | None:
    """Return the condition on the map that is shown."""
    relative = state.manner == RELATIVE
    found = (one for one in state.filter if isinstance(one, ClassCondition))
    return next((one for one in found if one.kaart == state.number and one.relative == relative), None)


def _toggled(state: KaartState, code: str) -> KaartState:
    own = _own(state)
    kept = _chosen(state)
    classes = tuple(one for one in kept if one != code) if code in kept else (*kept, code)
    others: tuple[Condition, ...] = tuple(one for one in state.filter if one is not own)
    mine = ClassCondition(kaart=state.number, relative=state.manner == RELATIVE, classes=classes)
    return state.with_(filter=(*others, mine) if classes else others)


def choosing(
    atlas: Mapping[str, Any], state: KaartState, passing: Passing, *, address: Callable[[KaartState], str]
) -> dict[str, Any]:
    """Return what the page says of the filter: its words, how many pass, and the figures to choose by.

    Args:
        atlas: as `Atlas.to_json` gives it.
        state: what is on screen.
        passing: what passes the filter of that state.
        address: gives the address of the page for a state.
    """
    return {
        "words": filter_words(state.filter, atlas, ignored=passing.ignored) if state.filter else "",
        "passing": len(passing.rows),
        "of": len(atlas["areas"]["codes"]),
        "unknown": passing.unknown,
        "ignored": len(passing.ignored),
        "clear": address(state.with_(filter=())),
        "figures": [{"code": one["code"], "name": one["name"], "unit": one["unit"]} for one in atlas["figures"]],
    }


def with_asked_figure(state: KaartState, query: Mapping[str, str]) -> KaartState:
    """Return the state with the condition that the form without scripts asks for, if it is a number.

    Examples:
        >>> asked = {"cijfer": "corporatiewoningen", "kant": "meer", "getal": "12,5"}
        >>> with_asked_figure(KaartState(number=1), asked).query()
        'kaart=1&niveau=buurt&filter=corporatiewoningen%3E12.5'
    """
    code, number = query.get("cijfer", ""), query.get("getal", "").strip().replace(",", ".")
    if not code.isidentifier() or not _is_number(number):
        return state
    side = "<" if query.get("kant") == "minder" else ">"
    return state.with_(filter=(*state.filter, FigureCondition(code=code, side=side, value=float(number))))


def _is_number(text: str) -> bool:
    return len(text) <= 20 and text.removeprefix("-").replace(".", "", 1).isdecimal()
