"""What lies together: the page says what the statistics say, and says so when they say nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from veerkracht.errors.spatial import TooFewNeighboursError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Contiguity
from veerkracht.facts.conversion import CONVERTED_NOTE
from veerkracht.facts.tables import Reason
from veerkracht.report.document import Figure, Paragraph, SideBySide
from veerkracht.report.figures import MapSpec
from veerkracht.report.quickscan.recoded import recoded_remarks
from veerkracht.report.quickscan.together import together_section
from veerkracht.signalering.kaart import Kaart
from veerkracht.signalering.spatial.clusters import Cluster
from veerkracht.signalering.spatial.pattern import find_apartness, find_pattern
from veerkracht.signalering.verhaal import area_facts
from veerkracht.workflows.quickscan_findings import Request, gather

CITY = "GM9901"


@pytest.fixture(scope="module")
def warehouse(demo_warehouse):
    return demo_warehouse


@pytest.fixture(scope="module")
def found(demo_country):
    return gather(Request(gemeente=CITY, day=date(2026, 11, 22)), country=demo_country)


@pytest.fixture(scope="module")
def pattern(warehouse, found):
    level = next(one for one in found.levels if one.kaart(3) is not None)
    near = warehouse.contiguity(level.level, year=level.areas.year, within=[CITY])
    return find_pattern(level.kaart(3), near, rng=np.random.default_rng(1))


def page(found, pattern, apartness=None, **changes):
    level = next(one for one in found.levels if one.level is pattern.kaart.level)
    subject = replace(found.subject, **changes)
    return together_section(subject, pattern, apartness, boundaries=level.boundaries)


def test_the_report_has_the_page_and_the_map_counts_what_the_statistics_count(found, pattern):
    assert found.together is not None
    section = page(found, pattern)
    (shown,) = next(block.left for block in section.blocks if isinstance(block, SideBySide))
    assert isinstance(shown, Figure)
    assert isinstance(shown.picture, MapSpec)
    for one, count in zip(shown.picture.classes, shown.picture.counts(), strict=True):
        assert count == int((pattern.kinds == Cluster[one.code.upper()]).sum())
    assert shown.picture.missing == int((~pattern.known).sum())


@pytest.mark.parametrize("taal", ["nl", "en"])
def test_a_pattern_that_chance_can_explain_is_not_called_one(found, pattern, taal):
    unsure = replace(pattern, whole=replace(pattern.whole, p=0.4))
    first = page(found, unsure, taal=taal).blocks[0]
    assert isinstance(first, Paragraph)
    assert first.text.startswith("Dat kunnen we niet zeggen" if taal == "nl" else "We cannot say")
    sure = page(found, replace(pattern, whole=replace(pattern.whole, p=0.0001)), taal=taal).blocks[0]
    assert sure.text.startswith("Ja" if taal == "nl" else "Yes")


def test_a_high_score_is_little_nuisance(pattern):
    """The Leefbaarometer is high where it is calm; high on the page is much nuisance."""
    high = pattern.kaart.values[pattern.kinds == Cluster.HIGH_HIGH]
    low = pattern.kaart.values[pattern.kinds == Cluster.LOW_LOW]
    if len(high) and len(low):
        assert high.max() < low.min()
    assert pattern.is_steady


def test_too_few_areas_give_no_page_and_no_error(found, pattern):
    few = np.arange(len(pattern.kaart.areas)) < 5
    row = Contiguity(focal=np.array([0, 1]), neighbour=np.array([1, 0]), count=5)
    assert find_pattern(pattern.kaart.take(few), row, rng=np.random.default_rng(1)) is None
    assert together_section(found.subject, None, None, boundaries=None) is None
    assert issubclass(TooFewNeighboursError, Exception)


def test_low_incomes_live_apart_by_so_much_with_a_range(found):
    level = found.levels[0]
    apart = find_apartness(level.table, catalogue=found.subject.catalogue, rng=np.random.default_rng(1))
    assert apart is not None
    assert 0 <= apart.found.low <= apart.found.value <= apart.found.high <= 1
    assert apart.found.value < apart.found.raw
    section = together_section(found.subject, None, apart, boundaries=None)
    assert f"{apart.areas} van de {apart.of} gebieden" in section.blocks[0].text


def test_a_report_says_which_years_were_carried_over(found):
    level = found.levels[0]
    assert recoded_remarks(found.subject, found.levels) == ()
    key = next(iter(k for k in level.table.provenance if k[0] == "inwoners"))
    noted = {key: tuple(replace(source, note=CONVERTED_NOTE) for source in level.table.provenance[key])}
    table = replace(level.table, provenance={**level.table.provenance, **noted})
    (said,) = recoded_remarks(found.subject, [replace(level, table=table)])
    assert f"De cijfers van {key[1]} zijn" in said


def test_a_story_leaves_out_a_map_on_codes_of_before(found):
    """After a recoding the maps per wijk can be of old wijken, which do not hold the buurten of now."""
    level = found.levels[0]
    kaart = next(k for k in found.maps() if k.level is level.level)
    codes = tuple(f"WK9901{n:02d}" for n in range(50, 50 + len(kaart.areas)))
    before = replace(kaart, areas=Areas(level=Level.WIJK, year=2019, codes=codes, names=codes))
    assert isinstance(before, Kaart)
    told = area_facts(
        level.areas.codes[0],
        kaarten=(kaart, before),
        tables={level.level: level.table},
        catalogue=found.subject.catalogue,
    )
    assert (before.title, Reason.NOT_COMPARABLE) in told.missing
