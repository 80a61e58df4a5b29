"""An organisation's own table: the TOML that says what its columns mean, and a proposal for that TOML.

A mapping looks like this; only `code` and one column are needed::

    [tabel]
    code = "Buurtcode"          # column with area codes
    naam = "Buurtnaam"          # column with names
    jaar = 2024                 # year of the figures, or: periode = "Jaar" (a column)
    grenzen = 2024              # year of the boundaries; the year of the figures if left out
    niveau = "buurt"            # needed only if codes lack BU, WK or GM
    uitgever = "Woningcorporatie Voorbeeld"
    licentie = "alleen voor eigen gebruik"

    [kolommen]
    "Aantal inwoners" = "inwoners"       # a code of the catalogue
    "Klachten" = { code = "klachten", eenheid = "aantal", minimum = 0, maximum = 5000 }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from veerkracht.errors.data import AreaCodeError
from veerkracht.errors.files import FileAccessError, MappingError
from veerkracht.facts.areas import Level, parse_code
from veerkracht.facts.language import Bilingual
from veerkracht.sources.files.layouts import Layout, OwnColumn
from veerkracht.sources.files.rows import text_of
from veerkracht.sources.files.sheet import Sheet

_CODE = re.compile(r"[a-z][a-z0-9_]*")
_TABLE_KEYS = {"code", "naam", "jaar", "periode", "grenzen", "niveau", "uitgever", "licentie"}
_LEVELS = {"land", "gemeente", "wijk", "buurt", "pc4"}


def parse_mapping(text: str, *, file: str) -> Layout:
    r"""Return the layout that a mapping describes.

    Raises:
        MappingError: if the TOML is malformed, lacks something or holds an unknown key.

    Examples:
        >>> toml = '[tabel]\ncode = "Buurt"\njaar = 2024\n[kolommen]\nInw = "inwoners"'
        >>> layout = parse_mapping(toml, file="m.toml")
        >>> layout.codes, layout.own["Inw"].code, layout.year
        (('Buurt',), 'inwoners', 2024)
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, "TOML", f"geen geldige TOML: {error}", f"not valid TOML: {error}") from error
    table, columns = document.get("tabel"), document.get("kolommen")
    if not isinstance(table, Mapping) or not isinstance(columns, Mapping) or not columns:
        raise _wrong(file, "[tabel], [kolommen]", "deze twee delen zijn nodig", "these two parts are needed")
    for key in table:
        if key not in _TABLE_KEYS:
            known = ", ".join(sorted(_TABLE_KEYS))
            raise _wrong(file, f"tabel.{key}", f"onbekend; goed zijn {known}", f"unknown; right are {known}")
    code = _text(table, "code", file=file)
    if not code:
        raise _wrong(file, "tabel.code", "noem de kolom met gebiedscodes", "name the column with area codes")
    level = _text(table, "niveau", file=file)
    if level and level not in _LEVELS:
        known = ", ".join(sorted(_LEVELS))
        raise _wrong(file, "tabel.niveau", f"{level!r}; goed zijn {known}", f"{level!r}; right are {known}")
    return Layout(
        code="eigen-tabel",
        name=Bilingual("eigen tabel", "own table"),
        publisher=_text(table, "uitgever", file=file) or "eigen gegevens",
        licence=_text(table, "licentie", file=file),
        codes=(code,),
        level=level,
        names=tuple(name for name in [_text(table, "naam", file=file)] if name),
        period=_text(table, "periode", file=file),
        year=_year(table, "jaar", file=file),
        boundary_year=_year(table, "grenzen", file=file),
        own={str(header): _column(str(header), raw, file=file) for header, raw in columns.items()},
    )


def read_mapping(path: Path) -> Layout:
    """Return the layout in a mapping file.

    Raises:
        FileAccessError: if it cannot be read.
        MappingError: see `parse_mapping`.
    """
    try:
        return parse_mapping(path.read_text(encoding="utf-8-sig"), file=path.name)
    except UnicodeDecodeError as error:
        raise _wrong(path.name, "TOML", "sla het op als UTF-8", "save it as UTF-8") from error
    except OSError as error:
        raise FileAccessError(file=str(path), cause=error.strerror or type(error).__name__) from error


def check_columns(layout: Layout, sheet: Sheet, *, file: str) -> None:
    """Check that every column that a mapping names is in the table.

    Raises:
        MappingError: if one is not.
    """
    named = [*layout.own, *layout.codes, *layout.names, *([layout.period] if layout.period else [])]
    for name in named:
        if name not in sheet.header:
            have = ", ".join(repr(h) for h in sheet.header[:12])
            raise _wrong(
                file,
                f"kolom {name!r}",
                f"staat niet in {sheet.file}; wel: {have}",
                f"is not in {sheet.file}; there are: {have}",
            )


def _wrong(file: str, where: str, found_nl: str, found_en: str) -> MappingError:
    return MappingError(file=file, where=where, found_nl=found_nl, found_en=found_en)


def _text(table: Mapping[str, Any], key: str, *, file: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _wrong(file, f"tabel.{key}", f"{value!r} is geen tekst", f"{value!r} is not a text")
    return value


def _year(table: Mapping[str, Any], key: str, *, file: str) -> int:
    value = table.get(key, 0)
    if not isinstance(value, int) or isinstance(value, bool) or (value and not 1995 <= value <= 2100):
        raise _wrong(file, f"tabel.{key}", f"{value!r} is geen jaar zoals 2024", f"{value!r} is not a year like 2024")
    return value


def _column(header: str, raw: Any, *, file: str) -> OwnColumn:
    options = {"code": raw} if isinstance(raw, str) else raw
    where = f"kolommen.{header!r}"
    if not isinstance(options, Mapping) or not isinstance(options.get("code"), str):
        raise _wrong(file, where, 'geef een code, zoals "inwoners"', 'give a code, such as "inwoners"')
    unknown = set(options) - {"code", "eenheid", "minimum", "maximum"}
    if unknown:
        raise _wrong(file, where, f"onbekend: {sorted(unknown)}", f"unknown: {sorted(unknown)}")
    if not _CODE.fullmatch(options["code"]):
        code = options["code"]
        raise _wrong(
            file,
            where,
            f"{code!r}: gebruik kleine letters, cijfers en _",
            f"{code!r}: use lower case letters, digits and _",
        )
    low, high = options.get("minimum", float("-inf")), options.get("maximum", float("inf"))
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)) or low > high:
        raise _wrong(file, where, f"minimum {low!r}, maximum {high!r}", f"minimum {low!r}, maximum {high!r}")
    return OwnColumn(code=options["code"], low=float(low), high=float(high), unit=str(options.get("eenheid", "")))


def code_columns(sheet: Sheet) -> list[str]:
    """Return the columns in which at least nine of ten cells are codes of gemeenten, wijken or buurten.

    Postcodes count only in a column that calls itself so: any number of four digits looks like one.
    """
    found: list[str] = []
    for name, cells in zip(sheet.header, sheet.columns, strict=True):
        sample = [text_of(cell) for cell in cells[:300] if text_of(cell)]
        if not any(_is_area(text, name) for text in sample[:20]):
            continue
        good = sum(_is_area(text, name) for text in sample)
        if sample and good >= 0.9 * len(sample):
            found.append(name)
    return found


def _is_area(text: str, column: str) -> bool:
    if text[:2].upper() not in {"GM", "WK", "BU", "NL"} and not text.isdigit():
        return False
    try:
        level, _ = parse_code(text)
    except AreaCodeError:
        return False
    return level is not Level.PC4 or "pc4" in column.lower() or "postcode" in column.lower()


def propose_mapping(sheet: Sheet, *, code: str) -> str:
    """Return a mapping to start from: the code column, and every column that looks like numbers."""
    lines = ["[tabel]", f"code = {_quoted(code)}", "jaar = 2024  # het jaar van de cijfers", "", "[kolommen]"]
    numeric = [
        name
        for name, cells in zip(sheet.header, sheet.columns, strict=True)
        if name != code and not name.startswith("#") and _is_numeric(cells)
    ]
    for name in numeric[:20]:
        own = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        lines.append(f'{_quoted(name)} = "{own if own[:1].isalpha() else "kolom_" + own}"')
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_numeric(cells: Sequence[Any]) -> bool:
    sample = [text_of(cell) for cell in cells[:100] if text_of(cell) not in {"", ".", "NA", "x"}]
    good = sum(re.fullmatch(r"[+-]?[\d.,]+", text) is not None for text in sample)
    return bool(sample) and good >= 0.8 * len(sample)
