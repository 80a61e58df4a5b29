"""Small designs and tables that the tests of the index build on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import AreaTable, Reason
from veerkracht.index.aggregate import Aggregation, Arithmetic
from veerkracht.index.design import TOPICS, Choice, IndexDesign, IndicatorChoice, Node, Uncertainty, Weighting
from veerkracht.index.impute import Imputation, NoImputation
from veerkracht.index.normalise import MinMax, Normaliser
from veerkracht.index.treat import NoTreatment, Treatment

WHY = Choice(reason=Bilingual("voor de test", "for the test"), source="test")
UNIT = MinMax(low=0.0, high=1.0, beyond="clip")


def node(
    code: str,
    *,
    parent: str = "",
    weight: float = 1.0,
    spread: float = 0.0,
    weighting: Weighting = "given",
    aggregate: Aggregation | None = None,
    minimum_share: float = 0.0,
) -> Node:
    return Node(
        code=code,
        name=Bilingual(code, code),
        parent=parent,
        weight=weight,
        spread=spread,
        weighting=weighting,
        aggregate=aggregate or Arithmetic(),
        minimum_share=minimum_share,
        why=WHY,
    )


def leaf(
    code: str,
    *,
    parent: str = "top",
    weight: float = 1.0,
    spread: float = 0.0,
    direction: str = "high",
    denominator: str = "",
    impute: Imputation | None = None,
    treat: Treatment | None = None,
    normalise: Normaliser | None = None,
) -> IndicatorChoice:
    return IndicatorChoice(
        code=code,
        name=Bilingual(code, code),
        parent=parent,
        weight=weight,
        spread=spread,
        direction=direction,
        denominator=denominator,
        impute=impute or NoImputation(),
        treat=treat or NoTreatment(),
        normalise=normalise or UNIT,
        modelled=False,
        why=WHY,
    )


def design(
    *items: Node | IndicatorChoice,
    minimum_measured: float = 0.0,
    reference: str = "all",
    uncertainty: Uncertainty | None = None,
    first: str = "highest",
    worse: str = "low",
) -> IndexDesign:
    return IndexDesign(
        code="test",
        name=Bilingual("proef", "test"),
        explanation=Bilingual("proef", "test"),
        first=first,
        worse=worse,
        reference=reference,
        minimum_measured=minimum_measured,
        nodes=tuple(item for item in items if isinstance(item, Node)),
        indicators=tuple(item for item in items if isinstance(item, IndicatorChoice)),
        choices=dict.fromkeys(TOPICS, WHY),
        uncertainty=uncertainty or Uncertainty(noise="none", weights="none"),
    )


def table(
    columns: Mapping[str, Sequence[float] | np.ndarray],
    *,
    years: Sequence[int] = (2020,),
    errors: Mapping[str, Sequence[float] | np.ndarray] | None = None,
) -> AreaTable:
    """Return a table; a column of shape (areas,) is of one year, (areas, years) of several."""
    blocks = [np.asarray(values, dtype=float).reshape(-1, len(years)) for values in columns.values()]
    values = np.stack(blocks, axis=2)
    deviations = None
    if errors is not None:
        deviations = np.full(values.shape, np.nan)
        for code, numbers in errors.items():
            deviations[:, :, list(columns).index(code)] = np.asarray(numbers, dtype=float).reshape(-1, len(years))
    names = tuple(f"A{row:05d}" for row in range(values.shape[0]))
    return AreaTable(
        areas=Areas(level=Level.OTHER, year=None, codes=names, names=names),
        periods=tuple(Period(year) for year in years),
        indicators=tuple(columns),
        values=values,
        reasons=np.where(np.isnan(values), Reason.NOT_MEASURED, Reason.PRESENT).astype(np.uint8),
        errors=deviations,
    )
