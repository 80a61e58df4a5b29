"""A backtest as plain data: every number under its name, for machines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from veerkracht.report.backtest.answer import answer, list_sentence, verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from veerkracht.facts.language import Bilingual
    from veerkracht.signalering.verwachting.outcome import Backtest, Coverage, FairRow, Origin, Reliability

SCHEMA = "veerkracht-backtest/1"

Node = dict[str, Any]


def record(tested: Backtest) -> Node:
    """Return every number of a backtest under its name; what cannot be computed is None, never NaN.

    Errors (`rmse`, `crps`) are on the modelled scale: the unit of the figure, percentage points, or natural
    logarithms of a rate. Shares run from 0 to 1.
    """
    panel = tested.panel
    return {
        "schema": SCHEMA,
        "answer": _both(answer(tested)),
        "list": _both(list_sentence(tested)),
        "verdict": _both(verdict(tested)),
        "beats_baselines": tested.beats_baselines,
        "beats_coin": tested.beats_coin,
        "kind": panel.kind.value,
        "worse": panel.worse,
        "areas": len(panel.areas),
        "periods": [str(period) for period in panel.periods],
        "horizon_years": _number(tested.horizon),
        "origins": [_origin(one) for one in tested.origins],
        "notes": [_both(note) for note in tested.notes],
    }


def _origin(one: Origin) -> Node:
    return {
        "last": str(one.last),
        "target": str(one.target),
        "areas": one.areas,
        "best_baseline": one.best_baseline,
        "rmse": _numbers(one.rmse),
        "rmse_gain_over_no_change": _number(one.gain),
        "brier": _numbers(one.brier),
        "brier_skill": _numbers(one.skill),
        "brier_skill_best_baseline": {
            "value": _number(one.skill[one.best_baseline]),
            "low90": _number(one.skill_low),
            "high90": _number(one.skill_high),
        },
        "crps": _numbers(one.crps),
        "p_worse_brier_skill_over_half": _number(one.direction_skill),
        "p_worse_slope": _number(one.direction_slope),
        "reliability": _reliability(one.reliability),
        "coverage": [_coverage(row) for row in one.coverage],
        "precision_at": {str(k): _number(value) for k, value in one.precision.items()},
        "reach_at": {str(k): _number(value) for k, value in one.reach.items()},
        "average_precision": _number(one.average_precision),
        "top_overlap": _number(one.top_overlap),
        "fairness": [_fair(row) for row in one.fairness],
    }


def _reliability(found: Reliability) -> Node:
    columns = {"said": found.said, "seen": found.seen, "low90": found.low, "high90": found.high}
    return {
        "slope": _number(found.slope),
        "ece": _number(found.ece),
        **{name: [_number(value) for value in column] for name, column in columns.items()},
        "count": [int(count) for count in found.count],
    }


def _coverage(row: Coverage) -> Node:
    return {
        "stratum": _both(row.stratum),
        "areas": row.areas,
        "covered80": _number(row.covered80),
        "covered90": _number(row.covered90),
    }


def _fair(row: FairRow) -> Node:
    numbers = {
        "said": row.said,
        "seen": row.seen,
        "flagged": row.flagged,
        "false_alarms": row.false_alarms,
        "missed": row.missed,
        "bias": row.bias,
    }
    return {"stratum": _both(row.stratum), "areas": row.areas, **_numbers(numbers)}


def _numbers(values: Mapping[str, float]) -> Node:
    return {name: _number(value) for name, value in values.items()}


def _number(value: float) -> float | None:
    """Return a number of Python's own, or None where there is none."""
    return float(value) if math.isfinite(value) else None


def _both(text: Bilingual) -> Node:
    return {"nl": text.nl, "en": text.en}


def notes_record(notes: Iterable[Bilingual]) -> list[Node]:
    """Return remarks in both languages."""
    return [_both(note) for note in notes]
