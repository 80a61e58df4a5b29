"""Errors of a forecast."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.signalering import SignaleringError


class VerwachtingError(SignaleringError):
    """A forecast or its test cannot be made."""


class ShortPanelError(VerwachtingError):
    """The panel has too few waves or areas."""

    english: ClassVar[str] = (
        "A forecast needs at least {least_waves} waves and {least_areas} areas with a value; "
        "this panel has {waves} and {areas}. Add earlier waves or more areas."
    )
    dutch: ClassVar[str] = (
        "Een verwachting vraagt minstens {least_waves} metingen en {least_areas} gebieden met een waarde; "
        "deze reeks heeft er {waves} en {areas}. Voeg eerdere metingen of meer gebieden toe."
    )

    def __init__(self, *, waves: int, areas: int, least_waves: int, least_areas: int) -> None:
        super().__init__(waves=waves, areas=areas, least_waves=least_waves, least_areas=least_areas)


class TargetError(VerwachtingError):
    """The period to forecast is not in the future of the panel."""

    english: ClassVar[str] = "Period {target} is not after the last wave, {last}. Choose a later period."
    dutch: ClassVar[str] = "Periode {target} ligt niet na de laatste meting, {last}. Kies een latere periode."

    def __init__(self, target: object, *, last: object) -> None:
        super().__init__(target=target, last=last)


class LeakError(VerwachtingError):
    """A forecast changed when only the future changed: it looked at what it should not know."""

    english: ClassVar[str] = (
        "The forecast made in {last} changed when only later waves were changed ({areas} areas). "
        "It knows what it should not know, so the test says nothing. Report this as a fault."
    )
    dutch: ClassVar[str] = (
        "De verwachting van {last} veranderde toen alleen latere metingen werden veranderd ({areas} gebieden). "
        "Ze weet dus wat ze niet mag weten, en de toets zegt niets. Meld dit als fout."
    )

    def __init__(self, *, last: object, areas: int) -> None:
        super().__init__(last=last, areas=areas)


class TellingCovariateError(VerwachtingError):
    """A covariate without a period holds the future."""

    english: ClassVar[str] = (
        "Covariate {name!r} has no period and tells the change from {last} to {target} almost exactly "
        "(correlation {correlation:.2f}). It was not known in {last}. Give it a column 'period', or leave it out."
    )
    dutch: ClassVar[str] = (
        "Kenmerk {name!r} heeft geen periode en verklapt de verandering van {last} naar {target} bijna precies "
        "(samenhang {correlation:.2f}). In {last} was het niet bekend. Geef het een kolom 'period' of laat het weg."
    )

    def __init__(self, name: str, *, last: object, target: object, correlation: float) -> None:
        super().__init__(name=name, last=last, target=target, correlation=correlation)
