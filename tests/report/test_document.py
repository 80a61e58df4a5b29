"""A document that would not be honest, readable or accessible cannot be built."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.report import (
    DuplicateAnchorError,
    FigureValueError,
    HeadingDepthError,
    MissingAltTextError,
    MissingDataTableError,
    MissingHeadingError,
    MissingSourceError,
    PictureShapeError,
    ReportError,
    ReportTableError,
    UnknownAnchorError,
)
from veerkracht.report.document import (
    Column,
    Document,
    Figure,
    Link,
    Missing,
    Number,
    Section,
    SideBySide,
    Table,
    anchors,
    bullets,
    date_in_full,
    figures_column,
    numbers,
    paragraph,
    slug,
    walk,
)
from veerkracht.report.figures import MISSING, BarSpec, Mark, TrendSpec, classify


def a_number(text: str = "12%", **changes: object) -> Number:
    return Number(**{"text": text, "value": 12.0, "source": "CBS", "year": "2024", "level": "buurt", **changes})


def a_table(**changes: object) -> Table:
    columns = (Column(heading="Buurt"), figures_column("Aandeel", unit="%"))
    given = {"caption": "Aandeel", "columns": columns, "rows": (("Zuilen", a_number()),), "source": "CBS"}
    return Table(**{**given, **changes})


def a_figure(**changes: object) -> Figure:
    picture = BarSpec(marks=(Mark(label="Zuilen", value=12.0, text="12%"),), unit="%")
    given = {
        "question": "Hoeveel?",
        "answer": "12%.",
        "alt": "Eén staaf van 12 procent.",
        "picture": picture,
        "table": a_table(),
        "source": "CBS, 2024",
    }
    return Figure(**{**given, **changes})


def a_document(*sections: Section, **changes: object) -> Document:
    given = {"title": "Titel", "subtitle": "", "language": "nl", "date": date(2026, 11, 22), "sections": sections}
    return Document(**{**given, **changes})


@pytest.mark.parametrize("alt", ["", "   ", None, "Hoeveel?"])
def test_a_figure_without_an_own_alternative_text_is_refused(alt):
    with pytest.raises(MissingAltTextError) as caught:
        a_figure(alt=alt)
    assert "alternatieve tekst" in caught.value.message("nl")


@pytest.mark.parametrize("table", [None, a_table(rows=())])
def test_a_figure_without_figures_is_refused(table):
    with pytest.raises(MissingDataTableError):
        a_figure(table=table)


@pytest.mark.parametrize("change", [{"source": ""}, {"source": " "}])
def test_a_figure_or_table_without_source_is_refused(change):
    with pytest.raises(MissingSourceError):
        a_figure(**change)
    with pytest.raises(MissingSourceError):
        a_table(**change)


@pytest.mark.parametrize("lacks", ["source", "year", "level"])
def test_a_number_names_its_source_year_and_level(lacks):
    with pytest.raises(MissingSourceError, match=lacks):
        a_number(**{lacks: ""})


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"value": float("nan")}, id="not a number"),
        pytest.param({"value": float("inf")}, id="infinite"),
        pytest.param({"low": 13.0, "high": 20.0}, id="below its interval"),
        pytest.param({"low": 1.0}, id="half an interval"),
        pytest.param({"low": float("nan"), "high": 20.0}, id="an interval that is no number"),
    ],
)
def test_a_number_is_finite_and_inside_its_interval(change):
    with pytest.raises(FigureValueError):
        a_number(**change)


def test_a_missing_value_has_a_reason():
    with pytest.raises(MissingSourceError):
        Missing("")


def test_every_row_has_a_cell_for_every_column():
    with pytest.raises(ReportTableError, match="row 1: 1 cells for 2 columns"):
        a_table(rows=(("Zuilen",),))


@pytest.mark.parametrize(
    "make", [lambda: Section(heading=" "), lambda: a_document(title=""), lambda: a_table(caption="")]
)
def test_every_part_has_a_title(make):
    with pytest.raises(MissingHeadingError):
        make()


def test_a_level_of_headings_cannot_be_skipped_because_nesting_is_the_level():
    inner = Section(heading="c")
    document = a_document(Section(heading="a", blocks=(Section(heading="b", blocks=(inner,)),)))
    assert [depth for depth, part in walk(document) if isinstance(part, Section)] == [1, 2, 3]


def test_sections_deeper_than_three_are_refused():
    deep = Section(heading="d")
    for name in "cba":
        deep = Section(heading=name, blocks=(deep,))
    with pytest.raises(HeadingDepthError, match="4 levels"):
        a_document(deep)


def test_two_parts_cannot_have_one_anchor():
    with pytest.raises(DuplicateAnchorError):
        a_document(Section(heading="a", anchor="x"), Section(heading="b", anchor="x"))


def test_a_link_to_nothing_is_met_with_a_suggestion():
    with pytest.raises(UnknownAnchorError, match="Did you mean 'prioriteiten'"):
        a_document(Section(heading="Prioriteiten", blocks=(paragraph(Link("zie", "#prioriteit")),)))


def test_a_link_that_could_run_a_script_is_refused():
    with pytest.raises(MissingSourceError):
        Link("klik", "javascript:alert(1)")


def test_equal_headings_get_different_anchors():
    document = a_document(Section(heading="Zuilen"), Section(heading="Zuilen"))
    assert [anchors(document)[id(one)] for one in document.sections] == ["zuilen", "zuilen-2"]


def test_all_numbers_are_found_wherever_they_stand():
    texts = iter("abcdef")
    one = [a_number(text) for text in texts]
    document = a_document(
        Section(
            heading="x",
            blocks=(
                bullets((one[1],)),
                SideBySide(left=(paragraph(one[2]),), right=(a_table(rows=(("z", one[3]),)),)),
                a_figure(table=a_table(rows=(("z", one[4]),))),
            ),
        ),
        summary=(paragraph("Nu ", one[0]),),
    )
    assert [number.text for number in numbers(document)] == ["a", "b", "c", "d", "e"]


@pytest.mark.parametrize(("language", "text"), [("nl", "1 maart 2026"), ("en", "1 March 2026")])
def test_dates_stand_in_full(language, text):
    assert date_in_full(date(2026, 3, 1), language=language) == text


@given(st.text())
def test_an_anchor_is_safe_whatever_the_title(title):
    assert slug(title)
    assert set(slug(title)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@given(st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=1, max_size=30))
def test_classes_keep_the_order_of_the_values_and_nothing_becomes_a_class(values):
    steps = classify(np.array(values), borders=[-10, 0, 10])
    assert ((steps == MISSING) == np.isnan(values)).all()
    known = np.array(values)[steps != MISSING]
    assert (np.diff(steps[steps != MISSING][np.argsort(known, kind="stable")]) >= 0).all()


def test_a_chart_without_any_value_is_refused():
    with pytest.raises(PictureShapeError):
        TrendSpec(lines=(), unit="%")


def test_every_error_speaks_two_languages():
    def below(one: type) -> set[type]:
        return {one}.union(*(below(sub) for sub in one.__subclasses__()))

    for kind in below(ReportError):
        assert issubclass(kind, VeerkrachtError)
        assert kind.dutch != kind.english or kind is ReportError


def test_values_are_frozen():
    figure = a_figure()
    assert replace(figure, note="x") != figure
