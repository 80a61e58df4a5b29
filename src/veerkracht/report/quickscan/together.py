"""Do the areas with most problems lie together, and do households with little to spend live apart?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.report import palette
from veerkracht.report.document import (
    Block,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Figure,
    Number,
    Section,
    Table,
    figures_column,
    in_pairs,
    lead,
    paragraph,
)
from veerkracht.report.figures import DotSpec, MapClass, MapSpec, Mark
from veerkracht.report.palette import Pattern as Drawing
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.naming import named
from veerkracht.report.wording import figure, in_sentence, level_word, listing, sentence, short_names
from veerkracht.signalering.spatial.clusters import Cluster

if TYPE_CHECKING:
    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.report.quickscan.inputs import Subject
    from veerkracht.signalering.spatial.moran import Moran
    from veerkracht.signalering.spatial.pattern import Apartness, Pattern

# The middle is that of the other maps: nothing can be said.
_SHADES = (*palette.two_way(5)[:2], palette.GEEN_DUIDELIJKE_ONTWIKKELING, *palette.two_way(5)[3:])
_KINDS = {
    Cluster.HIGH_HIGH: ("veel overlast, de buren ook", "much nuisance, so have neighbours", 0, Drawing.HATCH),
    Cluster.LOW_LOW: ("weinig overlast, de buren ook", "little nuisance, so have neighbours", 4, Drawing.NONE),
    Cluster.HIGH_LOW: ("veel overlast, de buren weinig", "much nuisance, neighbours little", 1, Drawing.DOTS),
    Cluster.LOW_HIGH: ("weinig overlast, de buren veel", "little nuisance, neighbours much", 3, Drawing.DOTS),
    Cluster.UNCLEAR: ("niet te onderscheiden van toeval", "cannot be told from chance", 2, Drawing.NONE),
}
_MOST_NAMES = 24


def together_section(
    subject: Subject, pattern: Pattern | None, apartness: Apartness | None, *, boundaries: Boundaries | None
) -> Section | None:
    """Return the page on how problems and residents are spread over the gemeente; None if the data say nothing.

    Args:
        subject: the gemeente.
        pattern: of the map of overlast en onveiligheid.
        apartness: of households with little to spend.
        boundaries: polygons of the areas of the pattern.
    """
    if pattern is None:
        return _apart(subject, apartness) if apartness is not None else None
    drawn = [_chance_figure(subject, pattern)]
    if boundaries is not None:
        drawn.insert(0, _map_figure(subject, pattern, boundaries=boundaries))
    blocks: list[Block | Section] = [lead(_answer(subject, pattern)), *in_pairs(drawn), _how(subject, pattern)]
    if apartness is not None:
        blocks.append(_apart(subject, apartness))
    several = level_word(pattern.kaart.level, taal=subject.taal)
    heading = subject.say(
        f"Liggen de {several} met de meeste overlast bij elkaar?",
        f"Do the {several} with most nuisance lie together?",
    )
    return Section(heading=heading, blocks=tuple(blocks), anchor="samenhang")


def _count(pattern: Pattern, kind: Cluster) -> int:
    return int((pattern.kinds == kind).sum())


def _answer(subject: Subject, pattern: Pattern) -> str:
    """Return whether alike lies beside alike, and how many areas stand out with their neighbours."""
    level = pattern.kaart.level
    total = int(pattern.known.sum())
    high, low = _count(pattern, Cluster.HIGH_HIGH), _count(pattern, Cluster.LOW_LOW)
    nl, en = (level_word(level, taal=taal, count=total) for taal in ("nl", "en"))
    if not pattern.is_together:
        return subject.say(
            f"Dat kunnen we niet zeggen. Hoe de overlast over de {total} {nl} met een cijfer ligt, kan toeval zijn.",
            f"We cannot say. How nuisance lies over the {total} {en} with a figure can be chance.",
        )
    return subject.say(
        f"Ja, meer dan toeval kan verklaren. {high or 'Geen'} van de {total} {nl} met een cijfer "
        f"{'heeft' if high <= 1 else 'hebben'} veel overlast én buren met veel overlast; {low or 'geen'} "
        f"{'heeft' if low <= 1 else 'hebben'} weinig, net als de buren.",
        f"Yes, more than chance explains. {high or 'None'} of the {total} {en} with a figure "
        f"{'has' if high == 1 else 'have'} much nuisance and neighbours with much nuisance; {low or 'none'} "
        f"{'has' if low == 1 else 'have'} little, like the neighbours.",
    )


def _map_figure(subject: Subject, pattern: Pattern, *, boundaries: Boundaries) -> Figure:
    kinds = pattern.kinds
    shown = [kind for kind in _KINDS if kind in {Cluster.HIGH_HIGH, Cluster.LOW_LOW, Cluster.UNCLEAR} or kind in kinds]
    place = np.array([shown.index(Cluster(kind)) if kind >= 0 else -1 for kind in kinds], dtype=np.int64)
    classes = tuple(
        MapClass(
            code=kind.name.lower(),
            label=subject.say(_KINDS[kind][0], _KINDS[kind][1]),
            fill=_SHADES[_KINDS[kind][2]],
            pattern=_KINDS[kind][3],
        )
        for kind in shown
    )
    said = "; ".join(f"{one.label}: {int((place == at).sum())}" for at, one in enumerate(classes))
    several = level_word(pattern.kaart.level, taal=subject.taal)
    return Figure(
        question=subject.say("Waar lijken buren op elkaar?", "Where are neighbours alike?"),
        answer=subject.say(
            "Gekleurd is wat meer is dan toeval.",
            "Coloured is what is more than chance.",
        ),
        alt=sentence(
            subject.say(
                f"Kaart van {len(kinds)} {several} van {subject.here}: {said}",
                f"Map of {len(kinds)} {several} of {subject.here}: {said}",
            )
        ),
        picture=MapSpec(
            boundaries=boundaries,
            classes=classes,
            class_of=place,
            legend="",
            missing_label=subject.say("geen cijfer", "no figure"),
            district_names=dict(zip(subject.wijk_names, short_names(tuple(subject.wijk_names.values())), strict=True)),
        ),
        table=_table(subject, pattern, shown=shown),
        source=f"{short_source(pattern.kaart.provenance)}; {pattern.kaart.period}",
        anchor="kaart-samenhang",
    )


def _table(subject: Subject, pattern: Pattern, *, shown: list[Cluster]) -> Table:
    """Return how many areas lie in each way among their neighbours, and which they are."""
    names = named(pattern.kaart.areas).names
    rows: list[tuple[Cell, ...]] = []
    for kind in shown:
        members = [names[at] for at in np.flatnonzero(pattern.kinds == kind)]
        # Who cannot be told from chance is not named: that would be a list of nothing.
        said = "" if kind is Cluster.UNCLEAR else listing(members, taal=subject.taal, most=_MOST_NAMES)
        label = subject.say(_KINDS[kind][0], _KINDS[kind][1])
        number = Number(
            text=str(len(members)),
            value=len(members),
            source=short_source(pattern.kaart.provenance),
            year=pattern.kaart.period,
            level=pattern.kaart.level.value,
            indicator=pattern.kaart.indicators[0],
            unit=level_word(pattern.kaart.level, taal=subject.taal),
        )
        rows.append((label, number, said or "–"))
    several = level_word(pattern.kaart.level, taal=subject.taal)
    return Table(
        caption=subject.say(f"De {several} en hun buren", f"The {several} and their neighbours"),
        columns=(
            Column(heading=subject.say("Overlast", "Nuisance"), share=3),
            figures_column(subject.say("Aantal", "Number")),
            Column(heading=subject.say("Welke", "Which"), share=6),
        ),
        rows=tuple(rows),
        source=f"{short_source(pattern.kaart.provenance)}; {pattern.kaart.period}",
        anchor="tabel-samenhang",
    )


def _chance_figure(subject: Subject, pattern: Pattern) -> Figure:
    """Return Moran's I beside what chance would give."""
    found = pattern.whole
    texts = _moran_texts(subject, found)
    here, chance = subject.say("deze kaart", "this map"), subject.say("bij toeval", "by chance")
    return Figure(
        question=subject.say("Is dat meer dan toeval?", "Is that more than chance?"),
        answer=subject.say(
            f"De samenhang (Moran's I) is {texts[0]}; bij toeval in 95% van de gevallen {texts[1]} tot {texts[2]}.",
            f"Moran's I is {texts[0]}; by chance it is {texts[1]} to {texts[2]} in 95% of cases.",
        ),
        alt=subject.say(
            f"Stip voor deze kaart op {texts[0]} en een streep voor toeval van {texts[1]} tot {texts[2]}.",
            f"Dot for this map at {texts[0]} and a line for chance from {texts[1]} to {texts[2]}.",
        ),
        picture=DotSpec(
            marks=(
                Mark(label=here, value=found.value, text=texts[0], emphasis=True),
                Mark(label=chance, value=found.expected, low=found.low, high=found.high, text=texts[3]),
            ),
            unit=subject.say("Moran's I (1: buren zijn gelijk)", "Moran's I (1: neighbours are equal)"),
            decimals=1,
        ),
        table=Table(
            caption=subject.say("Samenhang tussen buren", "Likeness of neighbours"),
            columns=(
                Column(heading=subject.say("Wat", "What"), share=2),
                figures_column("Moran's I"),
                figures_column(subject.say("van", "from")),
                figures_column(subject.say("tot", "to")),
            ),
            rows=((here, texts[0], "–", "–"), (chance, texts[3], texts[1], texts[2])),
            source=f"{short_source(pattern.kaart.provenance)}; {pattern.kaart.period}",
            anchor="tabel-moran",
        ),
        source=f"{short_source(pattern.kaart.provenance)}; {pattern.kaart.period}",
        anchor="figuur-moran",
    )


def _moran_texts(subject: Subject, found: Moran) -> tuple[str, str, str, str]:
    value, low, high, expected = (
        figure(number, decimals=2, taal=subject.taal) for number in (found.value, found.low, found.high, found.expected)
    )
    return value, low, high, expected


def _apart(subject: Subject, apartness: Apartness) -> Section:
    """Return in one sentence how far households with little to spend live apart."""
    found = apartness.found
    value, low, high, chance = (
        figure(100.0 * number, decimals=1, taal=subject.taal)
        for number in (found.value, found.low, found.high, found.by_chance)
    )
    name = in_sentence(subject.called(apartness.code))
    said = subject.say(
        f"Om gelijk verdeeld te zijn over {apartness.areas} van de {apartness.of} gebieden zou {value}% van de "
        f"huishoudens met een laag inkomen ({name}, {apartness.period}) moeten verhuizen. Dat is de index van "
        f"dissimilariteit, met een 90%-bereik van {low}% tot {high}%. Wat toeval in kleine gebieden toevoegt, is er al "
        f"af; zonder verschil tussen gebieden zou toeval alleen {chance}% geven.",
        f"To be spread evenly over {apartness.areas} of the {apartness.of} areas {value}% of the households with a low "
        f"income ({name}, {apartness.period}) would have to move. That is the index of dissimilarity, with a 90% range "
        f"from {low}% to {high}%. What chance adds in small areas has been taken off; without any difference between "
        f"areas chance alone would give {chance}%.",
    )
    source = subject.say(
        f" Bron: {short_source(apartness.provenance)}.", f" Source: {short_source(apartness.provenance)}."
    )
    heading = subject.say("Wonen lage inkomens apart?", "Do low incomes live apart?")
    return Section(heading=heading, blocks=(paragraph(said + source),), anchor="apart")


def _how(subject: Subject, pattern: Pattern) -> Callout:
    clean = (
        subject.say(
            "De cijfers zijn eerst ontdaan van toeval, meer naarmate een gebied kleiner is.",
            "Chance was taken out of the figures first, the more so in small areas.",
        )
        if pattern.is_steady
        else subject.say(
            "Van deze cijfers kennen we het toeval niet; het zit er nog in.",
            "How much chance there is in these figures is not known; it is still in them.",
        )
    )
    rest = subject.say(
        "Dan vergelijken we elk gebied en zijn buren met 9.999 keer toeval. Van de gekleurde gebieden is gemiddeld "
        "hoogstens 1 op de 20 toeval. Waarom buren op elkaar lijken, zegt deze kaart niet.",
        "Then we compare every area and its neighbours with chance, 9,999 times. Of the coloured areas at most 1 in 20 "
        "is chance, on average. Why neighbours are alike this map does not say.",
    )
    return Callout(kind=CalloutKind.METHOD, blocks=(paragraph(f"{clean} {rest}"),))
