"""The track record as TOML: written by the benchmark that makes it, read by the answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from veerkracht.errors.backcast import NoTestError
from veerkracht.stad.backcast import NO_CHANGE, Backcast, Skill, Stretch
from veerkracht.stad.toml_section import Section, read_toml
from veerkracht.stad.track_record import NUISANCE, Placebo, Tested, TrackRecord

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veerkracht.facts.language import Bilingual

DOCUMENT: Final = "Track record"
_DIGITS: Final = 4


def parse_track_record(text: str) -> TrackRecord:
    """Return the track record that a TOML text describes.

    Raises:
        ScenarioSyntaxError: if the text is not TOML.
        ScenarioMissingKeyError, ScenarioKeyError, ScenarioValueError: if a key is missing, unknown, or cannot be.
        NoTestError: if the test on nuisance is missing, or a test was not laid beside no change.
    """
    root = Section(read_toml(text, document=DOCUMENT), document=DOCUMENT, where="[top]")
    tests = root.inner("tests")
    placebo = root.inner("placebo")
    made = TrackRecord(
        made=root.text("made"),
        command=root.text("command"),
        tests=tuple(_test(code, tests.inner(code)) for code in tests),
        placebo=Placebo(
            replications=placebo.whole("replications", least=1),
            held=placebo.number("held", least=0.0, most=1.0),
            treated=placebo.whole("treated", least=1),
        ),
    )
    placebo.finish()
    root.finish()
    if NUISANCE not in {one.code for one in made.tests}:
        raise NoTestError(NUISANCE)
    return made


def _test(code: str, section: Section) -> Tested:
    against = section.inner("against")
    stretch = section.inner("stretch")
    made = Tested(
        code=code,
        name=section.bilingual("name"),
        data=section.bilingual("data"),
        method=section.bilingual("method"),
        level=section.bilingual("level"),
        start=section.whole("start"),
        last=section.whole("last"),
        gemeenten=section.whole("gemeenten", least=1),
        runs=section.whole("runs", least=1),
        found=Backcast(
            areas=section.whole("areas", least=1),
            measured=section.whole("measured", least=1),
            coverage=section.number("coverage", least=0.0, most=1.0),
            crps=section.number("crps", least=0.0),
            against={name: _skill(against.inner(name)) for name in against},
        ),
        stretch=Stretch(
            as_simulated=stretch.number("as_simulated", least=0.0, most=1.0),
            factor=stretch.number("factor", least=0.0),
            held_out=stretch.number("held_out", least=0.0, most=1.0),
        ),
    )
    if NO_CHANGE not in made.found.against:
        raise NoTestError(code)
    stretch.finish()
    section.finish()
    return made


def _skill(section: Section) -> Skill:
    made = Skill(
        crps=section.number("crps", least=0.0),
        skill=section.number("skill"),
        low=section.number("low"),
        high=section.number("high"),
    )
    section.finish()
    return made


def track_record_text(record: TrackRecord) -> str:
    """Return a track record as TOML; figures with four decimals."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: TrackRecord) -> Iterator[str]:
    yield "# How the simulation did on the past. Made by the command below; not written by hand."
    yield f"made = {_text(record.made)}"
    yield f"command = {_text(record.command)}"
    for one in record.tests:
        yield from ("", f"[tests.{one.code}]")
        for name in ("name", "data", "method", "level"):
            yield f"{name} = {_both(getattr(one, name))}"
        for name in ("start", "last", "gemeenten", "runs"):
            yield f"{name} = {getattr(one, name)}"
        for name in ("areas", "measured"):
            yield f"{name} = {getattr(one.found, name)}"
        for name in ("coverage", "crps"):
            yield f"{name} = {_number(getattr(one.found, name))}"
        for name, skill in one.found.against.items():
            yield f"[tests.{one.code}.against.{name}]"
            yield from (f"{part} = {_number(getattr(skill, part))}" for part in ("crps", "skill", "low", "high"))
        yield f"[tests.{one.code}.stretch]"
        yield from (
            f"{part} = {_number(getattr(one.stretch, part))}" for part in ("as_simulated", "factor", "held_out")
        )
    yield from ("", "[placebo]", f"replications = {record.placebo.replications}")
    yield f"held = {_number(record.placebo.held)}"
    yield f"treated = {record.placebo.treated}"


def _number(value: float) -> str:
    return f"{value:.{_DIGITS}f}"


def _both(said: Bilingual) -> str:
    return f"{{ nl = {_text(said.nl)}, en = {_text(said.en)} }}"


def _text(value: str) -> str:
    """Return a TOML basic string; its escapes are those of JSON (TOML 1.0, section String)."""
    return json.dumps(value, ensure_ascii=False)
