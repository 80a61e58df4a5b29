"""However a file is damaged, the reader either takes it or refuses it with an error of ours."""

from __future__ import annotations

import contextlib
import io
from functools import lru_cache
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from veerkracht.errors import VeerkrachtError
from veerkracht.sources.files import read
from veerkracht.sources.shipped import load_catalogue

from .broken import GOED, KOP, SQUARE, features


@lru_cache(maxsize=1)
def sound() -> dict[str, bytes]:
    """Return sound files by suffix."""
    book, sheet, parquet = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["gwb_code_10", "regio", "recs", "a_inw"])
    book.active.append(["BU03440111", "Oost", "Buurt", 100])
    book.save(sheet)
    pq.write_table(pa.table({"WijkenEnBuurten": ["BU03440111"] * 5, "AantalInwoners_5": [100] * 5}), parquet)
    return {
        "csv": (KOP + GOED * 3).encode(),
        "geojson": features(SQUARE),
        "xlsx": sheet.getvalue(),
        "parquet": parquet.getvalue(),
    }


damage = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from([b"", b";", b'"', b"\n", b"\x00", b"\xff", b"null", b"1e999", b"NaN", b"-", b"[]", b"\xc2\xb3"]),
    st.integers(0, 40),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["csv", "geojson", "xlsx", "parquet"]), st.lists(damage, min_size=1, max_size=4))
def test_a_damaged_file_gives_an_error_of_ours_or_none(
    tmp_path: Path, suffix: str, blows: list[tuple[float, bytes, int]]
) -> None:
    body = bytearray(sound()[suffix])
    for where, put, cut in blows:
        at = int(where * len(body))
        body[at : at + cut] = put
    path = tmp_path / f"kwb-2024.{suffix}"
    path.write_bytes(bytes(body))
    with contextlib.suppress(VeerkrachtError):
        read(path, load_catalogue())
