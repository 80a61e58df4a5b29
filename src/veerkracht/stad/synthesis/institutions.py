"""Who comes out of institutions and needs a home, by where they come from: statushouders, or beschermd wonen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from veerkracht.stad.households import TYPES, Reliance, Stage, type_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

PERMITTED: Final = "statushouders"
PROTECTED: Final = "beschermd_wonen"
FLOWS: Final = (PERMITTED, PROTECTED)

# Statushouders who got a home of a corporation: 32% with children (CBS 2024, 6 procent vrijgekomen
# corporatiewoningen in 2021 naar statushouders), two in three alone (CBS 2025, over 2023). That the others are young
# and in midlife as three to two, have a low income and are half of them vragers when they come, is an assumption of
# ours. Of who leaves beschermd wonen or opvang we found no figures: mostly alone, with a low income and in need of
# help; an assumption.
_STAGES: Final = {
    PERMITTED: {Stage.YOUNG: 0.41, Stage.FAMILY: 0.32, Stage.MIDLIFE: 0.27},
    PROTECTED: {Stage.MIDLIFE: 1.0},
}
_VRAGERS: Final = {PERMITTED: 0.5, PROTECTED: 1.0}


def mix_of(flows: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the share of each type among who comes out of institutions, shape (types,).

    Args:
        flows: households a year by one of `FLOWS`; empty, or all 0, means all from beschermd wonen.

    >>> float(mix_of({PERMITTED: 300.0, PROTECTED: 100.0}).sum())
    1.0
    """
    found = np.zeros(TYPES)
    whole = sum(flows.values())
    for name, number in (flows if whole > 0 else {PROTECTED: 1.0}).items():
        for stage, share in _STAGES[name].items():
            for reliance, part in ((Reliance.VRAGER, _VRAGERS[name]), (Reliance.BETWEEN, 1.0 - _VRAGERS[name])):
                found[type_of(0, stage=stage, reliance=reliance)] += number * share * part
    return np.asarray(found / found.sum())
