"""Reads a scenario from TOML. What stands in the text is used, or refused; nothing is passed over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeVar

from veerkracht.errors.scenario import (
    NegativeBudgetError,
    NegativeEffortError,
    ScenarioEncodingError,
    ScenarioFormatError,
    ScenarioSizeError,
    SeedError,
    YearRangeError,
)
from veerkracht.stad.households import Reliance, Segment
from veerkracht.stad.levers import CONVERSIONS
from veerkracht.stad.parameters_toml import read_distribution
from veerkracht.stad.scenario import (
    EFFORTS,
    FORMAT,
    MOST_YEARS,
    RELIANCE_NAMES,
    SEGMENT_NAMES,
    Actor,
    Budget,
    Conversion,
    Effort,
    Exogenous,
    Homes,
    Override,
    Priced,
    Quota,
    Scenario,
    Steer,
    Stock,
    Tolerances,
    UnitCost,
)
from veerkracht.stad.synthesis.institutions import FLOWS
from veerkracht.stad.toml_section import Section, header_lines, read_toml

if TYPE_CHECKING:
    from collections.abc import Iterable

DOCUMENT: Final = "Scenario"
MOST_BYTES: Final = 1_000_000  # a scenario of all 14,500 buurten of the country, one line each; larger is a mistake
_SHARES: Final = ("worse_chance", "concentration", "export", "urgent_share", "success_drop", "cheap_loss")
_ACTORS: Final = [actor.value for actor in Actor]
_BIG: Final = 1e12  # euro: more than the whole country
T = TypeVar("T")


def parse_scenario(raw: bytes | str) -> Scenario:
    """Return the scenario that a file holds.

    Whether it fits a city is a question for `check`.

    Raises:
        ScenarioSizeError, ScenarioEncodingError, ScenarioSyntaxError: if the file is too large, not UTF-8 or not TOML.
        ScenarioFormatError: if the format is one that this program does not know.
        ScenarioKeyError, ScenarioMissingKeyError: if a key means nothing, or is missing.
        SeedError, NegativeEffortError, NegativeBudgetError, ScenarioValueError: if a value cannot be.
        YearRangeError: if a year lies outside the run.
    """
    text = _decoded(raw)
    root = Section(read_toml(text, document=DOCUMENT), document=DOCUMENT, where="[top]")
    found = root.take("format")
    if found != FORMAT or isinstance(found, bool):
        raise ScenarioFormatError(found, known=FORMAT)
    lines = header_lines(text)
    head = _table(root, "scenario", lines)
    start = head.whole("start", least=1990, most=2200)
    years = head.whole("years", least=1, most=MOST_YEARS)
    span = (start + 1, start + years)
    quota = _table(root, "quota", lines) if root.may("quota") else None
    made = Scenario(
        title=head.text("title"),
        description=head.text("description", default=""),
        gemeente=head.text("gemeente"),
        start=start,
        years=years,
        seed=head.whole("seed", most=2**63 - 1, kind=SeedError),
        exogenous=_exogenous(_table(root, "exogenous", lines), years=years),
        efforts=_each(root, "effort", lines, lambda section: _effort(section, span=span)),
        homes=_each(root, "homes", lines, lambda section: _homes(section, span=span)),
        conversions=_each(root, "conversion", lines, lambda section: _conversion(section, span=span)),
        steers=_each(root, "steer", lines, lambda section: _steer(section, span=span)),
        quota=_quota(quota, years=years) if quota else None,
        stock=_stock(_table(root, "stock", lines)) if root.may("stock") else None,
        costs=_each(root, "cost", lines, _cost),
        budgets={Actor(name): budget for name, budget in _named(root, "budget", lines, _budget, known=_ACTORS).items()},
        tolerances=_tolerances(_table(root, "tolerances", lines) if root.may("tolerances") else None),
        overrides=_named(root, "parameters", lines, _override),
        switches=_switches(root, lines),
    )
    head.finish()
    root.finish()
    return made


def _decoded(raw: bytes | str) -> str:
    size = len(raw)
    if size > MOST_BYTES:
        raise ScenarioSizeError(size, most=MOST_BYTES)
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioEncodingError(error.start, byte=raw[error.start]) from None


def _table(root: Section, key: str, lines: Mapping[str, list[int]]) -> Section:
    line = lines.get(key, [0])[0]
    return Section(root.take(key), document=DOCUMENT, where=f"[{key}]", line=line)


def _each(root: Section, key: str, lines: Mapping[str, list[int]], read: Callable[[Section], T]) -> tuple[T, ...]:
    """Return what every `[[key]]` says."""
    if not root.may(key):
        return ()
    value = root.take(key)
    if not isinstance(value, list):
        raise root.wrong(key, value, right_en=f"a list of tables [[{key}]]", right_nl=f"een lijst tabellen [[{key}]]")
    places = lines.get(key, [])
    found = []
    for number, data in enumerate(value):
        line = places[number] if number < len(places) else 0
        section = Section(data, document=DOCUMENT, where=f"[[{key}]] {number + 1}", line=line)
        found.append(read(section))
        section.finish()
    return tuple(found)


def _named(
    root: Section,
    key: str,
    lines: Mapping[str, list[int]],
    read: Callable[[Section], T],
    *,
    known: Iterable[str] | None = None,
) -> dict[str, T]:
    """Return what every `[key.name]` says, by name."""
    if not root.may(key):
        return {}
    table = _table(root, key, lines)
    found = {}
    for name in known or table:
        if table.may(name):
            line = lines.get(f"{key}.{name}", [0])[0]
            section = Section(table.take(name), document=DOCUMENT, where=f"[{key}.{name}]", line=line)
            found[name] = read(section)
            section.finish()
    table.finish()
    return found


def _exogenous(section: Section, *, years: int) -> Exogenous:
    flows = _flows(section)
    growth = _yearly(section, "growth", least=-0.1, most=0.1, years=years)
    # Above 0 in a list: each year is told from the one before.
    arrivals = _yearly(section, "arrivals", least=0.01, most=10.0, years=years)
    made = Exogenous(
        growth=sum(growth) / len(growth) if growth else section.number("growth", least=-0.1, most=0.1),
        arrivals=sum(arrivals) / len(arrivals) if arrivals else section.number("arrivals", least=0.0, most=10.0),
        growth_years=growth,
        arrivals_years=arrivals,
        institutions=_institutions(section, flows),
        flows=flows,
        price_level=section.whole("price_level", least=1990, most=2200),
    )
    section.finish()
    return made


def _effort(section: Section, *, span: tuple[int, int]) -> Effort:
    first, last = _years(section, span=span)
    return Effort(
        kind=section.word("kind", known=EFFORTS),
        areas=section.words("areas"),
        euro=section.number("euro", least=0.0, most=1e6, kind=NegativeEffortError),
        first=first,
        last=last,
        actor=_actor(section),
        line=section.line,
    )


def _homes(section: Section, *, span: tuple[int, int]) -> Homes:
    return Homes(
        area=section.text("area"),
        year=_year(section, "year", span=span),
        built=_by_segment(section, "built"),
        demolished=_by_segment(section, "demolished"),
        actor=_actor(section),
        line=section.line,
    )


def _by_segment(section: Section, key: str) -> dict[Segment, int]:
    if not section.may(key):
        return {}
    inner = section.inner(key)
    found = {Segment[name.upper()]: inner.whole(name, most=100_000) for name in SEGMENT_NAMES if inner.may(name)}
    inner.finish()
    return {segment: number for segment, number in found.items() if number}


def _conversion(section: Section, *, span: tuple[int, int]) -> Conversion:
    first, last = _years(section, span=span)
    return Conversion(
        kind=section.word("kind", known=CONVERSIONS),
        areas=section.words("areas"),
        share=section.number("share", least=0.0, most=1.0),
        first=first,
        last=last,
        actor=_actor(section),
        line=section.line,
    )


def _steer(section: Section, *, span: tuple[int, int]) -> Steer:
    first, last = _years(section, span=span)
    weights = {name: section.number(name, least=-10.0, most=10.0) for name in RELIANCE_NAMES if section.may(name)}
    return Steer(
        areas=section.words("areas"),
        weights={Reliance[name.upper()]: weight for name, weight in weights.items() if weight},
        first=first,
        last=last,
        line=section.line,
    )


def _quota(section: Section, *, years: int) -> Quota:
    value = section.take("households")
    listed = value if isinstance(value, list) else [value] * years
    right = [isinstance(each, int) and not isinstance(each, bool) and 0 <= each <= 1_000_000 for each in listed]
    if len(listed) != years or not all(right):
        raise section.wrong(
            "households",
            value,
            right_en=f"a whole number from 0, or a list of {years} of them (one for each year)",
            right_nl=f"een heel getal vanaf 0, of een lijst van {years} (één per jaar)",
        )
    spread = {}
    if section.may("spread"):
        inner = section.inner("spread")
        spread = {code: inner.number(code, least=0.0, most=1.0) for code in inner}
    section.finish()
    return Quota(households=tuple(listed), spread=spread, line=section.line)


def _yearly(section: Section, key: str, *, least: float, most: float, years: int) -> tuple[float, ...]:
    """Return a number for each year; empty where there is one for all."""
    value = section.take(key)
    if not isinstance(value, list):
        return ()
    if len(value) != years:
        raise section.wrong(
            key,
            value,
            right_en=f"one number for all years, or a list of {years} (one for each year)",
            right_nl=f"één getal voor alle jaren, of een lijst van {years} (één per jaar)",
        )
    return tuple(section.as_number(key, each, least=least, most=most) for each in value)


def _flows(section: Section) -> dict[str, float]:
    """Return households from institutions by where they come from; empty where only their number is told."""
    if not section.may("institutions") or not isinstance(section.take("institutions"), dict):
        return {}
    inner = section.inner("institutions")
    found = {name: inner.number(name, least=0.0, most=1e6) for name in FLOWS if inner.may(name)}
    inner.finish()
    return found


def _institutions(section: Section, flows: Mapping[str, float]) -> float | None:
    if flows:
        return sum(flows.values())
    return section.number("institutions", least=0.0, most=1e6) if section.may("institutions") else None


def _stock(section: Section) -> Stock:
    """Return own homes by buurt; both segments must be there, for what is missing is not nought."""
    inner, homes = section.inner("homes"), {}
    for code in inner:
        each = inner.inner(code)
        homes[code] = (each.whole("cheap", most=100_000), each.whole("dear", most=100_000))
        each.finish()
    inner.finish()
    made = Stock(homes=homes, source=section.text("source"), line=section.line)
    section.finish()
    return made


def _cost(section: Section) -> UnitCost:
    names = section.words("segments") if section.may("segments") else ()
    segments = tuple(Segment[section.as_word("segments", name, known=SEGMENT_NAMES).upper()] for name in names)
    return UnitCost(
        item=Priced(section.word("item", known=[item.value for item in Priced])),
        segments=segments,
        euro=section.number("euro", least=-_BIG, most=_BIG),
        actor=_actor(section),
        source=section.text("source"),
        line=section.line,
    )


def _budget(section: Section) -> Budget:
    def amount(key: str) -> float | None:
        return section.number(key, least=0.0, most=_BIG, kind=NegativeBudgetError) if section.may(key) else None

    return Budget(total=amount("total"), yearly=amount("yearly"))


def _tolerances(section: Section | None) -> Tolerances:
    if section is None:
        return Tolerances()
    found = {name: section.number(name, least=0.0, most=1.0) for name in _SHARES if section.may(name)}
    if section.may("displaced_km"):
        found["displaced_km"] = section.number("displaced_km", least=0.0, most=500.0)
    section.finish()
    return Tolerances(**found)


def _override(section: Section) -> Override:
    return Override(distribution=read_distribution(section), reason=section.text("reason"), line=section.line)


def _switches(root: Section, lines: Mapping[str, list[int]]) -> dict[str, bool]:
    if not root.may("switches"):
        return {}
    section = _table(root, "switches", lines)
    return {name: section.truth(name, default=False) for name in section}


def _actor(section: Section) -> Actor:
    return Actor(section.word("actor", known=_ACTORS))


def _years(section: Section, *, span: tuple[int, int]) -> tuple[int, int]:
    """Return the years from `from` to `to`; the whole run where they are not given."""
    first = _year(section, "from", span=span) if section.may("from") else span[0]
    last = _year(section, "to", span=span) if section.may("to") else span[1]
    if first > last:
        raise section.wrong("to", last, right_en=f"{first} or later", right_nl=f"{first} of later")
    return first, last


def _year(section: Section, key: str, *, span: tuple[int, int]) -> int:
    year = section.whole(key, most=9999)
    if not span[0] <= year <= span[1]:
        raise YearRangeError(year, first=span[0], last=span[1], where=f"{section.where}, {key}", line=section.line)
    return year
