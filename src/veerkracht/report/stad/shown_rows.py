"""The rows of figures on a page: a number in words with its band, beside its baseline, with what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from veerkracht.facts.language import Bilingual
from veerkracht.report.stad.evidence import Footing, footing_of
from veerkracht.report.stad.wording import band, change

if TYPE_CHECKING:
    from veerkracht.facts.language import Taal
    from veerkracht.report.stad.values import Spread
    from veerkracht.stad.parameters import ParameterSet


SIDES: Final = {
    "more": Bilingual("meer", "more"),
    "less": Bilingual("minder", "less"),
    "none": Bilingual("zo goed als gelijk", "as good as the same"),
    "unsure": Bilingual("nul ligt binnen de marge", "nought lies within the band"),
    "unknown": Bilingual("niet bekend", "not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One figure of a table, in words.

    Attributes:
        key: fixed name.
        name: for people.
        baseline: without the plan; empty where that says nothing.
        policy: with the plan.
        change: what the plan does, with its band; empty where there is no baseline.
        side: `more`, `less`, `none`, `unsure` or `unknown`: on which side of nought the whole band lies.
        side_words: the same for people.
        footing: what it rests on.
    """

    key: str
    name: str
    baseline: str
    policy: str
    change: str
    side: str
    side_words: str
    footing: Footing


def side_of(spread: Spread, *, least: float) -> str:
    """Return on which side of nought a whole band lies; `none` where all of it is shown as nought.

    Args:
        spread: a change.
        least: what is smaller is shown as nought.
    """
    if not spread.is_known:
        return "unknown"
    if spread.low >= least:
        return "more"
    if spread.high <= -least:
        return "less"
    is_nought = abs(spread.middle) < least and (spread.side != 0 or max(-spread.low, spread.high) < least)
    return "none" if is_nought else "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a number is shown: multiplied, with so many decimals, a unit behind a level."""

    factor: float = 1.0
    digits: int = 0
    unit: str = ""


COUNT = Shape()


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows with their footing, in one language."""

    parameters: ParameterSet
    taal: Taal

    def beside(self, key: str, name: Bilingual, pair: Pair, *, shape: Shape = COUNT) -> FigureRow:
        """Return a figure beside its baseline."""
        levels = (self._level(pair.baseline, shape), self._level(pair.policy, shape))
        return self._made(key, name, levels=levels, delta=pair.change, shape=shape)

    def only_change(self, key: str, name: Bilingual, delta: Spread) -> FigureRow:
        """Return a figure of which only the change was asked."""
        return self._made(key, name, levels=("", ""), delta=delta, shape=COUNT)

    def alone(self, key: str, name: Bilingual, spread: Spread, *, shape: Shape = COUNT) -> FigureRow:
        """Return a figure that the baseline does not have."""
        return self._made(key, name, levels=("", self._level(spread, shape)), delta=None, shape=shape)

    def _level(self, spread: Spread, shape: Shape) -> str:
        return band(spread, taal=self.taal, digits=shape.digits, factor=shape.factor, unit=shape.unit)

    def _made(
        self, key: str, name: Bilingual, *, levels: tuple[str, str], delta: Spread | None, shape: Shape
    ) -> FigureRow:
        side = "" if delta is None else side_of(delta, least=0.5 / 10**shape.digits / shape.factor)
        return FigureRow(
            key=key,
            name=name.say(self.taal),
            baseline=levels[0],
            policy=levels[1],
            change="" if delta is None else change(delta, taal=self.taal, digits=shape.digits, factor=shape.factor),
            side=side,
            side_words=SIDES[side].say(self.taal) if side else "",
            footing=footing_of(key, self.parameters, taal=self.taal),
        )


class Pair(Protocol):
    """A quantity with and without the plan."""

    @property
    def policy(self) -> Spread:
        """With the plan."""

    @property
    def baseline(self) -> Spread:
        """Without it."""

    @property
    def change(self) -> Spread:
        """What the plan does."""
