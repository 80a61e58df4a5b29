"""Bands of nuisance made as wide as the past showed that they must be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.stad.runs import require_pairs

if TYPE_CHECKING:
    from veerkracht.stad.runs import Runs


def widened(policy: Runs, baseline: Runs, *, factor: float) -> tuple[Runs, Runs]:
    """Return both with the nuisance of every run moved further from the middle of the baseline.

    Each run keeps its place among the others, and what is added to it is the same in the policy and in the baseline:
    the past told how far areas stray by themselves, and nothing of what a policy does. So the effect of a policy stays
    as it is. Nuisance that is added here drives nobody away in the simulation, as it came after it.

    Args:
        policy: its runs.
        baseline: the runs in which nothing is done, with the same chance.
        factor: how many times as wide, 1 for as they are.

    Raises:
        UnequalRunsError: if the runs do not pair.
    """
    require_pairs(policy, baseline)
    if factor == 1.0:
        return policy, baseline
    away = (factor - 1.0) * (baseline.nuisance - np.median(baseline.nuisance, axis=0))
    return (
        replace(policy, nuisance=policy.nuisance + away),
        replace(baseline, nuisance=baseline.nuisance + away),
    )
