"""Errors of the answer of a scenario: results that cannot be read as an answer, or not beside each other."""

from __future__ import annotations

from typing import ClassVar

from veerkracht.errors.stad import StadError


class AnswerError(StadError):
    """No answer can be given from the result of a scenario."""


class OtherCityNowError(AnswerError):
    """The city of a result is not the one that the stored data give now."""

    english: ClassVar[str] = (
        "The result in {folder} was made of other figures of {gemeente} than the stored data give now, so its areas "
        "and scores no longer fit. They must be the same. Run the scenario again, or name the data folder of then with "
        "--home."
    )
    dutch: ClassVar[str] = (
        "Het resultaat in {folder} is gemaakt met andere cijfers van {gemeente} dan de opgeslagen gegevens nu geven; "
        "de gebieden en scores passen er niet meer bij. Ze horen gelijk te zijn. Reken het scenario opnieuw door, of "
        "noem met --home de gegevensmap van toen."
    )

    def __init__(self, folder: object, *, gemeente: str) -> None:
        super().__init__(folder=str(folder), gemeente=gemeente)


class RunsNotKeptError(AnswerError):
    """Of a result only counts on a grid were kept, and an answer needs every run."""

    english: ClassVar[str] = (
        "Of the {runs} runs in {folder} only bands were kept, as all of them were too large. An answer pairs every run "
        "with its baseline. Run fewer: {fewer} or less would be kept."
    )
    dutch: ClassVar[str] = (
        "Van de {runs} doorrekeningen in {folder} zijn alleen de marges bewaard, omdat ze samen te groot waren. Een "
        "antwoord legt elke doorrekening naast die van 'zoals nu'. Reken er minder door: tot {fewer} worden ze bewaard."
    )

    def __init__(self, folder: object, *, runs: int, fewer: int) -> None:
        super().__init__(folder=str(folder), runs=runs, fewer=fewer)


class NoScoresError(AnswerError):
    """The index of veerkracht cannot be made of the stored data."""

    english: ClassVar[str] = (
        "No score of veerkracht can be made of the stored data for {gemeente}: figures it is made of are missing. "
        "An answer needs them. Import or fetch the figures; `veerkracht data list` says what is there."
    )
    dutch: ClassVar[str] = (
        "Van de opgeslagen gegevens is voor {gemeente} geen score van veerkracht te maken: er ontbreken cijfers. Een "
        "antwoord heeft die nodig. Lees de cijfers in of haal ze op; `veerkracht data list` zegt wat er is."
    )

    def __init__(self, gemeente: str) -> None:
        super().__init__(gemeente=gemeente)


class DifferentResultsError(AnswerError):
    """Results are put beside each other that do not answer the same question."""

    english: ClassVar[str] = (
        "{one} and {other} cannot stand beside each other because of a difference in {what_en}: {found_one} and "
        "{found_other}. It must be the same, so that the same chance struck both. Run one of them again with what the "
        "other has."
    )
    dutch: ClassVar[str] = (
        "{one} en {other} kunnen niet naast elkaar door een verschil in {what_nl}: {found_one} en {found_other}. Dat "
        "hoort gelijk te zijn, zodat beide hetzelfde toeval treft. Reken één ervan opnieuw door met wat de andere "
        "heeft."
    )

    def __init__(
        self, one: object, other: object, *, what_nl: str, what_en: str, found_one: object, found_other: object
    ) -> None:
        super().__init__(
            one=str(one),
            other=str(other),
            what_nl=what_nl,
            what_en=what_en,
            found_one=str(found_one),
            found_other=str(found_other),
        )


class TooManyResultsError(AnswerError):
    """More results are put beside each other than a reader can follow."""

    english: ClassVar[str] = "{count} results are too many beside each other; at most {most} can be read. Name fewer."
    dutch: ClassVar[str] = (
        "{count} resultaten naast elkaar is te veel; er zijn er hoogstens {most} te lezen. Noem er minder."
    )

    def __init__(self, count: int, *, most: int) -> None:
        super().__init__(count=count, most=most)


class UnknownAnswerAreaError(AnswerError):
    """An area is asked that a result does not have."""

    english: ClassVar[str] = "There is no area '{code}' in the result.{hint_en} Take the code of a buurt of this city."
    dutch: ClassVar[str] = (
        "Er is geen gebied '{code}' in het resultaat.{hint_nl} Neem de code van een buurt van deze stad."
    )

    def __init__(self, code: str, *, hint_nl: str, hint_en: str) -> None:
        super().__init__(code=code, hint_nl=hint_nl, hint_en=hint_en)


class FileStandsError(AnswerError):
    """A file would be overwritten."""

    english: ClassVar[str] = (
        "{file} is there already; nothing was written. A new file has a new name. Choose another name, or add --force "
        "to replace it."
    )
    dutch: ClassVar[str] = (
        "{file} bestaat al; er is niets geschreven. Een nieuw bestand heeft een nieuwe naam. Kies een andere naam, of "
        "voeg --force toe om het te vervangen."
    )

    def __init__(self, file: object) -> None:
        super().__init__(file=str(file))


class FileWriteError(AnswerError):
    """A file cannot be written."""

    english: ClassVar[str] = "{file} cannot be written: {why}. Choose a place that you can write to."
    dutch: ClassVar[str] = "{file} is niet te schrijven: {why}. Kies een plek waar u mag schrijven."

    def __init__(self, file: object, *, why: str) -> None:
        super().__init__(file=str(file), why=why)


class ExampleCityError(AnswerError):
    """An example scenario is asked for a real city."""

    english: ClassVar[str] = (
        "The example '{example}' names buurten of the fictitious city and does not fit {gemeente}. Ask it for 'demo', "
        "or leave --example out for an empty scenario of {gemeente}."
    )
    dutch: ClassVar[str] = (
        "Het voorbeeld '{example}' noemt buurten van de fictieve stad en past niet bij {gemeente}. Vraag het voor "
        "'demo', of laat --example weg voor een leeg scenario van {gemeente}."
    )

    def __init__(self, example: str, *, gemeente: str) -> None:
        super().__init__(example=example, gemeente=gemeente)
