"""Errors of many runs of one scenario: what is asked, the parts they leave, the processes that make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from veerkracht.errors.base import VeerkrachtError, did_you_mean
from veerkracht.errors.stad import StadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHOWN = 8


class EnsembleError(StadError):
    """Many runs cannot be made, or not be put together."""


class RunsValueError(EnsembleError):
    """The number of runs, of runs in a block or of workers is not one that can be carried out."""

    english: ClassVar[str] = "{name} is {value}; it must be {right_en}. Choose another number."
    dutch: ClassVar[str] = "{name} is {value}; het moet {right_nl} zijn. Kies een ander getal."

    def __init__(self, name: str, *, value: object, right_nl: str, right_en: str) -> None:
        super().__init__(name=name, value=value, right_nl=right_nl, right_en=right_en)


class UnknownQuantityError(EnsembleError):
    """Something is asked of every run that a run does not give."""

    english: ClassVar[str] = "A run does not give '{name}'.{hint_en} It gives: {available}. Take one of these."
    dutch: ClassVar[str] = "Een doorrekening geeft geen '{name}'.{hint_nl} Er is: {available}. Kies daaruit."

    def __init__(self, name: str, *, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(name=name, available=", ".join(names), **did_you_mean(name, names))


class UnknownArmError(EnsembleError):
    """A result is asked for something that was not simulated."""

    english: ClassVar[str] = "There is no '{name}' among what was simulated.{hint_en} There is: {available}."
    dutch: ClassVar[str] = "'{name}' is niet doorgerekend.{hint_nl} Er is: {available}."

    def __init__(self, name: str, *, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(name=name, available=", ".join(names), **did_you_mean(name, names))


class NotFiniteError(EnsembleError):
    """A run gave infinity; its equations ran away."""

    english: ClassVar[str] = (
        "In '{name}' of a run stands an infinite number, so the equations ran away. "
        "Numbers must stay finite: look at the parameters that were changed."
    )
    dutch: ClassVar[str] = (
        "In '{name}' van een doorrekening staat een oneindig getal: de vergelijkingen liepen uit de hand. "
        "Getallen moeten eindig blijven: kijk naar de parameters die zijn aangepast."
    )

    def __init__(self, name: str) -> None:
        super().__init__(name=name)


class RunFailedError(EnsembleError):
    """One run stopped with an error."""

    english: ClassVar[str] = (
        "Run {run} failed: {why_en} A run must end by itself. Mend what it says and start again: "
        "the other runs are kept, and only what is missing is computed."
    )
    dutch: ClassVar[str] = (
        "Doorrekening {run} ging mis: {why_nl} Een doorrekening moet vanzelf klaar zijn. Herstel wat er staat en begin "
        "opnieuw: de andere zijn bewaard, en alleen wat ontbreekt wordt berekend."
    )

    def __init__(self, run: int, *, error: BaseException) -> None:
        if isinstance(error, VeerkrachtError):
            why_en, why_nl = error.message("en"), error.message("nl")
        else:
            why_en = why_nl = f"{type(error).__name__}: {error}."
        super().__init__(run=run, why_en=why_en, why_nl=why_nl)


class RunsFailedError(EnsembleError):
    """Some blocks of runs failed; all others are kept."""

    english: ClassVar[str] = (
        "{failed} of {blocks} blocks of runs failed, first runs {runs}. {kept} of {asked} runs are kept. "
        "The first of them said: {first_en}"
    )
    dutch: ClassVar[str] = (
        "{failed} van de {blocks} blokken met doorrekeningen gingen mis, als eerste nummer {runs}. "
        "{kept} van de {asked} doorrekeningen zijn bewaard. De eerste zei: {first_nl}"
    )

    def __init__(self, errors: Sequence[VeerkrachtError], *, blocks: int, runs: str, kept: int, asked: int) -> None:
        super().__init__(
            failed=len(errors),
            blocks=blocks,
            runs=runs,
            kept=kept,
            asked=asked,
            first_en=errors[0].message("en"),
            first_nl=errors[0].message("nl"),
        )


class WorkerLostError(EnsembleError):
    """The process that computed a block was killed again and again."""

    english: ClassVar[str] = (
        "The process that computed runs {first} to {last} was killed {times} times, most often by the system for want "
        "of memory. Ask fewer runs in a block, fewer workers, or less of each run; the other runs are kept."
    )
    dutch: ClassVar[str] = (
        "Het proces dat doorrekening {first} tot en met {last} maakte is {times} keer gestopt, meestal door het "
        "systeem omdat het geheugen vol was. Vraag minder per blok, minder processen of minder per doorrekening; "
        "de andere zijn bewaard."
    )

    def __init__(self, *, first: int, last: int, times: int) -> None:
        super().__init__(first=first, last=last, times=times)


class DrawsLostError(EnsembleError):
    """A process that keeps draws of the city ready was killed again and again."""

    english: ClassVar[str] = (
        "A process that keeps {draws} draws of the city ready was killed {times} times, most often by the system for "
        "want of memory. Ask fewer draws, or a computer with more memory."
    )
    dutch: ClassVar[str] = (
        "Een proces dat {draws} trekkingen van de stad klaarhoudt is {times} keer gestopt, meestal door het systeem "
        "omdat het geheugen vol was. Vraag minder trekkingen, of een computer met meer geheugen."
    )

    def __init__(self, *, draws: int, times: int) -> None:
        super().__init__(draws=draws, times=times)


class OtherSamplingError(EnsembleError):
    """Runs are asked for something that needs runs made in another way."""

    english: ClassVar[str] = (
        "These runs were drawn with sampling '{found}'; causes are told apart only by '{wanted}'. "
        "Run the scenario again with --sampling {wanted}."
    )
    dutch: ClassVar[str] = (
        "Deze doorrekeningen zijn getrokken met sampling '{found}'; oorzaken zijn alleen te scheiden met '{wanted}'. "
        "Reken het scenario opnieuw door met --sampling {wanted}."
    )

    def __init__(self, found: str, *, wanted: str) -> None:
        super().__init__(found=str(found), wanted=str(wanted))


class MissingRunsError(EnsembleError):
    """Runs are put together of which some are missing, or stand twice."""

    english: ClassVar[str] = (
        "Of {asked} runs these are missing or stand twice: {runs}. Each must be there once. Compute the missing first."
    )
    dutch: ClassVar[str] = (
        "Van {asked} doorrekeningen ontbreken deze, of staan er dubbel: {runs}. Elk hoort er één keer te zijn. "
        "Bereken eerst wat ontbreekt."
    )

    def __init__(self, runs: Sequence[int], *, asked: int) -> None:
        shown = ", ".join(map(str, runs[:_SHOWN])) + (", ..." if len(runs) > _SHOWN else "")
        super().__init__(runs=shown, asked=asked)


class PartFolderError(EnsembleError):
    """The folder for parts of a result cannot be used."""

    english: ClassVar[str] = "The folder {folder} cannot be used: {why}. Choose a folder that you can write to."
    dutch: ClassVar[str] = "De map {folder} is niet te gebruiken: {why}. Kies een map waarin u kunt schrijven."

    def __init__(self, folder: object, *, why: str) -> None:
        super().__init__(folder=str(folder), why=why)


class CodeDiffersError(EnsembleError):
    """A worker elsewhere runs another version of the program."""

    english: ClassVar[str] = (
        "A worker runs another version of the simulation ({theirs}) than this computer ({ours}); their runs would "
        "differ. Install the same version of Veerkracht, numpy and numba on both."
    )
    dutch: ClassVar[str] = (
        "Een rekenproces elders draait een andere versie van de simulatie ({theirs}) dan deze computer ({ours}); de "
        "uitkomsten zouden verschillen. Zet op beide dezelfde versie van Veerkracht, numpy en numba."
    )

    def __init__(self, *, theirs: str, ours: str) -> None:
        super().__init__(theirs=theirs, ours=ours)


class UnknownEngineError(EnsembleError):
    """An engine is asked that does not exist."""

    english: ClassVar[str] = "There is no engine '{name}'.{hint_en} Choose from: {available}."
    dutch: ClassVar[str] = "De rekenwijze '{name}' bestaat niet.{hint_nl} Kies uit: {available}."

    def __init__(self, name: str, *, available: Iterable[str]) -> None:
        names = list(available)
        super().__init__(name=name, available=", ".join(names), **did_you_mean(name, names))


class EngineMissingError(EnsembleError):
    """An engine is asked whose package is not installed."""

    english: ClassVar[str] = (
        "The engine '{engine}' needs the package '{package}', which is not installed. "
        "Install it with: pip install 'veerkracht[{extra}]', or use --engine local."
    )
    dutch: ClassVar[str] = (
        "De rekenwijze '{engine}' heeft het pakket '{package}' nodig, en dat is niet geïnstalleerd. "
        "Installeer het met: pip install 'veerkracht[{extra}]', of gebruik --engine local."
    )

    def __init__(self, engine: str, *, package: str, extra: str) -> None:
        super().__init__(engine=engine, package=package, extra=extra)


class SchedulerUnreachableError(EnsembleError):
    """The scheduler of Dask does not answer."""

    english: ClassVar[str] = (
        "The scheduler at {address} does not answer. Start one with `dask scheduler`, check the address, "
        "or leave --scheduler out to use this computer."
    )
    dutch: ClassVar[str] = (
        "De verdeler op {address} geeft geen antwoord. Start er een met `dask scheduler`, kijk het adres na, "
        "of laat --scheduler weg om deze computer te gebruiken."
    )

    def __init__(self, address: str) -> None:
        super().__init__(address=address)


class OtherResultError(EnsembleError):
    """A folder holds a result of another kind, or one that is damaged."""

    english: ClassVar[str] = "{file} is not a sound result of this program: {why}. Run the scenario again."
    dutch: ClassVar[str] = "{file} is geen gave uitkomst van dit programma: {why}. Reken het scenario opnieuw door."

    def __init__(self, file: object, *, why: str) -> None:
        super().__init__(file=str(file), why=why)
