"""How the simulation did on the past, as plain values beside an answer: one row for each test that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veerkracht.stad.backcast import NO_CHANGE

if TYPE_CHECKING:
    from veerkracht.facts.language import Bilingual
    from veerkracht.stad.track_record import Tested, TrackRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedRow:
    """One test of the simulation on the past, made on the day `made` with `command`; shares from 0 to 1.

    Attributes:
        test: key.
        name: of what was tested.
        data, method: what it was laid beside, and how.
        held: share of what was measured inside the bands of 90%, as an answer has them.
        gain: how much closer to what was measured than no change; below 0 is further away.
        gain_low, gain_high: its 90% interval.
        sentence: the verdict in words.
        bands: what was found of the bands, in words.
    """

    test: str
    name: Bilingual
    data: Bilingual
    method: Bilingual
    start: int
    last: int
    gemeenten: int
    measured: int
    held: float
    gain: float
    gain_low: float
    gain_high: float
    sentence: Bilingual
    bands: Bilingual
    made: str
    command: str


def tested_rows(record: TrackRecord) -> tuple[TestedRow, ...]:
    """Return a row for each test of a track record."""
    return tuple(_row(one, record=record) for one in record.tests)


def _row(one: Tested, *, record: TrackRecord) -> TestedRow:
    skill = one.found.against[NO_CHANGE]
    return TestedRow(
        test=one.code,
        name=one.name,
        data=one.data,
        method=one.method,
        start=one.start,
        last=one.last,
        gemeenten=one.gemeenten,
        measured=one.found.measured,
        held=one.stretch.as_simulated,
        gain=skill.skill,
        gain_low=skill.low,
        gain_high=skill.high,
        sentence=one.sentence(),
        bands=one.bands(),
        made=record.made,
        command=record.command,
    )
