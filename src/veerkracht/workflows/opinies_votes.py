"""A table of votes from a hostile file: one row a person, one column a statement, and perhaps a column `role`."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from veerkracht.errors.wijkschets import VoteFileError
from veerkracht.sources.files.opening import Content, decode, open_file
from veerkracht.wijkschets.votes import Votes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MOST_PEOPLE, MOST_STATEMENTS, MOST_BYTES = 20_000, 2_000, 100_000_000
_LONGEST_NAME = 200
_DELIMITERS = ";,\t|"
_PEOPLE = (
    *("participant", "participant_id", "participant-id", "deelnemer", "person", "persoon"),
    *("respondent", "voter", "voter-id", "voter_id", "id", "naam", "name"),
)
_ROLES = ("role", "rol")
# What an export of Polis has beside the votes.
_OTHERS = ("xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_VOTES = {
    **dict.fromkeys(("1", "+1", "1.0", "1,0", "eens", "agree"), 1),
    **dict.fromkeys(("0", "0.0", "0,0", "-0", "-0.0", "weet niet", "pas", "pass"), 0),
    **dict.fromkeys(("-1", "-1.0", "-1,0", "\N{MINUS SIGN}1", "oneens", "disagree"), -1),
}
_BLANK = ("", "na", "nan", "null")


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteFile:
    """What a file of votes held.

    Attributes:
        votes: the votes.
        name: of the file, without folders.
        checksum: SHA-256 of the file.
        unused: columns that are not votes.
    """

    votes: Votes
    name: str
    checksum: str
    unused: tuple[str, ...]


def read_votes(path: Path) -> VoteFile:
    """Return the votes in a CSV file of any encoding and delimiter.

    Raises:
        FileError: if the file cannot be opened.
        VoteFileError: if it is no table of votes; names line and column, and what would be right.
    """
    opened = open_file(path)
    if opened.content is not Content.TEXT or len(opened.payload) > MOST_BYTES:
        raise VoteFileError(
            path.name,
            what_en="this is no CSV file of at most 100 MB. Save the votes as CSV.",
            what_nl="dit is geen CSV-bestand van hooguit 100 MB. Sla de stemmen op als CSV.",
        )
    header, lines = _lines(decode(opened.payload, file=path.name), file=path.name)
    columns = _columns(header, lines, file=path.name)
    people = _people(lines, columns, header=header, file=path.name)
    values, seen = _values(lines, columns.statements, file=path.name)
    roles = tuple(row[columns.role].strip() for _, row in lines) if columns.role is not None else ()
    for (line, _), role in zip(lines, roles, strict=bool(roles)):
        if len(role) > _LONGEST_NAME:
            raise _too_long(path.name, line=line, column=header[columns.role or 0])
    votes = Votes(people=people, statements=tuple(columns.statements.values()), values=values, seen=seen, roles=roles)
    return VoteFile(votes=votes, name=path.name, checksum=opened.checksum, unused=columns.unused)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    person: int | None
    role: int | None
    statements: Mapping[int, str]
    unused: tuple[str, ...]


def _lines(text: str, *, file: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header, and the rows below it with their line numbers."""
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise VoteFileError(
            file, line=reader.line_num, what_en=f"not CSV: {error}.", what_nl=f"geen CSV: {error}."
        ) from None
    # Blank lines of a table with one column are people without a vote; elsewhere they are nothing.
    rows = [(line, row) for line, row in rows if len(row) > 1 or row[0].strip()]
    if len(rows) < 2:
        raise VoteFileError(
            file,
            what_en="there are no rows below the header. Give a header and one row a person.",
            what_nl="er staan geen rijen onder de kop. Geef een kop en een rij per persoon.",
        )
    if len(rows) - 1 > MOST_PEOPLE or len(rows[0][1]) > MOST_STATEMENTS + len(_OTHERS) + 2:
        raise VoteFileError(
            file,
            what_en=f"too large: at most {MOST_PEOPLE} people and {MOST_STATEMENTS} statements. Split the file.",
            what_nl=f"te groot: hooguit {MOST_PEOPLE} mensen en {MOST_STATEMENTS} stellingen. Splits het bestand.",
        )
    width = len(rows[0][1])
    for line, row in rows:
        if len(row) != width:
            raise VoteFileError(
                file,
                line=line,
                what_en=f"{len(row)} cells, but the header has {width}. Give every row as many.",
                what_nl=f"{len(row)} cellen, maar de kop heeft er {width}. Geef elke rij er evenveel.",
            )
    return [name.strip() for name in rows[0][1]], rows[1:]


def _columns(header: Sequence[str], lines: Sequence[tuple[int, list[str]]], *, file: str) -> _Columns:
    """Return which column is what: people, roles, votes or something else."""
    lower = [name.lower() for name in header]
    role = next((at for at, name in enumerate(lower) if name in _ROLES), None)
    person = next((at for at, name in enumerate(lower) if name in _PEOPLE), None)
    if person is None and role != 0 and (not header[0] or _are_names([row[0].strip().lower() for _, row in lines])):
        person = 0
    polis = "n-votes" in lower or "group-id" in lower
    others = [at for at, name in enumerate(lower) if polis and name in _OTHERS]
    statements = {at: name for at, name in enumerate(header) if at not in others and at not in (person, role)}
    for at, name in statements.items():
        if not name:
            raise VoteFileError(
                file,
                line=1,
                what_en=f"column {at + 1} has no name. Give each statement a name.",
                what_nl=f"kolom {at + 1} heeft geen naam. Geef elke stelling een naam.",
            )
        if len(name) > _LONGEST_NAME * 10:
            raise _too_long(file, line=1, column=f"{at + 1}")
    if twice := next((name for at, name in statements.items() if name in list(header)[:at]), None):
        raise VoteFileError(
            file,
            line=1,
            column=twice,
            what_en="this name stands above two columns. Give each statement its own name.",
            what_nl="deze naam staat boven twee kolommen. Geef elke stelling een eigen naam.",
        )
    if not statements:
        raise VoteFileError(
            file,
            line=1,
            what_en="there is no statement. Give one column a statement, with 1, 0, -1 or blank.",
            what_nl="er is geen stelling. Geef een kolom per stelling, met 1, 0, -1 of leeg.",
        )
    return _Columns(person=person, role=role, statements=statements, unused=tuple(header[at] for at in others))


def _are_names(cells: Sequence[str]) -> bool:
    """Return whether a first column holds names or numbers of people, rather than votes of which some are wrong."""
    voted = sum(cell in _VOTES or cell in _BLANK for cell in cells)
    if voted == len(cells):
        return False
    # Numbers from 0 or 1 up hold what could be votes; each stands once, and none is less than nothing.
    are_numbers = len(set(cells)) == len(cells) and all(cell.isdigit() for cell in cells)
    return are_numbers or 2 * voted < len(cells)


def _people(
    lines: Sequence[tuple[int, list[str]]], columns: _Columns, *, header: Sequence[str], file: str
) -> tuple[str, ...]:
    """Return what each person is called: their number of row if there is no such column."""
    if columns.person is None:
        return tuple(str(number) for number in range(1, len(lines) + 1))
    first: dict[str, int] = {}
    for line, row in lines:
        name, column = row[columns.person].strip(), header[columns.person]
        if not name:
            raise VoteFileError(
                file,
                line=line,
                column=column,
                what_en="the participant has no name or number. Every row needs one.",
                what_nl="de deelnemer heeft geen naam of nummer. Elke rij heeft er een nodig.",
            )
        if len(name) > _LONGEST_NAME:
            raise _too_long(file, line=line, column=column)
        if name in first:
            raise VoteFileError(
                file,
                line=line,
                column=column,
                what_en=f"participant {name!r} already stands on line {first[name]}. Keep one row a person.",
                what_nl=f"deelnemer {name!r} staat al op regel {first[name]}. Houd één rij per persoon.",
            )
        first[name] = line
    return tuple(first)


def _too_long(file: str, *, line: int, column: str) -> VoteFileError:
    return VoteFileError(
        file,
        line=line,
        column=column,
        what_en="this name is too long. Use a short name or number.",
        what_nl="deze naam is te lang. Gebruik een korte naam of een nummer.",
    )


def _values(
    lines: Sequence[tuple[int, list[str]]], statements: Mapping[int, str], *, file: str
) -> tuple[NDArray[np.int8], NDArray[np.bool_]]:
    """Return votes and which were given, each of shape (people, statements)."""
    values = np.zeros((len(lines), len(statements)), dtype=np.int8)
    seen = np.zeros(values.shape, dtype=np.bool_)
    for place, (line, row) in enumerate(lines):
        for column, (at, name) in enumerate(statements.items()):
            cell = row[at].strip().lower()
            vote = _VOTES.get(cell)
            if vote is not None:
                values[place, column], seen[place, column] = vote, True
            elif cell not in _BLANK:
                wrong = repr(row[at].strip()[:40])
                raise VoteFileError(
                    file,
                    line=line,
                    column=name[:60],
                    what_en=f"{wrong} is no vote. Write 1 (agree), 0 (pass), -1 (disagree) or nothing.",
                    what_nl=f"{wrong} is geen stem. Schrijf 1 (eens), 0 (weet niet), -1 (oneens) of niets.",
                )
    return values, seen
