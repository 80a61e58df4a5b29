"""How good the forecast is, told by what it would have said in years of which we know what came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.report.backtest.naming import MODEL, NO_CHANGE, forecaster, quoted
from veerkracht.report.diagrams import ReliabilitySpec, Said
from veerkracht.report.document import (
    Bullets,
    Callout,
    CalloutKind,
    Column,
    Figure,
    Number,
    Section,
    Strong,
    Table,
    figures_column,
    in_pairs,
    lead,
)
from veerkracht.report.figures import BarSpec, Mark
from veerkracht.report.quickscan.outlook import forecast_source
from veerkracht.report.wording import figure, in_sentence, level_word, short_chance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.report.document import Block, Run
    from veerkracht.report.quickscan.inputs import Ahead, Subject
    from veerkracht.signalering.verwachting.outcome import Origin

_LIST = 50
"""We tell of a list of at most so many areas: about what a country can look into; and never of most of the areas."""


def quality_section(subject: Subject, ahead: Ahead, *, share: Ahead | None = None) -> Section:
    """Return the page on how good the forecast is: against no change, reliability, coverage, the list.

    Args:
        subject: the gemeente.
        ahead: the forecast of problems.
        share: that of the share of residents with low self-reliance, told in one line.
    """
    origin = ahead.found.last_origin()
    blocks: list[Block | Section] = [lead(quality_sentence(subject, ahead))]
    if origin is not None:
        kind = CalloutKind.UNCERTAIN if ahead.found.says_nothing else CalloutKind.ANSWER
        items = _items(subject, ahead, origin)
        blocks.append(Callout(kind=kind, title=_verdict(subject, ahead), blocks=(Bullets(tuple(items)),)))
        blocks += in_pairs([_errors_figure(subject, ahead, origin), *_reliability(subject, ahead, origin)])
    below = _below(subject, ahead, share=share)
    if below:
        blocks.append(Callout(kind=CalloutKind.METHOD, blocks=(Bullets(tuple(below)),)))
    heading = subject.say("Hoe goed is deze voorspelling?", "How good is this forecast?")
    return Section(heading=heading, blocks=tuple(blocks), anchor="vooruitblik-toets", new_page=True)


_TOLD = "dan de beste eenvoudige regel"
"""In the note of the forecast that says what the verdict above says already; a test holds it beside the forecast."""


def _below(subject: Subject, ahead: Ahead, *, share: Ahead | None) -> list[tuple[Run, ...]]:
    """Return what else a reader must know, and what the tests say of the share of residents with low self-reliance."""
    told: list[tuple[Run, ...]] = [(n.say(subject.taal),) for n in ahead.found.notes if _TOLD not in n.nl]
    if share is not None and share.found.origins:
        name = Strong(f"{subject.called(share.found.indicator)}. ")
        told.append((name, f"{gain_sentence(subject, share.found.origins[-1])}"))
    elif share is not None:
        told.append((quality_sentence(subject, share),))
    return told


def quality_sentence(subject: Subject, ahead: Ahead) -> str:
    """Return in two sentences how the forecast was tested and whether it beat "no change"."""
    found = ahead.found
    name, words = in_sentence(subject.called(found.indicator)), level_word(found.level, taal=subject.taal)
    if not found.origins:
        return subject.say(
            f"De voorspelling van {name} is niet te toetsen: er zijn te weinig metingen om te doen alsof de laatste "
            "nog moest komen. Daarom noemen we elk gebied onzeker.",
            f"The forecast of {name} cannot be tested: there are too few measurements to act as if the last had yet to "
            "come. So we call every area uncertain.",
        )
    last = found.origins[-1]
    times = len(found.origins)
    how = subject.say(
        f"We deden {'één keer' if times == 1 else f'{times} keer'} alsof de toekomst nog moest komen: wat zouden we in "
        f"{last.last} hebben gezegd over {last.target}, in {figure(last.areas, decimals=0, taal='nl')} {words} "
        f"{subject.country}?",
        f"{'Once' if times == 1 else f'{times} times'} we acted as if the future had yet to come: what would we have "
        f"said in {last.last} of {last.target}, in {figure(last.areas, decimals=0, taal='en')} {words} "
        f"{subject.country}?",
    )
    return f"{how} {gain_sentence(subject, last)}"


def gain_sentence(subject: Subject, origin: Origin) -> str:
    """Return whether the error was smaller than that of "no change", and by how much."""
    percent = round(100 * origin.gain)
    other = quoted(NO_CHANGE)
    if percent <= 0:
        return subject.say(
            f"De voorspelling was niet beter dan {other.nl}.", f"The forecast was no better than {other.en}."
        )
    return subject.say(
        f"De fout was {percent}% kleiner dan bij {other.nl}.", f"The error was {percent}% smaller than with {other.en}."
    )


def _verdict(subject: Subject, ahead: Ahead) -> str:
    """Return whether one may build on the forecast."""
    if ahead.found.trusted:
        return subject.say("Beter dan eenvoudig gokken, maar niet zeker", "Better than a simple guess, but not certain")
    if ahead.found.direction_trusted:
        return subject.say("De richting is bruikbaar, de sterkte niet", "The direction is usable, the strength is not")
    return subject.say("Bouw hier niet op", "Do not build on this")


def _items(subject: Subject, ahead: Ahead, origin: Origin) -> list[tuple[Run, ...]]:
    """Return what the last test says in words that need no statistics."""
    found = [
        _of_list(subject, ahead, origin),
        _of_best(subject, ahead, origin),
        _of_interval(subject, ahead, origin),
        _of_top(subject, ahead, origin),
    ]
    return [one for one in found if one]


def _share_number(subject: Subject, ahead: Ahead, origin: Origin, value: float, *, name: str) -> Number:
    """Return a share or chance of the test as a figure."""
    return Number(
        text=f"{round(100 * value)}%",
        value=float(value),
        source=forecast_source(subject, ahead.sources),
        year=f"{origin.last}-{origin.target}",
        level=ahead.found.level.value,
        indicator=ahead.found.indicator,
        unit=name,
    )


def _of_list(subject: Subject, ahead: Ahead, origin: Origin) -> tuple[Run, ...]:
    """Return how many of the areas at the head of the list really came among the worst tenth."""
    sizes = sorted(k for k in origin.precision if k <= max(_LIST, min(origin.precision)) and k <= origin.areas / 3)
    if not sizes:
        return ()
    size = sizes[-1]
    words = level_word(ahead.found.level, taal=subject.taal)
    share = _share_number(subject, ahead, origin, origin.precision[size], name=f"precision at {size}")
    return (
        Strong(subject.say("De lijst. ", "The list. ")),
        subject.say(
            f"Van de {size} {words} met de hoogste kans op sterke groei hoorde ",
            f"Of the {size} {words} with the highest chance of strong growth, ",
        ),
        share,
        subject.say(
            " echt bij de sterkste groeiers. Wie loot, vindt 10%.",
            " really were among those that grew most. Drawing lots finds 10%.",
        ),
    )


def _of_best(subject: Subject, ahead: Ahead, origin: Origin) -> tuple[Run, ...]:
    """Return whether the chances beat those of the best simple way, chance allowed for."""
    best = origin.best_baseline
    gain = 100 * origin.skill[best]
    skill = Number(
        text=figure(abs(gain), decimals=1, taal=subject.taal) + "%",
        value=float(origin.skill[best]),
        source=forecast_source(subject, ahead.sources),
        year=f"{origin.last}-{origin.target}",
        level=ahead.found.level.value,
        indicator=ahead.found.indicator,
        unit="Brier skill",
        low=min(float(origin.skill_low), float(origin.skill[best])) if np.isfinite(origin.skill_low) else None,
        high=max(float(origin.skill_high), float(origin.skill[best])) if np.isfinite(origin.skill_low) else None,
        coverage=0.9 if np.isfinite(origin.skill_low) else None,
    )
    other = quoted(best)
    size = subject.say("kleiner", "smaller") if gain >= 0 else subject.say("groter", "larger")
    is_luck = origin.skill_low <= 0 <= origin.skill_high
    return (
        Strong(subject.say("Tegen de beste eenvoudige manier. ", "Against the best simple way. ")),
        subject.say(
            f"De beste eenvoudige manier is {other.nl}. De fout in de kansen was ",
            f"The best simple way is {other.en}. The error in the chances was ",
        ),
        skill,
        subject.say(
            f" {size}; dat {'kan toeval zijn' if is_luck else 'is geen toeval'}.",
            f" {size}; that {'can be luck' if is_luck else 'is not by luck'}.",
        ),
    )


def _of_interval(subject: Subject, ahead: Ahead, origin: Origin) -> tuple[Run, ...]:
    """Return how often the truth lay within the intervals."""
    if not origin.coverage:
        return ()
    pooled = origin.coverage[0]
    return (
        Strong(subject.say("De marges. ", "The margins. ")),
        subject.say("De marge van 80% bevatte de uitkomst in ", "The 80% margin held the outcome in "),
        _share_number(subject, ahead, origin, pooled.covered80, name="coverage 80%"),
        subject.say(" van de gebieden, die van 90% in ", " of the areas, the 90% margin in "),
        _share_number(subject, ahead, origin, pooled.covered90, name="coverage 90%"),
        ".",
    )


def _of_top(subject: Subject, ahead: Ahead, origin: Origin) -> tuple[Run, ...]:
    """Return how much of the top list stays when other gemeenten had been in the data."""
    if not np.isfinite(origin.top_overlap):
        return ()
    return (
        Strong(subject.say("Hoe vast staat de lijst? ", "How firm is the list? ")),
        subject.say("Met andere gemeenten in de gegevens bleef ", "With other municipalities in the data, "),
        _share_number(subject, ahead, origin, origin.top_overlap, name="overlap"),
        subject.say(
            " van de bovenste tien procent hetzelfde. De volgorde zegt dus minder dan de kans.",
            " of the top tenth stayed the same. So the order says less than the chance.",
        ),
    )


def _errors_figure(subject: Subject, ahead: Ahead, origin: Origin) -> Figure:
    """Return the error of each way as a bar, that of "no change" being 100."""
    base = origin.rmse[NO_CHANGE]
    ranked = sorted(origin.rmse, key=lambda one: (one != MODEL, origin.rmse[one]))
    hundred = {name: 100 * origin.rmse[name] / base for name in ranked}
    unit = subject.say("fout; ‘alles blijft gelijk’ is 100", "error; ‘no change’ is 100")
    return Figure(
        question=subject.say("Beter dan eenvoudig gokken?", "Better than a simple guess?"),
        answer=gain_sentence(subject, origin),
        alt=subject.say(
            f"Staafjes met de fout van {len(ranked)} manieren om {origin.target} te voorspellen; die van deze "
            f"voorspelling is {hundred[MODEL]:.0f}, die van alles blijft gelijk 100.",
            f"Bars with the error of {len(ranked)} ways to forecast {origin.target}; that of this forecast is "
            f"{hundred[MODEL]:.0f}, that of no change 100.",
        ),
        picture=BarSpec(
            marks=tuple(
                Mark(
                    label=_called(subject, name),
                    value=hundred[name],
                    text=figure(hundred[name], decimals=0, taal=subject.taal),
                    emphasis=name == MODEL,
                )
                for name in ranked
            ),
            unit=unit,
        ),
        table=_errors_table(subject, ahead, origin, hundred=hundred, unit=unit),
        source=f"{forecast_source(subject, ahead.sources)}; {origin.last}-{origin.target}",
        anchor="vooruitblik-fout",
    )


def _errors_table(subject: Subject, ahead: Ahead, origin: Origin, *, hundred: dict[str, float], unit: str) -> Table:
    source = forecast_source(subject, ahead.sources)
    rows = [
        (
            _called(subject, name),
            Number(
                text=figure(hundred[name], decimals=0, taal=subject.taal),
                value=float(hundred[name]),
                source=source,
                year=f"{origin.last}-{origin.target}",
                level=ahead.found.level.value,
                indicator=ahead.found.indicator,
                unit="RMSE, no change = 100",
            ),
        )
        for name in hundred
    ]
    return Table(
        caption=subject.say(f"De fout van elke manier, {origin.target}", f"The error of each way, {origin.target}"),
        columns=(Column(heading=subject.say("Manier", "Way")), figures_column(subject.say("Fout", "Error"))),
        rows=tuple(rows),
        source=source,
        note=unit,
    )


def _called(subject: Subject, name: str) -> str:
    if name == MODEL:
        return subject.say("deze voorspelling", "this forecast")
    short = _SHORT.get(name)
    return (forecaster(name) if short is None else short).say(subject.taal)


_SHORT = {
    "own_mean": Bilingual("eigen gemiddelde", "own mean"),
    "shrunk": Bilingual("naar het midden", "to the middle"),
    "last_change": Bilingual("gaat zo door", "goes on like this"),
    "climatology": Bilingual("overal gelijk", "the same all over"),
}
"""Names that fit beside a bar of half a page."""


def _reliability(subject: Subject, ahead: Ahead, origin: Origin) -> list[Figure]:
    """Return the reliability diagram: of what was called likely, how much came true."""
    seen = origin.reliability
    points = [
        Said(said=float(a), seen=float(b), low=float(c), high=float(d), count=int(n))
        for a, b, c, d, n in zip(seen.said, seen.seen, seen.low, seen.high, seen.count, strict=True)
        if np.isfinite([a, b, c, d]).all()
    ]
    if not points:
        return []
    within = sum(one.low <= one.seen <= one.high for one in points)
    first, last = points[0], points[-1]
    across = subject.say("Kans die we noemden", "Chance that we stated")
    up = subject.say("Zo vaak gebeurde het", "So often it happened")
    return [
        Figure(
            question=subject.say("Komt uit wat we waarschijnlijk noemen?", "Does what we call likely come true?"),
            answer=subject.say(
                f"{within} van de {len(points)} groepen gebieden liggen binnen wat toeval kan doen.",
                f"{within} of the {len(points)} groups of areas lie within what chance can do.",
            ),
            alt=subject.say(
                f"Grafiek met {len(points)} punten langs een schuine lijn. Waar we {first.said:.0%} zeiden gebeurde "
                f"het bij {first.seen:.0%}; waar we {last.said:.0%} zeiden bij {last.seen:.0%}.",
                f"Chart with {len(points)} dots along a slanted line. Where we said {first.said:.0%} it happened in "
                f"{first.seen:.0%}; where we said {last.said:.0%} in {last.seen:.0%}.",
            ),
            picture=ReliabilitySpec(
                points=tuple(points),
                across=across,
                up=up,
                exact=subject.say("precies goed: zo vaak als gezegd", "exactly right: as often as said"),
                band=subject.say(
                    "hier ligt een punt 9 van de 10 keer als de kansen kloppen",
                    "here a dot lies 9 times out of 10 if the chances are right",
                ),
            ),
            table=_reliability_table(subject, ahead, origin, points),
            source=f"{forecast_source(subject, ahead.sources)}; {origin.last}-{origin.target}",
            anchor="vooruitblik-ijking",
        )
    ]


def _reliability_table(subject: Subject, ahead: Ahead, origin: Origin, points: Sequence[Said]) -> Table:
    rows = tuple(
        (
            _chance(subject, ahead, origin, one.said, name="said"),
            _chance(subject, ahead, origin, one.seen, name="seen"),
            f"{short_chance(one.low)} – {short_chance(one.high)}",
            str(one.count),
        )
        for one in points
    )
    return Table(
        caption=subject.say(
            f"Kans op sterke groei, genoemd en gebeurd, {origin.target}",
            f"Chance of strong growth, stated and happened, {origin.target}",
        ),
        columns=(
            figures_column(subject.say("Genoemd", "Stated")),
            figures_column(subject.say("Gebeurd", "Happened")),
            figures_column(subject.say("Toeval tussen", "Chance between")),
            figures_column(subject.say("Gebieden", "Areas")),
        ),
        rows=rows,
        source=forecast_source(subject, ahead.sources),
    )


def _chance(subject: Subject, ahead: Ahead, origin: Origin, value: float, *, name: str) -> Number:
    found = _share_number(subject, ahead, origin, value, name=name)
    return Number(
        text=f"{figure(100 * value, decimals=1, taal=subject.taal)}%",
        value=found.value,
        source=found.source,
        year=found.year,
        level=found.level,
        indicator=found.indicator,
        unit=found.unit,
    )
