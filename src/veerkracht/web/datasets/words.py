"""Words for kinds of own tables and levels of areas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def counted_areas(counts: Mapping[Level, int]) -> str:
    """Return how many areas of each level, the smallest areas first: "12 buurten, 3 wijken, 1 gemeente"."""
    found = []
    if count := counts.get(Level.BUURT, 0):
        found.append(ngettext("%(count)d buurt", "%(count)d buurten", count) % {"count": count})
    if count := counts.get(Level.WIJK, 0):
        found.append(ngettext("%(count)d wijk", "%(count)d wijken", count) % {"count": count})
    if count := counts.get(Level.GEMEENTE, 0):
        found.append(ngettext("%(count)d gemeente", "%(count)d gemeenten", count) % {"count": count})
    return ", ".join(found)


def years_words(periods: Iterable[Period]) -> str:
    """Return years in short: the first and last, and how many there are."""
    years = sorted({period.year for period in periods})
    if not years:
        return ""
    if len(years) <= 3:
        return ", ".join(str(year) for year in years)
    return f"{years[0]}–{years[-1]} ({len(years)})"
