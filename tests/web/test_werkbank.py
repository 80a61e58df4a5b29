"""The werkbank page on the demo city: what follows a change, what is kept, and who may."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.cli.main import cli
from veerkracht.errors.design import UnknownDesignError
from veerkracht.errors.web import AppendOnlyError, NotAllowedError
from veerkracht.errors.werkbank import ReservedDesignError, WerkbankError
from veerkracht.facts.areas import Level
from veerkracht.index.adjustments import Added, Changes
from veerkracht.index.aggregate import Arithmetic, Geometric
from veerkracht.index.design_toml import parse_design
from veerkracht.index.normalise import EmpiricalQuantile, Exponential
from veerkracht.web.audit.models import AuditEntry
from veerkracht.web.audit.sentences import SENTENCES
from veerkracht.web.werkbank import actions
from veerkracht.web.werkbank.benches import bench_for
from veerkracht.web.werkbank.designs import design_of, designs_of, standard_of
from veerkracht.web.werkbank.models import DesignVersion
from veerkracht.web.werkbank.state import BenchState, read_changes, written
from veerkracht.web.workspace.models import Trajectory
from veerkracht.web.workspace.roles import Role
from veerkracht.workflows.indexing import design_text, load_design
from veerkracht.workflows.opening import shipped_catalogue

from .conftest import MakeUser
from .figures import City

pytestmark = pytest.mark.django_db
DESIGN = load_design("veerkracht")
ITEMS = [item.code for item in DESIGN.items if item.code != DESIGN.root]


def address(city: City, page: str = "werkbank", *further: object) -> str:
    return reverse(f"werkbank:{page}", args=[city.trajectory.pk, *further])


@pytest.fixture
def city(loaded_city: tuple[Path, str], trajectory: Trajectory, monkeypatch: pytest.MonkeyPatch) -> City:
    """The demo city as it was loaded: nothing here writes to its figures, so that they are prepared once."""
    monkeypatch.setenv("VEERKRACHT_HOME", str(loaded_city[0]))
    trajectory.gemeenten = [loaded_city[1]]
    trajectory.save()
    return City(home=loaded_city[0], trajectory=trajectory, gemeente=loaded_city[1])


@pytest.fixture
def analyst(city: City, make_user: MakeUser) -> Any:
    return make_user("Anna", role=Role.ANALIST, organisation=city.trajectory.organisation)


@pytest.fixture
def browser(analyst: Any, as_user: Callable[..., Client]) -> Client:
    return as_user(analyst)


@pytest.fixture
def reader(city: City, make_user: MakeUser, as_user: Callable[..., Client]) -> Client:
    """A browser of someone who takes part, and may look at the werkbank but not save."""
    return as_user(make_user("Dee", role=Role.DEELNEMER, trajectory=city.trajectory))


def form(**fields: str) -> dict[str, Any]:
    """Return the form of the page as a browser sends it when nothing was touched but these fields."""
    sent: dict[str, Any] = {"formulier": "1"}
    for item in DESIGN.items:
        if item.code != DESIGN.root:
            sent[f"g-{item.code}"] = f"{item.weight:g}"
            sent[f"aan-{item.code}"] = "on"
    return {key: value for key, value in (sent | fields).items() if value is not None}


def listed(html: str) -> list[tuple[str, str]]:
    """Return (place, code) of the list on a page."""
    return re.findall(r'wb-place">([^<]+)</td>.*?data-wb-area="([^"]+)"', html, flags=re.DOTALL)


def shown(place: int | None) -> str:
    return "–" if place is None else str(place)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


# What an address says ----------------------------------------------------------------------------------------------

some_changes = st.builds(
    Changes,
    weights=st.dictionaries(st.sampled_from(ITEMS), st.sampled_from([0.0, 0.25, 1.5, 20.0]), max_size=4),
    off=st.frozensets(st.sampled_from(ITEMS), max_size=3),
    added=st.lists(
        st.builds(
            Added,
            code=st.sampled_from(["armoede", "mantelzorg", "vreemd, naam:é"]),
            parent=st.sampled_from(["bewoners", "veerkracht"]),
            direction=st.sampled_from([None, "high", "low"]),
            weight=st.sampled_from([0.5, 3.0]),
        ),
        max_size=2,
        unique_by=lambda one: one.code,
    ).map(tuple),
    normalise=st.dictionaries(
        st.sampled_from(ITEMS), st.sampled_from([EmpiricalQuantile(), Exponential(scale=0.23, high=1.0)]), max_size=2
    ),
    aggregate=st.dictionaries(
        st.sampled_from(["veerkracht", "bewoners"]), st.sampled_from([Arithmetic(), Geometric(offset=0.1)]), max_size=2
    ),
    reference=st.sampled_from(["", "all", "2022"]),
)


@given(changes=some_changes)
def test_an_address_brings_back_the_very_changes_that_were_written_in_it(changes: Changes) -> None:
    assert read_changes(written(changes)) == changes


@pytest.mark.parametrize(
    "query",
    [
        "weeg=gezondheid:veel",
        "weeg=gezondheid:-1",
        "weeg=gezondheid:nan",
        "weeg=:::,,,:",
        "weeg=bestaat_niet:2",
        "uit=bestaat_niet",
        "uit=veerkracht",
        "uit=gezondheid,gezondheid",
        "uit=zelfredzaamheid,samenredzaamheid,sociale_leefbaarheid",
        "bij=armoede",
        "bij=soc:bewoners",
        "bij=bestaat_niet:bewoners:low:1",
        "bij=armoede:bewoners:opzij:1",
        "schaal=soc:toverij",
        "schaal=soc:exponential",
        "schaal=soc:exponential;scale=x;high=1",
        "samen=bewoners:geometric;offset=-9",
        "samen=soc:arithmetic",
        "ijk=1850",
        "ijk=" + "9" * 500,
        "weeg=" + ",".join(f"x{k}:1" for k in range(500)),
        "%00=%00&weeg=%00:1",
    ],
)
def test_an_address_that_cannot_be_is_told_in_words_and_the_design_stays(
    city: City, browser: Client, query: str
) -> None:
    answer = browser.get(f"{address(city)}?{query}")
    assert answer.status_code == 400
    assert "Zo kan het niet" in words(answer)
    assert 'name="g-gezondheid"' in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["ontwerp=bestaat_niet", "ontwerp=99", "ontwerp=²", "ontwerp=" + "9" * 400, "ontwerp=../../etc/passwd"]
)
def test_a_design_that_is_not_there_is_said_so(city: City, browser: Client, query: str) -> None:
    answer = browser.get(f"{address(city)}?{query}")
    assert answer.status_code == 404
    assert "Begin opnieuw" in words(answer)


@pytest.mark.parametrize("query", ["niveau=planeet", "gemeente=GM0001", "gebied=BU00000000", "alle=misschien"])
def test_a_place_that_means_nothing_is_passed_over(city: City, browser: Client, query: str) -> None:
    answer = browser.get(f"{address(city)}?{query}")
    assert answer.status_code == 200
    assert len(listed(answer.content.decode())) == 61


# What follows a change ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["buurt", "wijk", "gemeente"])
def test_every_level_opens(city: City, browser: Client, level: str) -> None:
    answer = browser.get(f"{address(city)}?niveau={level}")
    assert answer.status_code == 200
    assert listed(answer.content.decode())


def test_the_answer_to_a_form_is_the_page_of_its_address(city: City, browser: Client) -> None:
    sent = form(**{"g-gezondheid": "3", "aan-soc": None, "schaal-onv": "empirical_quantile", "gebied": "BU99010301"})
    places = browser.post(address(city, "answer"), {**sent, "stap": "plaatsen"}).json()
    assert places["query"] == "gebied=BU99010301&weeg=gezondheid:3&uit=soc&schaal=onv:empirical_quantile"
    rest = browser.post(address(city, "answer"), sent).json()
    page = browser.get(f"{address(city)}?{places['query']}").content.decode()
    assert [one[:3] for one in places["rows"]] == [one[:3] for one in rest["rows"]]
    assert [(shown(one[2]), one[0]) for one in rest["rows"]] == listed(page)
    assert (places["sure"], rest["sure"]) == (False, True)
    assert places["note"] in words(browser.get(f"{address(city)}?{places['query']}"))
    assert listed(page) != listed(browser.get(address(city)).content.decode())
    assert places["colours"] == rest["colours"]
    assert rest["effects"]["gezondheid"][0] == "25%"


def test_a_page_without_a_list_asks_for_the_whole_table(city: City, browser: Client) -> None:
    sent = {**form(), "stap": "plaatsen", "lijst": "1"}
    found = browser.post(address(city, "answer"), sent).json()
    assert [(shown(one[2]), one[0]) for one in found["rows"]] == listed(found["html"]["ranking"])


def test_an_earlier_year_has_its_own_list_and_stands_in_the_address(city: City, browser: Client) -> None:
    page = browser.get(address(city)).content.decode()
    years = re.findall(r'<option value="(\d*)"', page[page.index('id="wb-jaar"') : page.index('id="wb-ijk"')])
    assert years[0] == ""
    assert years[1:] == sorted(years[1:], reverse=True)
    sent = form(jaar=years[1])
    found = browser.post(address(city, "answer"), sent).json()
    assert found["query"] == f"jaar={years[1]}"
    assert f"Cijfers van {years[1]}." in found["note"]
    assert browser.post(address(city), sent)["Location"].endswith(f"?jaar={years[1]}")
    earlier = browser.get(f"{address(city)}?jaar={years[1]}").content.decode()
    assert [(shown(one[2]), one[0]) for one in found["rows"]] == listed(earlier) != listed(page)
    assert f'<option value="{years[1]}" selected>' in earlier


@pytest.mark.parametrize("year", ["1850", "<b>", "9" * 99, "²"])
def test_a_year_without_scores_is_passed_over(city: City, browser: Client, year: str) -> None:
    answer = browser.get(f"{address(city)}?jaar={year}")
    assert answer.status_code == 200
    assert listed(answer.content.decode()) == listed(browser.get(address(city)).content.decode())


def test_another_base_year_is_chosen_kept_and_asked_back(city: City, browser: Client) -> None:
    page = browser.get(address(city)).content.decode()
    select = page[page.index('id="wb-ijk"') : page.index('id="wb-ijk-uitleg"')]
    years = [one for one in re.findall(r'<option value="(\d*)"', select) if one]
    assert years
    found = browser.post(address(city, "answer"), form(ijk=years[0])).json()
    assert found["query"] == f"ijk={years[0]}"
    assert years[0] in found["references"]
    again = browser.get(f"{address(city)}?ijk={years[0]}").content.decode()
    assert f'<option value="{years[0]}" selected>' in again
    assert [one[6] for one in found["rows"]] != [
        one[6] for one in browser.post(address(city, "answer"), form()).json()["rows"]
    ]


def test_without_scripts_the_button_leads_to_the_address_of_the_choice(city: City, browser: Client) -> None:
    answer = browser.post(address(city), form(**{"g-onv": "2,5", "aan-eenzaam": None}))
    assert answer.status_code == 302
    assert answer["Location"] == f"{address(city)}?weeg=onv:2.5&uit=eenzaam"


def test_who_touches_nothing_changes_nothing(city: City, browser: Client) -> None:
    assert browser.post(address(city), form())["Location"] == f"{address(city)}?"


def test_an_indicator_can_be_added_and_taken_away_again(city: City, browser: Client) -> None:
    sent = form(nieuw="armoede", **{"nieuw-groep": "werk_en_inkomen", "nieuw-richting": "low"})
    there = browser.post(address(city, "answer"), {**sent, "boom": "1"}).json()
    assert there["query"] == "bij=armoede:werk_en_inkomen:low:1"
    assert 'name="bij" value="armoede:werk_en_inkomen:low"' in there["html"]["tree"]
    kept = form(bij="armoede:werk_en_inkomen:low", **{"g-armoede": "2", "aan-armoede": "on"})
    assert browser.post(address(city), kept)["Location"].endswith("?bij=armoede:werk_en_inkomen:low:2")
    gone = {key: value for key, value in kept.items() if key != "aan-armoede"}
    assert browser.post(address(city), gone)["Location"].endswith("?")


@pytest.mark.parametrize(
    "fields",
    [
        {"g-gezondheid": "-1"},
        {"g-gezondheid": "veel"},
        {"g-gezondheid": "1e999"},
        {"g-gezondheid": "\x00"},
        {"schaal-soc": "toverij;x=y"},
        {"samen-bewoners": "geometric"},
        {"nieuw": "bestaat_niet", "nieuw-groep": "bewoners"},
        {"nieuw": "armoede", "nieuw-groep": "nergens"},
        {"bij": ":::", "aan-": "on"},
        {"ijk": "1850"},
        {f"aan-{code}": None for code in ITEMS},
    ],
)
def test_a_form_that_cannot_be_is_answered_in_words_never_with_a_fault(
    city: City, browser: Client, fields: dict[str, Any]
) -> None:
    live = browser.post(address(city, "answer"), form(**fields))
    assert (live.status_code, list(live.json())) == (400, ["error"])
    assert len(live.json()["error"]) > 20
    assert browser.post(address(city), form(**fields)).status_code == 400


def test_the_parts_of_a_score_add_up_to_it(city: City, browser: Client) -> None:
    page = browser.get(f"{address(city)}?gebied=BU99010301").content.decode()
    table = page[page.index('id="wb-spoor"') :]
    rows = re.findall(r"<tr>.*?</tr>", table[: table.index("</table>")], flags=re.DOTALL)[1:]
    numbers = [
        [float(one.replace(",", ".").replace("−", "-")) for one in re.findall(r'vk-number">([-−+\d,]+)<', row)]
        for row in rows
    ]
    parts, total = [found[-2:] for found in numbers[:-1]], numbers[-1]
    assert len(parts) == len(DESIGN.indicators)
    assert sum(one[0] for one in parts) == pytest.approx(total[0], abs=0.0005 * len(parts))
    assert sum(one[1] for one in parts) == pytest.approx(total[1], abs=0.0005 * len(parts))


def test_a_name_from_the_data_cannot_become_script(city: City, browser: Client) -> None:
    answer = browser.get(f"{address(city)}?gebied=<script>alert(1)</script>&weeg=<script>:1")
    assert b"<script>alert" not in answer.content


@pytest.mark.slow
def test_places_come_without_a_wait(
    city: City, browser: Client, record_property: Callable[[str, object], None]
) -> None:
    browser.get(address(city))
    took = []
    for k in range(40):
        sent = {**form(**{"g-gezondheid": f"{1 + k / 10:g}"}), "stap": "plaatsen"}
        began = time.process_time()
        assert browser.post(address(city, "answer"), sent).status_code == 200
        took.append(time.process_time() - began)
    # The goal of a tenth of a second is measured by benchmarks/werkbank.py; here the processor counts, not the queue.
    record_property("processor, s, middle and 95% of 40 answers", np.percentile(took, [50, 95]).round(3).tolist())
    assert np.percentile(took, 50) < 0.5


# Versions ----------------------------------------------------------------------------------------------------------


def save(
    city: City, analyst: Any, changes: Changes | None = None, *, name: str = "Gezondheid zwaarder"
) -> DesignVersion:
    return actions.save_version(
        design_of(city.trajectory),
        changes or Changes(weights={"gezondheid": 3.0}),
        trajectory=city.trajectory,
        name=name,
        reason="De GGD vroeg erom.",
        catalogue=shipped_catalogue(),
        by=analyst,
    )


def test_a_choice_is_saved_from_the_page_and_opens_again(city: City, browser: Client) -> None:
    query = "weeg=gezondheid:3&uit=soc"
    assert "gezondheid:3" in words(browser.get(f"{address(city, 'new')}?{query}"))
    answer = browser.post(
        address(city, "new"), {"keuze": query, "name": "Gezondheid zwaarder", "reason": "De GGD vroeg erom."}
    )
    assert answer["Location"] == f"{address(city)}?ontwerp=1"
    saved = browser.get(answer["Location"]).content.decode()
    unsaved = browser.get(f"{address(city)}?{query}").content.decode()
    assert listed(saved) == listed(unsaved)
    version = DesignVersion.objects.get()
    assert (version.number, version.based_on, version.reason) == (1, "veerkracht", "De GGD vroeg erom.")
    assert AuditEntry.objects.get(act="werkbank.version.saved").object_id == str(version.pk)


@pytest.mark.parametrize("name", ["Veerkracht", "zelfredzaamheid", DESIGN.name.nl, ""])
def test_a_shipped_design_cannot_be_overwritten(city: City, browser: Client, name: str) -> None:
    answer = browser.post(address(city, "new"), {"keuze": "weeg=soc:2", "name": name, "reason": "x"})
    assert answer.status_code == 400
    if name:
        assert "hoort" in words(answer)
    assert not DesignVersion.objects.exists()


def test_a_version_stays_as_it_was_written(city: City, analyst: Any) -> None:
    version = save(city, analyst)
    version.name = "Anders"
    for change in (version.save, version.delete, DesignVersion.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        DesignVersion.objects.update(name="Anders")
    assert DesignVersion.objects.get().name == "Gezondheid zwaarder"


@pytest.mark.parametrize("table", ["werkbank_designversion", "werkbank_standarddesign"])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET at = CURRENT_TIMESTAMP", "UPDATE {} SET by_id = by_id, trajectory_id = NULL", "DELETE FROM {}"],
)
def test_the_database_itself_refuses_to_change_or_remove_what_was_saved(
    city: City, analyst: Any, table: str, statement: str
) -> None:
    version = save(city, analyst)
    actions.make_standard(design_of(city.trajectory, "1"), trajectory=city.trajectory, by=analyst)
    with (
        pytest.raises(DatabaseError, match="stays as it was written"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert DesignVersion.objects.get().at == version.at
    assert standard_of(city.trajectory) == "1"


def test_a_version_stays_when_the_account_of_its_maker_is_removed(city: City, analyst: Any) -> None:
    version = save(city, analyst)
    actions.make_standard(design_of(city.trajectory, "1"), trajectory=city.trajectory, by=analyst)
    analyst.delete()
    kept = DesignVersion.objects.get()
    assert (kept.by, kept.text) == (None, version.text)
    assert standard_of(city.trajectory) == "1"


def test_versions_are_numbered_within_their_trajectory(city: City, analyst: Any) -> None:
    first, second = save(city, analyst), save(city, analyst, Changes(weights={"soc": 2.0}), name="Samen")
    assert (first.number, second.number) == (1, 2)
    other = Trajectory.objects.create(organisation=city.trajectory.organisation, name="Ander traject")
    assert [one.key for one in designs_of(other) if one.version is not None] == []
    with pytest.raises(UnknownDesignError):
        design_of(other, "1")


def test_the_list_of_designs_is_what_the_page_shows(city: City, analyst: Any, browser: Client) -> None:
    save(city, analyst)
    found = designs_of(city.trajectory)
    assert [one.key for one in found] == [
        *["veerkracht", "samenredzaamheid", "sociale_leefbaarheid", "zelfredzaamheid", "1"],
    ]
    assert [one.key for one in found if one.is_standard] == ["veerkracht"]
    page = words(browser.get(address(city, "designs")))
    assert all(one.name("nl") in page for one in found)


def test_what_is_downloaded_gives_by_the_command_the_places_of_the_page(
    city: City, analyst: Any, browser: Client, tmp_path: Path
) -> None:
    """`veerkracht index build` on the downloaded TOML and the table of the country says the same."""
    save(city, analyst, Changes(weights={"gezondheid": 3.0, "onv": 0.5}, off=frozenset({"eenzaam"})))
    downloaded = browser.get(address(city, "download", "1"))
    assert downloaded["Content-Disposition"] == 'attachment; filename="gezondheid_zwaarder-1.toml"'
    toml = tmp_path / "ontwerp.toml"
    toml.write_bytes(downloaded.content)
    bench = bench_for(
        analyst, city.trajectory, level=Level.BUURT, gemeente=city.gemeente, choice=design_of(city.trajectory, "1")
    )
    table = bench.table(Changes())
    with (tmp_path / "tabel.csv").open("w", newline="", encoding="utf-8") as file:
        write = csv.writer(file)
        write.writerow(["gebied", "period", *table.indicators])
        for row, code in enumerate(table.areas.codes):
            for at, period in enumerate(table.periods):
                cells = [repr(float(one)) if np.isfinite(one) else "" for one in table.values[row, at]]
                write.writerow([code, str(period), *cells])
    out = tmp_path / "scores.csv"
    arguments = ["index", "build", str(toml), "--table", str(tmp_path / "tabel.csv"), "--out", str(out), "--draws", "0"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8-sig") as file:
        rows = [one for one in csv.DictReader(file) if one["period"] == str(bench.periods[-1])]
    own = set(bench.areas.codes)
    scores = {one["area"]: float(one["score"]) for one in rows if one["area"] in own and one["score"]}
    by_command = sorted(scores, key=lambda code: scores[code])
    page = listed(browser.get(f"{address(city)}?ontwerp=1").content.decode())
    assert [code for place, code in page if place != "–"] == by_command
    assert [int(place) for place, _code in page if place != "–"] == list(range(1, len(by_command) + 1))


def test_the_standard_of_a_trajectory_can_be_chosen_and_chosen_back(city: City, analyst: Any, browser: Client) -> None:
    save(city, analyst)
    answer = browser.post(address(city, "standard", "1"), follow=True)
    assert standard_of(city.trajectory) == "1"
    assert f'action="{address(city, "standard", "veerkracht")}"' in answer.content.decode()
    assert "Gezondheid zwaarder" in words(browser.get(address(city)))
    browser.post(address(city, "standard", "veerkracht"))
    assert standard_of(city.trajectory) == "veerkracht"
    again = browser.post(address(city, "standard", "veerkracht"), follow=True)
    assert again.status_code == 200
    assert AuditEntry.objects.filter(act="werkbank.standard.chosen").count() == 2


def test_two_versions_lie_side_by_side(city: City, analyst: Any, browser: Client) -> None:
    save(city, analyst, Changes(weights={"gezondheid": 3.0}, off=frozenset({"soc"})))
    page = words(browser.get(f"{address(city, 'compare')}?a=veerkracht&b=1"))
    assert "telt niet mee" in page
    assert "ander gewicht" in page
    assert "Gemiddeld schuift" in page
    assert browser.get(f"{address(city, 'compare')}?a=veerkracht&b=zelfredzaamheid").status_code == 200
    assert browser.get(f"{address(city, 'compare')}?a=x&b=99").status_code == 200


def bring(browser: Client, city: City, content: bytes) -> Any:
    return browser.post(address(city, "bring_in"), {"file": SimpleUploadedFile("ontwerp.toml", content)})


def own_toml() -> str:
    text = design_text("veerkracht").replace('code = "veerkracht"', 'code = "eigen"', 1)
    text = text.replace('nl = "Veerkracht van de buurt (stand)"', 'nl = "Eigen ontwerp"', 1)
    return text.replace('en = "Resilience of the buurt (level)"', 'en = "Own design"', 1)


CIRCLE = own_toml().replace('parent = "zelfredzaamheid"', 'parent = "werk_en_inkomen"')
MAGIC = own_toml().replace('code = "soc"', 'code = "soc"\ntoverij = 3')


def test_a_design_can_be_brought_in_from_a_file(city: City, browser: Client) -> None:
    assert bring(browser, city, own_toml().encode()).status_code == 302
    version = DesignVersion.objects.get()
    assert (version.name, version.code) == ("Eigen ontwerp", "eigen")
    assert browser.get(f"{address(city)}?ontwerp=1").status_code == 200
    assert browser.get(address(city, "download", "1")).content.decode() == own_toml()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(design_text("veerkracht").encode(), "hoort", id="a shipped design"),
        pytest.param(design_text("imd2019").encode(), "catalogus|hoort", id="figures that we do not have"),
        pytest.param(b"[design\n", "TOML", id="no TOML"),
        pytest.param(b"\xff\xfe\x00", "UTF-8", id="no text"),
        pytest.param(b"", "leeg|empty", id="nothing"),
        pytest.param(b"x = " + b"[" * 20_000, "genest|TOML", id="brackets"),
        pytest.param(b"#" * 600_000, "te groot", id="too large"),
        pytest.param(CIRCLE.encode(), "werk_en_inkomen|gezondheid", id="a circle"),
        pytest.param(MAGIC.encode(), "soc", id="a key that means nothing"),
        pytest.param(own_toml().replace("weight = 1.0", "weight = nan").encode(), "weight|gewicht", id="no number"),
    ],
)
def test_a_file_that_is_no_design_is_refused_in_words(city: City, browser: Client, content: bytes, said: str) -> None:
    answer = bring(browser, city, content)
    assert answer.status_code == 400
    assert re.search(said, words(answer)), words(answer)[:1500]
    assert not DesignVersion.objects.exists()


# Who may -----------------------------------------------------------------------------------------------------------


def test_who_takes_part_may_try_but_not_save(city: City, reader: Client, analyst: Any) -> None:
    save(city, analyst)
    page = reader.get(address(city))
    assert page.status_code == 200
    assert "Bewaar als versie" not in words(page)
    assert reader.post(address(city, "answer"), {**form(), "stap": "plaatsen"}).status_code == 200
    assert reader.get(address(city, "download", "1")).status_code == 200
    assert reader.post(address(city, "standard", "1")).status_code == 403
    assert reader.get(address(city, "new")).status_code == 403
    assert bring(reader, city, own_toml().encode()).status_code == 403


def test_the_actions_themselves_ask_who_may(city: City, make_user: MakeUser, analyst: Any) -> None:
    other = make_user("Lee", role=Role.LEZER, trajectory=city.trajectory)
    save(city, analyst)
    with pytest.raises(NotAllowedError):
        save(city, other)
    with pytest.raises(NotAllowedError):
        actions.import_version(b"", trajectory=city.trajectory, catalogue=shipped_catalogue(), by=other)
    with pytest.raises(NotAllowedError):
        actions.make_standard(design_of(city.trajectory, "1"), trajectory=city.trajectory, by=other)
    with pytest.raises(ReservedDesignError):
        save(city, analyst, name="veerkracht")
    with pytest.raises(WerkbankError):
        save(city, analyst, Changes(off=frozenset(ITEMS)))


def test_everything_that_is_done_here_can_be_read_back_in_words() -> None:
    acts = re.findall(r'"(werkbank\.[a-z.]+)"', Path(actions.__file__).read_text(encoding="utf-8"))
    assert set(acts) == {one for one in SENTENCES if one.startswith("werkbank.")}


def test_a_trajectory_without_figures_says_what_to_do(city: City, browser: Client, analyst: Any, settings: Any) -> None:
    empty = Trajectory.objects.create(
        organisation=city.trajectory.organisation, name="Zonder cijfers", gemeenten=["GM0001"]
    )
    answer = browser.get(reverse("werkbank:werkbank", args=[empty.pk]))
    assert answer.status_code == 200
    assert "Hier kiest en weegt u indicatoren" in words(answer)
    live = browser.post(reverse("werkbank:answer", args=[empty.pk]), form())
    assert live.status_code == 400


def test_a_state_without_changes_has_a_bare_address() -> None:
    assert BenchState().query() == ""
    assert json.loads(json.dumps(written(Changes()))) == {}
    assert parse_design(design_text("veerkracht")).code == "veerkracht"
