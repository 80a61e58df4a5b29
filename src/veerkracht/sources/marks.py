"""How the services write that a value is missing, and which reason each mark gives."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from veerkracht.facts.tables import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")
# PDOK, documentation of the wijk- en buurtkaart: -99995 not yet available, -99997 unknown or
# confidential, -99999999 no figure for this area. They are numbers in the answer, never figures.
SENTINELS: Mapping[float, Reason] = {
    -99995.0: Reason.NOT_YET_PUBLISHED,
    -99997.0: Reason.SUPPRESSED,
    -99999.0: Reason.SUPPRESSED,
    -99999999.0: Reason.NOT_MEASURED,
}
# CBS, explanation of symbols: "." unknown, insufficiently reliable or secret; "x" secret; "-" nil is
# never sent by the service; an empty cell cannot exist on logical grounds.
TEXTS: Mapping[str, Reason] = {
    ".": Reason.SUPPRESSED,
    "x": Reason.SUPPRESSED,
    "": Reason.NOT_MEASURED,
    "NA": Reason.NOT_MEASURED,
}


def read_cell(raw: object) -> tuple[float, Reason | None] | None:
    """Return the number in a cell, or NaN and the reason that its mark gives.

    The reason is None for a null: only the rest of the column tells whether it is withheld or not
    yet published. The whole is None if the cell holds neither a number nor a known mark; the caller
    knows the place and names it in the error.

    Examples:
        >>> read_cell("       .")
        (nan, <Reason.SUPPRESSED: 1>)
        >>> read_cell(-99995)
        (nan, <Reason.NOT_YET_PUBLISHED: 3>)
        >>> read_cell(12), read_cell(None), read_cell("twaalf")
        ((12.0, <Reason.PRESENT: 0>), (nan, None), None)
    """
    if raw is None:
        return math.nan, None
    number = math.nan
    if isinstance(raw, str):
        text = raw.strip()
        if text in TEXTS:
            return math.nan, TEXTS[text]
        if _NUMBER.fullmatch(text):
            number = float(text.replace(",", "."))
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        number = float(raw)
    if not math.isfinite(number):
        return None
    if number in SENTINELS:
        return math.nan, SENTINELS[number]
    return number, Reason.PRESENT
