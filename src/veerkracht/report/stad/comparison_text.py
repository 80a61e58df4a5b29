"""Results of a city beside each other as a table of text, and as rows for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.answer_text import light_word, with_light
from veerkracht.report.stad.comparison import QUANTITIES
from veerkracht.report.stad.lived_text import SCALES
from veerkracht.report.stad.wording import band, change, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.comparison import AreaCells, AreaRow, CityRow, Comparison

SHOWN: Final = 12
"""Areas in the table unless some are asked for: what fits on a screen. Our choice."""

_OPENING = Bilingual(
    "{gemeente}, van {start} tot en met {last}: {runs} doorrekeningen met toeval {seed}, elk naast 'zoals nu'.",
    "{gemeente}, from {start} to {last}: {runs} runs with chance {seed}, each beside 'as today'.",
)
_WORLDS = Bilingual(
    "Let op: de scenario's gaan uit van een andere groei of instroom ({each}). Elk staat naast 'zoals nu' met de eigen "
    "groei; een verschil tussen scenario's komt dus niet alleen door het beleid.",
    "Note: the scenarios assume another growth or arrival ({each}). Each stands beside 'as today' with its own growth, "
    "so a difference between scenarios is not due to policy alone.",
)
_READING = Bilingual(
    "Een verandering is door het beleid, met tussen haakjes de marge van 90%. Klasse: de kans dat het gebied door het "
    "beleid in een slechtere klasse van veerkracht eindigt.",
    "A change is because of the policy, with the band of 90% between brackets. Class: the chance that the area ends in "
    "a worse class of veerkracht because of the policy.",
)
_MORE = Bilingual(
    "Nog {count} gebieden met kleinere veranderingen: --area CODE toont er een, --csv of --json geeft ze alle.",
    "Another {count} areas with smaller changes: --area CODE shows one, --csv or --json gives all.",
)
_COLUMNS = (
    Bilingual("gebied", "area"),
    Bilingual("", ""),
    Bilingual("vragers nu", "vragers now"),
    Bilingual("erbij (procentpunt)", "change (points)"),
    Bilingual("overlast", "nuisance"),
    Bilingual("veerkracht nu", "veerkracht now"),
    Bilingual("erbij (van 100)", "change (of 100)"),
    Bilingual("klasse", "class"),
)
_CITY = Bilingual("hele stad, door het beleid", "whole city, because of the policy")
_CONTRACT = Bilingual("Afspraken", "Contract")
_LEDGER = Bilingual("Huishoudboek sluit", "Ledger closes")
_YES, _NO = Bilingual("ja", "yes"), Bilingual("NEE", "NO")


def comparison_lines(comparison: Comparison, *, taal: Taal, codes: Sequence[str] = ()) -> Iterator[str]:
    """Yield the comparison line by line.

    Args:
        comparison: the results.
        taal: the language.
        codes: of the areas to show; those with the largest changes if empty.
    """
    yield _OPENING.say(taal).format(
        gemeente=comparison.gemeente,
        start=comparison.start,
        last=comparison.last,
        runs=comparison.runs,
        seed=comparison.seed,
    )
    yield from (f"  {row.letter}: {row.title} ({row.folder})" for row in comparison.results)
    if len({(row.growth, row.arrivals) for row in comparison.results}) > 1:
        each = "; ".join(
            f"{row.letter}: {number(row.growth, taal=taal, digits=1, factor=100)}%, "
            f"{number(row.arrivals, taal=taal, digits=2)}"
            for row in comparison.results
        )
        yield _WORLDS.say(taal).format(each=each)
    yield _READING.say(taal)
    yield ""
    areas = _chosen(comparison.areas, codes)
    yield from _aligned([tuple(one.say(taal) for one in _COLUMNS), *_area_rows(comparison, areas, taal=taal)])
    if not codes and len(areas) < len(comparison.areas):
        yield _MORE.say(taal).format(count=len(comparison.areas) - len(areas))
    yield ""
    yield from _aligned([(_CITY.say(taal), *(row.letter for row in comparison.results)), *_city(comparison, taal=taal)])
    yield ""
    for row in comparison.results:
        yield f"{row.letter}: {with_light(row.light, row.reason, taal=taal)}"
    yield comparison.statement.say(taal)


CSV_COLUMNS: Final = (
    "result",
    "folder",
    "code",
    "name",
    "quantity",
    "start",
    "baseline",
    "policy",
    "change",
    "change_low",
    "change_high",
    "chance_worse",
    "chance_worse_class",
)


def csv_rows(comparison: Comparison, *, taal: Taal, codes: Sequence[str] = ()) -> list[tuple[str | float | None, ...]]:
    """Return rows for a spreadsheet under `CSV_COLUMNS`: one a result, area and quantity, in the units of the JSON.

    Rows of the whole city have no code, and the key of the quantity as in the JSON.
    """
    rows: list[tuple[str | float | None, ...]] = []
    for place, result in enumerate(comparison.results):
        label = (result.letter, result.folder)
        for area in comparison.areas:
            if codes and area.code not in codes:
                continue
            rows += [(*label, area.code, area.name, *_csv_cells(area.results[place], name)) for name in QUANTITIES]
        for row in comparison.city:
            one = row.results[place]
            told = (one.middle, one.low, one.high) if row.is_change else (None, None, None)
            policy = None if row.is_change else one.middle
            rows.append((*label, "", row.name.say(taal), row.key, None, None, policy, *told, None, None))
    return rows


def _csv_cells(cells: AreaCells, name: str) -> tuple[str | float | None, ...]:
    pair = {"vragers": cells.vragers, "nuisance": cells.nuisance, "score": cells.score}[name]
    change_ = pair.change
    chances = (cells.worse.share, cells.falls_by_policy.share) if name == "score" else (None, None)
    middles = (pair.start.middle, pair.baseline.middle, pair.policy.middle)
    return (name, *middles, change_.middle, change_.low, change_.high, *chances)


def _chosen(areas: Sequence[AreaRow], codes: Sequence[str]) -> list[AreaRow]:
    if codes:
        return [area for area in areas if area.code in codes]
    order = sorted(areas, key=lambda area: (-_size(area), area.code))
    return order[:SHOWN]


def _size(area: AreaRow) -> float:
    """Return the largest change of the score of any result; 0 where none is known."""
    return max((abs(one.score.change.middle) for one in area.results if one.score.change.is_known), default=0.0)


def _area_rows(comparison: Comparison, areas: Sequence[AreaRow], *, taal: Taal) -> Iterator[tuple[str, ...]]:
    for area in areas:
        for place, result in enumerate(comparison.results):
            cells = area.results[place]
            yield (
                area.name if not place else "",
                result.letter if len(comparison.results) > 1 else "",
                number(cells.vragers.start.middle, taal=taal, digits=1, factor=100),
                *(_moved(cells, name, taal=taal) for name in ("vragers", "nuisance")),
                number(cells.score.start.middle, taal=taal, digits=1, factor=100),
                _moved(cells, "score", taal=taal),
                percent(cells.falls_by_policy, taal=taal),
            )


def _moved(cells: AreaCells, name: str, *, taal: Taal) -> str:
    factor, digits = SCALES[name]
    pair = {"vragers": cells.vragers, "nuisance": cells.nuisance, "score": cells.score}[name]
    return change(pair.change, taal=taal, digits=digits, factor=factor)


def _city(comparison: Comparison, *, taal: Taal) -> Iterator[tuple[str, ...]]:
    yield (_CONTRACT.say(taal), *(light_word(row.light, taal=taal) for row in comparison.results))
    yield (_LEDGER.say(taal), *((_YES if row.adds_up else _NO).say(taal) for row in comparison.results))
    for row in comparison.city:
        unit = f" ({row.unit.say(taal)})" if row.unit.say(taal) else ""
        yield (row.name.say(taal) + unit, *_city_cells(row, taal=taal))


def _city_cells(row: CityRow, *, taal: Taal) -> Iterator[str]:
    say = change if row.is_change else band
    return (say(one, taal=taal, digits=row.digits, factor=row.factor) for one in row.results)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Yield rows with their cells below each other; a column that is empty everywhere is left out."""
    used = [at for at in range(len(rows[0])) if any(row[at] for row in rows)]
    widths = {at: max(len(row[at]) for row in rows) for at in used}
    for row in rows:
        yield "  ".join(row[at].ljust(widths[at]) for at in used).rstrip()
