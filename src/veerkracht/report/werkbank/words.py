"""Sentences of the werkbank: what a choice changes, why an area moved, and what to be careful about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.wording import figure, level_word, listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veerkracht.facts.areas import Areas
    from veerkracht.facts.language import Taal
    from veerkracht.index.cautions import Caution
    from veerkracht.index.versus import Mover, Versus

# What each scale and way of joining does, in one line; the names stand in docs/reference/index-design.md.
NORMALISER_WORDS = {
    "min_max": Bilingual("Van laagste naar hoogste waarde", "From lowest to highest value"),
    "goalposts": Bilingual("Tussen twee vaste waarden", "Between two fixed values"),
    "reference_range": Bilingual("Rond een vaste waarde", "Around a fixed value"),
    "z_score": Bilingual("Afstand tot het gemiddelde", "Distance from the mean"),
    "distance_to_target": Bilingual("Afstand tot een doel", "Distance to a target"),
    "fraction_of_maximum": Bilingual("Deel van de hoogste waarde", "Share of the highest value"),
    "rank": Bilingual("Plaats in de rij", "Place in the order"),
    "percentile_rank": Bilingual("Deel van de gebieden eronder", "Share of the areas below"),
    "empirical_quantile": Bilingual("Plaats in de verdeling", "Place in the distribution"),
    "exponential": Bilingual("Vooral de uitersten tellen", "The extremes count most"),
}
AGGREGATION_WORDS = {
    "arithmetic": Bilingual("Gewoon gemiddelde: sterk maakt zwak goed", "Plain mean: strong makes up for weak"),
    "weighted_sum": Bilingual("Optelsom met vaste gewichten", "Sum with fixed weights"),
    "geometric": Bilingual(
        "Meetkundig gemiddelde: zwak telt zwaarder door", "Geometric mean: weak weighs through more"
    ),
    "harmonic": Bilingual("Harmonisch gemiddelde: zwak telt het zwaarst door", "Harmonic mean: weak weighs most"),
    "generalised": Bilingual("Gemiddelde met een macht", "Mean with a power"),
    "mazziotta_pareto": Bilingual("Gemiddelde met aftrek voor scheefheid", "Mean with a penalty for imbalance"),
    "copeland": Bilingual("Winst in paren van gebieden", "Wins in pairs of areas"),
    "benefit_of_the_doubt": Bilingual("Elk gebied zijn gunstigste gewichten", "Each area its own best weights"),
}
_HOW_WORDS = {
    "in": Bilingual("nu meetelt", "counts now"),
    "out": Bilingual("niet meer meetelt", "counts no longer"),
    "heavier": Bilingual("zwaarder telt", "counts more"),
    "lighter": Bilingual("minder zwaar telt", "counts less"),
    "scale": Bilingual("een andere schaal heeft", "has another scale"),
}
_MODEL_WORDS = {
    "smap": Bilingual("het model van het RIVM (SMAP)", "the model of RIVM (SMAP)"),
    "leefbaarometer": Bilingual("het model van de Leefbaarometer", "the model of the Leefbaarometer"),
}


def caution_text(caution: Caution, *, names: Mapping[str, str], taal: Taal) -> str:
    """Return what to be careful about, as people read it.

    Args:
        caution: what was found.
        names: of indicators and nodes by code.
        taal: the language.
    """
    texts = _cautions(caution, [names.get(code, code) for code in caution.codes])
    return texts.say(taal)


def _cautions(caution: Caution, names: list[str]) -> Bilingual:
    several = Bilingual(listing(names, taal="nl"), listing(names, taal="en"))
    share = f"{round(100 * caution.value)}%" if np.isfinite(caution.value) else ""
    first, last = (names[0], names[-1]) if names else ("", "")
    texts = {
        **_holes(several, first=first, share=share, value=caution.value),
        **_doubles(first, last, value=caution.value),
        **_directions(first),
        **_models(several, share=share, model=_MODEL_WORDS.get(caution.model, Bilingual("een model", "a model"))),
        **_weights(first, value=caution.value),
    }
    return texts[caution.kind]


def _holes(several: Bilingual, *, first: str, share: str, value: float) -> dict[str, Bilingual]:
    return {
        "absent": Bilingual(
            f"Hier zijn geen cijfers van: {several.nl}. Dat telt dus niet mee in de scores.",
            f"There are no figures here of: {several.en}. So that does not count in the scores.",
        ),
        "thin": Bilingual(
            f"‘{first}’ ontbreekt in {share} van de gebieden. Die gebieden krijgen een score uit de andere cijfers.",
            f"‘{first}’ is missing in {share} of the areas. Those areas get a score from the other figures.",
        ),
        "fewer": Bilingual(
            f"Het aantal gebieden met een score is {value:.0f} lager. De andere hebben te weinig van deze cijfers.",
            f"The number of areas with a score is {value:.0f} lower. The others have too few of these figures.",
        ),
    }


def _doubles(first: str, last: str, *, value: float) -> dict[str, Bilingual]:
    link = Bilingual(figure(value, decimals=2, taal="nl"), figure(value, decimals=2, taal="en"))
    return {
        "same": Bilingual(
            f"‘{first}’ en ‘{last}’ zeggen bijna hetzelfde (verband {link.nl}). Dat onderwerp telt nu dubbel.",
            f"‘{first}’ and ‘{last}’ say almost the same (correlation {link.en}). That subject now counts twice.",
        ),
        "overlap": Bilingual(
            f"‘{first}’ en ‘{last}’ tellen voor een deel dezelfde bewoners of gebeurtenissen. Kies er liever één.",
            f"‘{first}’ and ‘{last}’ partly count the same residents or events. Better choose one.",
        ),
    }


def _directions(first: str) -> dict[str, Bilingual]:
    return {
        "direction": Bilingual(
            f"‘{first}’ telt andersom dan gewoonlijk: wat voor bewoners beter is, geeft nu een slechtere score.",
            f"‘{first}’ counts the other way round: what is better for residents now gives a worse score.",
        ),
        "own_direction": Bilingual(
            f"Bij ‘{first}’ is hoog of laag niet vanzelf beter. Leg uit waarom u deze kant kiest.",
            f"For ‘{first}’ neither high nor low is better by itself. Explain why you choose this side.",
        ),
        "against": Bilingual(
            f"‘{first}’ werkt de andere cijfers tegen. Klopt de richting, en hoort het bij dit onderdeel?",
            f"‘{first}’ works against the other figures. Is its direction right, and does it belong here?",
        ),
    }


def _models(several: Bilingual, *, share: str, model: Bilingual) -> dict[str, Bilingual]:
    return {
        "one_model": Bilingual(
            f"{several.nl} komen uit {model.nl}, samen {share} van het gewicht. Ze lijken daardoor op elkaar en "
            "bewijzen elkaar niet.",
            f"{several.en} come from {model.en}, together {share} of the weight. That makes them alike; they do not "
            "prove each other.",
        ),
        "model_input": Bilingual(
            f"In {model.nl} zitten cijfers die hier ook los meetellen. Samen wegen ze {share}: {several.nl}.",
            f"Some figures that went into {model.en} also count by themselves here. Together they weigh {share}: "
            f"{several.en}.",
        ),
    }


def _weights(first: str, *, value: float) -> dict[str, Bilingual]:
    times = Bilingual(figure(value, decimals=1, taal="nl"), figure(value, decimals=1, taal="en"))
    return {
        "size": Bilingual(
            f"‘{first}’ is een aantal: grote gebieden scoren daardoor altijd hoog. Neem liever een percentage.",
            f"‘{first}’ is a number: large areas always score high on it. Better take a percentage.",
        ),
        "lighter": Bilingual(
            f"‘{first}’ weegt in de uitkomst maar {times.nl} keer zo zwaar als bedoeld.",
            f"‘{first}’ weighs only {times.en} times what was meant.",
        ),
        "heavier": Bilingual(
            f"‘{first}’ weegt in de uitkomst {times.nl} keer zo zwaar als bedoeld.",
            f"‘{first}’ weighs {times.en} times what was meant.",
        ),
    }


def versus_text(found: Versus, *, areas: Areas, taal: Taal) -> str:
    """Return in a few sentences what the changes do to the list."""
    several, one = (level_word(areas.level, taal=taal, count=count) for count in (2, 1))
    if not found.moved and not found.gained and not found.lost:
        return Bilingual(
            "De volgorde is dezelfde als in het ontwerp waarmee u begon.",
            "The order is the same as in the design you began with.",
        ).say(taal)
    come = len(found.entered)
    word = one if come == 1 else several
    enter = Bilingual(
        f"{come} {word} {'komt' if come == 1 else 'komen'} nieuw bij de {found.worst} met de meeste druk."
        if come
        else f"De {found.worst} {several} met de meeste druk blijven dezelfde.",
        f"{come} {word} {'is' if come == 1 else 'are'} new among the {found.worst} under most pressure."
        if come
        else f"The {found.worst} {several} under most pressure stay the same.",
    )
    shift = figure(found.mean_shift, decimals=1 if found.mean_shift < 10 else 0, taal=taal) if found.both else "0"
    order = Bilingual(
        f" Gemiddeld schuift een {one} {shift} plaatsen op ({found.moved} van de {found.both} veranderen van plaats).",
        f" On average a {one} moves {shift} places ({found.moved} of the {found.both} change places).",
    )
    scores = Bilingual("", "")
    if found.gained or found.lost:
        scores = Bilingual(
            f" Aantal {several} dat nu wel een score heeft: {len(found.gained)}; geen score meer: {len(found.lost)}.",
            f" Number of {several} that now have a score: {len(found.gained)}; no score any more: {len(found.lost)}.",
        )
    return enter.say(taal) + order.say(taal) + scores.say(taal)


def mover_text(mover: Mover, *, areas: Areas, names: Mapping[str, str], taal: Taal) -> str:
    """Return where an area was, where it is, and which indicators moved it most."""
    name = areas.names[mover.row]
    before, after = mover.before, mover.after
    if not (np.isfinite(before) and np.isfinite(after)):
        return Bilingual(
            f"{name}: {'nieuw in de lijst' if np.isfinite(after) else 'geen score meer'}.",
            f"{name}: {'new in the list' if np.isfinite(after) else 'no score any more'}.",
        ).say(taal)
    told = Bilingual(
        f"{name}: van plaats {before:.0f} naar {after:.0f}", f"{name}: from place {before:.0f} to {after:.0f}"
    )
    if not mover.reasons:
        return told.say(taal) + "."
    by = [f"‘{names.get(why.code, why.code)}’ {_HOW_WORDS[why.how].say(taal)}" for why in mover.reasons]
    because = Bilingual(", vooral doordat ", ", mostly because ").say(taal)
    return f"{told.say(taal)}{because}{listing(by, taal=taal)}."
