"""What is missing, how it was computed, and what the report is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.facts.language import Bilingual
from veerkracht.facts.tables import REASON_WORDS, Reason
from veerkracht.report.document import (
    Bullets,
    Callout,
    CalloutKind,
    Cell,
    Column,
    Number,
    Section,
    Strong,
    Table,
    bullets,
    figures_column,
    paragraph,
)
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.quickscan.notes import absent_reason, method_notes
from veerkracht.report.wording import figure, in_sentence, level_word, listing
from veerkracht.signalering.kaart import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import Column as Values
    from veerkracht.report.document import Block, Run
    from veerkracht.report.quickscan.inputs import LevelFindings, Subject
    from veerkracht.signalering.kaart import Kaart


def missing_section(
    subject: Subject,
    findings: LevelFindings,
    *,
    kaarten: Sequence[Kaart | Unavailable],
    codes: Sequence[str],
    remarks: Sequence[str] = (),
) -> Section:
    """Return the chapter on what the data cannot say: maps that are not there, and the coverage of each figure."""
    absent = [kaart for kaart in kaarten if isinstance(kaart, Unavailable)]
    items: list[tuple[Run, ...]] = [
        (
            Strong(f"{subject.say('Kaart', 'Map')} {one.number}, {in_sentence(one.title.say(subject.taal))}. "),
            absent_reason(subject, one),
        )
        for one in absent
    ]
    unheld = [in_sentence(subject.called(code)) for code in codes if not _held(findings, code)]
    if unheld:
        word = level_word(findings.level, taal=subject.taal, count=1)
        items.append(
            (
                Strong(subject.say(f"Geen enkel cijfer per {word}: ", f"No figure at all by {word}: ")),
                f"{listing(unheld, taal=subject.taal, most=20)}.",
            )
        )
    items += [(remark,) for remark in remarks]
    callout = [Callout(kind=CalloutKind.MISSING, blocks=(Bullets(tuple(items)),))] if items else []
    blocks: list[Block | Section] = [*callout, coverage_table(subject, findings, codes=codes)]
    heading = subject.say("Wat ontbreekt er?", "What is missing?")
    return Section(heading=heading, blocks=tuple(blocks), anchor="ontbreekt", new_page=True)


def coverage_table(subject: Subject, findings: LevelFindings, *, codes: Sequence[str]) -> Table:
    """Return for each figure its latest period, for how many areas it is known, and why not for the others."""
    total = len(findings.areas)
    rows: list[tuple[Cell, ...]] = []
    for code in codes:
        name, held = subject.called(code), _held(findings, code)
        if not held:
            continue
        column = findings.table.column(code, held[-1])
        known = int(column.present.sum())
        share = Number(
            text=subject.say(f"{known} van {total}", f"{known} of {total}"),
            value=known,
            source=short_source(column.provenance),
            year=str(held[-1]),
            level=findings.level.value,
            indicator=code,
            unit=level_word(findings.level, taal=subject.taal),
        )
        rows.append((name, _years(held), share, _marks(subject, column)))
    return Table(
        caption=subject.say(
            f"Welke cijfers hebben we over de {level_word(findings.level, taal='nl')}?",
            f"Which figures do we have on the {level_word(findings.level, taal='en')}?",
        ),
        columns=(
            Column(heading=subject.say("Cijfer", "Figure"), share=3),
            Column(heading=subject.say("Jaren", "Years"), share=2),
            figures_column(subject.say("Bekend", "Known")),
            Column(heading=subject.say("Bron en opmerking", "Source and remark"), share=4),
        ),
        rows=tuple(rows),
        source=subject.say("eigen telling in de ingelezen gegevens", "own count in the data that were loaded"),
        note=subject.say(
            "Geheim is niet nul: bij weinig bewoners of woningen publiceert de bron geen cijfer.",
            "Withheld is not zero: with few residents or dwellings the source publishes no figure.",
        ),
    )


def _held(findings: LevelFindings, code: str) -> tuple[Period, ...]:
    return findings.table.periods_of(code) if code in findings.table else ()


def _years(periods: Sequence[object]) -> str:
    texts = [str(period) for period in periods]
    return ", ".join(texts) if len(texts) <= 4 else f"{texts[0]} … {texts[-1]} ({len(texts)}x)"


def _marks(subject: Subject, column: Values) -> str:
    """Return the source with what a reader must know of it: modelled, provisional, withheld."""
    parts = [short_source(column.provenance)]
    if any(source.modelled for source in column.provenance):
        parts.append(subject.say("schatting van een model", "estimate of a model"))
    if any(source.provisional for source in column.provenance):
        parts.append(subject.say("voorlopig", "provisional"))
    for reason in (Reason.SUPPRESSED, Reason.NOT_COMPARABLE):
        count = int((column.reasons == reason).sum())
        if count:
            short = REASON_WORDS[reason].say(subject.taal).split(":")[0]
            parts.append(f"{count} {short}")
    return "; ".join(parts)


def method_section(subject: Subject, *, kaarten: Sequence[Kaart | Unavailable]) -> Section:
    """Return how it was computed, in plain words, with every choice that can be argued about."""
    not_aedes = Callout(
        kind=CalloutKind.METHOD,
        title=subject.say("Dit zijn niet de veerkrachtkaarten van Aedes", "These are not the Aedes maps"),
        blocks=(paragraph(_NOT_AEDES.say(subject.taal)),),
    )
    blocks: list[Block | Section] = [not_aedes, bullets(*_steps(subject)), *_measured(subject, _used(kaarten))]
    notes = method_notes(subject, kaarten)
    if notes:
        blocks += [
            paragraph(Strong(subject.say("Grenzen en jaren per kaart", "Thresholds and years for each map"))),
            bullets(*notes),
        ]
    return Section(
        heading=subject.say("Zo is het berekend", "How it was computed"),
        blocks=tuple(blocks),
        anchor="methode",
        new_page=True,
    )


def _measured(subject: Subject, codes: Sequence[str]) -> list[Block]:
    """Return what each figure on the maps measures, under the name that the report uses."""
    items = [
        (Strong(f"{subject.called(code)}. "), subject.catalogue[code].explanation.say(subject.taal))
        for code in codes
        if subject.catalogue[code].explanation.say(subject.taal)
    ]
    if not items:
        return []
    return [paragraph(Strong(subject.say("Wat de cijfers meten", "What the figures measure"))), bullets(*items)]


_NOT_AEDES = Bilingual(
    "De veerkrachtkaarten van Aedes gebruiken gegevens die niet openbaar zijn, en hun grenzen en formule zijn niet "
    "gepubliceerd. Onze kaarten gebruiken alleen open cijfers. Iedereen kan ze narekenen. De uitkomst kan dus "
    "anders zijn.",
    "The veerkrachtkaarten of Aedes use data that are not open, and their borders and formula are not published. "
    "Our maps use open figures only. Anyone can check them. The result can differ.",
)


def _steps(subject: Subject) -> tuple[str, ...]:
    """Return the steps from figure to class, with the thresholds in use."""
    choices, taal = subject.choices, subject.taal
    least = round(100 * choices.least_probability)
    change = figure(choices.least_change, decimals=1, taal=taal)
    return (
        subject.say(
            "Een verandering van jaar op jaar is vaak toeval. Daarom schatten we eerst hoe groot dat toeval is, "
            "uit hoe "
            "vaak een verandering in de volgende meting weer verdwijnt. Wat overblijft noemen we ontwikkeling, "
            "met een marge.",
            "A change from year to year is often chance. So we first estimate how large that chance is, from how "
            "often a "
            "change disappears in the next measurement. What is left we call development, with a margin.",
        ),
        subject.say(
            f"Een klasse krijgt een naam als de kans minstens {least}% is. Anders staat er: geen duidelijke "
            "ontwikkeling.",
            f"A class gets a name if its chance is at least {least}%. Otherwise it says: no clear development.",
        ),
        subject.say(
            f"Een verandering telt pas als die groter is dan {change} keer het verschil dat tussen gebieden gewoon is.",
            f"A change counts only if it is larger than {change} times the usual difference between areas.",
        ),
        subject.say(
            "Een interval bevat de echte waarde in 90 van de 100 gevallen, als de aannames kloppen.",
            "An interval holds the true value in 90 of 100 cases, if the assumptions are right.",
        ),
        subject.say(
            "De kaarten laten zien wat samengaat, niet waardoor het komt.",
            "The maps show what goes together, not what causes it.",
        ),
    )


def _used(kaarten: Sequence[Kaart | Unavailable]) -> tuple[str, ...]:
    """Return the codes of the figures on the maps, in order and once each."""
    codes = [code for kaart in kaarten if not isinstance(kaart, Unavailable) for code in kaart.indicators]
    return tuple(dict.fromkeys(codes))
