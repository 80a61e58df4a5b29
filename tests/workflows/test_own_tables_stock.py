"""A corporation's stock: complexes are checked one by one and add up to figures of buurt, wijk and gemeente."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from own_tables_cases import STOCK_HEADER, csv_of, stock_rows

from veerkracht.errors.own_tables import MappingFaultError
from veerkracht.facts.areas import Level
from veerkracht.facts.indicators import Kind
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.own_tables import Checked, StockColumns, TurnoverUnit, check, inspect_upload
from veerkracht.workflows.own_tables_stock_figures import partitions, stock_indicators

CATALOGUE = load_catalogue()
YEAR = Period(2024)
ROWS = [
    ["C1", "BU03440111", 60, "Goedkoop", "A+", 3, 2, 1, 0],
    ["C2", "BU03440111", 40, "Duur", "G", 5, "", "", ""],
    ["C3", "BU03440112", 50, "", "", "", 1, 1, 1],
]


def checked(rows, *, header=STOCK_HEADER, **changes) -> Checked:
    inspection = inspect_upload("bezit 2024.csv", csv_of(header, rows), catalogue=CATALOGUE)
    mapping = replace(inspection.suggestion, stock=replace(inspection.suggestion.stock, **changes))
    return check(inspection, mapping, catalogue=CATALOGUE)


def value(found: Checked, part: str, area: str) -> float | Reason:
    """Return a figure of an area, or why it is missing."""
    level = {"BU": Level.BUURT, "WK": Level.WIJK, "GM": Level.GEMEENTE}[area[:2]]
    (table,) = [one for one in found.tables if one.areas.level is level]
    column = table.column(f"eigen.bezit_{part}", YEAR)
    row = table.areas.row(area)
    reason = Reason(int(column.reasons[row]))
    return float(column.values[row]) if reason is Reason.PRESENT else reason


@pytest.mark.parametrize(
    ("part", "area", "expected"),
    [
        ("woningen", "BU03440111", 100),
        ("woningen", "WK034401", 150),
        ("woningen", "GM0344", 150),
        ("huur_goedkoop", "BU03440111", 60),
        ("huur_duur", "BU03440111", 40),
        ("huur_vrij", "BU03440111", 0),
        ("huur_onbekend", "BU03440112", 50),
        ("label_a", "BU03440111", 60),
        ("label_onbekend", "GM0344", 50),
        ("mutaties", "BU03440111", 8),
        ("mutaties", "BU03440112", Reason.NOT_MEASURED),
        ("mutatie_woningen", "GM0344", 100),
        ("toewijzing_inkomen_laagste_inkomens", "GM0344", 3),
        ("toewijzing_inkomen_totaal", "BU03440111", 3),
        ("toewijzing_urgentie_urgent", "BU03440112", 1),
    ],
)
def test_complexes_add_up_and_what_is_unknown_is_no_nought(part, area, expected):
    assert value(checked(ROWS), part, area) == expected


def test_the_complexes_themselves_are_kept_for_what_comes_later():
    first, second, third = checked(ROWS).complexes
    assert (first.dwellings, first.rent_class, first.energy_label, first.turnover) == (60, "goedkoop", "A", 3)
    assert second.allocations == {}
    assert (third.turnover, third.rent_class) == (None, "")


def test_what_is_not_known_of_how_many_dwellings_is_said():
    said = [one.nl for one in checked(ROWS).warnings]
    assert "Van 50 van de 150 woningen (33%) is de huurklasse niet bekend." in said
    assert "Van 50 van de 150 woningen (33%) is het aantal mutaties niet bekend." in said


def test_a_complex_of_which_only_the_wijk_is_known_counts_there_and_not_in_a_buurt():
    found = checked([*ROWS, ["C4", "WK034401", 10, "Duur", "B", 1, 0, 0, 0]])
    assert value(found, "woningen", "WK034401") == 160
    assert sum(value(found, "woningen", area) for area in ("BU03440111", "BU03440112")) == 150
    assert any("is de buurt niet bekend" in one.nl for one in found.warnings)


def test_turnover_as_a_percentage_becomes_the_dwellings_that_it_was_made_of():
    header = [*STOCK_HEADER[:5], "mutatiegraad", *STOCK_HEADER[6:]]
    rows = [["C1", "BU03440111", 30, "Duur", "A", "6,7", 0, 0, 0]]
    found = checked(rows, header=header)
    assert found.mapping.stock.turnover_unit is TurnoverUnit.PERCENTAGE
    assert value(found, "mutaties", "BU03440111") == 2


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["C1", "BU03440111", "", "Duur", "A", 1, 0, 0, 0], "'' ontbreekt. Goed is een aantal woningen."),
        (["C1", "BU03440111", 10, "Spotgoedkoop", "A", 1, 0, 0, 0], "'Spotgoedkoop' is een onbekende huurklasse."),
        (["C1", "BU03440111", 10, "Duur", "H", 1, 0, 0, 0], "'H' is geen energielabel. Goed is A tot en met G"),
        (["C1", "BU03440111", 10, "Duur", "A", 11, 0, 0, 0], "'11' is meer dan er woningen zijn."),
        (["C1", "BU03440111", 10, "Duur", "A", 1, "veel", 0, 0], "'veel' is geen getal."),
        (["C1", "BU03440111", 99999, "Duur", "A", 1, 0, 0, 0], "'99999' kan niet. Goed is hoogstens 20000 (woningen)."),
    ],
)
def test_a_faulty_complex_says_what_is_wrong(row, said):
    good = ["C9", "BU03440112", 10, "Duur", "A", 1, 0, 0, 0]
    mapping = checked([good]).mapping
    found = checked([good, row], rent_classes=mapping.stock.rent_classes)
    assert said in found.faults[0].say().nl
    assert (found.accepted, found.faulty) == (1, 1)


def test_a_complex_that_stands_twice_is_a_fault_unless_its_rent_or_label_differs():
    again = ["C1", "BU03440111", 20, "Goedkoop", "A+", 0, 0, 0, 0]
    other = ["C1", "BU03440111", 20, "Duur", "A+", 0, 0, 0, 0]
    assert "staat al op regel 2" in checked([*ROWS, again]).faults[0].say().nl
    assert checked([*ROWS, other]).faults == ()


def test_rent_classes_must_be_explained():
    with pytest.raises(MappingFaultError, match="rent_classes"):
        checked(ROWS, rent_classes={})


def test_parts_make_up_their_whole_in_every_area():
    found = checked(stock_rows(["BU03440111", "BU03440112", "BU03440201"], count=60))
    for table in found.tables:
        for whole, parts in partitions(found.mapping):
            if "mutatie" in parts[0]:
                continue
            total = sum(table.column(part, YEAR).values for part in parts)
            assert total.tolist() == table.column(whole, YEAR).values.tolist()


def test_shares_are_made_from_counts_that_are_stored():
    found = checked(ROWS)
    stored = set(found.tables[0].indicators)
    for one in stock_indicators(found.mapping):
        if one.kind is Kind.PERCENTAGE:
            assert one.derivation is not None
            assert set(one.derivation.parts) <= stored
        else:
            assert one.code in stored | {"eigen.bezit_mutaties"}


def test_a_stock_without_rents_labels_or_turnover_has_none_of_their_figures():
    found = checked([["C1", "BU03440111", 60, "x"]], header=["complex", "buurtcode", "woningen", "opmerking"])
    assert found.mapping.stock == StockColumns(complex="complex", dwellings="woningen")
    assert found.tables[0].indicators == ("eigen.bezit_woningen",)


def test_a_corporation_of_five_thousand_complexes_is_checked_in_five_seconds():
    buurten = [f"BU0344{wijk:02d}{buurt:02d}" for wijk in range(1, 11) for buurt in range(1, 12)]
    content = csv_of(STOCK_HEADER, stock_rows(buurten, count=5_000))
    start = time.process_time()  # the processor counts, not the queue before it
    inspection = inspect_upload("bezit 2024.csv", content, catalogue=CATALOGUE)
    found = check(inspection, inspection.suggestion, catalogue=CATALOGUE)
    assert (found.accepted, found.faulty) == (5_000, 0)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("at", "count", "said"),
    [
        pytest.param(
            6, 61, "'61' is meer dan er woningen zijn. Goed is hoogstens 60", id="allocations above dwellings"
        ),
        pytest.param(9, 75, "'75' is meer dan er woningen zijn. Goed is hoogstens 60", id="social above all dwellings"),
    ],
)
def test_a_part_above_its_whole_is_told_with_what_would_be_right(at, count, said):
    header = [*STOCK_HEADER, "waarvan sociale huurwoningen"]
    good = [*ROWS[0][:6], 1, 1, 0, 60]
    assert good[2] == 60
    wrong = ["C7", *good[1:]]
    wrong[at] = count
    found = checked([good, wrong], header=header)
    assert [(one.row, one.column) for one in found.faults] == [(3, header[at])]
    assert said in found.faults[0].say().nl
    assert found.accepted == 1


def test_a_share_or_a_word_on_social_dwellings_is_no_count_of_them():
    header = [*STOCK_HEADER, "sociale huurwoningen (%)", "sociale huurwoning"]
    found = checked([[*ROWS[0][:6], 0, 0, 0, 100, "ja"]], header=header)
    assert found.faults == ()


def test_turnover_is_known_by_its_name_with_a_year_and_the_last_year_counts():
    header = [*STOCK_HEADER[:5], "Mutaties 2023", "Mutaties 2024", *STOCK_HEADER[6:]]
    rows = [[*row[:5], 1, 2, *row[6:]] for row in ROWS]
    suggestion = inspect_upload("bezit.csv", csv_of(header, rows), catalogue=CATALOGUE).suggestion
    assert (suggestion.stock.turnover, suggestion.year) == ("Mutaties 2024", 2024)
