"""Words for kinds of own tables and levels of areas."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period


def kind_word(kind: str) -> str:
    """Return what people call a kind of own table."""
    return {"stock": _("Woningbezit"), "monitor": _("Monitor of cijfers")}.get(kind, kind)


def level_words(levels: Iterable[Level]) -> str:
    """Return the levels of areas in words."""
    words = {
        Level.BUURT: _("buurten"),
        Level.WIJK: _("wijken"),
        Level.GEMEENTE: _("gemeenten"),
        Level.COUNTRY: _("het land"),
    }
    return ", ".join(words.get(level, level.value) for level in levels)


def years_words(periods: Iterable[Period]) -> str:
    """Return years in short: the first and last, and how many there are."""
    years = sorted({period.year for period in periods})
    if not years:
        return ""
    if len(years) <= 3:
        return ", ".join(str(year) for year in years)
    return f"{years[0]}–{years[-1]} ({len(years)})"
