"""Errors of the maps, the comparison of gemeenten and the priorities."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable


class SignaleringError(VeerkrachtError):
    """A map, a comparison or a list of priorities cannot be made as it was asked."""


class SpanOrderError(SignaleringError):
    """A development was asked for that does not run forward in time."""

    english: ClassVar[str] = (
        "A development from {first} to {last} does not run forward in time. Choose a last period after the first."
    )
    dutch: ClassVar[str] = (
        "Een ontwikkeling van {first} naar {last} loopt niet vooruit in de tijd. Kies een laatste periode na de eerste."
    )

    def __init__(self, first: object, last: object) -> None:
        super().__init__(first=first, last=last)


class UnknownPeerError(SignaleringError):
    """A gemeente was asked for in a comparison that the data do not hold."""

    english: ClassVar[str] = (
        "Gemeente {code!r} is not in the data, so it cannot take part in the comparison.{hint_en} Choose another."
    )
    dutch: ClassVar[str] = (
        "Gemeente {code!r} zit niet in de gegevens en kan niet meedoen in de vergelijking.{hint_nl} Kies een andere."
    )

    def __init__(self, code: str, *, available: Iterable[str]) -> None:
        super().__init__(code=code, **did_you_mean(code, available))


class NoPeersError(SignaleringError):
    """No gemeente can be called alike, because the data lack what makes them alike."""

    english: ClassVar[str] = (
        "We cannot choose gemeenten like {code}: {why_en}. Name the gemeenten to compare with, or load more data."
    )
    dutch: ClassVar[str] = (
        "We kunnen geen gemeenten kiezen die op {code} lijken: {why_nl}. "
        "Noem zelf gemeenten om mee te vergelijken, of lees meer gegevens in."
    )

    def __init__(self, code: str, *, why_en: str, why_nl: str) -> None:
        super().__init__(code=code, why_en=why_en, why_nl=why_nl)


class ChoiceError(SignaleringError):
    """A setting of the maps lies outside what it can be."""

    english: ClassVar[str] = "Setting {name} is {value}, but must be {right_en}. Correct the setting."
    dutch: ClassVar[str] = "Instelling {name} is {value}, maar moet {right_nl} zijn. Verbeter de instelling."

    def __init__(self, name: str, *, value: object, right_en: str, right_nl: str) -> None:
        super().__init__(name=name, value=value, right_en=right_en, right_nl=right_nl)


class PanelError(SignaleringError):
    """Arrays of areas and waves do not fit together."""

    english: ClassVar[str] = "The panel of areas and waves does not fit together: {why_en}. Give arrays that do."
    dutch: ClassVar[str] = "Het panel van gebieden en metingen past niet in elkaar: {why_nl}. Geef reeksen die passen."

    def __init__(self, *, why_en: str, why_nl: str) -> None:
        super().__init__(why_en=why_en, why_nl=why_nl)

    @classmethod
    def of_shape(cls, name: str, *, shape: object, values: object) -> PanelError:
        """Return the error of an array that has another shape than the values ask for."""
        return cls(
            why_en=f"the values have shape {values} (areas, waves), but {name} has shape {shape}",
            why_nl=f"de waarden hebben vorm {values} (gebieden, metingen), maar {name} heeft vorm {shape}",
        )

    @classmethod
    def of_order(cls, times: object) -> PanelError:
        """Return the error of waves that are not in order of time."""
        return cls(
            why_en=f"the waves are not in order of time, each once: {times}",
            why_nl=f"de metingen staan niet op volgorde van tijd, elk één keer: {times}",
        )
