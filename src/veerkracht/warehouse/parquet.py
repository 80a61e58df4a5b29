"""Parquet: how a table of areas and a set of polygons stand in a file, and how they are read back.

A table is one wide file: a row per area and period (periods one after another, areas in the order
of their codes), and per indicator a column of numbers, a column `<code>__reason`, and where there
are standard errors a column `<code>__se`. Other programs can read it without ours.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from veerkracht.errors.warehouse import DamagedFileError, EmptyDatasetError, IndicatorNameError
from veerkracht.facts.areas import gemeente_code
from veerkracht.facts.crosswalk import CodeLinks
from veerkracht.facts.tables import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from veerkracht.facts.boundaries import Boundaries
    from veerkracht.facts.periods import Period
    from veerkracht.facts.tables import AreaTable
    from veerkracht.warehouse.manifest import Part

AREA, NAME, PERIOD, SHAPE = "__gebied", "__naam", "__periode", "__vlak"
OLD, SHARE = "__oud_gebied", "__deel"
NOT_A_NUMBER = "'nan'::DOUBLE"
_PLACE = "(file_index::BIGINT << 40) + file_row_number"
_ROWS_PER_GROUP = 20_000
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some columns of a stored table, read back.

    Attributes:
        codes: areas, in the order of the file.
        periods: ascending.
        values, reasons: per indicator, shape (periods, areas).
        errors: per indicator that has standard errors, same shape.
    """

    codes: tuple[str, ...]
    periods: tuple[Period, ...]
    values: Mapping[str, NDArray[np.float64]]
    reasons: Mapping[str, NDArray[np.uint8]]
    errors: Mapping[str, NDArray[np.float64]]


def check_table(dataset: str, table: AreaTable) -> None:
    """Check that a table can be stored.

    Raises:
        EmptyDatasetError: if it has no areas, periods or indicators.
        IndicatorNameError: if an indicator code cannot be a column name.
    """
    if not (len(table.areas) and table.periods and table.indicators):
        raise EmptyDatasetError(
            dataset, areas=len(table.areas), periods=len(table.periods), indicators=len(table.indicators)
        )
    # DuckDB, like SQL, does not tell capitals from small letters in the name of a column.
    times = Counter(code.casefold() for code in table.indicators)
    for code in table.indicators:
        if not 0 < len(code) <= 120 or "__" in code or _UNREADABLE.search(code) or times[code.casefold()] > 1:
            raise IndicatorNameError(code)


def gemeenten_of(codes: Sequence[str]) -> dict[str, int]:
    """Return the number of areas per gemeente, in the order of the gemeente codes."""
    found = Counter(gemeente for code in codes if (gemeente := gemeente_code(code)) is not None)
    return dict(sorted(found.items()))


def with_errors(table: AreaTable) -> tuple[str, ...]:
    """Return the codes of the indicators of which a standard error is known somewhere."""
    if table.errors is None:
        return ()
    known: NDArray[np.bool_] = np.asarray(~np.isnan(table.errors).all(axis=(0, 1)))
    return tuple(code for code, has in zip(table.indicators, known, strict=True) if has)


def write_table(file: Path, table: AreaTable) -> None:
    """Write a table to a file and wait until it is on the disk.

    Raises:
        OSError: if the disk does not take it.
    """
    import pyarrow as pa  # noqa: PLC0415  # half a second that reading a manifest need not pay

    order = np.argsort(np.array(table.areas.codes, dtype=object))
    count, periods = len(table.areas), len(table.periods)
    rows = np.tile(order, periods).astype(np.int32)
    columns: dict[str, Any] = {
        AREA: pa.DictionaryArray.from_arrays(pa.array(rows), pa.array(table.areas.codes, pa.string())),
        NAME: pa.DictionaryArray.from_arrays(pa.array(rows), pa.array(table.areas.names, pa.string())),
        PERIOD: pa.DictionaryArray.from_arrays(
            pa.array(np.repeat(np.arange(periods, dtype=np.int32), count)),
            pa.array([str(period) for period in table.periods], pa.string()),
        ),
    }
    erring = set(with_errors(table))
    for place, code in enumerate(table.indicators):
        columns[code] = _numbers(table.values[order, :, place])
        columns[f"{code}__reason"] = pa.array(np.ravel(table.reasons[order, :, place], order="F"), pa.uint8())
        if code in erring and table.errors is not None:
            columns[f"{code}__se"] = _numbers(table.errors[order, :, place])
    group = count * max(1, _ROWS_PER_GROUP // count)
    _write(file, pa.table(columns), group=group)


def write_boundaries(file: Path, boundaries: Boundaries) -> None:
    """Write polygons as WKB (EPSG:28992) and wait until they are on the disk.

    Raises:
        OSError: if the disk does not take it.
    """
    import pyarrow as pa  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    order = np.argsort(np.array(boundaries.areas.codes, dtype=object))
    columns = {
        AREA: pa.array([boundaries.areas.codes[row] for row in order], pa.string()),
        NAME: pa.array([boundaries.areas.names[row] for row in order], pa.string()),
        SHAPE: pa.array(shapely.to_wkb(boundaries.geometry[order]), pa.binary()),
    }
    _write(file, pa.table(columns), group=_ROWS_PER_GROUP)


def write_links(file: Path, links: CodeLinks) -> None:
    """Write the links between old and new areas and wait until they are on the disk.

    Raises:
        OSError: if the disk does not take it.
    """
    import pyarrow as pa  # noqa: PLC0415

    columns = {
        AREA: pa.array(links.new, pa.string()),
        NAME: pa.array(links.names, pa.string()),
        OLD: pa.array(links.old, pa.string()),
        SHARE: _numbers(links.shares),
    }
    _write(file, pa.table(columns), group=_ROWS_PER_GROUP)


def read_links(connection: Any, file: Path, part: Part) -> CodeLinks:
    """Return the links in a file.

    Raises:
        DamagedFileError: if the file cannot be read or holds another number of links than the manifest says.
    """
    sql = f"SELECT {AREA}, {NAME}, {OLD}, coalesce({SHARE}, {NOT_A_NUMBER}) FROM read_parquet(?)"  # noqa: S608  # our own constants
    new, names, old, shares = (column.to_pylist() for column in _query(connection, sql, [str(file)]).columns)
    if len(new) != part.areas or not part.periods:
        raise _damaged([str(file)])
    return CodeLinks(
        level=part.level,
        old_year=part.periods[0].year,
        new_year=part.year or 0,
        old=tuple(old),
        new=tuple(new),
        shares=np.array(shares, dtype=np.float64),
        names=tuple(names),
        provenance=part.origin,
    )


def read_areas(connection: Any, files: Sequence[tuple[Path, Part]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the codes and the names of the areas in each file, in its order.

    Raises:
        DamagedFileError: if a file cannot be read or holds another number of areas than the manifest says.
    """
    paths = [str(file) for file, _ in files]
    sql = f"SELECT {_PLACE}, {AREA}, {NAME} FROM read_parquet(?)"  # noqa: S608  # our own constants
    table = _in_order(_query(connection, sql, [paths])).select([1, 2])
    if table.num_rows != sum(part.rows for _, part in files):
        raise _damaged(paths)
    found: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    start, before = 0, None
    for _, part in files:
        # Every period repeats the areas, and most files of a country repeat those of the file before.
        rows = table.slice(start, part.areas)
        if before is not None and rows.equals(before):
            found.append(found[-1])
        else:
            found.append((tuple(rows.column(0).to_pylist()), tuple(rows.column(1).to_pylist())))
        start, before = start + part.rows, rows
    return found


def read_blocks(
    connection: Any,
    files: Sequence[tuple[Path, Part, tuple[str, ...]]],
    *,
    indicators: Sequence[str],
    periods: Sequence[Period],
    wanted: frozenset[str] | None,
) -> list[Block]:
    """Return some columns of stored tables, in one question to DuckDB: it reads files side by side.

    Args:
        connection: of DuckDB.
        files: per table its file, what the manifest says about it and its wanted areas in the order of the file.
        indicators: the columns to read, where a file has them.
        periods: ascending; to read where a file has them.
        wanted: areas to read; None for all.

    Raises:
        DamagedFileError: if a file cannot be read or lacks rows.
    """
    columns = _Columns.of([part for _, part, _ in files], indicators)
    conditions, facts = ["true"], list[object]()
    paths = [str(file) for file, _, _ in files]
    if any(period not in periods for _, part, _ in files for period in part.periods):
        # Not IN: DuckDB makes a join of that, which is slower and loses the order of the rows.
        conditions.append(f"strpos(?, '|' || {PERIOD} || '|') > 0")
        facts.append("|".join(["", *map(str, periods), ""]))
    if wanted is not None:
        conditions.append(f"{AREA} IN (SELECT unnest(?))")
        facts.append(sorted(wanted))
    sql = f"SELECT {columns.sql()} FROM read_parquet(?, union_by_name = true) WHERE {' AND '.join(conditions)}"  # noqa: S608  # quoted
    table = _in_order(_query(connection, sql, [paths, *facts]))
    blocks: list[Block] = []
    start = 0
    for _, part, codes in files:
        held = tuple(period for period in periods if period in part.periods)
        count = len(held) * len(codes)
        blocks.append(columns.block(table.slice(start, count), part=part, codes=codes, periods=held))
        start += count
    if start != table.num_rows:
        raise _damaged(paths)
    return blocks


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns a question asks for, and where each stands in the answer."""

    places: Mapping[str, int]
    indicators: tuple[str, ...]

    @classmethod
    def of(cls, parts: Sequence[Part], indicators: Sequence[str]) -> _Columns:
        erring = {code for part in parts for code in part.with_errors}
        names = [name for code in indicators for name in (code, f"{code}__reason")]
        names += [f"{code}__se" for code in indicators if code in erring]
        return cls({name: place for place, name in enumerate(names, start=1)}, tuple(indicators))

    def sql(self) -> str:
        """Return what to select; a number that lacks becomes NaN, so that an array can be had without a copy."""
        unknown = f"{int(Reason.NOT_LOADED)}::UTINYINT"
        numbers = (
            f"coalesce({_quoted(name)}, {unknown if name.endswith('__reason') else NOT_A_NUMBER})"
            for name in self.places
        )
        return ", ".join([_PLACE, *numbers])

    def block(self, table: Any, *, part: Part, codes: tuple[str, ...], periods: tuple[Period, ...]) -> Block:
        """Return the block that stands in these rows of the answer."""
        shape = (len(periods), len(codes))
        if table.num_rows != shape[0] * shape[1]:
            raise _damaged([part.file.name])

        def grid(name: str) -> NDArray[Any]:
            # Not to_numpy: that imports pandas, which costs more than all the reading.
            return np.from_dlpack(_whole(table.column(self.places[name]))).reshape(shape)

        held = [code for code in self.indicators if code in part.indicators]
        return Block(
            codes=codes,
            periods=periods,
            values={code: grid(code) for code in held},
            reasons={code: grid(f"{code}__reason") for code in held},
            errors={code: grid(f"{code}__se") for code in held if code in part.with_errors},
        )


def read_shapes(connection: Any, file: Path, *, limit: Sequence[str] | None) -> dict[str, Any]:
    """Return the shapely polygon of each area in a file, of all or of some areas; None where it has none.

    Raises:
        DamagedFileError: if the file cannot be read.
    """
    import shapely  # noqa: PLC0415

    where = "" if limit is None else f" WHERE {AREA} IN (SELECT unnest(?))"
    facts = [] if limit is None else [list(limit)]
    sql = f"SELECT {AREA}, {SHAPE} FROM read_parquet(?){where}"  # noqa: S608  # our own constants
    table = _query(connection, sql, [str(file), *facts])
    try:
        shapes = shapely.from_wkb(np.array(table.column(1).to_pylist(), dtype=object))
    except shapely.GEOSException as error:
        raise _damaged([str(file)]) from error
    return dict(zip(table.column(0).to_pylist(), shapes, strict=True))


def _in_order(table: Any) -> Any:
    """Return an answer in the order of the files and their rows, which DuckDB gives up when it joins."""
    import pyarrow as pa  # noqa: PLC0415

    places = np.from_dlpack(_whole(table.column(0)))
    if (np.diff(places) > 0).all():
        return table
    order = np.argsort(places).astype(np.int64)
    return table.take(pa.Array.from_buffers(pa.int64(), len(order), [None, pa.py_buffer(order)]))


def _whole(column: Any) -> Any:
    """Return a column that may stand in pieces as one Arrow array."""
    import pyarrow as pa  # noqa: PLC0415

    if not column.num_chunks:
        return pa.nulls(0, column.type)
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)


def _numbers(values: NDArray[np.float64]) -> Any:  # pyarrow has no types
    """Return a column of numbers, period after period, with null where a number is missing."""
    import pyarrow as pa  # noqa: PLC0415

    return pa.array(np.ravel(values, order="F"), pa.float64(), from_pandas=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(file: Path, table: Any, *, group: int) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415

    with file.open("wb") as sink:
        pq.write_table(table, sink, compression="zstd", row_group_size=group)
        sink.flush()
        os.fsync(sink.fileno())


def connect() -> Any:
    """Return a connection of DuckDB that holds nothing itself; it costs some 30 milliseconds."""
    import duckdb  # noqa: PLC0415

    connection = duckdb.connect()
    # A question of over two seconds would draw its own bar through what the program prints.
    connection.execute("SET enable_progress_bar = false")
    return connection


def _query(connection: Any, sql: str, facts: Sequence[object]) -> Any:
    """Return the answer of DuckDB to a question about Parquet files (the first of the facts), as an Arrow table."""
    import duckdb  # noqa: PLC0415

    try:
        return connection.sql(sql, params=list(facts)).to_arrow_table()
    except (
        duckdb.IOException,
        duckdb.InvalidInputException,
        duckdb.BinderException,
        duckdb.SerializationException,
    ) as error:
        raise _damaged(facts[0] if isinstance(facts[0], list) else [str(facts[0])]) from error


def _damaged(paths: Sequence[str]) -> DamagedFileError:
    return DamagedFileError([Path(path).name for path in paths], folder=str(Path(paths[0]).parent))
