"""The list of areas as plain values: what the script of the page writes in its rows, word for word as the template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from veerkracht.web.werkbank.ranking import Listed, Row
    from veerkracht.web.werkbank.state import BenchState


def note_of(found: Listed, *, period: str) -> str:
    """Return what stands below the name of the list."""
    start = _("Cijfers van %(period)s. %(scored)s van de %(total)s gebieden hebben een score.") % {
        "period": period,
        "scored": found.scored,
        "total": found.total,
    }
    return f"{start} {_('Het vervaagde deel van de balk: hier kan de score ook liggen (negen van de tien keer).')}"


def rows_out(found: Listed, *, state: BenchState, period: str) -> dict[str, Any]:
    """Return the list as JSON can hold it.

    Returns:
        `rows`, each a list of code, name, place, low, high, before, score as people read it, three lengths of its bar
        (sure until, may be until, the score itself) and on how many figures it rests; `sure`, whether low and high are
        there; `chosen`, the code of the area that is taken apart; `note`, below the name of the list; `rest`, the query
        of a link to which the code of an area is added; `colours` of the map.
    """
    return {
        "rows": [_row(one) for one in found.rows],
        "sure": found.sure,
        "chosen": state.area,
        "note": note_of(found, period=period),
        "rest": state.query(area=""),
        "colours": found.colours,
    }


def _row(one: Row) -> list[str | int | None]:
    bar = [one.fill, one.until, one.at]
    return [one.code, one.name, one.place, one.low, one.high, one.before, one.score, *bar, one.measured]
