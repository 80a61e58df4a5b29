"""What forecasters and scales are called, for people."""

from __future__ import annotations

from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.panel import Kind

MODEL, NO_CHANGE = "model", "no_change"

_FORECASTERS = {
    MODEL: Bilingual("de verwachting", "the forecast"),
    NO_CHANGE: Bilingual("alles blijft gelijk", "no change"),
    "climatology": Bilingual("elk gebied dezelfde kans", "the same chance for each area"),
    "own_mean": Bilingual("het eigen gemiddelde van eerder", "its own earlier mean"),
    "shrunk": Bilingual("terug naar het gemiddelde van alle", "back to the mean of all"),
    "last_change": Bilingual("de laatste verandering telt door", "the last change counts on"),
    "markov": Bilingual("kans per klasse (Markov)", "chance per class (Markov)"),
}

SCALES = {
    Kind.SCORE: Bilingual("in de eenheid van het cijfer", "in the unit of the figure"),
    Kind.PERCENTAGE: Bilingual("in procentpunten", "in percentage points"),
    Kind.COUNT: Bilingual("logaritme; 0,1 is ongeveer 10%", "logarithm; 0.1 is about 10%"),
}
"""The unit in which errors are given, by the kind of the figure."""


def forecaster(name: str) -> Bilingual:
    """Return what a forecaster is called; an unknown one keeps its own name.

    >>> forecaster("no_change").nl, forecaster("moon_phase").en
    ('alles blijft gelijk', 'moon phase')
    """
    plain = name.replace("_", " ")
    return _FORECASTERS.get(name, Bilingual(plain, plain))


def quoted(name: str) -> Bilingual:
    """Return the name of a forecaster between quotation marks, for running text."""
    words = forecaster(name)
    return Bilingual(f"‘{words.nl}’", f"‘{words.en}’")
