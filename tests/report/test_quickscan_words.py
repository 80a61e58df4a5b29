"""The words of the QuickScan: names as people know them, sources once each, notes where they belong."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from veerkracht.facts.areas import Level
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.report.figures import Line, Point, flattening
from veerkracht.report.quickscan import notes
from veerkracht.report.quickscan.inputs import short_source
from veerkracht.report.wording import listing, short_chance, short_names
from veerkracht.signalering import wording as method
from veerkracht.sources.shipped import load_catalogue

NAMES = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=12),
        st.builds("Wijk {:02d} {}".format, st.integers(0, 99), st.sampled_from(["West", "Oost", "Centrum"])),
    ),
    max_size=8,
    unique=True,
)


@given(NAMES)
def test_short_names_never_make_two_areas_one(names):
    short = short_names(names)
    assert len(set(short)) == len(names)
    assert all(given.endswith(one) for one, given in zip(short, names, strict=True))


def test_a_wijk_is_known_by_its_own_name():
    assert short_names(["Wijk 09 Leidsche Rijn", "Wijkerbroek", "Wijk aan Zee"]) == (
        "Leidsche Rijn",
        "Wijkerbroek",
        "Wijk aan Zee",
    )


@given(st.floats(0, 1))
def test_a_chance_in_a_table_never_says_certainty(probability):
    assert short_chance(probability) not in {"0%", "100%"}


def test_names_with_a_comma_are_parted_by_semicolons():
    assert listing(["Abstede, Gansstraat", "Zuilen"], taal="nl") == "Abstede, Gansstraat en Zuilen"
    assert listing(["Abstede, Gansstraat", "Zuilen", "Ondiep"], taal="en") == "Abstede, Gansstraat; Zuilen and Ondiep"


TABLES = st.lists(
    st.tuples(st.sampled_from(["CBS", "politie", "BZK"]), st.sampled_from(["a1", "b2", "c3"])), min_size=1
)


@given(TABLES)
def test_a_source_line_names_each_publisher_once_and_loses_no_table(pairs):
    line = short_source(tuple(Provenance(publisher=who, table=table, column="x") for who, table in pairs))
    assert all(line.count(who) == 1 for who, _ in pairs)
    for who, table in pairs:
        group = next(part for part in line.split("; ") if part.startswith(who))
        assert table in group


def test_the_marks_by_which_notes_are_sorted_stand_in_the_notes_of_the_method():
    catalogue = load_catalogue()
    used, wanted = catalogue["moeite_met_rondkomen"], catalogue["minder_zelfredzaam"]
    years = (Period(2014), Period(2020))
    assert notes._THRESHOLD in method.least_note(0.25, indicator=used).nl
    assert notes._OTHER_YEARS in method.other_years(years, (Period(2012), Period(2020))).nl
    assert method.borders_note(areas=9, level=Level.BUURT, is_national=True).nl.startswith(notes._NATIONAL)
    assert method.borders_note(areas=9, level=Level.BUURT, is_national=False).nl.startswith(notes._LOCAL)
    assert method.NOT_AEDES.nl.startswith(notes._NOT_AEDES)
    assert method.other_indicator(used, wanted=wanted).nl.startswith(notes._OTHER_FIGURE)
    coarser = method.coarser_level(Level.WIJK, wanted=Level.BUURT, reason=used.name)
    assert coarser.nl.startswith(notes._COARSER)
    absent = method.no_figure(used.name, level=Level.BUURT)
    assert notes._TAKE_IN[0] in absent.nl
    assert notes._TAKE_IN[1] in absent.en


def line(name, *values):
    return Line(name=name, points=tuple(Point(x=float(at), value=value) for at, value in enumerate(values)))


def test_a_station_among_streets_gets_a_scale_of_its_own():
    streets = [line("Zuilen", 60.0, 74.0), line("Ondiep", 80.0, 119.0), line("Lombok", 45.0, 50.0)]
    assert flattening([*streets, line("Station", 684.0, 1420.0)]) == {"Station"}
    assert flattening(streets) == frozenset()


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_most_panels_always_share_one_scale(values):
    lines = [line(str(at), value) for at, value in enumerate(values)]
    assert len(flattening(lines)) <= len(lines) // 2
