"""Column names to stems: CBS writes one column in four ways, and here they become one.

OData writes `GemiddeldInkomenPerInwoner_78`, StatLine `Inkomen/.../Gemiddeld inkomen per inwoner (x 1 000 euro)`,
R makes `Inkomen...Gemiddeld.inkomen.per.inwoner..x.1.000.euro.` of that, and the Excel files `g_ink_pi`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from veerkracht.facts.indicators import stem

_WORD = re.compile(r"[0-9A-Za-z]+")
_UNIT = re.compile(r"\s*\([^()]*\)\s*$")


class Writing(StrEnum):
    """How the columns of a file are written."""

    PLAIN = "plain"
    STATLINE = "statline"
    R = "r"


def writing(header: Sequence[str]) -> Writing:
    """Return how the columns are written.

    >>> writing(["Wijken en buurten", "Bevolking/Aantal inwoners (aantal)"])
    <Writing.STATLINE: 'statline'>
    """
    names = set(header)
    if "Wijken en buurten" in names or "Regio's" in names:
        return Writing.STATLINE
    return Writing.R if {"Wijken.en.buurten", "Regio.s"} & names else Writing.PLAIN


def title_stem(title: str) -> str:
    """Return the stem that CBS OData makes of a title: the words joined, each with a capital.

    Source:
        Seen in DataProperties of 84799NED (Key and Title of 110 topics).

    >>> title_stem("40% personen met laagste inkomen"), title_stem("Gemiddelde WOZ-waarde van woningen")
    ('k_40PersonenMetLaagsteInkomen', 'GemiddeldeWOZWaardeVanWoningen')
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    joined = "".join(word[0].upper() + word[1:] for word in _WORD.findall(plain))
    return f"k_{joined}" if joined[:1].isdigit() else joined


def statline_stem(header: str) -> str:
    """Return the stem of a StatLine label: the last part of the path, without unit.

    >>> statline_stem("Bevolking/Leeftijdsgroepen/0 tot 15 jaar (aantal)")
    'k_0Tot15Jaar'
    """
    return title_stem(_UNIT.sub("", header.rpartition("/")[2]))


def fold(name: str) -> str:
    """Return a name for comparison: lower case, letters and digits only, no `k_` before digits.

    >>> fold("k_0Tot15Jaar_8"), fold("aantal_inwoners")
    ('0tot15jaar8', 'aantalinwoners')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"^k_(?=\d)", "", plain)
    return re.sub(r"[^0-9a-z]", "", plain)


def stems(header: Sequence[str], *, known: Iterable[str]) -> tuple[str, ...]:
    """Return the stem of each column, whatever way it is written.

    For R the end of the path cannot be seen, because R made a point of every sign. The longest known
    stem that the name ends with is taken; without one the name itself.

    Args:
        header: column names as they stand in the file.
        known: all stems that may occur, also those we do not use: they keep `NietWestersTotaal` from being
            mistaken for `WestersTotaal`.

    >>> stems(["Wijken.en.buurten", "Bevolking.Leeftijdsgroepen.0.tot.15.jaar..aantal."], known=["k_0Tot15Jaar"])
    ('WijkenEnBuurten', 'k_0Tot15Jaar')
    """
    way = writing(header)
    if way is Writing.STATLINE:
        return tuple(statline_stem(name) for name in header)
    if way is Writing.R:
        by_length = sorted(((fold(name), name) for name in known), key=lambda pair: -len(pair[0]))
        return tuple(_r_stem(name, by_length) for name in header)
    return tuple(stem(name) for name in header)


def _r_stem(header: str, known: Sequence[tuple[str, str]]) -> str:
    """Return the longest known stem at the end of a name that R has mangled."""
    ends = {fold(header), fold(re.sub(r"\.\.[^.].*$", "", header))}
    # The unit stands after two points ("..aantal."); titles may hold two points themselves ("soort.uitkering..AO").
    for match in re.finditer(r"\.\.", header):
        ends.add(fold(header[: match.start()]))
    for folded, name in known:
        if any(end.endswith(folded) for end in ends):
            return name
    return title_stem(header.replace(".", " "))
