"""The one-page answer: where under pressure, where strong, how sure, and how the city compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.document import Bullets, Callout, CalloutKind, KeyFigure, KeyFigures, Number, Strong, lead
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.legends import class_positions, legend_sentence, map_classes
from veerkracht.report.wording import level_word, listing
from veerkracht.signalering.kaart import Unavailable

if TYPE_CHECKING:
    from veerkracht.report.document import Block, Run
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.kaart import Kaart


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
    comparison: tuple[Run, ...],
    priorities: tuple[Run, ...],
) -> tuple[Block, ...]:
    """Return the first page.

    Args:
        subject: the gemeente.
        film: map 7, or why it is not there.
        photo: map 6, or why it is not there.
        pressure: `film` if it is a map.
        relative: map 8 if it is there.
        comparison: the sentence on cities alike.
        priorities: the sentence on the areas to start with.
    """
    opening = _opening(subject, film=film, pressure=pressure)
    items: list[tuple[Run, ...]] = []
    if pressure is not None:
        items += [_named(subject, pressure, "onder_druk"), _named(subject, pressure, "veerkrachtig")]
        if members(pressure, "andere_oorzaak"):
            items.append(_named(subject, pressure, "andere_oorzaak"))
    if relative is not None:
        items.append(_within(subject, relative))
    items.append(_photo(subject, photo))
    items.append((Strong(subject.say("Waar beginnen? ", "Where to start? ")), *priorities))
    items.append((Strong(subject.say("Vergeleken met andere gemeenten: ", "Compared with others: ")), *comparison))
    blocks: list[Block] = [lead(opening)]
    if pressure is not None:
        blocks.append(_key_figures(subject, pressure))
    blocks.append(Callout(kind=CalloutKind.ANSWER, blocks=(Bullets(tuple(items)),)))
    blocks.append(
        Callout(kind=CalloutKind.UNCERTAIN, blocks=(Bullets(_doubts(subject, film=film, pressure=pressure)),))
    )
    return tuple(blocks)


def _opening(subject: Subject, *, film: Kaart | Unavailable, pressure: Kaart | None) -> str:
    if pressure is None:
        reason = film.reason.say(subject.taal) if isinstance(film, Unavailable) else ""
        return subject.say(
            f"Voor {subject.name} kunnen we nog niet laten zien waar de veerkracht onder druk staat. {reason} "
            "Wel laten we zien hoe het er nu voor staat.",
            f"For {subject.name} we cannot yet show where resilience is under pressure. {reason} "
            "We do show how things stand now.",
        )
    return legend_sentence(pressure, taal=subject.taal) + subject.say(
        f" Dat gaat over {pressure.period}: groeide het aandeel bewoners die minder zelfredzaam zijn, "
        "en namen overlast en onveiligheid toe?",
        f" This is about {pressure.period}: did the share of residents with low self-reliance grow, "
        "and did nuisance and insecurity?",
    )


def _key_figures(subject: Subject, kaart: Kaart) -> KeyFigures:
    """Return the counts of the film as large figures."""
    total = len(kaart.areas)
    words = level_word(kaart.level, taal=subject.taal)
    unsure = len(members(kaart, "geen_duidelijke_ontwikkeling")) + int((kaart.classes < 0).sum())
    rows = (
        (len(members(kaart, "onder_druk")), subject.say(f"{words} onder druk", f"{words} under pressure")),
        (len(members(kaart, "veerkrachtig")), subject.say(f"{words} veerkrachtig", f"{words} resilient")),
        (
            len(members(kaart, "gunstig")) + len(members(kaart, "andere_oorzaak")),
            subject.say(f"{words} gunstig of andere oorzaak", f"{words} favourable or another cause"),
        ),
        (unsure, subject.say(f"{words} waar we het niet kunnen zeggen", f"{words} where we cannot tell")),
    )
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
                label=label,
            )
            for count, label in rows
        )
    )


def _named(subject: Subject, kaart: Kaart, code: str) -> tuple[Run, ...]:
    """Return the areas of one class by name."""
    rows = members(kaart, code)
    head = {
        "onder_druk": subject.say("Onder druk: ", "Under pressure: "),
        "veerkrachtig": subject.say("Veerkrachtig: ", "Resilient: "),
        "andere_oorzaak": subject.say("Meer overlast door een andere oorzaak: ", "More nuisance from another cause: "),
    }[code]
    if not rows:
        nothing = {
            "onder_druk": subject.say(
                "geen gebied waarvan we dat met genoeg zekerheid kunnen zeggen.", "no area of which we are sure enough."
            ),
            "veerkrachtig": subject.say(
                "geen gebied waarvan we dat met genoeg zekerheid kunnen zeggen. "
                "Dat betekent niet dat er geen veerkracht is.",
                "no area of which we are sure enough. That does not mean that there is no resilience.",
            ),
        }[code]
        return (Strong(head), nothing)
    names = listing([kaart.areas.names[row] for row in rows], taal=subject.taal, most=8)
    return (Strong(head), f"{names}.")


def _within(subject: Subject, kaart: Kaart) -> tuple[Run, ...]:
    """Return which areas do worse or better than the rest of the gemeente, even where all move the same way."""
    parts = []
    for code, nl, en in (
        ("onder_druk", "meer onder druk", "more under pressure"),
        ("veerkrachtig", "veerkrachtiger", "more resilient"),
    ):
        names = [kaart.areas.names[row] for row in members(kaart, code)]
        if names:
            parts.append(f"{subject.say(nl, en)}: {listing(names, taal=subject.taal)}")
    head = Strong(
        subject.say(f"Vergeleken met de rest van {subject.name}: ", f"Compared with the rest of {subject.name}: ")
    )
    nothing = subject.say("geen gebied wijkt met genoeg zekerheid af.", "no area differs surely enough.")
    return (head, f"{'; '.join(parts)}." if parts else nothing)


def _photo(subject: Subject, photo: Kaart | Unavailable) -> tuple[Run, ...]:
    head = Strong(subject.say("Nu (de foto): ", "Now (the photo): "))
    if isinstance(photo, Unavailable):
        return (head, photo.reason.say(subject.taal))
    rows = members(photo, "overlast_3_aandeel_3")
    if not rows:
        return (head, legend_sentence(photo, taal=subject.taal))
    names = listing([photo.areas.names[row] for row in rows], taal=subject.taal, most=8)
    return (
        head,
        subject.say(
            f"veel bewoners die minder zelfredzaam zijn én veel overlast of onveiligheid in {names}.",
            f"many residents with low self-reliance and much nuisance or insecurity in {names}.",
        ),
    )


def _doubts(subject: Subject, *, film: Kaart | Unavailable, pressure: Kaart | None) -> tuple[tuple[Run, ...], ...]:
    """Return what a reader must know before acting on this page."""
    items: list[tuple[Run, ...]] = []
    if pressure is not None:
        share = round(100 * subject.choices.least_probability)
        items.append(
            (
                subject.say(
                    f"We noemen een klasse alleen als de kans {share}% of meer is. "
                    "Anders zeggen we dat we het niet weten.",
                    f"We name a class only if its chance is {share}% or more. Otherwise we say that we do not know.",
                ),
            )
        )
        items += [(note.say(subject.taal),) for note in pressure.notes[:2]]
    items.append(
        (
            subject.say(
                "‘Minder zelfredzaam’ meten we met open cijfers. Niet alle kwetsbaarheid is daarin te zien.",
                "‘Low self-reliance’ is measured with open figures. They do not show all vulnerability.",
            ),
        )
    )
    items.append(
        (
            subject.say(
                "Dit zijn signalen, geen oordeel. Leg de kaarten op tafel en vraag wie er woont en werkt: wat valt op?",
                "These are signals, not a verdict. Lay the maps on the table and ask who lives and works there: "
                "what stands out?",
            ),
        )
    )
    return tuple(items)
