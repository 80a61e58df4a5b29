"""Widths of columns: headings do not run into each other, figures stay on one line, half a page holds slim tables."""

from __future__ import annotations

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from veerkracht.report.document import Column, Document, Missing, Number, Section, Table, figures_column
from veerkracht.writers.columns import PADDING, UNIT, column_widths, is_slim
from veerkracht.writers.svg.canvas import text_width
from veerkracht.writers.tree import Tree

HEADS = st.sampled_from(["Plaats", "In top 10", "Minder zelfredzaam", "Verandering", "Overlast, onveiligheid"])
UNITS = st.sampled_from(["", "%, 2021", "per 1.000 inwoners, 2021-2024", "score, 2014-2020"])


def plain(table):
    document = Document(
        title="QuickScan",
        subtitle="",
        language="nl",
        date=date(2026, 11, 22),
        sections=(Section(heading="Tabel", blocks=(table,)),),
    )
    return Tree(document).node()["sections"][0]["blocks"][0]


def number(text):
    return Number(text=text, value=1.0, source="CBS (1)", year="2024", level="buurt")


@given(st.lists(st.tuples(HEADS, UNITS), min_size=1, max_size=6))
def test_headings_side_by_side_never_touch(heads):
    columns = (Column(heading="Buurt"), *(figures_column(head, unit=unit) for head, unit in heads))
    row = ("Hoog-Catharijne NS en Jaarbeurs", *(number("3\u00a0(2–24)") for _ in heads))
    node = plain(Table(caption="Lijst", columns=columns, rows=(row,), source="CBS (1)"))
    assume(is_slim(node, page=470, size=9.5))
    widths = column_widths(node, page=470, size=9.5)
    assert sum(widths) <= 470 + 1e-6
    for width, column in zip(widths[1:], node["columns"][1:], strict=True):
        lines = [text_width(one, size=9.5, weight=600) for one in column["lines"]]
        lines += [text_width(one, size=9.5 * UNIT) for one in column["unit_lines"]]
        assert max(lines) + PADDING <= width + 1e-6
        assert text_width("3\u00a0(2–24)", size=9.5) + PADDING <= width + 1e-6


def test_a_list_of_buurten_with_two_years_stands_in_half_a_page_even_where_figures_are_missing():
    columns = (Column(heading="Buurt"), figures_column("2020"), figures_column("2021"))
    rows = (("Bedrijventerrein De Wetering", Missing("niet vergelijkbaar"), number("1,7")),)
    assert is_slim(plain(Table(caption="Lijst", columns=columns, rows=rows, source="CBS (1)")), page=250, size=9.5)


def test_a_broad_table_keeps_the_whole_page():
    columns = (Column(heading="Buurt"), *(figures_column(f"Verandering {n}") for n in range(6)))
    rows = (("Zuilen", *(number("−0,902") for _ in range(6))),)
    assert not is_slim(plain(Table(caption="Lijst", columns=columns, rows=rows, source="CBS (1)")), page=250, size=9.5)
