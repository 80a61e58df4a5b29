"""The QuickScan: what the report says is what the figures say, for a city whose truth we know."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pikepdf
import pytest

from veerkracht.demo.city import DEMO_SEED, make_demo_city
from veerkracht.errors.data import AreaCodeError, UnknownAreaError
from veerkracht.errors.signalering import UnknownPeerError
from veerkracht.facts.areas import Level
from veerkracht.report.document import Callout, Figure, Paragraph, Section, Table, figures, numbers, tables, walk
from veerkracht.report.figures import MapSpec
from veerkracht.report.quickscan.compose import compose
from veerkracht.signalering.kaart import Kaart
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.quickscan import Request, make_quickscan, report_of, write_quickscan
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import gather

DAY = date(2026, 11, 22)
CITY = "GM9901"


@pytest.fixture(scope="module")
def found(demo_country):
    return gather(Request(gemeente=CITY, day=DAY), country=demo_country)


@pytest.fixture(scope="module")
def document(found):
    return compose(found)


def words(document):
    """Return everything that a reader reads in paragraphs, lists, callouts, captions and headings."""
    parts = [document.title, document.subtitle]
    for _, part in walk(document):
        if isinstance(part, Paragraph):
            parts.append(part.text)
        elif isinstance(part, Section):
            parts.append(part.heading)
        elif isinstance(part, Callout):
            parts.append(part.title)
        elif isinstance(part, Figure):
            parts += [part.question, part.answer, part.alt, part.note]
        elif hasattr(part, "items"):
            parts += [
                "".join(run if isinstance(run, str) else run.text for run in item)
                for item in part.items
                if isinstance(item, tuple)
            ]
    return "\n".join(parts)


def test_every_map_counts_every_area_once(document):
    for figure in figures(document):
        if isinstance(figure.picture, MapSpec):
            spec = figure.picture
            assert sum(spec.counts()) + spec.missing == len(spec.boundaries.areas)


def test_the_legend_says_what_the_veerkrachtkaart_shows(found, document):
    kaart = found.kaarten[6]
    counts = kaart.counts()
    sentence = next(f.answer for f in figures(document) if f.anchor == "kaart-7-buurt")
    said = [int(number) for number in re.findall(r"\d+", sentence)]
    unsure = counts["geen_duidelijke_ontwikkeling"] + counts["onbekend"]
    assert said[:2] == [counts["onder_druk"], len(kaart.areas)]
    assert said[-1] == unsure
    assert f"{counts['veerkrachtig']} veerkrachtig" in sentence


def test_pressure_beside_the_average_is_not_called_pressure(document):
    sentences = {f.anchor: f.answer for f in figures(document)}
    assert "meer onder druk dan gemiddeld" in sentences["kaart-8-buurt"]
    assert "gemiddeld" not in sentences["kaart-7-buurt"]


def test_the_planted_stories_of_the_demo_city_come_out(found):
    # demo/plan.py gives these buurten a growing share and growing nuisance; no other can be named more surely.
    kaart = found.kaarten[6]
    pressed = {
        name
        for name in kaart.areas.names
        if kaart.class_of(kaart.areas.codes[kaart.areas.names.index(name)]) is not None
        and kaart.class_of(kaart.areas.codes[kaart.areas.names.index(name)]).code == "onder_druk"
    }
    assert {"Reigerveld", "Sternenbuurt", "Wulpenhoek"} <= pressed


def test_every_area_stands_in_the_table_once(found, document):
    for level in found.levels:
        table = next(t for t in tables(document) if t.anchor == f"tabel-{level.level.value}")
        assert sorted(row[0] for row in table.rows) == sorted(level.areas.names)


def test_every_figure_carries_source_year_and_level(document):
    for number in numbers(document):
        assert number.source not in {"", "-"}, number
        assert number.year
        assert number.level
        assert np.isfinite(number.value)


def test_shares_and_their_intervals_stay_between_0_and_100(document):
    shares = [n for n in numbers(document) if n.indicator == "minder_zelfredzaam" and "-" not in n.year]
    assert shares
    for number in shares:
        ends = [n for n in (number.value, number.low, number.high) if n is not None]
        assert all(0 <= end <= 100 for end in ends)


def test_the_report_says_that_it_is_fictitious_and_not_the_aedes_map(document):
    assert document.fictitious
    assert "niet de veerkrachtkaarten van Aedes" in words(document)
    assert "ignaleringskaart" in words(document)


def test_the_story_says_more_nuisance_when_the_score_fell(found):
    kaart = found.level(Level.BUURT).kaart(4)
    for story in found.stories:
        row = kaart.areas.row(story.anchor.removeprefix("verhaal-").upper())
        text = "".join(p.text for p in story.blocks if isinstance(p, Paragraph))
        if kaart.chance[row] < 0.7 or kaart.class_names[kaart.classes[row]].code == "geen_duidelijke_ontwikkeling":
            assert "geen duidelijke verandering" in text
        else:
            assert ("toegenomen" in text) == (kaart.values[row] < 0)


def test_the_order_of_the_stories_is_that_of_the_list(found):
    first = [found.priorities.areas.name(code) for code in found.priorities.first()]
    told = [f"{name} (nummer {place})" for place, name in enumerate(first, start=1)]
    assert [story.heading for story in found.stories] == told[: len(found.stories)]


def test_a_story_is_short_and_says_what_stands_out_first(found):
    for story in found.stories:
        told = story.blocks[0].text
        assert len(told.split()) <= 115, told
        assert "Wat opvalt: " in told or "ver van die van andere gebieden" in told
        assert "meer procentpunt" not in told


def test_the_first_page_names_every_class_once_and_gives_no_command(document):
    page = next(part for part in document.summary if isinstance(part, Callout)).blocks[0].items
    heads = [item[0].text for item in page]
    assert len(heads) == len(set(heads))
    assert "`" not in words(document)
    assert "veerkracht data" not in words(document)


def test_notes_under_a_map_leave_thresholds_to_the_method(document):
    maps = [f for f in figures(document) if isinstance(f.picture, MapSpec)]
    assert maps
    for figure in maps:
        assert "noemen we geen verandering" not in figure.note
        assert len(figure.note.split()) <= 60, figure.note
    assert "noemen we geen verandering" in words(document)
    assert any("niet de kaart van Aedes" in figure.note for figure in maps)


def test_a_map_with_the_figures_of_the_map_before_does_not_repeat_its_notes(document):
    notes = {f.anchor: f.note for f in figures(document)}
    assert notes["kaart-8-buurt"].startswith("Dezelfde cijfers als de veerkrachtkaart")


def test_a_stronger_claim_needs_a_higher_chance(found):
    for kaart in found.maps():
        if kaart.number in {7, 8}:
            named = (kaart.classes >= 0) & (kaart.classes != 4)
            assert (kaart.chance[named] >= found.subject.choices.least_probability).all()


def test_in_english_no_dutch_sentence_is_left(demo_country):
    text = words(report_of(Request(gemeente=CITY, day=DAY, taal="en"), country=demo_country))
    for dutch in (" het ", " een ", " niet ", " buurten ", " van de ", "Kaart "):
        assert dutch not in text, [line for line in text.splitlines() if dutch in line][:3]


def test_the_same_request_gives_the_same_report(demo_warehouse, document):
    again = make_quickscan(Request(gemeente=CITY, day=DAY), warehouse=demo_warehouse, catalogue=load_catalogue())
    assert [n.text for n in numbers(again)] == [n.text for n in numbers(document)]


def test_peers_are_those_asked_for(demo_country):
    asked = Request(gemeente=CITY, day=DAY, compare=("GM9903", "GM9905"))
    found = gather(asked, country=demo_country)
    assert found.comparison.peers.peers == ("GM9903", "GM9905")


def test_an_unknown_peer_is_refused_by_name(demo_country):
    with pytest.raises(UnknownPeerError) as caught:
        gather(Request(gemeente=CITY, day=DAY, compare=("GM0001",)), country=demo_country)
    assert "GM0001" in caught.value.message("nl")


@pytest.mark.parametrize("code", ["BU99010101", "utrecht", ""])
def test_only_a_gemeente_has_a_quickscan(demo_country, code):
    with pytest.raises(AreaCodeError):
        gather(Request(gemeente=code, day=DAY), country=demo_country)


def test_an_unknown_gemeente_is_met_with_what_is_there(demo_country):
    with pytest.raises(UnknownAreaError) as caught:
        gather(Request(gemeente="GM9999", day=DAY), country=demo_country)
    assert "GM990" in caught.value.message("nl")


def without(tmp_path, *, levels=(Level.BUURT, Level.WIJK, Level.GEMEENTE), indicators=None, polygons=True):
    """Return a warehouse that holds part of the demo city."""
    city = make_demo_city(np.random.default_rng(DEMO_SEED))
    part = Warehouse(tmp_path)
    with part.writing() as batch:
        for level in levels:
            table = city.tables[level]
            batch.add_table(
                level.value,
                table if indicators is None else table.select(indicators=[c for c in indicators if c in table]),
            )
            if polygons:
                batch.add_boundaries(f"grens-{level.value}", city.boundaries[level])
    return part


def test_without_figures_on_nuisance_the_report_says_so_and_names_no_pressure(tmp_path):
    part = without(
        tmp_path,
        indicators=("inwoners", "inwoners_15_25", "inwoners_25_45", "inwoners_45_65", "bijstand", "arbeidsongeschikt"),
    )
    found = gather(Request(gemeente=CITY, day=DAY), country=open_country(part, load_catalogue()))
    assert isinstance(found.kaarten[0], Kaart)
    assert not isinstance(found.kaarten[6], Kaart)
    assert found.priorities is None
    text = words(compose(found))
    assert "kunnen we nog niet laten zien waar de veerkracht onder druk staat" in text


def test_without_gemeenten_there_is_no_comparison_and_the_report_says_why(tmp_path):
    part = without(tmp_path, levels=(Level.BUURT, Level.WIJK))
    text = words(make_quickscan(Request(gemeente=CITY, day=DAY), warehouse=part, catalogue=load_catalogue()))
    assert "geen cijfers van gemeenten" in text


def test_without_polygons_there_are_tables_but_no_maps(tmp_path):
    part = without(tmp_path, polygons=False)
    document = make_quickscan(Request(gemeente=CITY, day=DAY), warehouse=part, catalogue=load_catalogue())
    assert not [f for f in figures(document) if isinstance(f.picture, MapSpec)]
    assert any(isinstance(t, Table) and t.anchor == "tabel-buurt" for t in tables(document))
    assert "geen grenzen ingelezen" in words(document)


@pytest.mark.slow
def test_all_four_files_are_written_and_the_json_holds_every_figure(document, tmp_path):
    paths = write_quickscan(document, tmp_path / "uit")
    assert [path.name for path in paths] == ["quickscan.pdf", "quickscan.html", "quickscan.docx", "quickscan.json"]
    held = json.loads(paths[3].read_text(encoding="utf-8"))
    listed = json.dumps(held, ensure_ascii=False)
    assert "NaN" not in listed
    for number in numbers(document)[:50]:
        assert json.dumps(number.text, ensure_ascii=False) in listed


@pytest.mark.slow
def test_the_answer_stays_on_the_first_page_of_print(document, tmp_path):
    with pikepdf.open(write_quickscan(document, tmp_path, formats=("pdf",))[0]) as pdf:
        pages = [page.obj.objgen for page in pdf.pages]
        outline = pdf.open_outline().root
        assert outline[0].title.endswith("Zo leest u deze QuickScan")
        target = outline[0].destination[0]
    assert pages.index(target.objgen) == 1


@pytest.mark.slow
def test_the_same_document_gives_the_same_bytes_but_for_the_date(document, tmp_path):
    one = write_quickscan(document, tmp_path / "a", formats=("html", "json", "pdf"))
    two = write_quickscan(replace(document), tmp_path / "b", formats=("html", "json", "pdf"))
    for left, right in zip(one, two, strict=True):
        assert left.read_bytes() == right.read_bytes(), left.name


@pytest.mark.shared_data
@pytest.mark.slow
@pytest.mark.parametrize("gemeente", ["GM0344", "GM0772", "GM0308"])
def test_real_gemeenten_get_a_report_without_a_figure_from_nowhere(real_country, gemeente):
    document = report_of(Request(gemeente=gemeente, day=DAY), country=real_country)
    assert not document.fictitious
    for number in numbers(document):
        assert number.source not in {"", "-"}, number
    assert len(figures(document)) >= 8


@pytest.mark.shared_data
@pytest.mark.slow
def test_crime_per_resident_is_that_of_the_police_not_doubled(real_warehouse):
    # Sum of misdrijven_2024 over the buurten of Utrecht in the panel is 25,124; a derived file counts totals twice.
    from veerkracht.facts.periods import Period

    table = real_warehouse.table(Level.BUURT, within=["GM0344"], indicators=["misdrijven"])
    assert np.nansum(table.column("misdrijven", Period(2024)).values) == pytest.approx(25_124, rel=0.02)
