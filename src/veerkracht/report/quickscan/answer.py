"""The one-page answer: where under pressure, where strong, how sure, and how the city compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.document import Bullets, Callout, CalloutKind, KeyFigure, KeyFigures, Number, Strong, lead
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import class_positions, legend_sentence, map_classes
from veerkracht.report.quickscan.notes import absent_reason, is_estimated_from_residents, uses_other_figure
from veerkracht.report.wording import in_sentence, level_word, listing
from veerkracht.signalering.kaart import Kaart, Unavailable

if TYPE_CHECKING:
    from veerkracht.facts.areas import Level
    from veerkracht.report.document import Block, Run
    from veerkracht.report.quickscan.inputs import Subject


def members(kaart: Kaart, code: str) -> list[int]:
    """Return the rows of the areas in one class, the surest first."""
    place = next((at for at, one in enumerate(map_classes(kaart, taal="nl")) if one.code == code), None)
    if place is None:
        return []
    rows = (class_positions(kaart) == place).nonzero()[0]
    return sorted((int(row) for row in rows), key=lambda row: -float(kaart.chance[row]))


def make_summary(
    subject: Subject,
    *,
    film: Kaart | Unavailable,
    photo: Kaart | Unavailable,
    pressure: Kaart | None,
    relative: Kaart | None,
    outlook: Kaart | Unavailable | None = None,
    comparison: tuple[Run, ...],
    priorities: tuple[Run, ...],
    finest: Level,
) -> tuple[Block, ...]:
    """Return the first page.

    Args:
        subject: the gemeente.
        film: map 7, or why it is not there.
        photo: map 6, or why it is not there.
        pressure: `film` if it is a map.
        relative: map 8 if it is there.
        outlook: map 9, or why it is not there; None where nobody asked for it.
        comparison: the sentence on cities alike.
        priorities: the sentence on the areas to start with.
        finest: the lowest level on which there are figures.
    """
    items: list[tuple[Run, ...]] = []
    if pressure is not None:
        items += _film(subject, pressure)
    if relative is not None:
        items.append(_within(subject, relative))
    items.append(_photo(subject, photo))
    if isinstance(outlook, Kaart):
        items.append(_ahead(subject, outlook))
    items.append((Strong(subject.say("Waar beginnen? ", "Where to start? ")), *priorities))
    items.append((Strong(subject.say("Naast andere gemeenten: ", "Beside other municipalities: ")), *comparison))
    blocks: list[Block] = [lead(_opening(subject, film=film, pressure=pressure, finest=finest))]
    if pressure is not None:
        blocks.append(_key_figures(subject, pressure))
    blocks.append(Callout(kind=CalloutKind.ANSWER, blocks=(Bullets(tuple(items)),)))
    doubts = tuple((text,) for text in _doubts(subject, pressure=pressure))
    blocks.append(Callout(kind=CalloutKind.UNCERTAIN, blocks=(Bullets(doubts),)))
    return tuple(blocks)


def _opening(subject: Subject, *, film: Kaart | Unavailable, pressure: Kaart | None, finest: Level) -> str:
    """Return the answer in two or three sentences: how many under pressure, how the rest went, when and where."""
    if pressure is None:
        reason = absent_reason(subject, film) if isinstance(film, Unavailable) else ""
        return subject.say(
            f"Voor {subject.here} kunnen we nog niet laten zien waar de veerkracht onder druk staat. {reason} "
            "Wel laten we zien hoe het er nu voor staat.",
            f"For {subject.here} we cannot show yet where resilience is under pressure. {reason} "
            "We do show how things stand now.",
        )
    total, pressed = len(pressure.areas), len(members(pressure, "onder_druk"))
    nl, en = (level_word(pressure.level, taal=taal, count=total) for taal in ("nl", "en"))
    if pressed:
        counted = subject.say(
            f"In {pressed} van de {total} {nl} van {subject.here} staat de veerkracht onder druk",
            f"In {pressed} of the {total} {en} of {subject.here} resilience is under pressure",
        )
    else:
        counted = subject.say(
            f"In geen van de {total} {nl} van {subject.here} zien we dat de veerkracht onder druk staat",
            f"In none of the {total} {en} of {subject.here} do we see resilience under pressure",
        )
    return f"{counted}. {_when(subject, pressure, finest=finest)}"


def _when(subject: Subject, pressure: Kaart, *, finest: Level) -> str:
    """Return over which years the answer goes, and, where it is so, that it cannot be given for smaller areas."""
    first, _, last = pressure.period.partition("-")
    coarser = ""
    if pressure.level is not finest:
        coarser = subject.say(
            f", en alleen per {level_word(pressure.level, taal='nl', count=1)}: per "
            f"{level_word(finest, taal='nl', count=1)} is de verandering nog niet te meten",
            f", and by {level_word(pressure.level, taal='en', count=1)} only: by "
            f"{level_word(finest, taal='en', count=1)} change cannot be measured yet",
        )
    return subject.say(
        f"Onder druk betekent: er kwamen meer bewoners die minder zelfredzaam zijn, en overlast en onveiligheid "
        f"namen toe. Dit gaat over {first} tot {last}{coarser}.",
        f"Under pressure means: more residents with low self-reliance, and more nuisance and insecurity. "
        f"This is about {first} to {last}{coarser}.",
    )


def _key_figures(subject: Subject, kaart: Kaart) -> KeyFigures:
    """Return how many areas each class has as large figures; a class without areas only where that is the answer."""
    unsure = len(members(kaart, "geen_duidelijke_ontwikkeling")) + int((kaart.classes < 0).sum())
    total, words = len(kaart.areas), level_word(kaart.level, taal=subject.taal)
    counted = [(len(members(kaart, code)), label) for code, label in _KEYS.items()]
    return KeyFigures(
        tuple(
            KeyFigure(
                number=Number(
                    text=str(count),
                    value=count,
                    source=short_source(kaart.provenance),
                    year=kaart.period,
                    level=kaart.level.value,
                    unit=subject.say(f"{words} van {total}", f"{words} of {total}"),
                ),
                label=label.say(subject.taal).format(level_word(kaart.level, taal=subject.taal, count=count)),
            )
            for count, label in (*counted, (unsure, _UNSURE))
        )
    )


_KEYS = {
    "onder_druk": Bilingual("{} onder druk", "{} under pressure"),
    "veerkrachtig": Bilingual("veerkrachtige {}", "resilient {}"),
    "gunstig": Bilingual("{} waar het gunstig ging", "{} where things improved"),
    "andere_oorzaak": Bilingual("{} met een andere oorzaak van overlast", "{} with another cause of nuisance"),
}
_UNSURE = Bilingual("{} waar we het niet weten", "{} where we cannot tell")
_HEADS = {
    "onder_druk": Bilingual("Onder druk: ", "Under pressure: "),
    "veerkrachtig": Bilingual("Veerkrachtig: ", "Resilient: "),
    "gunstig": Bilingual("Gunstig, het ging vooruit: ", "Favourable, things improved: "),
    "andere_oorzaak": Bilingual(
        "Meer overlast, zonder meer bewoners die minder zelfredzaam zijn: ",
        "More nuisance, without more residents with low self-reliance: ",
    ),
}


def _film(subject: Subject, kaart: Kaart) -> list[tuple[Run, ...]]:
    """Return the areas of each class by name, pressure first; what is empty is said once."""
    held = {code: [kaart.areas.names[row] for row in members(kaart, code)] for code in _HEADS}
    items: list[tuple[Run, ...]] = [
        (Strong(_HEADS[code].say(subject.taal)), f"{listing(names, taal=subject.taal, most=8)}.")
        for code, names in held.items()
        if names
    ]
    empty = [code for code in ("onder_druk", "veerkrachtig") if not held[code]]
    if empty:
        head = subject.say(" of ", " or ").join(_HEADS[code].say(subject.taal).rstrip(": ") for code in empty)
        items.insert(0, (Strong(f"{head[:1]}{head[1:].lower()}: "), _nothing(subject, kaart, empty=empty)))
    return items


def _nothing(subject: Subject, kaart: Kaart, *, empty: list[str]) -> str:
    """Return why no area is under pressure or resilient: the share hardly rose anywhere, or proof is wanting."""
    word = level_word(kaart.level, taal=subject.taal, count=1)
    if len(empty) == 2 and _rose_nowhere(kaart, unlikely=1 - subject.choices.least_probability):
        return subject.say(
            f"geen {word}, want bijna nergens kwamen er meer bewoners die minder zelfredzaam zijn. "
            f"De vergelijking met heel {subject.here} zegt dan meer.",
            f"no {word}, because hardly anywhere the share of residents with low self-reliance rose. "
            f"The comparison with the whole of {subject.here} then says more.",
        )
    nothing = subject.say(
        f"van geen {word} weten we dat zeker genoeg.", f"there is no {word} of which we are sure enough."
    )
    if "veerkrachtig" in empty:
        nothing += subject.say(
            " Dat betekent niet dat er geen veerkracht is.", " That does not mean that there is no resilience."
        )
    return nothing


def _rose_nowhere(kaart: Kaart, *, unlikely: float) -> bool:
    """Return whether a rise of the share is unlikely in nine of ten areas; then no area can be under pressure."""
    places = [at for at, one in enumerate(kaart.class_names) if one.code in {"onder_druk", "veerkrachtig"}]
    rise = kaart.probabilities[:, places].sum(axis=1)
    known = rise[np.isfinite(rise)]
    return bool(len(known)) and float((known < unlikely).mean()) >= 0.9


def _within(subject: Subject, kaart: Kaart) -> tuple[Run, ...]:
    """Return which areas do worse or better than the rest of the gemeente, even where all move the same way."""
    parts = []
    for code, nl, en in (
        ("onder_druk", "naar verhouding meer onder druk:", "relatively more under pressure:"),
        ("veerkrachtig", "naar verhouding veerkrachtiger:", "relatively more resilient:"),
    ):
        names = [kaart.areas.names[row] for row in members(kaart, code)]
        if names:
            parts.append(f"{subject.say(nl, en)} {listing(names, taal=subject.taal)}")
    head = Strong(subject.say(f"Vergeleken met heel {subject.here}: ", f"Compared with the whole of {subject.here}: "))
    nothing = subject.say("geen gebied wijkt met genoeg zekerheid af.", "no area differs surely enough.")
    return (head, f"{'; '.join(parts)}." if parts else nothing)


def _photo(subject: Subject, photo: Kaart | Unavailable) -> tuple[Run, ...]:
    """Return where much comes together now, with the areas of which that is surest."""
    head = Strong(subject.say("Nu (de foto): ", "Now (the photo): "))
    if isinstance(photo, Unavailable):
        return (head, absent_reason(subject, photo))
    rows = members(photo, "overlast_3_aandeel_3")
    if not rows:
        return (head, legend_sentence(photo, taal=subject.taal))
    total = len(photo.areas)
    words = {taal: level_word(photo.level, taal=taal, count=total) for taal in ("nl", "en")}
    names = [photo.areas.names[row] for row in rows]
    most = names[:5] if len(names) > 6 else names
    which = listing(most, taal=subject.taal)
    few = len(most) == len(names)
    return (
        head,
        subject.say(
            f"in {len(rows)} van de {total} {words['nl']} wonen veel bewoners die minder zelfredzaam zijn én is er "
            f"veel overlast of onveiligheid{': ' + which if few else '. Het zekerst is dat in ' + which}.",
            f"in {len(rows)} of the {total} {words['en']} many residents have low self-reliance and there is "
            f"much nuisance or insecurity{': ' + which if few else '. This is surest in ' + which}.",
        ),
    )


def _ahead(subject: Subject, kaart: Kaart) -> tuple[Run, ...]:
    """Return where problems will probably grow, by name, and where we cannot tell."""
    head = Strong(subject.say(f"Vooruit, naar {kaart.periods[-1]}: ", f"Ahead, to {kaart.periods[-1]}: "))
    parts = []
    for code, nl, en in (
        ("verslechtering_waarschijnlijk", "waarschijnlijk meer problemen in", "probably more problems in"),
        ("verhoogde_kans", "meer kans op sterke groei in", "a higher chance of strong growth in"),
        ("verbetering_waarschijnlijk", "waarschijnlijk minder in", "probably fewer in"),
    ):
        names = [kaart.areas.names[row] for row in members(kaart, code)]
        if names:
            parts.append(f"{subject.say(nl, en)} {listing(names, taal=subject.taal, most=4)}")
    unsure = len(members(kaart, "onzeker")) + int((kaart.classes < 0).sum())
    if not parts:
        return (
            head,
            legend_sentence(kaart, taal=subject.taal)[:1].lower() + legend_sentence(kaart, taal=subject.taal)[1:],
        )
    words = level_word(kaart.level, taal=subject.taal, count=unsure)
    rest = subject.say(f"van {unsure} {words} weten we het niet", f"of {unsure} {words} we cannot tell")
    return (head, f"{'; '.join(parts)}; {rest}.")


def _doubts(subject: Subject, *, pressure: Kaart | None) -> list[str]:
    """Return what a reader must know before acting on this page."""
    items: list[str] = []
    if pressure is not None:
        share = round(100 * subject.choices.least_probability)
        items.append(
            subject.say(
                f"We noemen een gebied alleen als de kans {share}% of meer is. Anders zeggen we dat we het niet weten.",
                f"We name an area only if the chance is {share}% or more. Otherwise we say that we do not know.",
            )
        )
        if uses_other_figure(pressure):
            items.append(_other_figure(subject, pressure))
    items.append(
        subject.say(
            "Open cijfers laten niet alle kwetsbaarheid en niet alle kracht van een buurt zien.",
            "Open figures do not show all vulnerability, nor all strength of a neighbourhood.",
        )
    )
    items.append(
        subject.say(
            "Dit zijn signalen, geen oordeel. Leg de kaarten op tafel en vraag wie er woont en werkt: wat valt op?",
            "These are signals, not a verdict. Lay the maps on the table and ask who lives and works there: "
            "what stands out?",
        )
    )
    return items


def _other_figure(subject: Subject, kaart: Kaart) -> str:
    """Return in plain words which figures stand in for those that cannot be followed through the years."""
    wanted = (subject.choices.concentration[0], subject.choices.problems[0])
    names = [in_sentence(subject.called(code)) for code in kaart.indicators if code not in wanted]
    used = listing(names, taal=subject.taal)
    text = subject.say(
        f"Voor de verandering gebruiken we cijfers die er wel voor meer jaren zijn: {used}.",
        f"For the change we use figures that do exist for more years: {used}.",
    )
    if is_estimated_from_residents(kaart):
        text += subject.say(
            " Dat is een schatting uit kenmerken van bewoners, geen telling.",
            " It is an estimate from characteristics of residents, not a count.",
        )
    return text
