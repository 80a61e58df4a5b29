"""`veerkracht data convert`: figures on new areas, and every fault in a link table named with its line."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from veerkracht.cli.data_convert import account
from veerkracht.errors.base import VeerkrachtError
from veerkracht.errors.bridging import (
    BridgeChoiceError,
    ConvertedFormatError,
    LinkTableError,
    NoLinkError,
    NoPolygonsError,
    NothingLinkedError,
)
from veerkracht.errors.files import FileCodeError
from veerkracht.facts.areas import Level
from veerkracht.facts.crosswalk import Fate
from veerkracht.facts.periods import Period
from veerkracht.facts.tables import Reason
from veerkracht.sources.shipped import load_catalogue
from veerkracht.warehouse import Warehouse
from veerkracht.workflows.converting import Bridge, convert_file
from veerkracht.workflows.importing import import_files

DAY = date(2026, 11, 22)
TABLE = "gwb_code_10;regio;gm_naam;recs;a_inw;a_hh\n" + "".join(
    f"BU0363000{number};Buurt {number};Amsterdam;Buurt;{number}00;{number}0\n" for number in range(1, 5)
)
HEAD = "code_oud;code_nieuw;jaar_oud;jaar_nieuw;deel\n"


def run(folder: Path, *rows: str, head: str = HEAD, out: str = "uit.csv"):
    (folder / "kwb-2019.csv").write_text(TABLE)
    (folder / "koppeling.csv").write_text(head + "".join(row + "\n" for row in rows))
    return convert_file(
        folder / "kwb-2019.csv",
        bridge=Bridge(link=folder / "koppeling.csv"),
        out=folder / out,
        catalogue=load_catalogue(),
        retrieved=DAY,
    )


def test_figures_stand_on_the_new_areas_with_error_and_reason(tmp_path):
    (found,) = run(
        tmp_path,
        "BU03630001;BU0363AA01;2015;2022;",
        "BU03630002;BU0363AA01;2015;2022;1",
        "BU03630003;BU0363AA02;2015;2022;0,9",
        "BU03630003;BU0363AA03;2015;2022;0,1",
    )
    rows = list(csv.DictReader((tmp_path / "uit.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["code"], row["inwoners"], row["inwoners_reden"]) for row in rows] == [
        ("BU0363AA01", "300", ""),
        ("BU0363AA02", "270", ""),
        ("BU0363AA03", "", "NOT_COMPARABLE"),
    ]
    assert float(rows[1]["inwoners_se"]) == pytest.approx(0.08 * 300 * 0.3, rel=1e-3)
    assert found.fates() == {Fate.MERGED: 1, Fate.SPLIT: 2}
    assert "1 areas have no link" in account(found)[1].en


@pytest.mark.parametrize(
    ("rows", "kind", "said"),
    [
        pytest.param(["BU03630001;BU0363AA01;2015;2022;1,2"], LinkTableError, r"line 2.*'1.2' is no share", id="share"),
        pytest.param(["BU03630001;BU0363AA01;2022;2015;"], LinkTableError, "does not lie before", id="years"),
        pytest.param(["BU03630001;BU0363AA01;x;2022;"], LinkTableError, "'x' is not a year", id="year"),
        pytest.param(["BU03630001;WK036301;2015;2022;"], LinkTableError, "Link areas of one level", id="levels"),
        pytest.param(["BU03630001;Jordaan;2015;2022;"], FileCodeError, "line 2.*'Jordaan'", id="code"),
        pytest.param(["BU03630001;BU0363AA01;2015;2022;"] * 2, LinkTableError, "stands there twice", id="double"),
        pytest.param(
            ["BU03630001;BU0363AA01;2015;2022;0,7", "BU03630001;BU0363AA02;2015;2022;0,7"],
            LinkTableError,
            r"line 3.*add up to 1\.4",
            id="more than the whole",
        ),
        pytest.param(["BU03440001;BU0344AA01;2015;2022;"], NothingLinkedError, "none of its 4 areas", id="other city"),
    ],
)
def test_a_fault_in_the_link_table_is_named(tmp_path, rows, kind, said):
    with pytest.raises(kind) as caught:
        run(tmp_path, *rows)
    assert re.search(said, caught.value.message("en"))
    assert not (tmp_path / "uit.csv").exists()


def test_another_file_is_no_link_table(tmp_path):
    with pytest.raises(NoLinkError, match="code_oud, code_nieuw, jaar_oud, jaar_nieuw"):
        run(tmp_path, "a;b", head="x;y\n")


def test_only_csv_is_written(tmp_path):
    with pytest.raises(ConvertedFormatError):
        run(tmp_path, out="uit.xlsx")


def test_every_fault_speaks_both_languages(tmp_path):
    with pytest.raises(VeerkrachtError) as caught:
        run(tmp_path, "BU03630001;BU0363AA01;2015;2022;2")
    assert "deel" in caught.value.message("nl")


def drawn(file: Path, *boxes: tuple[str, float, float]) -> Path:
    """Write strips of a kilometre high in Amsterdam as GeoJSON, each from one x to another, in kilometres."""
    features = [
        {
            "type": "Feature",
            "properties": {"buurtcode": code, "buurtnaam": code},
            "geometry": mapping(shapely.box(120_000 + 1000 * left, 487_000, 120_000 + 1000 * right, 488_000)),
        }
        for code, left, right in boxes
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::28992"}}
    file.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))
    return file


def test_two_maps_divide_by_ground_and_give_a_larger_error(tmp_path):
    (tmp_path / "kwb-2019.csv").write_text(TABLE)
    old = drawn(tmp_path / "oud-2019.geojson", *((f"BU0363000{n}", n, n + 1) for n in range(1, 5)))
    new = drawn(tmp_path / "nieuw-2022.geojson", ("BU0363AA01", 1, 3), ("BU0363AA02", 3, 4.1), ("BU0363AA03", 4.1, 5))
    (found,) = convert_file(
        tmp_path / "kwb-2019.csv",
        bridge=Bridge(old=old, new=new),
        out=tmp_path / "uit.csv",
        catalogue=load_catalogue(),
        retrieved=DAY,
    )
    people = found.table.column("inwoners", Period(2019))
    assert people.values.tolist() == pytest.approx([300.0, 340.0, 360.0])
    assert people.errors is not None
    assert people.errors[2] == pytest.approx(np.hypot(0.08, 0.5) * 400 * 0.3, rel=1e-3)


@pytest.mark.parametrize("given", [{}, {"old": Path("a")}, {"link": Path("a"), "old": Path("b"), "new": Path("c")}])
def test_it_must_be_clear_by_what_figures_are_carried_over(given):
    with pytest.raises(BridgeChoiceError, match="--link"):
        Bridge(**given)


def test_a_table_is_no_map(tmp_path):
    (tmp_path / "kwb-2019.csv").write_text(TABLE)
    with pytest.raises(NoPolygonsError, match="no polygons of level buurt"):
        convert_file(
            tmp_path / "kwb-2019.csv",
            bridge=Bridge(old=tmp_path / "kwb-2019.csv", new=tmp_path / "kwb-2019.csv"),
            out=tmp_path / "uit.csv",
            catalogue=load_catalogue(),
            retrieved=DAY,
        )


@pytest.mark.shared_data
def test_amsterdam_keeps_its_residents_through_the_recoding(shared_data, tmp_path):
    warehouse, catalogue = Warehouse(tmp_path), load_catalogue()
    folder = shared_data / "kwb" / "amsterdam"
    import_files([folder], warehouse=warehouse, catalogue=catalogue, retrieved=DAY)
    asked = {"within": ["GM0363"], "indicators": ["inwoners"], "catalogue": catalogue}
    before = warehouse.table(Level.BUURT, year=2019, **asked)
    after = warehouse.table(Level.BUURT, year=2022, **asked)
    (found,) = [
        one
        for one in convert_file(
            folder / "Kerncijfers_wijken_en_buurten_2019.csv",
            bridge=Bridge(link=folder / "buurten.csv"),
            out=tmp_path / "uit.csv",
            catalogue=catalogue,
            retrieved=DAY,
        )
        if one.table.areas.level is Level.BUURT
    ]
    linked = before.areas.rows(found.crosswalk.source.codes)
    for period in (Period(2017), Period(2019)):
        old, new = before.column("inwoners", period), after.column("inwoners", period)
        assert (new.reasons == Reason.PRESENT).all()
        assert new.values.sum() == old.values[linked].sum()
    # The published table links 439 of the 479 buurten of 2019, one to one; the 40 others were cut or joined.
    assert found.fates() == {Fate.SAME: 439}
    assert len(found.unlinked) == 40
    people = before.column("inwoners", Period(2019)).values
    assert np.delete(people, linked).sum() == pytest.approx(0.0556 * people.sum(), rel=0.01)
