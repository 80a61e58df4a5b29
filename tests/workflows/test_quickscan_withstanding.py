"""The pages on withstanding the load, on what stands out and on what the list reaches say what was computed."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pytest

from veerkracht.facts.areas import Level
from veerkracht.report.document import Callout, Figure, Paragraph, Section, figures, walk
from veerkracht.report.figures import FunnelSpec, MapSpec, TrendSpec
from veerkracht.report.quickscan.compose import compose
from veerkracht.report.quickscan.veerkrachtig import veerkrachtig_section
from veerkracht.signalering.carrying import Veerkrachtig, make_veerkrachtig
from veerkracht.signalering.carrying_words import Refusal
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.quickscan import Request
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import gather
from veerkracht.workflows.quickscan_withstanding import carrying_codes

DAY = date(2026, 11, 22)
CITY = "GM9901"


@pytest.fixture(scope="module")
def country(demo_country):
    return demo_country


@pytest.fixture(scope="module")
def found(country):
    return gather(Request(gemeente=CITY, day=DAY), country=country)


@pytest.fixture(scope="module")
def document(found):
    return compose(found)


def figure(document, anchor: str) -> Figure:
    return next(one for one in figures(document) if one.anchor == anchor)


def test_the_map_of_who_withstands_counts_what_its_sentence_says(document):
    drawn = figure(document, "kaart-veerkrachtig-buurt")
    assert isinstance(drawn.picture, MapSpec)
    counts = dict(zip((one.code for one in drawn.picture.classes), drawn.picture.counts(), strict=True))
    said = [int(number) for number in re.findall(r"\d+", drawn.answer)]
    unsure = counts["onzeker"] + drawn.picture.missing
    assert said == [counts["veerkrachtig"], sum(counts.values()) + drawn.picture.missing, counts["onder_druk"], unsure]
    assert len(drawn.table.rows) == said[1]


def test_the_page_says_what_it_cannot_carry(document):
    chapter = next(p for _, p in walk(document) if isinstance(p, Section) and p.anchor == "veerkrachtig")
    told = [block for block in chapter.blocks if isinstance(block, Callout)]
    assert told[0].title == "Wat dit niet zegt"
    items = ["".join(str(run) for run in item) for block in told for part in block.blocks for item in part.items]
    assert any("weten we niet" in item for item in items)
    assert any(item.startswith("Bewoners: ") for item in items)
    assert any(item.startswith("Instellingen: ") for item in items)


def test_a_refused_reading_is_a_sentence_and_no_map(found):
    page = veerkrachtig_section(found.subject, Refusal.ONE_WAVE, carriers={}, level=found.levels[0])
    assert len(page.blocks) == 1
    assert isinstance(page.blocks[0], Callout)
    assert "Eén gelukkige meting" in page.blocks[0].blocks[0].text


def test_the_funnel_names_as_many_areas_as_lie_outside(document):
    drawn = figure(document, "trechter-misdrijven-per-1000")
    assert isinstance(drawn.picture, FunnelSpec)
    outside = sum(abs(mark.place) == 2 for mark in drawn.picture.marks)
    said = [int(number) for number in re.findall(r"(\d+) (?:hoger|lager)", drawn.answer)]
    assert sum(said) == outside
    far = [row for row in drawn.table.rows if row[-1] in {"ver boven", "ver onder"}]
    assert len(far) == outside


def test_the_budget_curve_says_what_the_first_ten_reach(found, document):
    drawn = figure(document, "budget")
    assert isinstance(drawn.picture, TrendSpec)
    tenth = drawn.table.rows[9]
    assert tenth[0] == "10"
    assert f"{round(tenth[3].value)}%" in drawn.answer
    assert tenth[3].low <= tenth[3].value <= tenth[3].high
    assert found.curve is not None
    assert found.curve.reached[9] == pytest.approx(tenth[3].value / 100)


def test_the_list_says_how_firm_it_is(document):
    text = " ".join(part.text for _, part in walk(document) if isinstance(part, Paragraph))
    assert re.search(r"komen gemiddeld \d+ van de 10 terug", text)


def test_the_same_seed_gives_the_same_pages(country, found, document):
    again = gather(Request(gemeente=CITY, day=DAY), country=country)
    for anchor in ("kaart-veerkrachtig-buurt", "budget", "trechter-misdrijven-per-1000"):
        assert figure(compose(again), anchor).table == figure(document, anchor).table


def test_in_english_no_dutch_is_left(country):
    document = compose(gather(Request(gemeente=CITY, day=DAY, taal="en"), country=country))
    chapter = next(p for _, p in walk(document) if isinstance(p, Section) and p.anchor == "veerkrachtig")
    words = " ".join(block.text for block in chapter.blocks if isinstance(block, Paragraph))
    assert "lucky" in words
    for dutch in (" het ", " een ", "verwacht", " niet "):
        assert dutch not in words
    assert figure(document, "budget").question.startswith("How many residents")


def test_the_parts_of_samenredzaamheid_come_from_the_shipped_design():
    assert set(carrying_codes()) == {"bewoners", "instellingen"}


@pytest.mark.shared_data
@pytest.mark.slow
def test_of_utrecht_the_buurten_are_read_by_crime_beside_the_country(real_warehouse):
    country = open_country(real_warehouse, load_catalogue())
    stored = country.stored(Level.BUURT, "GM0344")
    found = make_veerkrachtig(
        stored.inside, catalogue=country.catalogue, rng=np.random.default_rng(1), reference=stored.country
    )
    assert isinstance(found, Veerkrachtig)
    assert (found.plan.problems, found.plan.concentration) == ("misdrijven_per_1000", "minder_zelfredzaam")
    assert len(found.plan.periods) == 4
    assert found.standard.expectation.areas > 9000
    assert 0.8 < found.standard.load.reliability < 1
    assert found.standard.gemeente.effect["GM0344"] > 0.2
    counts = found.counts()
    assert counts["veerkrachtig"] > 15
    assert counts["onder_druk"] > 15
    assert not found.is_modelled
