"""Numbers of a scenario as people read them: a middle with its band, a change with its sign, what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.wording import figure

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.values import Likelihood, Spread

NOT_KNOWN = Bilingual("niet bekend", "not known")
_BAND = Bilingual("{middle}{unit} ({low} tot {high})", "{middle}{unit} ({low} to {high})")


def number(value: float, *, taal: Taal, digits: int = 0, factor: float = 1.0) -> str:
    """Return a number, or that it is not known.

    >>> number(0.1234, taal="nl", digits=1, factor=100)
    '12,3'
    """
    return figure(value * factor, decimals=digits, taal=taal) if np.isfinite(value) else NOT_KNOWN.say(taal)


def signed(value: float, *, taal: Taal, digits: int = 0, factor: float = 1.0) -> str:
    """Return a change with its sign; nought has none.

    >>> signed(0.031, taal="en", digits=1, factor=100), signed(0.0, taal="en")
    ('+3.1', '0')
    """
    text = number(value, taal=taal, digits=digits, factor=factor)
    return f"+{text}" if np.isfinite(value) and round(value * factor, digits) > 0 else text


def band(spread: Spread, *, taal: Taal, digits: int = 0, factor: float = 1.0, unit: str = "") -> str:
    """Return a number over all runs: the median, and the ends between which nine in ten runs lie."""
    return _said(
        spread,
        taal=taal,
        unit=unit,
        texts=[
            number(one, taal=taal, digits=digits, factor=factor) for one in (spread.low, spread.middle, spread.high)
        ],
    )


def change(spread: Spread, *, taal: Taal, digits: int = 0, factor: float = 1.0, unit: str = "") -> str:
    """Return a change over all runs, each number with its sign."""
    return _said(
        spread,
        taal=taal,
        unit=unit,
        texts=[
            signed(one, taal=taal, digits=digits, factor=factor) for one in (spread.low, spread.middle, spread.high)
        ],
    )


def percent(chance: Likelihood, *, taal: Taal) -> str:
    """Return a part of the runs as a whole percentage; one that only few runs tell is not called 0% or 100%."""
    if not np.isfinite(chance.share):
        return NOT_KNOWN.say(taal)
    if chance.share in (0.0, 1.0):
        edge = chance.high if chance.share == 0.0 else chance.low
        return f"{'<' if chance.share == 0.0 else '>'}{figure(100 * edge, decimals=0, taal=taal)}%"
    return f"{figure(100 * chance.share, decimals=0, taal=taal)}%"


def euro(value: float, *, taal: Taal) -> str:
    """Return an amount in millions, or in thousands below a million.

    >>> euro(12_345_678, taal="nl"), euro(-4_200, taal="en")
    ('12,3 miljoen euro', '−4 thousand euro')
    """
    if not np.isfinite(value):
        return NOT_KNOWN.say(taal)
    large = abs(value) >= 1e6
    word = (Bilingual("miljoen euro", "million euro") if large else Bilingual("duizend euro", "thousand euro")).say(
        taal
    )
    return f"{figure(value / (1e6 if large else 1e3), decimals=1 if large else 0, taal=taal)} {word}"


def _said(spread: Spread, *, taal: Taal, unit: str, texts: list[str]) -> str:
    if not spread.is_known:
        return NOT_KNOWN.say(taal)
    low, middle, high = texts
    if low == middle == high:
        return f"{middle}{unit}"
    return _BAND.say(taal).format(low=low, middle=middle, high=high, unit=unit)
