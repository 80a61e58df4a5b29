"""Made figures: what lacks stays lacking with its reason, and no share is more certain than its counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.data import MissingIndicatorError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.derive import derive, rounding_variance, with_standard_errors
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

AREAS = Areas(level=Level.BUURT, year=2024, codes=("BU00010000", "BU00010001", "BU00010002"), names=("A", "B", "C"))
Y20, Y22, Y24 = Period(2020), Period(2022), Period(2024)
CATALOGUE = load_catalogue()
CBS = Provenance(publisher="CBS", table="85984NED", column="x")
POLICE = Provenance(publisher="politie", table="47018NED", column="y")
AGES = ("inwoners_15_25", "inwoners_25_45", "inwoners_45_65")


def table_of(period=Y24, **columns):
    return AreaTable.of(
        AREAS,
        {
            (code, period): Column.of(np.array(values, dtype=float), provenance=(CBS,))
            for code, values in columns.items()
        },
    )


def ages(number=200.0):
    return {code: [number] * 3 for code in AGES}


def test_the_open_proxy_is_benefits_per_hundred_residents_of_15_to_65():
    made = derive(table_of(bijstand=[60, 0, 30], arbeidsongeschikt=[30, 0, 30], **ages()), CATALOGUE)
    np.testing.assert_allclose(made.column("minder_zelfredzaam", Y24).values, [15.0, 0.0, 10.0])
    np.testing.assert_allclose(made.column("inwoners_15_65", Y24).values, [600] * 3)


def test_a_secret_part_makes_a_secret_share_even_where_more_lacks():
    secret = Column.of(np.array([np.nan, 5.0, 5.0]), missing=Reason.SUPPRESSED)
    absent = Column.of(np.array([np.nan, np.nan, 5.0]), missing=Reason.NOT_YET_PUBLISHED)
    table = table_of(**ages()).join(
        AreaTable.of(AREAS, {("bijstand", Y24): secret, ("arbeidsongeschikt", Y24): absent})
    )
    reasons = derive(table, CATALOGUE).column("minder_zelfredzaam", Y24).reasons
    assert reasons.tolist() == [Reason.SUPPRESSED, Reason.NOT_YET_PUBLISHED, Reason.PRESENT]


def test_no_residents_have_no_share_and_a_handful_a_withheld_one():
    made = derive(table_of(inwoners=[0, 45, 200], inwoners_65_plus=[0, 20, 50]), CATALOGUE)
    reasons = made.column("aandeel_65_plus", Y24).reasons
    assert reasons.tolist() == [Reason.NOT_MEASURED, Reason.SUPPRESSED, Reason.PRESENT]


def test_parts_that_exceed_their_whole_are_not_called_a_share():
    made = derive(table_of(inwoners=[100, 100, 100], inwoners_65_plus=[120, 100, 50]), CATALOGUE)
    assert made.column("aandeel_65_plus", Y24).reasons.tolist() == [Reason.NOT_COMPARABLE, 0, 0]


def test_crime_may_be_divided_by_the_residents_of_at_most_two_years_apart():
    people = table_of(period=Y20, inwoners=[1000, 1000, 1000])
    crimes = AreaTable.of(
        AREAS,
        {("misdrijven", p): Column.of(np.array([50.0, 0.0, 20.0]), provenance=(POLICE,)) for p in (Y20, Y22, Y24)},
    )
    made = derive(people.join(crimes), CATALOGUE)
    assert made.column("misdrijven_per_1000", Y22).values.tolist() == [50.0, 0.0, 20.0]
    assert made.column("misdrijven_per_1000", Y22).provenance == (POLICE, CBS)
    assert (made.column("misdrijven_per_1000", Y24).reasons == Reason.NOT_LOADED).all()


def test_shares_are_never_divided_by_another_year():
    table = table_of(period=Y20, inwoners=[100] * 3).join(table_of(period=Y22, inwoners_65_plus=[20] * 3))
    assert not derive(table, CATALOGUE).column("aandeel_65_plus", Y22).present.any()


def test_what_the_table_holds_already_is_left_alone():
    table = table_of(inwoners=[100] * 3, inwoners_65_plus=[20] * 3, aandeel_65_plus=[1, 2, 3])
    assert derive(table, CATALOGUE) is table


def test_asking_for_what_cannot_be_made_names_the_input_that_lacks():
    with pytest.raises(MissingIndicatorError, match="'bijstand'"):
        derive(table_of(**ages()), CATALOGUE, codes=["minder_zelfredzaam"])
    with pytest.raises(MissingIndicatorError, match="Did you mean 'minder_zelfredzaam'"):
        derive(table_of(**ages()), CATALOGUE, codes=["minder_zelfredzam"])


def test_rounding_at_random_to_five_has_a_variance_of_four():
    rng = np.random.default_rng(1)
    counts = np.arange(200_000) % 100
    rounded = 5 * np.floor(counts / 5 + rng.random(counts.size))
    assert np.var(rounded - counts) == pytest.approx(rounding_variance(5), rel=0.02)
    assert np.mean(rounded - counts) == pytest.approx(0.0, abs=0.02)


def test_the_error_of_a_share_covers_rounding_and_chance():
    """Simulate what the formula stands for: 600 residents, 12% on a benefit, every count rounded at random."""
    rng = np.random.default_rng(2)
    made = derive(table_of(bijstand=[50] * 3, arbeidsongeschikt=[25] * 3, **ages()), CATALOGUE)
    expected = made.errors[0, 0, made.position("minder_zelfredzaam")]

    def rounded(values):
        return 5 * np.floor(values / 5 + rng.random(values.shape))

    draws = 100_000
    people = rng.binomial(600, 75 / 600, draws)
    assistance = rng.binomial(people, 2 / 3)
    whole = sum(rounded(np.full(draws, 200.0)) for _ in AGES)
    shares = 100 * (rounded(assistance) + rounded(people - assistance)) / whole
    assert expected == pytest.approx(shares.std(), rel=0.03)


@given(st.integers(0, 400), st.integers(50, 2000))
def test_every_made_share_has_an_error_above_nought(part, whole):
    part = min(part, whole)
    made = derive(table_of(inwoners=[whole] * 3, inwoners_65_plus=[part] * 3), CATALOGUE)
    column = made.column("aandeel_65_plus", Y24)
    assert (column.errors > 0).all()
    assert (np.isnan(column.errors) == ~column.present).all()


def test_more_residents_make_a_share_more_certain():
    made = derive(table_of(inwoners=[100, 1000, 10000], inwoners_65_plus=[20, 200, 2000]), CATALOGUE)
    assert (np.diff(made.column("aandeel_65_plus", Y24).errors) < 0).all()


def test_published_figures_get_an_error_only_where_we_know_how_they_were_made():
    table = with_standard_errors(
        table_of(
            inwoners=[1000, 1000, 1000], huishoudens=[500, 500, 500], lage_inkomens=[40, 60, np.nan],
            corporatiewoningen=[30, 30, 30], eenzaam=[40, 45, 50], lbm=[4.0, 4.1, 4.2],
            inkomen_per_inwoner=[25, 30, 35],
        ),
        CATALOGUE,
    )  # fmt: skip
    assert table.column("inwoners", Y24).errors.tolist() == [2.0, 2.0, 2.0]
    low = table.column("lage_inkomens", Y24).errors
    assert low[0] == pytest.approx(100 * np.sqrt(0.4 * 0.6 / 500), rel=0.05)
    assert np.isnan(low[2])
    assert table.column("corporatiewoningen", Y24).errors[0] == pytest.approx(np.sqrt(1 / 12))
    for unknown in ("eenzaam", "lbm", "inkomen_per_inwoner"):
        assert np.isnan(table.column(unknown, Y24).errors).all()


def test_an_error_that_the_source_gave_is_kept_and_passed_on():
    given_error = Column.of(np.array([100.0, 100.0, 100.0]), errors=np.array([30.0, 0.0, np.nan]))
    table = table_of(inwoners=[1000] * 3).join(AreaTable.of(AREAS, {("inwoners_65_plus", Y24): given_error}))
    made = derive(table, CATALOGUE).column("aandeel_65_plus", Y24)
    assert made.errors[0] > made.errors[2] > made.errors[1]
    assert with_standard_errors(table, CATALOGUE).column("inwoners_65_plus", Y24).errors.tolist() == [30.0, 0.0, 2.0]


@pytest.mark.shared_data
def test_the_open_proxy_of_all_buurten_of_2020_adds_up_to_that_of_the_country(shared_data):
    """NL 2020, Kerncijfers: the share of the country lies within that of its buurten, and few buurten lack one."""
    published = pd.read_parquet(shared_data / "kwb/84799NED_2020/cbs.v3.84799NED_TypedDataSet.parquet")
    codes = published["WijkenEnBuurten"].str.strip()
    wanted = {"bijstand": "Bijstand_83", "arbeidsongeschikt": "AO_84"}
    columns = {code: published[f"PersonenPerSoortUitkering{stem}"] for code, stem in wanted.items()}
    columns |= dict(
        zip(AGES, (published[c] for c in ("k_15Tot25Jaar_9", "k_25Tot45Jaar_10", "k_45Tot65Jaar_11")), strict=True)
    )
    made = {}
    for prefix, level in (("NL", Level.COUNTRY), ("BU", Level.BUURT)):
        rows = codes.str.startswith(prefix).to_numpy()
        areas = Areas(level=level, year=2020, codes=tuple(codes[rows]), names=tuple(codes[rows]))
        raw = {
            (code, Y20): Column.of(values[rows].to_numpy(dtype=float), missing=Reason.SUPPRESSED)
            for code, values in columns.items()
        }
        made[prefix] = derive(AreaTable.of(areas, raw), CATALOGUE)
    country = made["NL"].column("minder_zelfredzaam", Y20)
    buurten = made["BU"].column("minder_zelfredzaam", Y20)
    people = made["BU"].column("inwoners_15_65", Y20)
    mean = np.average(buurten.values[buurten.present], weights=people.values[buurten.present])
    assert country.values[0] == pytest.approx(10.22, abs=0.01)
    assert mean == pytest.approx(country.values[0], rel=0.02)
    assert buurten.present.mean() > 0.85
    assert np.nanquantile(buurten.errors, 0.5) == pytest.approx(1.23, abs=0.1), "points, for the usual buurt"
