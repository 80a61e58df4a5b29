"""Words and figures as people read them: Dutch at B1, English alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING

from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Kind
from veerkracht.facts.language import Bilingual, Taal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.indicators import Indicator

LEVEL_WORDS = {
    Level.COUNTRY: (Bilingual("Nederland", "the Netherlands"), Bilingual("landen", "countries")),
    Level.GEMEENTE: (Bilingual("gemeente", "municipality"), Bilingual("gemeenten", "municipalities")),
    Level.WIJK: (Bilingual("wijk", "district"), Bilingual("wijken", "districts")),
    Level.BUURT: (Bilingual("buurt", "neighbourhood"), Bilingual("buurten", "neighbourhoods")),
    Level.PC4: (Bilingual("postcodegebied", "postcode area"), Bilingual("postcodegebieden", "postcode areas")),
    Level.OTHER: (Bilingual("gebied", "area"), Bilingual("gebieden", "areas")),
}


def level_word(level: Level, *, taal: Taal, count: int = 2) -> str:
    """Return what an area of this level is called, one or several.

    >>> level_word(Level.BUURT, taal="nl", count=1), level_word(Level.WIJK, taal="en")
    ('buurt', 'districts')
    """
    one, several = LEVEL_WORDS[level]
    return (one if count == 1 else several).say(taal)


def figure(value: float, *, decimals: int, taal: Taal) -> str:
    """Return a figure with the marks of the language; a true minus sign, no "-0".

    >>> figure(12345.678, decimals=1, taal="nl"), figure(-0.04, decimals=1, taal="nl")
    ('12.345,7', '0,0')
    >>> figure(-2, decimals=0, taal="en")
    '−2'
    """
    rounded = round(value, decimals) + 0.0
    text = f"{abs(rounded):,.{decimals}f}"
    if taal == "nl":
        text = text.translate(str.maketrans(",.", ".,"))
    return f"−{text}" if rounded < 0 else text


def decimals_for(spread: float) -> int:
    """Return how many decimals figures deserve that differ by about `spread`: two digits of the spread, at most 3.

    >>> decimals_for(40.0), decimals_for(3.0), decimals_for(0.2), decimals_for(0.0)
    (0, 1, 2, 2)
    """
    if not math.isfinite(spread) or spread <= 0:
        return 2
    return int(min(3, max(0, 1 - math.floor(math.log10(spread)))))


def with_unit(value: float, *, indicator: Indicator, decimals: int, taal: Taal) -> str:
    """Return a figure with its unit as it stands in a sentence: `12,3%`, `31,4 x 1.000 euro`, `0,02`."""
    text = figure(value, decimals=decimals, taal=taal)
    if indicator.kind is Kind.PERCENTAGE:
        return f"{text}%"
    if indicator.kind in {Kind.SCORE, Kind.CLASS}:
        return text
    return f"{text} {indicator.unit.say(taal)}"


def listing(names: Sequence[str], *, taal: Taal, most: int = 6) -> str:
    """Return names as one sentence part, the rest counted.

    >>> listing(["Zuilen", "Overvecht", "Kanaleneiland"], taal="nl")
    'Zuilen, Overvecht en Kanaleneiland'
    >>> listing(list("abcd"), taal="en", most=2)
    'a, b and 2 others'

    A name with a comma in it keeps its own: the names are then parted by semicolons.

    >>> listing(["Klopvaart, Vechtzoom", "Zuilen", "Ondiep"], taal="nl")
    'Klopvaart, Vechtzoom; Zuilen en Ondiep'
    """
    shown, rest = list(names[:most]), max(len(names) - most, 0)
    if rest:
        words = {"nl": ("nog {} andere", "nog {} andere"), "en": ("{} other", "{} others")}[taal]
        shown.append(words[rest > 1].format(rest))
    if len(shown) < 2:
        return "".join(shown)
    mark = "; " if any(", " in name for name in shown) else ", "
    return f"{mark.join(shown[:-1])} {'en' if taal == 'nl' else 'and'} {shown[-1]}"


def short_chance(probability: float) -> str:
    """Return a probability as it stands in a table, never as certainty.

    >>> short_chance(0.834), short_chance(0.9999), short_chance(0.001)
    ('83%', '>99%', '<1%')
    """
    if probability > 0.99:
        return ">99%"
    return "<1%" if probability < 0.01 else f"{round(100 * probability)}%"


_NUMBERED = re.compile(r"^(?:Wijk|Buurt)\s+\d+\w*\s+(?=\S)", re.IGNORECASE)


def short_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names without the "Wijk 09" that CBS writes before many; a name that would no longer be unique keeps it.

    >>> short_names(["Wijk 09 Leidsche Rijn", "Oud-Zuilen", "Wijk 00"])
    ('Leidsche Rijn', 'Oud-Zuilen', 'Wijk 00')
    >>> short_names(["Wijk 01 Centrum", "Wijk 02 Centrum"])
    ('Wijk 01 Centrum', 'Wijk 02 Centrum')
    """
    short = [_NUMBERED.sub("", name) for name in names]
    times = Counter(short)
    return tuple(one if times[one] == 1 else name for one, name in zip(short, names, strict=True))


def plain_name(indicator: Indicator, *, taal: Taal) -> str:
    """Return the name of an indicator as people say it, with its qualifications left to the chapter on method.

    "Bewoners die minder zelfredzaam zijn, open benadering" is "Bewoners die minder zelfredzaam zijn".
    """
    return plain_text(indicator.name.say(taal), taal=taal)


_QUALIFIED = re.compile(r", open (?:benadering|approximation)|\s*\((?:Leefbaarometer)\)", re.IGNORECASE)


def plain_text(name: str, *, taal: Taal) -> str:
    """Return a name or unit without qualification, its thousands written in the way of the language.

    >>> plain_text("Misdrijven per 1 000 inwoners", taal="nl"), plain_text("per 1 000 residents", taal="en")
    ('Misdrijven per 1.000 inwoners', 'per 1,000 residents')
    """
    return _QUALIFIED.sub("", name).replace("1 000", "1.000" if taal == "nl" else "1,000")


def in_sentence(name: str) -> str:
    """Return a name as it stands inside a sentence: no capital, unless it is an abbreviation.

    >>> in_sentence("Bewoners met werk"), in_sentence("WOZ-waarde")
    ('bewoners met werk', 'WOZ-waarde')
    """
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def chance(probability: float, *, taal: Taal) -> str:
    """Return a probability as a whole percentage that never says certainty.

    >>> chance(0.834, taal="nl"), chance(0.9999, taal="nl"), chance(0.001, taal="en")
    ('83%', 'meer dan 99%', 'less than 1%')
    """
    if probability > 0.99:
        return "meer dan 99%" if taal == "nl" else "more than 99%"
    if probability < 0.01:
        return "minder dan 1%" if taal == "nl" else "less than 1%"
    return f"{round(100 * probability)}%"


def likelihood(probability: float, *, taal: Taal) -> str:
    """Return how sure a statement is in one word.

    The steps follow the verbal scale of the IPCC (Mastrandrea e.a. 2010, Guidance note on uncertainty): very likely
    from 90%, likely from 66%, as likely as not from 33%.

    >>> likelihood(0.95, taal="nl"), likelihood(0.7, taal="nl"), likelihood(0.5, taal="nl")
    ('zeer waarschijnlijk', 'waarschijnlijk', 'misschien')
    """
    words = {
        "nl": ("zeer waarschijnlijk", "waarschijnlijk", "misschien", "waarschijnlijk niet"),
        "en": ("very likely", "likely", "perhaps", "probably not"),
    }[taal]
    for limit, word in zip((0.9, 0.66, 0.33), words, strict=False):
        if probability >= limit:
            return word
    return words[-1]


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop.

    >>> sentence("'s-Gravenhage groeit"), sentence("de buurt groeit.")
    ("'s-Gravenhage groeit.", 'De buurt groeit.')
    """
    text = text.strip()
    return (text[:1].upper() + text[1:]).rstrip(".") + "." if text else ""
