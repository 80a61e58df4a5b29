"""Titles, questions and notes of the maps, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import label

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Catalogue, Indicator
    from veerkracht.facts.periods import Period

CODES = {
    1: "aandeel",
    2: "aandeel_ontwikkeling",
    3: "overlast",
    4: "overlast_ontwikkeling",
    5: "corporatiebezit",
    6: "focuskaart",
    7: "veerkrachtkaart",
    8: "veerkrachtkaart_relatief",
    9: "signaleringskaart",
}

TITLES = {
    1: Bilingual("Bewoners die minder zelfredzaam zijn", "Residents with low self-reliance"),
    2: Bilingual("Ontwikkeling: bewoners die minder zelfredzaam zijn", "Development: residents with low self-reliance"),
    3: Bilingual("Overlast en onveiligheid", "Nuisance and insecurity"),
    4: Bilingual("Ontwikkeling: overlast en onveiligheid", "Development: nuisance and insecurity"),
    5: Bilingual("Woningen van corporaties", "Dwellings of housing corporations"),
    6: Bilingual("Focuskaart", "Focus map"),
    7: Bilingual("Veerkrachtkaart", "Resilience map"),
    8: Bilingual("Veerkrachtkaart, vergeleken met de gemeente", "Resilience map, compared with the municipality"),
    9: Bilingual("Signaleringskaart", "Outlook map (signaleringskaart)"),
}

QUESTIONS = {
    1: Bilingual(
        "Waar wonen veel bewoners die minder zelfredzaam zijn?", "Where do many residents with low self-reliance live?"
    ),
    2: Bilingual(
        "Waar kwamen er meer bewoners die minder zelfredzaam zijn?", "Where did residents with low self-reliance grow?"
    ),
    3: Bilingual("Waar is veel overlast en onveiligheid?", "Where is much nuisance and insecurity?"),
    4: Bilingual("Waar namen overlast en onveiligheid toe of af?", "Where did nuisance and insecurity grow or fall?"),
    5: Bilingual("Waar hebben corporaties veel woningen?", "Where do housing corporations own many dwellings?"),
    6: Bilingual("Waar komt nu veel samen? (de foto)", "Where does much come together now? (the photo)"),
    7: Bilingual(
        "Waar staat de veerkracht onder druk, en waar vangt de buurt het op? (de film)",
        "Where is resilience under pressure, and where is it absorbed? (the film)",
    ),
    8: Bilingual(
        "Waar gaat het anders dan in de rest van de gemeente?", "Where do things go otherwise than in the municipality?"
    ),
    9: Bilingual(
        "Waar groeien de problemen waarschijnlijk? (de vooruitblik)",
        "Where will problems probably grow? (the outlook)",
    ),
}

NOT_AEDES = Bilingual(
    "Dit is niet de kaart van Aedes. De klassen en grenzen zijn van ons en staan in de uitleg van de methode.",
    "This is not the Aedes map. Classes and borders are ours; the explanation of the method gives them.",
)


def other_indicator(used: Indicator, *, wanted: Indicator | None) -> Bilingual:
    """Return the note that a map is made of another figure than the one we would rather have."""
    nl = f"Deze kaart gebruikt “{used.name.nl}”"
    en = f"This map uses “{used.name.en}”"
    if wanted is not None:
        nl += f", omdat “{wanted.name.nl}” hier ontbreekt of niet te vergelijken is"
        en += f", because “{wanted.name.en}” is missing here or not comparable"
    if used.modelled:
        nl += ". Het is een schatting van een model"
        en += ". It is an estimate of a model"
    return Bilingual(f"{nl}.", f"{en}.")


def which_indicator(code: str, *, codes: Sequence[str], catalogue: Catalogue) -> tuple[Bilingual, ...]:
    """Return the note that another figure than the first choice was used, if it was."""
    if code == codes[0]:
        return ()
    wanted = catalogue.indicators.get(codes[0])
    return (other_indicator(catalogue[code], wanted=wanted),)


def coarser_level(used: Level, *, wanted: Level, reason: Bilingual) -> Bilingual:
    """Return the note that a map is of a higher level than asked, and why."""
    return Bilingual(
        f"Deze kaart is op {used.value}niveau en niet per {wanted.value}. {reason.nl}",
        f"This map is at the level of the {used.value}, not of the {wanted.value}. {reason.en}",
    )


def borders_note(*, areas: int, level: Level, is_national: bool) -> Bilingual:
    """Return where the borders between little and much were taken."""
    if is_national:
        return Bilingual(
            f"De grenzen zijn landelijk: die van {areas} gebieden ({level.value}) in Nederland.",
            f"The borders are national: those of {areas} areas ({level.value}) in the Netherlands.",
        )
    return Bilingual(
        f"De grenzen gelden alleen hier: ze verdelen deze {areas} gebieden ({level.value}) in gelijke delen.",
        f"The borders hold here only: they divide these {areas} areas ({level.value}) into equal parts.",
    )


def least_note(least: float, *, indicator: Indicator) -> Bilingual:
    """Return which change is called no change."""
    size = f"{least:.2g}"
    return Bilingual(
        f"{indicator.name.nl}: een verandering kleiner dan {size.replace('.', ',')} noemen we geen verandering.",
        f"{indicator.name.en}: a change smaller than {size} is called no change.",
    )


def other_years(first: tuple[Period, Period], second: tuple[Period, Period]) -> Bilingual:
    """Return the note that the two developments do not cover quite the same years."""
    return Bilingual(
        f"De perioden zijn niet precies gelijk: {label(first)} en {label(second)}.",
        f"The periods are not quite the same: {label(first)} and {label(second)}.",
    )


def no_figure(name: Bilingual, *, level: Level) -> Bilingual:
    """Return the reason that a level map cannot be made."""
    return Bilingual(
        f"We hebben geen cijfers over “{name.nl}” op dit niveau ({level.value}). Lees ze in met `veerkracht data`.",
        f"We hold no figures on “{name.en}” at this level ({level.value}). Take them in with `veerkracht data`.",
    )


def no_span(name: Bilingual, *, level: Level, held: tuple[Period, ...]) -> Bilingual:
    """Return the reason that a development cannot be shown."""
    years = ", ".join(str(p) for p in held)
    return Bilingual(
        f"Voor een ontwikkeling zijn twee vergelijkbare perioden nodig. Over “{name.nl}” hebben we op dit niveau "
        f"({level.value}) {'alleen ' + years if years else 'niets'}.",
        f"A development needs two comparable periods. On “{name.en}” we hold at this level ({level.value}) "
        f"{'only ' + years if years else 'nothing'}.",
    )


def no_forecast(name: Bilingual, *, level: Level, held: tuple[Period, ...], least: int) -> Bilingual:
    """Return the reason that nothing can be forecast: too few measurements to tell change from chance."""
    years = ", ".join(str(p) for p in held)
    nl, en = ("alleen " + years, "only " + years) if years else ("niets", "nothing")
    return Bilingual(
        f"Voor een voorspelling zijn {_COUNTED_NL.get(least, str(least))} vergelijkbare metingen nodig. Over "
        f"“{name.nl}” hebben we op dit niveau ({level.value}) {nl}.",
        f"A forecast needs {_COUNTED_EN.get(least, str(least))} comparable measurements. On “{name.en}” we hold at "
        f"this level ({level.value}) {en}.",
    )


_COUNTED_NL = {2: "twee", 3: "drie", 4: "vier"}
_COUNTED_EN = {2: "two", 3: "three", 4: "four"}


def too_few_areas(count: int, *, least: int) -> Bilingual:
    """Return the reason that nothing can be forecast: too few areas to learn from."""
    return Bilingual(
        f"Voor een voorspelling zijn ten minste {least} gebieden nodig om van te leren. Er zijn er {count} met "
        "cijfers.",
        f"A forecast needs at least {least} areas to learn from. There are {count} with figures.",
    )


def not_trusted(*, is_all: bool) -> Bilingual:
    """Return what must be said beside a forecast that did no better in tests than the simplest guess.

    Args:
        is_all: whether that holds for the direction too, and not only for the chance of strong growth.
    """
    if not is_all:
        return Bilingual(
            "In toetsen op eerdere jaren was de kans op sterke groei niet beter dan eenvoudig gokken. Daarom krijgt "
            "geen gebied die klasse.",
            "In tests on earlier years the chance of strong growth was no better than a simple guess. So no area gets "
            "that class.",
        )
    return Bilingual(
        "In toetsen op eerdere jaren was deze voorspelling niet beter dan eenvoudig gokken. Daarom noemen we elk "
        "gebied onzeker.",
        "In tests on earlier years this forecast was no better than a simple guess. So we call every area uncertain.",
    )


def forecast_of(last: Period, target: Period) -> Bilingual:
    """Return which measurement is forecast from which."""
    return Bilingual(
        f"De voorspelling gaat van de meting van {last} naar die van {target}.",
        f"The forecast goes from the measurement of {last} to that of {target}.",
    )
