"""What all areas of a gemeente have in common beyond their load: cities register more crime, and for other reasons too.

Without it, nearly every buurt of a large city would seem to do worse than expected; the reading would then tell that it
is a city. The effect of a gemeente is a random effect: the mean of its areas, drawn to 0 where they are few.

Source: DerSimonian and Laird (1986), Meta-analysis in clinical trials (variance between groups by moments).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An area counts for at most three robust standard deviations: a station must not speak for its city.
_CLIP = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GemeenteEffect:
    """The effect of each gemeente, on the modelled scale; more is more problems.

    Attributes:
        effect: by code of the gemeente.
        variance: of what remains unknown of it.
        between: variance between gemeenten.
    """

    effect: Mapping[str, float]
    variance: Mapping[str, float]
    between: float

    def of(self, codes: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the effect for each area, by the code of its gemeente, and its variance; 0 for an unknown gemeente."""
        found = np.array([self.effect.get(code, 0.0) for code in codes], dtype=np.float64)
        return found, np.array([self.variance.get(code, self.between) for code in codes], dtype=np.float64)


def gemeente_effects(residual: NDArray[np.float64], *, codes: Sequence[str]) -> GemeenteEffect:
    """Return the effects from the mean residual of each area; no effect where there is one gemeente only.

    Args:
        residual: shape (areas,), mean residual over the waves; NaN where unknown.
        codes: shape (areas,), code of the gemeente of each area.

    Examples:
        >>> rng = np.random.default_rng(0)
        >>> found = gemeente_effects(rng.normal([0.0, 1.0] * 50, 0.1), codes=["GM0001", "GM0002"] * 50)
        >>> round(found.effect["GM0002"] - found.effect["GM0001"], 1)
        1.0
    """
    use = np.isfinite(residual)
    names, place = np.unique(np.asarray(codes, dtype=np.str_)[use], return_inverse=True)
    if len(names) < 2:
        return GemeenteEffect(effect={}, variance={}, between=0.0)
    values = residual[use]
    middle = float(np.median(values))
    reach = _CLIP * 1.4826 * float(np.median(np.abs(values - middle)))
    values = np.clip(values, middle - reach, middle + reach)
    number = np.bincount(place).astype(np.float64)
    means = np.bincount(place, weights=values) / number
    within = float(((values - means[place]) ** 2).sum()) / max(len(values) - len(names), 1)
    grand = float(values.mean())
    q = float((number * (means - grand) ** 2).sum())
    spare = float(number.sum() - (number**2).sum() / number.sum())
    between = max((q - (len(names) - 1) * within) / spare, 0.0)
    error = within / number
    share = between / (between + error) if between > 0 else np.zeros(len(names))
    return GemeenteEffect(
        effect=dict(zip(names.tolist(), (share * (means - grand)).tolist(), strict=True)),
        variance=dict(zip(names.tolist(), (share * error).tolist(), strict=True)),
        between=between,
    )
