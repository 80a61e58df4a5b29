"""The outlook of the QuickScan: what map 9, the stories and the test page say is what the forecast says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import veerkracht
from veerkracht.facts.areas import Level
from veerkracht.facts.language import Bilingual
from veerkracht.report.document import Figure, Paragraph, Section, Table, figures, numbers, tables, walk
from veerkracht.report.path_figure import PathSpec
from veerkracht.report.quickscan.compose import compose
from veerkracht.report.quickscan.outlook_quality import quality_sentence
from veerkracht.signalering.kaart import Kaart, Unavailable
from veerkracht.signalering.verwachting.from_table import next_period
from veerkracht.signalering.verwachting.outcome import (
    Backtest,
    Coverage,
    Origin,
    Outlook,
    Reliability,
    Verwachting,
)
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows import forecast_cache
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.forecast_cache import cached_forecast
from veerkracht.workflows.quickscan import Request, write_quickscan
from veerkracht.workflows.quickscan_country import open_country
from veerkracht.workflows.quickscan_findings import gather
from veerkracht.workflows.quickscan_forecasts import national_forecast

DAY = date(2026, 11, 22)
CITY = "GM9901"
WORDS = (Outlook.GROWS, Outlook.AT_RISK, Outlook.IMPROVES, Outlook.UNCERTAIN)


def a_backtest(panel, *, better):
    """Return a backtest with made-up figures of one origin, that beats its baselines or does not."""
    said = np.array([0.02, 0.1, 0.3])
    diagram = Reliability(
        said=said, seen=said * 1.1, low=said * 0.8, high=said * 1.2, count=np.array([20, 20, 20]), slope=0.95, ece=0.01
    )
    origin = Origin(
        last=panel.periods[-2],
        target=panel.periods[-1],
        areas=len(panel.areas),
        rmse={"model": 0.8 if better else 1.02, "no_change": 1.0},
        brier={"model": 0.08, "no_change": 0.09},
        skill={"no_change": 0.11},
        skill_low=0.05 if better else -0.05,
        skill_high=0.2,
        crps={"model": 0.1},
        reliability=diagram,
        coverage=(Coverage(stratum=Bilingual("alle", "all"), areas=61, covered80=0.81, covered90=0.9),),
        precision={10: 0.4},
        reach={10: 0.6},
        average_precision=0.3,
        top_overlap=0.8,
        fairness=(),
        direction_skill=0.1 if better else -0.1,
    )
    return Backtest(panel=panel, horizon=1.0, origins=(origin,), notes=())


def forecaster(*, better=True):
    """Return a forecaster whose classes go round over the areas, so that every word occurs."""

    def made(panel):
        last = panel.last_values()
        step = np.nanstd(last)
        words = np.array([WORDS[i % 4].value if better else Outlook.UNCERTAIN.value for i in range(len(last))])
        chance = np.array([0.8, 0.55, 0.2, 0.5])[np.arange(len(last)) % 4]
        missing = ~np.isfinite(last)
        chance, strong = np.where(missing, np.nan, chance), np.where(missing, np.nan, 0.1)
        found = Verwachting(
            panel=panel,
            target=next_period(panel.periods),
            expected=last + 0.1 * step,
            low80=last - 0.4 * step,
            high80=last + 0.6 * step,
            low90=last - 0.6 * step,
            high90=last + 0.8 * step,
            p_worse=chance,
            p_worst10=strong,
            p_worst10_low=strong * 0.5,
            p_worst10_high=strong * 1.5,
            outlook=np.where(missing, Outlook.UNKNOWN.value, words),
            contributions={"verloop": 0.07 * step + 0 * last, "wonen": 0.03 * step + 0 * last},
            trusted=better,
            direction_trusted=better,
            notes=(),
        )
        return found, a_backtest(panel, better=better)

    return made


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    return load_demo(tmp_path_factory.mktemp("demo"))[0]


def country(warehouse, *, better=True):
    """Return the country with a made-up forecaster and nothing on disk."""
    opened = open_country(warehouse, load_catalogue(), forecaster=forecaster(better=better))
    # Another version is another file: no test reads what another test kept.
    return replace(opened, version=f"{opened.version}-{better}")


@pytest.fixture(scope="module")
def found(warehouse):
    return gather(Request(gemeente=CITY, day=DAY), country=country(warehouse))


@pytest.fixture(scope="module")
def document(found):
    return compose(found)


def texts(part):
    """Return everything in paragraphs and lists of a part, in reading order."""
    if isinstance(part, Section):
        return [text for block in part.blocks for text in texts(block)]
    if isinstance(part, Paragraph):
        return [part.text]
    if hasattr(part, "items") and all(isinstance(item, tuple) for item in part.items):
        return ["".join(run if isinstance(run, str) else run.text for run in item) for item in part.items]
    return [text for block in getattr(part, "blocks", ()) for text in texts(block)]


def test_map_9_counts_every_area_once_and_its_sentence_says_so(found, document):
    kaart = found.kaarten[8]
    assert isinstance(kaart, Kaart)
    figure = next(f for f in figures(document) if f.anchor == "kaart-9-buurt")
    assert sum(figure.picture.counts()) + figure.picture.missing == len(kaart.areas)
    counts = kaart.counts()
    said = [int(number) for number in re.findall(r"\d+", figure.answer)]
    unsure = counts["onzeker"] + counts["onbekend"]
    grows, risk, falls = (counts[w.value] for w in WORDS[:3])
    assert said == [grows, len(kaart.areas), risk, falls, unsure]


def test_the_chance_of_a_class_is_that_of_the_forecast(found):
    kaart, ahead = found.kaarten[8], found.level(Level.BUURT).problems.found
    for row, code in enumerate(kaart.areas.codes):
        named = kaart.class_of(code)
        if named is None:
            assert not np.isfinite(ahead.expected[row])
        elif named.code == Outlook.IMPROVES:
            assert kaart.chance[row] == pytest.approx(1 - ahead.p_worse[row])
        elif named.code == Outlook.GROWS:
            assert kaart.chance[row] == pytest.approx(ahead.p_worse[row])


def test_the_table_of_map_9_holds_the_expected_level_with_its_80_percent_interval(document):
    table = next(t for f in figures(document) if f.anchor == "kaart-9-buurt" for t in [f.table])
    expected = [row[5] for row in table.rows if hasattr(row[5], "coverage")]
    assert len(expected) > 50
    assert all(n.coverage == 0.8 and n.low <= n.value <= n.high and n.year == "2026" for n in expected)


def test_each_story_says_why_how_sure_and_what_would_change_our_mind(found):
    for story in found.stories:
        told = "\n".join(texts(story))
        assert "Vooruitblik: " in told
        assert "weten we niet" in told
        assert "oorza" not in told.partition("Waar hangt dat mee samen?")[2].partition("Of het een")[0]
        assert "Wat zou ons van mening doen veranderen?" in told
        assert sum(isinstance(b, Figure) and isinstance(b.picture, PathSpec) for b in story.blocks) == 1


def test_a_warning_lapses_at_the_last_figure_on_the_good_side(found):
    ahead = found.level(Level.BUURT).problems.found
    warned = [s for s in found.stories if "vervalt deze waarschuwing" in "\n".join(texts(s))]
    assert warned
    for story in warned:
        row = ahead.row(story.anchor.removeprefix("verhaal-").upper())
        last = f"{ahead.last[row]:.3f}".replace(".", ",").replace("-", "−")
        # A high score of the Leefbaarometer is good: the warning lapses at the last score or higher.
        assert f"{last} of hoger is, vervalt deze waarschuwing" in "\n".join(texts(story))


def test_the_fan_starts_at_the_last_level_and_holds_both_intervals(found):
    for story in found.stories:
        spec = next(b.picture for b in story.blocks if isinstance(b, Figure))
        fan = spec.fan
        assert fan.low90 <= fan.low80 <= fan.value <= fan.high80 <= fan.high90
        assert spec.seen[-1][0] < fan.x


def test_the_page_on_quality_holds_the_diagram_and_the_comparison(document):
    anchors = {f.anchor for f in figures(document)}
    assert {"vooruitblik-fout", "vooruitblik-ijking"} <= anchors
    page = next(part for _, part in walk(document) if isinstance(part, Section) and part.anchor == "vooruitblik-toets")
    told = "\n".join(texts(page))
    assert "20% kleiner dan bij ‘alles blijft gelijk’" in told
    assert "81%" in told


def test_a_forecast_that_is_no_better_says_so_and_names_no_area(warehouse):
    found = gather(Request(gemeente=CITY, day=DAY), country=country(warehouse, better=False))
    kaart = found.kaarten[8]
    assert set(kaart.counts()) >= {"onzeker"}
    assert all(kaart.counts()[w.value] == 0 for w in WORDS[:3])
    assert any("niet beter dan eenvoudig gokken" in note.nl for note in kaart.notes)
    assert "niet beter dan ‘alles blijft gelijk’" in quality_sentence(found.subject, found.levels[0].problems)
    answer = next(f.answer for f in figures(compose(found)) if f.anchor == "kaart-9-buurt")
    assert answer.startswith("In geen van de 61 buurten")


def test_with_too_few_measurements_map_9_is_absent_with_the_reason(tmp_path, warehouse):
    opened = country(warehouse)
    table = opened.table(Level.BUURT, year=None)
    few = table.select(periods=table.periods[-2:])
    from veerkracht.signalering.verwachting.kaart9 import figure_to_forecast, no_signaleringskaart

    codes = opened.choices.problems
    assert figure_to_forecast(few, codes, catalogue=opened.catalogue) is None
    absent = no_signaleringskaart(few, catalogue=opened.catalogue)
    assert isinstance(absent, Unavailable)
    assert "drie vergelijkbare metingen" in absent.reason.nl


def test_the_chance_of_every_class_of_maps_7_and_8_adds_up(document):
    for number in (7, 8):
        table = next(t for t in tables(document) if t.anchor.startswith(f"tabel-kansen-{number}"))
        for row in table.rows:
            known = [cell.value for cell in row[1:] if hasattr(cell, "value")]
            assert not known or sum(known) == pytest.approx(1.0)


def test_every_new_figure_carries_source_year_and_level(document):
    for number in numbers(document):
        assert number.source not in {"", "-"}, number
        assert np.isfinite(number.value)


def test_in_english_the_outlook_is_english(warehouse):
    found = gather(Request(gemeente=CITY, day=DAY, taal="en"), country=country(warehouse))
    told = "\n".join(text for _, part in walk(compose(found)) for text in texts(part))
    for dutch in (" het ", " een ", " niet ", " van de ", "Vooruit"):
        assert dutch not in told, [line for line in told.splitlines() if dutch in line][:2]


def test_json_holds_the_chances_and_the_expected_levels(document, tmp_path):
    write_quickscan(document, tmp_path, formats=("json",))
    held = json.loads((tmp_path / "quickscan.json").read_text(encoding="utf-8"))
    units = {number["unit"] for number in held["numbers"]}
    assert "kans" in units
    assert any(n["coverage"] == 0.8 and n["year"] == "2026" for n in held["numbers"])


def test_a_forecast_is_computed_once_for_each_version_of_the_data(warehouse, tmp_path):
    opened = country(warehouse)
    table = opened.table(Level.BUURT, year=None)
    asked = []

    def counting(panel):
        asked.append(panel)
        return forecaster()(panel)

    def ask(version):
        return national_forecast(
            table, "onv", catalogue=opened.catalogue, choices=opened.choices, version=version, folder=tmp_path,
            forecaster=counting,
        )  # fmt: skip

    first, again = ask("a"), ask("a")
    assert len(asked) == 1
    for name in ("expected", "low80", "p_worse", "seen", "outlook"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert again.origins[0].precision == first.origins[0].precision
    assert again.target == first.target
    ask("b")
    assert len(asked) == 2
    assert len(list(tmp_path.glob("forecast-*.npz"))) == 1


def test_a_damaged_file_costs_time_and_nothing_else(warehouse, tmp_path):
    ahead = gather(Request(gemeente=CITY, day=DAY), country=country(warehouse)).levels[0].problems.found
    kept = cached_forecast(tmp_path, name="x", key="k", make=lambda: ahead)
    file = next(tmp_path.glob("forecast-x-*.npz"))
    file.write_bytes(b"damaged")
    again = cached_forecast(tmp_path, name="x", key="k", make=lambda: ahead)
    np.testing.assert_array_equal(kept.expected, again.expected)


def test_a_quickscan_without_a_new_forecast_does_not_load_scikit_learn():
    code = "import sys, veerkracht.workflows.quickscan; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_tables_of_the_outlook_do_not_hide_why_a_figure_is_missing(document):
    table = next(f.table for f in figures(document) if f.anchor == "kaart-9-buurt")
    assert isinstance(table, Table)
    missing = [row for row in table.rows if hasattr(row[1], "reason")]
    assert missing
    assert all(row[1].reason for row in missing)


def test_the_mark_by_which_a_note_is_left_out_stands_in_the_note_of_the_forecast():
    from veerkracht.report.quickscan import outlook_quality
    from veerkracht.signalering.verwachting import forecast

    source = " ".join(Path(forecast.__file__).read_text(encoding="utf-8").replace('"', "").split())
    assert outlook_quality._TOLD in source


@pytest.mark.parametrize("module", ["signalering/verwachting/forecast.py", "signalering/latent.py", "facts/derive.py"])
def test_a_kept_forecast_is_not_used_after_any_code_behind_it_changed(module, tmp_path, monkeypatch):
    before = forecast_cache.method_key()
    copy = shutil.copytree(Path(veerkracht.__file__).parent, tmp_path / "veerkracht")
    monkeypatch.setattr(forecast_cache, "files", lambda _: copy)
    assert forecast_cache.method_key() == before
    with (copy / module).open("a", encoding="utf-8") as source:
        source.write("# other\n")
    assert forecast_cache.method_key() != before
