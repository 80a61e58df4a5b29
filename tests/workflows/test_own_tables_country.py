"""Own figures beside the open ones: on the maps of who may see them, shielded, and in nobody else's country."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from own_tables_cases import AT, ORGANISATION, OTHER, STOCK_HEADER, csv_of, stock_rows

from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.disclosure import protect
from veerkracht.facts.indicators import Catalogue
from veerkracht.facts.language import Bilingual
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.signalering.kaart import Kaart
from veerkracht.signalering.kaarten import make_kaart
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.demo import load_demo
from veerkracht.workflows.own_tables import (
    CountryWithOwn,
    OwnIndicator,
    OwnKind,
    OwnStore,
    check,
    inspect_upload,
    open_country_with,
)
from veerkracht.workflows.own_tables_country import shield
from veerkracht.workflows.quickscan_country import Country, open_country

CATALOGUE = load_catalogue()
NEW = Period(2026)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return load_demo(tmp_path_factory.mktemp("demo"))[0]


@pytest.fixture(scope="module")
def base(demo):
    return open_country(demo, CATALOGUE)


def kept(home, demo, header, rows, *, name="eigen.csv", organisation=ORGANISATION, change=None) -> OwnStore:
    """Return the store of an organisation that took in one table more."""
    inspection = inspect_upload(name, csv_of(header, rows), catalogue=CATALOGUE)
    mapping = inspection.suggestion if change is None else change(inspection.suggestion)
    store = OwnStore(home, organisation)
    store.commit(check(inspection, mapping, catalogue=CATALOGUE, warehouse=demo), by="u", at=AT)
    return store


def country_of(store: OwnStore, demo, base) -> Country:
    return open_country_with(demo, store.current(), CATALOGUE, base=base)


def corporation_shares(demo) -> list[list[object]]:
    codes = demo.areas(Level.BUURT).codes
    return [[code, 2026, 20 + row] for row, code in enumerate(codes)]


SHARE_HEADER = ["Buurtcode", "Jaar", "Corporatiebezit"]


def test_without_own_tables_the_country_is_the_open_one(demo, base):
    assert open_country_with(demo, (), CATALOGUE, base=base) is base


def test_own_shares_of_corporations_make_map_5_of_a_year_that_nobody_published(tmp_path, demo, base):
    store = kept(tmp_path, demo, SHARE_HEADER, corporation_shares(demo))
    country = country_of(store, demo, base)
    stored = country.stored(Level.BUURT, "GM9901")
    assert stored is not None
    kaart = make_kaart(stored.inside, 5, catalogue=country.catalogue, reference=stored.country, fitted=stored.fitted)
    assert isinstance(kaart, Kaart)
    assert kaart.periods == (NEW,)
    known = kaart.reasons == Reason.PRESENT
    assert known.mean() > 0.8
    expected = np.array([20.0 + row for row in range(len(kaart.values))])
    assert kaart.values[known].tolist() == expected[known].tolist()
    assert all(source.own for source in kaart.provenance)


def test_the_filter_finds_the_buurten_with_more_than_half_of_their_dwellings_of_a_corporation(tmp_path, demo, base):
    store = kept(tmp_path, demo, SHARE_HEADER, corporation_shares(demo))
    column = country_of(store, demo, base).table(Level.BUURT, year=None).column("corporatiewoningen", NEW)
    chosen = np.flatnonzero(column.values > 50)
    assert chosen.tolist() == [row for row in np.flatnonzero(column.present) if row > 30]


def test_another_organisation_sees_none_of_it(tmp_path, demo, base):
    mine = kept(tmp_path, demo, ["Buurtcode", "Jaar", "Klachten"], [[demo.areas(Level.BUURT).codes[0], 2024, 30]])
    theirs = OwnStore(tmp_path, OTHER)
    country = country_of(theirs, demo, base)
    assert not any(code.startswith("eigen.") for code in country.table(Level.BUURT, year=None).indicators)
    assert not any(one.code.startswith("eigen.") for one in country.catalogue)
    assert "eigen.klachten" in country_of(mine, demo, base).table(Level.BUURT, year=None)
    assert "eigen.klachten" not in base.table(Level.BUURT, year=None)


def test_after_undo_the_figures_are_gone_from_the_country(tmp_path, demo, base):
    store = kept(tmp_path, demo, ["Buurtcode", "Jaar", "Klachten"], [[demo.areas(Level.BUURT).codes[0], 2024, 30]])
    store.undo("eigen", by="u", at=AT)
    assert country_of(store, demo, base) is base


def test_the_version_differs_with_the_open_data_and_with_each_own_version(tmp_path, demo, base):
    header, code = ["Buurtcode", "Jaar", "Klachten"], demo.areas(Level.BUURT).codes[0]
    store = kept(tmp_path, demo, header, [[code, 2024, 30]])
    first = country_of(store, demo, base).version
    kept(tmp_path, demo, header, [[code, 2024, 31]])
    second = country_of(store, demo, base).version
    store.undo("eigen", by="u", at=AT)
    assert len({base.version, first, second}) == 3
    assert country_of(store, demo, base).version == first
    other = open_country_with(demo, store.current(), CATALOGUE, base=replace(base, version="nieuw"))
    assert other.version != first


def test_a_published_value_stands_before_an_own_one_and_an_own_one_before_a_model(tmp_path, demo, base):
    code = demo.areas(Level.BUURT).codes[3]
    published = base.table(Level.BUURT, year=None)
    for indicator, wins in (("Corporatiebezit", False), ("Eenzaam", True)):
        own = kept(tmp_path / indicator, demo, ["Buurtcode", "Jaar", indicator], [[code, 2024, 77]])
        name = own.current()[0].version.indicators[0]
        period = published.periods_of(name)[-1]
        store = kept(tmp_path / indicator, demo, ["Buurtcode", "Jaar", indicator], [[code, period.year, 77]])
        found = country_of(store, demo, base).table(Level.BUURT, year=None).column(name, period)
        sources = published.column(name, period).provenance
        assert any(one.modelled for one in sources) is wins
        before = published.column(name, period).values[3]
        assert found.values[3] == (77 if wins else before)


def test_forecasts_are_of_the_open_figures_whoever_asks(tmp_path, demo, base, monkeypatch):
    store = kept(tmp_path, demo, SHARE_HEADER, corporation_shares(demo))
    country = country_of(store, demo, base)
    asked: list[str] = []
    monkeypatch.setattr(Country, "forecast", lambda self, code, **_: asked.append(self.version))
    country.forecast("onv", level=Level.BUURT, year=2024)
    assert asked == [base.version]


def test_the_time_slider_shows_no_own_figure_of_a_later_year(tmp_path, demo, base):
    rows = [[demo.areas(Level.BUURT).codes[0], year, 30] for year in (2020, 2024)]
    country = country_of(kept(tmp_path, demo, ["Buurtcode", "Jaar", "Klachten"], rows), demo, base)
    then = country.then(2022).table(Level.BUURT, year=None)
    assert then.periods_of("eigen.klachten") == (Period(2020),)


def test_two_organisations_that_share_keep_their_figures_apart(tmp_path, demo, base):
    header, code = ["Buurtcode", "Jaar", "Klachten"], demo.areas(Level.BUURT).codes[0]
    mine = kept(tmp_path, demo, header, [[code, 2024, 30]])
    theirs = kept(tmp_path, demo, header, [[code, 2024, 70]], organisation=OTHER)
    country = open_country_with(demo, [*mine.current(), *theirs.current()], CATALOGUE, base=base)
    table = country.table(Level.BUURT, year=None)
    shared = f"eigen.klachten_{OTHER[:8]}"
    assert table.column("eigen.klachten", Period(2024)).values[0] == 30
    assert table.column(shared, Period(2024)).values[0] == 70
    assert OTHER[:8] in country.catalogue[shared].name.nl


def stock_country(tmp_path, demo, base, *, count=600) -> CountryWithOwn:
    rows = stock_rows(demo.areas(Level.BUURT).codes, count=count)
    found = country_of(kept(tmp_path, demo, STOCK_HEADER, rows, name="bezit 2024.csv"), demo, base)
    assert isinstance(found, CountryWithOwn)
    return found


def test_no_small_count_of_a_stock_leaves_nor_can_be_worked_out(tmp_path, demo, base):
    """Every count of 1 to 9 is hidden, and no shown total tells what one hidden part of it is."""
    country = stock_country(tmp_path, demo, base, count=200)
    (own,) = country.own
    for level in (Level.BUURT, Level.WIJK, Level.GEMEENTE):
        table = country.table(level, year=None)
        when = table.period_position(Period(2024))
        for code in own.table.version.indicators:
            values = table.values[:, when, table.position(code)]
            assert not ((values > 0) & (values < 10)).any(), (level, code)
        for whole, parts in own.partitions:
            held = [table.position(part) for part in parts]
            hidden = (table.reasons[:, when, held] == Reason.SUPPRESSED).sum(axis=1)
            shown = table.reasons[:, when, table.position(whole)] == Reason.PRESENT
            told = table.values[:, when, table.position(whole)] - np.nansum(table.values[:, when, held], axis=1)
            assert not (shown & (hidden == 1)).any(), (level, whole)
            assert not (shown & (hidden > 0) & (told < 10)).any(), (level, whole)


def test_shares_of_a_stock_are_made_from_what_is_shown(tmp_path, demo, base):
    country = stock_country(tmp_path, demo, base)
    table = country.table(Level.BUURT, year=None)
    whole, part, share = (
        table.column(f"eigen.bezit_{name}", Period(2024)) for name in ("woningen", "huur_duur", "aandeel_huur_duur")
    )
    assert share.present.any()
    assert (share.present <= (whole.present & part.present)).all()
    np.testing.assert_allclose(share.values[share.present], (100 * part.values / whole.values)[share.present])


def test_the_share_of_all_dwellings_takes_the_count_of_the_nearest_year(tmp_path, demo, base):
    codes = demo.areas(Level.BUURT).codes
    rows = [[f"C{row}", code, 40, "Duur", "A", 1, 0, 0, 0] for row, code in enumerate(codes)]
    store = kept(tmp_path, demo, STOCK_HEADER, rows, name="bezit 2025.csv")
    table = country_of(store, demo, base).table(Level.BUURT, year=None)
    share = table.column("eigen.bezit_aandeel", Period(2025))
    assert share.present.mean() > 0.5
    assert (share.values[share.present] <= 100).all()


def test_a_mean_of_a_few_residents_is_hidden(tmp_path, demo, base):
    codes = demo.areas(Level.BUURT).codes
    rows = [[code, 2024, "7,5"] for code in codes]
    country = country_of(kept(tmp_path, demo, ["Buurtcode", "Jaar", "Rapportcijfer"], rows), demo, base)
    table = country.table(Level.BUURT, year=None)
    own = table.column("eigen.rapportcijfer", Period(2024))
    residents = country.further(["inwoners"], level=Level.BUURT, year=None).column("inwoners", Period(2024))
    few = ~(residents.values >= 10)
    assert (own.reasons[few] == Reason.SUPPRESSED).all()
    assert own.present[~few].all()


def test_a_percentage_may_be_of_another_count_of_the_same_table(tmp_path, demo, base):
    codes = demo.areas(Level.BUURT).codes
    rows = [[code, 2024, 6 if row == 1 else 100 + row, "50"] for row, code in enumerate(codes)]

    def of_asked(mapping):
        own = tuple(
            replace(one, denominator="eigen.gevraagd") if one.kind is OwnKind.PERCENTAGE else one for one in mapping.own
        )
        return replace(mapping, own=own)

    header = ["Buurtcode", "Jaar", "Gevraagd", "Aandeel tevreden"]
    table = country_of(kept(tmp_path, demo, header, rows, change=of_asked), demo, base).table(Level.BUURT, year=None)
    found = table.column("eigen.aandeel_tevreden", Period(2024))
    # The smallest other buurt of the wijk is hidden too, for the total of the wijk would tell the six.
    assert np.flatnonzero(found.reasons == Reason.SUPPRESSED).tolist() == [0, 1]
    assert (found.values[2:] == 50).all()


def test_open_figures_are_the_same_with_and_without_own_ones(tmp_path, demo, base):
    ours, theirs = stock_country(tmp_path, demo, base).table(Level.BUURT, year=None), base.table(Level.BUURT, year=None)
    for code in theirs.indicators:
        for period in theirs.periods:
            ours_then, theirs_then = ours.column(code, period), theirs.column(code, period)
            np.testing.assert_array_equal(ours_then.values, theirs_then.values)
            np.testing.assert_array_equal(ours_then.errors, theirs_then.errors)
            assert ours_then.provenance == theirs_then.provenance


def test_what_is_made_of_a_figure_that_an_own_one_fills_is_made_anew(tmp_path, demo, base):
    """Own counts of a new year give the rate of that year, in the country and in the city alike."""
    codes = demo.areas(Level.BUURT).codes
    rows = [[code, 2025, 50, 1000] for code in codes]
    store = kept(tmp_path, demo, ["Buurtcode", "Jaar", "Overlast", "Inwoners"], rows)
    assert store.current()[0].version.indicators == ("overlast", "inwoners")
    country = country_of(store, demo, base)
    stored = country.stored(Level.BUURT, "GM9901")
    assert stored is not None
    for table in (stored.inside, stored.country):
        rate = table.column("overlast_per_1000", Period(2025))
        assert rate.values.tolist() == [50.0] * len(codes)


def test_where_dwellings_are_not_published_households_tell_whether_there_are_enough(tmp_path, demo, base):
    open_figures = base.table(Level.BUURT, year=None)
    own = AreaTable.of(
        open_figures.areas, {("corporatiewoningen", NEW): Column.of(np.full(len(open_figures.areas), 50.0))}
    )
    found = {}
    for code in ("woningen", "huishoudens"):
        counts = Column.of(np.where(np.arange(len(own.areas)) < 40, 100.0, 3.0))
        beside = AreaTable.of(open_figures.areas, {(code, Period(2024)): counts})
        needed = ["woningen", "huishoudens"]
        shown = shield(own, beside=beside, catalogue=CATALOGUE, partitions=(), needed=needed)
        found[code] = (shown.reasons[:, 0, 0] == Reason.PRESENT).tolist()
    assert found["woningen"] == found["huishoudens"]
    assert sum(found["woningen"]) == 40


def test_figures_on_old_areas_are_carried_over_by_what_the_open_data_know(tmp_path, demo, base):
    codes = demo.areas(Level.BUURT).codes
    store = kept(tmp_path, demo, ["Buurtcode", "Jaar", "Klachten"], [[code, 2019, 30] for code in codes])
    column = country_of(store, demo, base).table(Level.BUURT, year=None).column("eigen.klachten", Period(2019))
    assert column.present.any()
    assert "gelijke code" in column.provenance[0].note or column.provenance[0].note


def plain_table(values) -> AreaTable:
    codes = tuple(f"BU034401{row:02d}" for row in range(len(values)))
    areas = Areas(level=Level.BUURT, year=2024, codes=codes, names=codes)
    source = (Provenance(publisher="wij", table="t", column="c", own=True),)
    columns = {
        (f"eigen.{name}", NEW): Column.of(np.array(column, dtype=float), provenance=source)
        for name, column in zip("abc", zip(*values, strict=True), strict=True)
    }
    return AreaTable.of(areas, columns)


def test_a_part_that_would_be_hidden_alone_takes_a_second_one_with_it():
    """Of 100 dwellings 95 are cheap and 5 dear: to hide the 5 only would tell them by subtraction."""
    table = plain_table([(100, 95, 5), (60, 30, 30), (70, 40, 30), (12, 6, 6)])
    known = [OwnIndicator(code=f"eigen.{one}", name=Bilingual(one, one), unit=Bilingual("n", "n")) for one in "abc"]
    from veerkracht.workflows.own_tables_monitor import as_indicator

    catalogue = Catalogue(indicators={one.code: as_indicator(one) for one in known}, families={})
    alone = protect(table, catalogue)
    assert alone.reasons[0, 0].tolist() == [Reason.PRESENT, Reason.PRESENT, Reason.SUPPRESSED]
    split = [("eigen.a", ("eigen.b", "eigen.c"))]
    found = shield(table, beside=table, catalogue=catalogue, partitions=split, needed=())
    assert found.reasons[0, 0].tolist() == [Reason.PRESENT, Reason.SUPPRESSED, Reason.SUPPRESSED]
    assert (found.values[~np.isnan(found.values)] >= 10).all()


@pytest.mark.shared_data
@pytest.mark.slow
def test_own_figures_of_utrecht_stand_beside_those_of_the_country(tmp_path, real_warehouse):
    base = open_country(real_warehouse, CATALOGUE)
    codes = real_warehouse.areas(Level.BUURT, within=["GM0344"]).codes
    rows = [[code, 2026, 40] for code in codes]
    store = kept(tmp_path, real_warehouse, SHARE_HEADER, rows)
    country = open_country_with(real_warehouse, store.current(), CATALOGUE, base=base)
    stored = country.stored(Level.BUURT, "GM0344")
    assert stored is not None
    assert stored.inside.column("corporatiewoningen", NEW).present.mean() > 0.8
    national = country.table(Level.BUURT, year=stored.country.areas.year)
    outside = ~national.areas.within("GM0344")
    assert not national.column("corporatiewoningen", NEW).present[outside].any()
    kaart = make_kaart(stored.inside, 5, catalogue=country.catalogue, reference=stored.country)
    assert isinstance(kaart, Kaart)
    assert kaart.periods == (NEW,)
