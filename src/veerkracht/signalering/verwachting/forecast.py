"""The forecast of a panel for one period, as people read it: in the unit, with intervals, chances and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.verwachting import ShortPanelError, TargetError
from veerkracht.facts.language import Bilingual
from veerkracht.signalering.verwachting.distribution import with_slope
from veerkracht.signalering.verwachting.explain import contributions
from veerkracht.signalering.verwachting.learning import Fitted, fit, predictive
from veerkracht.signalering.verwachting.outcome import Outlook, Verwachting
from veerkracht.signalering.verwachting.panel import Kind
from veerkracht.signalering.verwachting.scale import Change
from veerkracht.signalering.verwachting.threads import one_thread
from veerkracht.signalering.verwachting.venn_abers import probability_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from veerkracht.facts.periods import Period
    from veerkracht.signalering.verwachting.distribution import Predictive
    from veerkracht.signalering.verwachting.features import State
    from veerkracht.signalering.verwachting.outcome import Backtest
    from veerkracht.signalering.verwachting.panel import Panel

LEAST_WAVES, LEAST_AREAS = 2, 10
# A count is worse from half a unit on: counts are whole.
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When a chance becomes a word.

    Attributes:
        likely: a direction is named when it is at least this likely: more than twice as likely as the other.
        raised: a chance of the worst tenth is called raised at this level: twice what any area has.
    """

    likely: float = 0.7
    raised: float = 0.2


STANDARD = Thresholds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """A forecast before it is put into words: what a backtest needs.

    Attributes:
        fitted: what was learned.
        now: state of the areas at the last wave.
        chances: of the next value.
        drift: the change that all areas have in common in `chances`, on the modelled scale.
        last: last known value at the last exposure, shape (areas,), in the unit.
        p_worse: chance of a worse value than the last.
        p_worst10: chance of the worst tenth, calibrated.
    """

    fitted: Fitted
    now: State
    chances: Predictive
    drift: float
    last: NDArray[np.float64]
    p_worse: NDArray[np.float64]
    p_worst10: NDArray[np.float64]


def raw_forecast(panel: Panel, *, target: Period, change: Change = Change.VALUE, seed: int = 1) -> Raw:
    """Return the forecast as distributions.

    Raises:
        ShortPanelError: with fewer than two waves, or fewer than ten areas with a value.
        TargetError: if `target` is not after the last wave.
    """
    _check(panel, target=target)
    fitted = fit(panel, target=target, change=change, seed=seed)
    now, chances, drift = predictive(fitted)
    last = chances.scale.unit(now.centre + now.last)
    worse = chances.worse_than(_just_worse(panel, last, chances=chances), alike=False)
    return Raw(
        fitted=fitted,
        now=now,
        chances=chances,
        drift=drift,
        last=last,
        p_worse=np.where(np.isfinite(last), worse, np.nan),
        p_worst10=with_slope(chances.worst(last, of=change), slope=fitted.slope),
    )


@one_thread
def forecast(
    panel: Panel,
    *,
    target: Period,
    tested: Backtest | None = None,
    change: Change = Change.VALUE,
    thresholds: Thresholds = STANDARD,
    seed: int = 1,
) -> Verwachting:
    """Return what is likely to come in each area.

    Args:
        panel: two waves or more, ten areas or more.
        target: a period after the last wave.
        tested: the backtest of this panel; without it no area gets a word beyond "uncertain".
        change: what the worst tenth is the worst tenth of.
        thresholds: when a chance becomes a word.
        seed: the same seed gives the same forecast to the bit.

    Raises:
        ShortPanelError: with fewer than two waves, or fewer than ten areas with a value.
        TargetError: if `target` is not after the last wave.
    """
    raw = raw_forecast(panel, target=target, change=change, seed=seed)
    trusted = tested is not None and tested.beats_baselines
    directed = tested is not None and tested.beats_coin
    words = outlook_of(
        raw.p_worse,
        raw.p_worst10,
        p_better=chance_of_better(panel, raw),
        trusted=trusted,
        directed=directed,
        thresholds=thresholds,
    )
    return _told(
        raw, panel, target=target, words=words, trusted=trusted, directed=directed, notes=_notes(panel, tested=tested)
    )


def _told(
    raw: Raw,
    panel: Panel,
    *,
    target: Period,
    words: NDArray[np.str_],
    trusted: bool,
    directed: bool,
    notes: tuple[Bilingual, ...],
) -> Verwachting:
    """Return the forecast in the unit of the panel."""
    seen = np.isfinite(raw.last)

    def shown(modelled: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(seen, raw.chances.scale.unit(modelled), np.nan)

    (low80, high80), (low90, high90) = raw.chances.interval(0.8), raw.chances.interval(0.9)
    low, high = probability_interval(raw.p_worst10, stated=raw.fitted.stated, came=raw.fitted.came)
    parts = contributions(raw.fitted, raw.now, drift=raw.drift)
    return Verwachting(
        panel=panel,
        target=target,
        expected=shown(raw.chances.middle),
        low80=shown(low80),
        high80=shown(high80),
        low90=shown(low90),
        high90=shown(high90),
        p_worse=raw.p_worse,
        p_worst10=raw.p_worst10,
        p_worst10_low=low,
        p_worst10_high=high,
        outlook=words,
        contributions={theme: np.where(seen, part, np.nan) for theme, part in parts.items()},
        trusted=trusted,
        direction_trusted=directed,
        notes=notes,
    )


def outlook_of(
    p_worse: NDArray[np.float64],
    p_worst10: NDArray[np.float64],
    *,
    p_better: NDArray[np.float64],
    trusted: bool,
    directed: bool,
    thresholds: Thresholds = STANDARD,
) -> NDArray[np.str_]:
    """Return the word for each area as a code of `Outlook`; shape (areas,).

    A direction is named only when the chances of a direction beat a coin in the backtest (`directed`), a raised
    chance only when those of the worst tenth beat the best baseline (`trusted`).
    """
    words = np.full(len(p_worse), Outlook.UNCERTAIN.value, dtype="U32")
    if directed:
        words[p_better >= thresholds.likely] = Outlook.IMPROVES.value
    if trusted:
        words[at_risk(p_worse, p_worst10, thresholds=thresholds)] = Outlook.AT_RISK.value
    if directed:
        words[p_worse >= thresholds.likely] = Outlook.GROWS.value
    words[~np.isfinite(p_worse)] = Outlook.UNKNOWN.value
    return words


def at_risk(
    p_worse: NDArray[np.float64], p_worst10: NDArray[np.float64], *, thresholds: Thresholds = STANDARD
) -> NDArray[np.bool_]:
    """Return which areas have a raised chance: of the worst tenth, and rather worse than better; shape (areas,)."""
    return (p_worst10 >= thresholds.raised) & (p_worse >= 0.5)


def chance_of_better(panel: Panel, raw: Raw) -> NDArray[np.float64]:
    """Return the chance of a better value than the last, shape (areas,).

    For counts the same value is possible too, so that this is less than 1 - p_worse; a count of zero that should be
    low cannot get better.
    """
    if panel.kind is not Kind.COUNT:
        return 1.0 - raw.p_worse
    threshold = raw.last - HALF * panel.sign
    better = 1.0 - raw.chances.worse_than(raw.chances.scale.model(np.maximum(threshold, 0.0)), alike=False)
    better = np.where(threshold < 0.0, 0.0, better)
    return np.where(np.isfinite(raw.last), better, np.nan)


def _check(panel: Panel, *, target: Period) -> None:
    waves = int(np.isfinite(panel.values).any(axis=0).sum())
    areas = int(np.isfinite(panel.values).any(axis=1).sum())
    if waves < LEAST_WAVES or areas < LEAST_AREAS:
        raise ShortPanelError(waves=waves, areas=areas, least_waves=LEAST_WAVES, least_areas=LEAST_AREAS)
    if target <= panel.periods[-1]:
        raise TargetError(target, last=panel.periods[-1])


def _just_worse(panel: Panel, last: NDArray[np.float64], *, chances: Predictive) -> NDArray[np.float64]:
    """Return the threshold of a worse value; half a unit further for counts, which are whole."""
    if panel.kind is not Kind.COUNT:
        return chances.scale.model(last)
    return chances.scale.model(np.maximum(last + HALF * panel.sign, 0.0))


def _notes(panel: Panel, *, tested: Backtest | None) -> tuple[Bilingual, ...]:
    """Return what a reader must know."""
    notes = [] if tested is None else list(tested.notes)
    if tested is None or not tested.origins:
        notes.append(
            Bilingual(
                "Deze verwachting is niet getoetst aan de toekomst: daarvoor zijn drie metingen nodig. "
                "Daarom heet elk gebied 'onzeker'.",
                "This forecast was not tested on the future: that takes three waves. So each area is called uncertain.",
            )
        )
    elif not tested.beats_baselines:
        notes.append(
            Bilingual(
                "In de toets was deze verwachting niet aantoonbaar beter dan de beste eenvoudige regel. "
                "Daarom noemen we geen gebied met een verhoogde kans.",
                "In the test this forecast was not shown to be better than the best simple rule. "
                "So no area is called at raised risk.",
            )
        )
    if tested is not None and tested.origins and not tested.beats_coin:
        notes.append(
            Bilingual(
                "In de toets waren de kansen op beter of slechter niet beter dan kop of munt. "
                "Daarom noemen we van geen gebied de richting.",
                "In the test the chances of better or worse were no better than the toss of a coin. "
                "So we name the direction of no area.",
            )
        )
    if panel.kind is Kind.COUNT:
        notes.append(
            Bilingual(
                "De verwachte aantallen gelden bij het laatst bekende aantal inwoners (of andere noemer).",
                "Expected counts hold at the last known number of residents (or other exposure).",
            )
        )
    return tuple(notes)
