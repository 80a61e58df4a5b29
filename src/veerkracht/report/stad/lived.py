"""What is uncertain of a scenario, from its balance: scores and who is a vrager, each with its band and chances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veerkracht.report.stad.answer import Contract, Liveability, LivedArea, MeasureRow
from veerkracht.report.stad.classes import class_outlook
from veerkracht.report.stad.values import Spread, compared, compared_years, likelihood_of
from veerkracht.stad.concentration import concentration

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from veerkracht.stad.balance import CityBalance, LiveabilityBalance, Question
    from veerkracht.stad.contract import Measure, Tolerance
    from veerkracht.stad.outlook import LiveabilityOutlook
    from veerkracht.stad.runs import Runs
    from veerkracht.stad.track_record import TrackRecord

    Floats = NDArray[np.float64]


def liveability_of(
    policy: Runs,
    baseline: Runs,
    *,
    balance: LiveabilityBalance,
    without: LiveabilityOutlook,
    question: Question,
    record: TrackRecord,
) -> Liveability:
    """Return the outlook that is uncertain.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same seeds.
        balance: of both.
        without: the outlook of the baseline.
        question: what was asked of them.
        record: what tests on the past found.
    """
    start = [concentration(policy, year=0), concentration(policy), concentration(baseline)]
    held = question.index.held
    return Liveability(
        areas=tuple(
            _area(at, balance=balance, without=without, name=name, root=held.design.root)
            for at, name in enumerate(question.names)
        ),
        skill=question.skill.value,
        statement=record.statement(),
        stretch=record.stretch,
        period=str(held.period),
        borders=tuple(float(one) for one in question.borders),
        score_by=question.score_by,
        vragers_by=question.vragers_by,
        unmoved=tuple((one.code, one.weight) for one in balance.outlook.unmoved),
        unmoved_note=balance.outlook.unmoved_note,
        dissimilarity=compared(start[1].dissimilarity, start[2].dissimilarity, start=start[0].dissimilarity),
        unevenness=compared(start[1].unevenness, start[2].unevenness, start=start[0].unevenness),
    )


def _area(at: int, *, balance: LiveabilityBalance, without: LiveabilityOutlook, name: str, root: str) -> LivedArea:
    outlook = balance.outlook
    step = int(balance.crossing.before[at])
    pairs = {
        name: compared_years(getattr(outlook, name)[:, :, at], getattr(without, name)[:, :, at])
        for name in ("vragers", "nuisance", "cohesion", "quality")
    }
    return LivedArea(
        code=outlook.codes[at],
        name=name,
        score=compared_years(outlook.scores[root][:, :, at], without.scores[root][:, :, at]),
        **pairs,
        step=None if step < 0 else step + 1,
        falls=likelihood_of(balance.crossing.worse, at),
        rises=likelihood_of(balance.crossing.better, at),
        falls_by_policy=likelihood_of(balance.worsened, at),
        worse=likelihood_of(balance.score.worse, at),
        better=likelihood_of(balance.score.better, at),
        fifth=class_outlook(balance.crossing, at),
        focus=class_outlook(balance.focus, at),
    )


def contract_rows(balance: CityBalance, agreed: Sequence[Tolerance]) -> Contract:
    """Return the verdict on what was agreed, and every measure with its own."""
    most = {one.code: one.at_most for one in agreed}
    verdicts = {one.code: one for one in balance.verdicts}
    rows = []
    for measure in balance.measures:
        verdict = verdicts.get(measure.code)
        rows.append(
            MeasureRow(
                code=measure.code,
                name=measure.name,
                unit=measure.unit,
                ground=measure.ground.value,
                value=_spread(measure),
                at_most=most.get(measure.code),
                light=verdict.light.value if verdict else None,
                reason=verdict.reason if verdict else None,
                kept=verdict.kept if verdict else None,
            )
        )
    return Contract(light=balance.verdict.light.value, reason=balance.verdict.reason, measures=tuple(rows))


def _spread(measure: Measure) -> Spread:
    band = measure.band
    return Spread(
        mean=float(measure.values.mean()),
        low=float(band.low),
        middle=float(band.middle),
        high=float(band.high),
    )
