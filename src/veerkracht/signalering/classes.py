"""The classes of the maps, what they mean, and how likely each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from veerkracht.facts.language import Bilingual

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNKNOWN = -1
"""The class of an area that has none, because a figure is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KaartClass:
    """One class of a map.

    Attributes:
        code: fixed name, for colours and tables.
        name: as it stands in the legend.
        meaning: one sentence for who meets it for the first time.
    """

    code: str
    name: Bilingual
    meaning: Bilingual


GEEN_DUIDELIJKE_ONTWIKKELING = KaartClass(
    code="geen_duidelijke_ontwikkeling",
    name=Bilingual("geen duidelijke ontwikkeling", "no clear development"),
    meaning=Bilingual(
        "Er veranderde weinig, of de cijfers laten niet zien welke kant het op gaat.",
        "Little changed, or the figures do not show which way things go.",
    ),
)

# The order of look.md; probabilities stand in this order.
VEERKRACHT_CLASSES = (
    KaartClass(
        code="veerkrachtig",
        name=Bilingual("veerkrachtig", "resilient"),
        meaning=Bilingual(
            "Er kwamen meer bewoners die minder zelfredzaam zijn; overlast en onveiligheid namen niet toe.",
            "More residents with low self-reliance; nuisance and insecurity did not grow.",
        ),
    ),
    KaartClass(
        code="gunstig",
        name=Bilingual("gunstig", "favourable"),
        meaning=Bilingual(
            "Geen van beide nam toe, en minstens één nam duidelijk af.",
            "Neither grew, and at least one clearly fell.",
        ),
    ),
    KaartClass(
        code="andere_oorzaak",
        name=Bilingual("andere oorzaak", "another cause"),
        meaning=Bilingual(
            "Overlast en onveiligheid namen toe, maar er kwamen niet meer bewoners die minder zelfredzaam zijn.",
            "Nuisance and insecurity grew, but not the share of residents with low self-reliance.",
        ),
    ),
    KaartClass(
        code="onder_druk",
        name=Bilingual("onder druk", "under pressure"),
        meaning=Bilingual(
            "Er kwamen meer bewoners die minder zelfredzaam zijn, en overlast en onveiligheid namen toe.",
            "More residents with low self-reliance, and nuisance and insecurity grew.",
        ),
    ),
    GEEN_DUIDELIJKE_ONTWIKKELING,
)

CHANGE_CLASSES = (
    KaartClass(
        code="omlaag",
        name=Bilingual("duidelijk omlaag", "clearly down"),
        meaning=Bilingual("Het cijfer is echt gedaald.", "The figure really fell."),
    ),
    GEEN_DUIDELIJKE_ONTWIKKELING,
    KaartClass(
        code="omhoog",
        name=Bilingual("duidelijk omhoog", "clearly up"),
        meaning=Bilingual("Het cijfer is echt gestegen.", "The figure really rose."),
    ),
)

_STEPS = (
    Bilingual("laagste vijfde deel", "lowest fifth"),
    Bilingual("onder het midden", "below the middle"),
    Bilingual("midden", "middle"),
    Bilingual("boven het midden", "above the middle"),
    Bilingual("hoogste vijfde deel", "highest fifth"),
)
LEVEL_CLASSES = tuple(KaartClass(code=f"stap_{i + 1}", name=name, meaning=name) for i, name in enumerate(_STEPS))

_PROBLEMS = (Bilingual("weinig", "little"), Bilingual("gemiddeld veel", "average"), Bilingual("veel", "much"))
_SHARES = (Bilingual("weinig", "few"), Bilingual("gemiddeld veel", "an average number of"), Bilingual("veel", "many"))
FOCUS_CLASSES = tuple(
    KaartClass(
        code=f"overlast_{row + 1}_aandeel_{column + 1}",
        name=Bilingual(
            f"{problem.nl} overlast, {share.nl} bewoners die minder zelfredzaam zijn",
            f"{problem.en} nuisance, {share.en} residents with low self-reliance",
        ),
        meaning=Bilingual(
            f"Overlast en onveiligheid: {problem.nl}. Bewoners die minder zelfredzaam zijn: {share.nl}.",
            f"Nuisance and insecurity: {problem.en}. Residents with low self-reliance: {share.en}.",
        ),
    )
    for row, problem in enumerate(_PROBLEMS)
    for column, share in enumerate(_SHARES)
)
"""Nine classes, rows from little to much overlast, within a row from a small to a large share (look.md)."""


def veerkracht_probabilities(
    *,
    share_up: NDArray[np.float64],
    share_down: NDArray[np.float64],
    problems_worse: NDArray[np.float64],
    problems_better: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return how likely each class of the veerkrachtkaart is, from the chances of the two developments.

    The noise of the two figures comes from different sources, so that the chances are multiplied. What is left when
    both hardly changed is "geen duidelijke ontwikkeling".

    Args:
        share_up: shape (areas,), probability that the concentration really rose.
        share_down: that it really fell.
        problems_worse: that overlast en onveiligheid really got worse.
        problems_better: that it really got better.

    Returns:
        Shape (areas, 5) in the order of `VEERKRACHT_CLASSES`; rows sum to 1, or are NaN where a chance is missing.

    Source:
        The four quadrants are those that public texts on the veerkrachtkaarten name (concentration of vulnerable
        residents against overlast en onveiligheid, Aedes and In.Fact 2021); margins and chances are ours.

    Examples:
        >>> one = np.array([0.9]), np.array([0.0]), np.array([0.8]), np.array([0.1])
        >>> up, down, worse, better = one
        >>> found = veerkracht_probabilities(
        ...     share_up=up, share_down=down, problems_worse=worse, problems_better=better
        ... )
        >>> [float(p) for p in found.round(2)[0]]
        [0.18, 0.01, 0.08, 0.72, 0.01]
    """
    still = np.clip(1.0 - share_up - share_down, 0.0, 1.0) * np.clip(1.0 - problems_worse - problems_better, 0.0, 1.0)
    resilient = share_up * (1.0 - problems_worse)
    pressure = share_up * problems_worse
    other = (1.0 - share_up) * problems_worse
    favourable = np.maximum((1.0 - share_up) * (1.0 - problems_worse) - still, 0.0)
    return np.stack([resilient, favourable, other, pressure, still], axis=1)


def change_probabilities(*, up: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how likely each of `CHANGE_CLASSES` is; shape (areas, 3), NaN where missing."""
    return np.stack([down, np.clip(1.0 - up - down, 0.0, 1.0), up], axis=1)


def step_probabilities(
    values: NDArray[np.float64], *, errors: NDArray[np.float64], borders: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return how likely it is that each level lies in each step between borders, its noise being normal.

    Args:
        values: shape (areas,).
        errors: shape (areas,), standard error in the same unit; NaN where unknown.
        borders: shape (steps - 1,), ascending.

    Returns:
        Shape (areas, steps); NaN where the value or its error is unknown.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = ndtr((borders[None, :] - values[:, None]) / errors[:, None])
    known = np.isfinite(values + errors)
    floor, ceiling = np.where(known, 0.0, np.nan), np.where(known, 1.0, np.nan)
    return np.diff(np.column_stack([floor, reached, ceiling]), axis=1)


def choose(
    probabilities: NDArray[np.float64], *, least: float, otherwise: int
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """Return the class of each area and how likely it is: the likeliest if it is likely enough.

    Args:
        probabilities: shape (areas, classes).
        least: below this probability no class is named.
        otherwise: the class of an area of which no class is likely enough.

    Returns:
        Shape (areas,) twice: the class, `UNKNOWN` where missing, and the probability of the likeliest class.
    """
    missing = np.asarray(np.isnan(probabilities).any(axis=1))
    filled = np.where(missing[:, None], 0.0, probabilities)
    best = filled.argmax(axis=1)
    chance = np.take_along_axis(filled, best[:, None], axis=1)[:, 0]
    classes = np.where(chance >= least, best, otherwise)
    return np.where(missing, UNKNOWN, classes).astype(np.int8), np.where(missing, np.nan, chance)
