"""Made-up backtests: figures that a forecast could have given, good and bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np

from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import years
from veerkracht.report.backtest.inputs import Subject
from veerkracht.signalering.verwachting.outcome import Backtest, Coverage, FairRow, Origin, Reliability
from veerkracht.signalering.verwachting.panel import Kind, Panel

NAN = float("nan")


def a_panel(*, areas: int = 120, first: int = 2020, last: int = 2023, **changes: object) -> Panel:
    waves = years(first, last)
    shape = (areas, len(waves))
    values = np.random.default_rng(3).normal(0.1, 0.02, shape)
    given = {
        "areas": tuple(f"BU9901{n:04d}" for n in range(areas)),
        "groups": np.arange(areas) % 12,
        "periods": waves,
        "values": values,
        "size": np.full(shape, np.nan),
        "error": np.full(shape, np.nan),
        "exposure": np.ones(shape),
        "kind": Kind.SCORE,
        "worse": "high",
    }
    return Panel(**{**given, **changes})


def a_reliability(**changes: object) -> Reliability:
    said = np.array([0.02, 0.05, 0.08, 0.14, 0.31])
    seen = np.array([0.01, 0.06, 0.07, 0.16, 0.30])
    room = np.array([0.02, 0.03, 0.03, 0.05, 0.07])
    given = {
        "said": said,
        "seen": seen,
        "low": said - room,
        "high": said + room,
        "count": np.full(5, 24),
        "slope": 0.97,
        "ece": 0.014,
    }
    return Reliability(**{**given, **changes})


def an_origin(last: int, *, better: bool = True, **changes: object) -> Origin:
    waves = years(last, last + 1)
    gain = 1.0 if better else -1.0
    given = {
        "last": waves[0],
        "target": waves[1],
        "areas": 118,
        "rmse": {"model": 0.0195 - 0.001 * gain, "no_change": 0.0195, "shrink": 0.019, "last_change": 0.027},
        "brier": {"model": 0.085 - 0.003 * gain, "climatology": 0.09, "no_change": 0.09, "shrink": 0.0855},
        "skill": {"climatology": 0.05 * gain, "no_change": 0.05 * gain, "shrink": 0.04 * gain},
        "skill_low": 0.04 * gain - 0.02,
        "skill_high": 0.04 * gain + 0.02,
        "crps": {"model": 0.0104, "no_change": 0.0112},
        "reliability": a_reliability(),
        "coverage": (
            Coverage(stratum=Bilingual("alle gebieden", "all areas"), areas=118, covered80=0.81, covered90=0.905),
            Coverage(stratum=Bilingual("kleinste vijfde", "smallest fifth"), areas=24, covered80=0.78, covered90=0.88),
        ),
        "precision": {5: 0.6, 12: 0.42, 24: 0.31},
        "reach": {5: 0.25, 12: 0.42, 24: 0.62},
        "average_precision": 0.34,
        "top_overlap": 0.71,
        "fairness": (
            FairRow(
                stratum=Bilingual("veel corporatiewoningen", "much social housing"),
                areas=30,
                said=0.14,
                seen=0.17,
                flagged=0.2,
                false_alarms=0.5,
                missed=0.4,
                bias=-0.002,
            ),
            FairRow(
                stratum=Bilingual("kleinste vijfde", "smallest fifth"),
                areas=24,
                said=0.12,
                seen=0.12,
                flagged=0.0,
                false_alarms=NAN,
                missed=1.0,
                bias=0.001,
            ),
        ),
    }
    return Origin(**{**given, **changes})


def a_backtest(*origins: Origin, **changes: object) -> Backtest:
    note = Bilingual("De kenmerken hebben geen periode.", "The covariates have no period.")
    return Backtest(**{"panel": a_panel(), "horizon": 1.0, "origins": origins, "notes": (note,), **changes})


def a_subject(tested: Backtest, *, taal: str = "nl") -> Subject:
    return Subject(tested=tested, taal=taal, day=date(2026, 11, 22), file="misdrijven.csv")


GOOD = a_backtest(an_origin(2020), an_origin(2021), an_origin(2022))
BAD = a_backtest(an_origin(2021), an_origin(2022, better=False))
SHORT = a_backtest()
EMPTY_CELLS = a_backtest(
    replace(
        an_origin(2022),
        reliability=a_reliability(slope=NAN, ece=NAN, said=np.array([NAN]), seen=np.array([NAN]),
                                  low=np.array([NAN]), high=np.array([NAN]), count=np.array([0])),
        skill_low=NAN, skill_high=NAN, top_overlap=NAN, fairness=(), precision={}, reach={},
    )
)  # fmt: skip
