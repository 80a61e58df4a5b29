"""What is expected of one area: how sure, what goes with it, and which next figure would change our mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from veerkracht.facts.indicators import Better, Kind
from veerkracht.facts.language import Bilingual
from veerkracht.report.document import Block, Column, Figure, Strong, Table, figures_column, paragraph
from veerkracht.report.path_figure import Fan, PathSpec
from veerkracht.report.quickscan.legends import outlook_fill
from veerkracht.report.quickscan.outlook import (
    behind_value,
    chance_number,
    expected_number,
    forecast_decimals,
    forecast_source,
    last_number,
)
from veerkracht.report.wording import figure, in_sentence, listing, plain_text
from veerkracht.signalering.verwachting.outcome import Outlook

if TYPE_CHECKING:
    from veerkracht.facts.indicators import Indicator
    from veerkracht.facts.provenance import Provenance
    from veerkracht.report.document import Cell, Run
    from veerkracht.report.quickscan.inputs import Ahead, Subject
    from veerkracht.signalering.verwachting.per_area import AreaForecasts

# Half the width of a 90% interval in standard errors.
_REACH = 1.6449
# A theme is named when it makes up at least this part of everything that pushes; more would be a list, not a reason.
_NAMED_FROM = 0.15
_MOST = 3

THEMES = {
    "niveau": Bilingual("hoe hoog het cijfer hier al jaren is", "how high the figure has been here for years"),
    "gemeente": Bilingual("hoe het in de rest van de gemeente gaat", "how the rest of the municipality fares"),
    "omvang": Bilingual("de omvang van het gebied", "the size of the area"),
    "bewoners": Bilingual("hoeveel bewoners minder zelfredzaam zijn", "how many residents have low self-reliance"),
    "inkomen": Bilingual("de inkomens", "incomes"),
    "wonen": Bilingual("de woningen", "the dwellings"),
    "omgeving": Bilingual("hoe stedelijk het is", "how urban it is"),
    "gemeenschappelijk": Bilingual("wat in het hele land gebeurt", "what happens in the whole country"),
    "overig": Bilingual("overige kenmerken", "other features"),
    "leeftijd": Bilingual("de leeftijd van bewoners", "the age of residents"),
}
_COURSE = "verloop"
_HIGH = Bilingual(
    "een laatste cijfer dat hoger was dan gewoon voor dit gebied, wat vaak toeval is en weer zakt",
    "a last figure that was higher than usual for this area, which is often chance and falls again",
)
_LOW = Bilingual(
    "een laatste cijfer dat lager was dan gewoon voor dit gebied, wat vaak toeval is en weer stijgt",
    "a last figure that was lower than usual for this area, which is often chance and rises again",
)


def outlook_blocks(
    subject: Subject,
    code: str,
    *,
    name: str,
    ahead: Ahead,
    share: Ahead | None = None,
) -> list[Block]:
    """Return the outlook of one area: chances, reasons, what would change our mind, and the path as a figure.

    Args:
        subject: the gemeente.
        code: of an area that was forecast.
        name: of the area.
        ahead: the forecast of problems.
        share: the forecast of the share of residents with low self-reliance, if there is one.
    """
    found, sources = ahead.found, ahead.sources
    row = found.row(code)
    if row is None or not np.isfinite(found.expected[row]):
        return []
    decimals = forecast_decimals(found)
    told: list[Run] = [Strong(subject.say("Vooruitblik: ", "Outlook: "))]
    told += _chances(subject, found, row, sources=sources, decimals=decimals)
    told += _share(subject, code, share)
    blocks: list[Block] = [paragraph(*told)]
    why = reasons(subject, found, row)
    if why:
        blocks.append(paragraph(Strong(subject.say("Waar hangt dat mee samen? ", "What goes with that? ")), why))
    head = Strong(subject.say("Wat zou ons van mening doen veranderen? ", "What would change our mind? "))
    blocks.append(paragraph(head, turning_point(subject, found, row, decimals=decimals)))
    blocks.append(path_figure(subject, found, row, name=name, sources=sources, decimals=decimals))
    return blocks


def _chances(
    subject: Subject, found: AreaForecasts, row: int, *, sources: tuple[Provenance, ...], decimals: int
) -> list[Run]:
    """Return how likely growth is, whether that is enough to say something, and the expected figure."""
    grows = chance_number(subject, found, row, found.p_worse, sources=sources)
    unit = behind_value(subject, found.indicator)
    low, high = (figure(float(v[row]), decimals=decimals, taal=subject.taal) for v in (found.low80, found.high80))
    name = in_sentence(subject.called(found.indicator))
    return [
        subject.say(
            f"de kans dat de problemen in {found.target} groter zijn dan bij de laatste meting is ",
            f"the chance that problems in {found.target} are greater than at the last measurement is ",
        ),
        grows,
        *_strong(subject, found, row, sources=sources),
        f"{_verdict(subject, found, row)} ",
        subject.say(f"Het cijfer ({name}) was ", f"The figure ({name}) was "),
        last_number(subject, found, row, sources=sources, decimals=decimals),
        subject.say(f"{unit}; we verwachten ", f"{unit}; we expect "),
        expected_number(subject, found, row, sources=sources, decimals=decimals),
        subject.say(f"{unit} (80% kans tussen {low} en {high}).", f"{unit} (80% chance between {low} and {high})."),
    ]


def _strong(subject: Subject, found: AreaForecasts, row: int, *, sources: tuple[Provenance, ...]) -> list[Run]:
    """Return the chance of strong growth beside what is usual, where the tests allow to name it."""
    if not found.trusted:
        return [". "]
    ends = (float(found.p_worst10_low[row]), float(found.p_worst10_high[row]))
    return [
        subject.say(", de kans op sterke groei ", ", the chance of strong growth "),
        chance_number(subject, found, row, found.p_worst10, sources=sources, ends=ends),
        subject.say(" (gewoon is 10%). ", " (usual is 10%). "),
    ]


def _verdict(subject: Subject, found: AreaForecasts, row: int) -> str:
    """Return what these chances are worth, in one sentence."""
    if found.says_nothing:
        return subject.say(
            "In toetsen was deze voorspelling niet beter dan eenvoudig gokken: bouw er niet op.",
            "In tests this forecast was no better than a simple guess: do not build on it.",
        )
    return {
        Outlook.GROWS: subject.say("Dat is genoeg voor een waarschuwing.", "That is enough for a warning."),
        Outlook.AT_RISK: subject.say("Dat is een reden om goed te kijken.", "That is a reason to look closely."),
        Outlook.IMPROVES: subject.say("Het gaat waarschijnlijk beter.", "Things will probably get better."),
    }.get(
        Outlook(str(found.outlook[row])),
        subject.say("Dat is te weinig om iets te zeggen.", "That is too little to say anything."),
    )


def _share(subject: Subject, code: str, ahead: Ahead | None) -> list[Run]:
    """Return what is expected of the share of residents with low self-reliance, in one sentence."""
    if ahead is None:
        return []
    share, sources = ahead.found, ahead.sources
    row = share.row(code)
    if row is None or not np.isfinite(share.expected[row] + share.last[row]):
        return []
    decimals = forecast_decimals(share)
    low, high = (figure(float(v[row]), decimals=decimals, taal=subject.taal) for v in (share.low80, share.high80))
    unit, name = behind_value(subject, share.indicator), subject.called(share.indicator)
    return [
        subject.say(f" {name}: nu ", f" {name}: now "),
        last_number(subject, share, row, sources=sources, decimals=decimals),
        subject.say(f"{unit}, verwacht in {share.target} ", f"{unit}, expected in {share.target} "),
        expected_number(subject, share, row, sources=sources, decimals=decimals),
        subject.say(f"{unit} ({low} tot {high}).", f"{unit} ({low} to {high})."),
    ]


def reasons(subject: Subject, found: AreaForecasts, row: int) -> str:
    """Return which themes push the expected figure up or down, most first; empty if none does.

    What goes together need not cause: the sentence says so.
    """
    pushes = {theme: float(values[row]) for theme, values in found.contributions.items() if np.isfinite(values[row])}
    total = sum(abs(one) for one in pushes.values())
    if total <= 0:
        return ""
    ranked = sorted(pushes.items(), key=lambda one: -abs(one[1]))
    named = [(theme, push) for theme, push in ranked if abs(push) >= _NAMED_FROM * total][:_MOST]
    parts: dict[bool, list[str]] = {True: [], False: []}
    for theme, push in named:
        parts[push > 0].append(f"{_theme(theme, push=push).say(subject.taal)} ({_size(subject, found, push)})")
    heads = {
        True: subject.say("een hoger cijfer met ", "a higher figure with "),
        False: subject.say("een lager cijfer met ", "a lower figure with "),
    }
    first = named[0][1] > 0
    said = [f"{heads[up]}{listing(parts[up], taal=subject.taal)}" for up in (first, not first) if parts[up]]
    text = "; ".join(said)
    return subject.say(
        f"{text[:1].upper()}{text[1:]}. Of het een het ander veroorzaakt, weten we niet.",
        f"{text[:1].upper()}{text[1:]}. Whether one causes the other we do not know.",
    )


def _theme(theme: str, *, push: float) -> Bilingual:
    if theme == _COURSE:
        return _LOW if push > 0 else _HIGH
    return THEMES.get(theme, Bilingual(theme, theme))


def _size(subject: Subject, found: AreaForecasts, push: float) -> str:
    """Return how much a theme adds: per cent of the figure for a rate, else in its unit."""
    if found.is_relative:
        percent = 100 * float(np.expm1(push))
        text = f"{figure(abs(percent), decimals=0 if abs(percent) >= 1 else 1, taal=subject.taal)}%"
    else:
        unit = ""
        if subject.catalogue[found.indicator].kind is Kind.PERCENTAGE:
            unit = subject.say(" procentpunt", " percentage points")
        text = f"{figure(abs(push), decimals=max(forecast_decimals(found), 1), taal=subject.taal)}{unit}"
    return f"{'+' if push > 0 else '−'}{text}"


def turning_point(subject: Subject, found: AreaForecasts, row: int, *, decimals: int) -> str:
    """Return which next figure would make us say otherwise, from the last figure and the ends of the 80% interval.

    A warning says that the next figure is worse than the last: at the last figure it lapses. Where we cannot say which
    way things go, a figure outside the interval is more than chance would do.
    """
    taal, unit = subject.taal, behind_value(subject, found.indicator)
    last, low, high = (
        f"{figure(float(v[row]), decimals=decimals, taal=taal)}{unit}" for v in (found.last, found.low80, found.high80)
    )
    worse_end, better_end = (high, low) if found.worse_is_high else (low, high)
    beyond, within = ("hoger", "lager") if found.worse_is_high else ("lager", "hoger")
    beyond_en, within_en = ("higher", "lower") if found.worse_is_high else ("lower", "higher")
    when, outlook = found.target, Outlook(str(found.outlook[row]))
    if outlook in {Outlook.GROWS, Outlook.AT_RISK}:
        return subject.say(
            f"Als het cijfer in {when} {last} of {within} is, vervalt deze waarschuwing. Is het {beyond} dan "
            f"{worse_end}, dan gaat het harder achteruit dan we verwachten.",
            f"If the figure in {when} is {last} or {within_en}, this warning lapses. If it is {beyond_en} than "
            f"{worse_end}, things get worse faster than we expect.",
        )
    if outlook is Outlook.IMPROVES:
        return subject.say(
            f"Als het cijfer in {when} {last} of {beyond} is, klopt deze verwachting niet.",
            f"If the figure in {when} is {last} or {beyond_en}, this expectation was wrong.",
        )
    return subject.say(
        f"Is het cijfer in {when} {beyond} dan {worse_end}, dan gaat het hier echt slechter; is het {within} dan "
        f"{better_end}, dan echt beter. Alles daartussen kan toeval zijn.",
        f"If the figure in {when} is {beyond_en} than {worse_end}, things really get worse here; if it is {within_en} "
        f"than {better_end}, really better. Anything between can be chance.",
    )


def path_figure(
    subject: Subject, found: AreaForecasts, row: int, *, name: str, sources: tuple[Provenance, ...], decimals: int
) -> Figure:
    """Return the path of one area: what was measured, what lies beneath the chance, and what is expected."""
    called, taal = subject.called(found.indicator), subject.taal
    indicator = subject.catalogue[found.indicator]
    seen = tuple(
        (_x(p.year, p.month), float(v)) for p, v in zip(found.waves, found.seen[row], strict=True) if np.isfinite(v)
    )
    low, high = (figure(float(v[row]), decimals=decimals, taal=taal) for v in (found.low80, found.high80))
    expected = figure(float(found.expected[row]), decimals=decimals, taal=taal)
    last = figure(float(found.last[row]), decimals=decimals, taal=taal)
    worse = subject.say("lager is meer overlast", "lower is more nuisance") if indicator.better is Better.HIGH else ""
    unit = plain_text(indicator.unit.say(taal), taal=taal)
    return Figure(
        question=subject.say(f"{name}: welke kant gaat het op?", f"{name}: which way will it go?"),
        answer=subject.say(
            f"{called}: we verwachten {expected} in {found.target}, waarschijnlijk tussen {low} en {high}.",
            f"{called}: we expect {expected} in {found.target}, probably between {low} and {high}.",
        ),
        alt=subject.say(
            f"Grafiek van {len(seen)} metingen in {name} tot {found.waves[-1]}, de laatste {last}, en een waaier naar "
            f"{found.target} met het midden op {expected}.",
            f"Chart of {len(seen)} measurements in {name} until {found.waves[-1]}, the last {last}, and a fan to "
            f"{found.target} with its middle at {expected}.",
        ),
        picture=PathSpec(
            seen=seen,
            smooth=_smooth(found, row, indicator=indicator),
            fan=_fan(found, row),
            border=(float(found.last[row]), subject.say(f"laatste meting: {last}", f"last measured: {last}")),
            unit=f"{unit}; {worse}" if worse else unit,
            fill=outlook_fill(str(found.outlook[row])),
            seen_label=subject.say("gemeten", "measured"),
            smooth_label=subject.say("zonder toeval, 90% band", "without chance, 90% band"),
            fan_label=subject.say("verwacht, 80% en 90% band", "expected, 80% and 90% band"),
            decimals=decimals,
        ),
        table=_path_table(subject, found, row, name=name, sources=sources, decimals=decimals),
        source=f"{forecast_source(subject, sources)}; {found.waves[0]}-{found.target}",
        anchor=f"pad-{found.codes[row].lower()}",
    )


def _smooth(found: AreaForecasts, row: int, *, indicator: Indicator) -> tuple[tuple[float, float, float, float], ...]:
    """Return moment, level without chance and the ends of its 90% interval, within what the indicator can be."""
    return tuple(
        (
            _x(p.year, p.month),
            float(v),
            max(float(v - _REACH * e), indicator.low),
            min(float(v + _REACH * e), indicator.high),
        )
        for p, v, e in zip(found.waves, found.smooth[row], found.smooth_error[row], strict=True)
        if np.isfinite(v + e)
    )


def _x(year: int, month: int) -> float:
    return year + (month - 1) / 12


def _fan(found: AreaForecasts, row: int) -> Fan:
    """Return the fan, its ends in order even where rounding crossed them."""
    value = float(found.expected[row])
    low80, high80 = min(float(found.low80[row]), value), max(float(found.high80[row]), value)
    return Fan(
        x=_x(found.target.year, found.target.month),
        value=value,
        low80=low80,
        high80=high80,
        low90=min(float(found.low90[row]), low80),
        high90=max(float(found.high90[row]), high80),
    )


def _path_table(
    subject: Subject, found: AreaForecasts, row: int, *, name: str, sources: tuple[Provenance, ...], decimals: int
) -> Table:
    """Return the figures of the path: measured, without chance, expected."""
    taal = subject.taal

    def said(value: float) -> str:
        return figure(value, decimals=decimals, taal=taal) if np.isfinite(value) else "–"

    rows: list[tuple[Cell, ...]] = []
    for at, period in enumerate(found.waves):
        value, level, error = found.seen[row, at], found.smooth[row, at], found.smooth_error[row, at]
        band = f"{said(level - _REACH * error)} – {said(level + _REACH * error)}" if np.isfinite(level + error) else "–"
        rows.append((str(period), said(float(value)), said(float(level)), band))
    expected = expected_number(subject, found, row, sources=sources, decimals=decimals)
    wide = f"{said(float(found.low90[row]))} – {said(float(found.high90[row]))}"
    rows.append((subject.say(f"{found.target}, verwacht", f"{found.target}, expected"), "–", expected, wide))
    return Table(
        caption=subject.say(
            f"{name}: {in_sentence(subject.called(found.indicator))}, gemeten en verwacht",
            f"{name}: {in_sentence(subject.called(found.indicator))}, measured and expected",
        ),
        columns=(
            Column(heading=subject.say("Meting", "Measurement")),
            figures_column(subject.say("Gemeten", "Measured")),
            figures_column(subject.say("Zonder toeval", "Without chance")),
            figures_column(subject.say("90% kans tussen", "90% chance between")),
        ),
        rows=tuple(rows),
        source=forecast_source(subject, sources),
    )
