"""Crosswalks: what conserves, what is exact, what is refused, and how much error a cut adds."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.bridging import ShareError
from veerkracht.facts.areas import Areas, Level
from veerkracht.facts.boundaries import Boundaries
from veerkracht.facts.conversion import CONVERTED_NOTE, ConversionChoices, convert
from veerkracht.facts.crosswalk import CodeLinks, Crosswalk, Fate, by_overlap, from_links, identity
from veerkracht.facts.periods import Period
from veerkracht.facts.provenance import Provenance
from veerkracht.facts.tables import AreaTable, Column, Reason
from veerkracht.sources.shipped import load_catalogue

CATALOGUE = load_catalogue()
NOW = Period(2021)
ANYTHING = ConversionChoices(most_mixed=1.0)


def areas(*names: str, year: int = 2021) -> Areas:
    codes = tuple(f"BU0001{name:>04}" for name in names)
    return Areas(level=Level.BUURT, year=year, codes=codes, names=names)


def links(*pairs: tuple[str, str, float]) -> CodeLinks:
    old, new = tuple(f"BU0001{p[0]:>04}" for p in pairs), tuple(f"BU0001{p[1]:>04}" for p in pairs)
    shares = np.array([p[2] for p in pairs])
    return CodeLinks(level=Level.BUURT, old_year=2021, new_year=2022, old=old, new=new, shares=shares, names=new)


def table(of: Areas, **columns: list[float] | Column) -> AreaTable:
    return AreaTable.of(
        of,
        {
            (code, NOW): values if isinstance(values, Column) else Column.of(np.array(values, dtype=np.float64))
            for code, values in columns.items()
        },
    )


def converted(before: AreaTable, walk: Crosswalk, code: str, choices: ConversionChoices = ANYTHING) -> Column:
    return convert(before, walk, catalogue=CATALOGUE, choices=choices).column(code, NOW)


@st.composite
def cut_areas(draw: st.DrawFn) -> tuple[Crosswalk, np.ndarray]:
    """Return any crosswalk in which every household has a place, and counts of its old areas."""
    old, new = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    weights = draw(st.lists(st.lists(st.integers(0, 5), min_size=new, max_size=new), min_size=old, max_size=old))
    grid = np.array(weights, dtype=np.float64)
    grid[grid.sum(axis=1) == 0, 0] = 1.0
    grid /= grid.sum(axis=1, keepdims=True)
    origin, destination = np.nonzero(grid)
    counts = np.array(draw(st.lists(st.integers(0, 10_000), min_size=old, max_size=old)), dtype=np.float64)
    walk = Crosswalk(
        source=areas(*map(str, range(old))),
        target=areas(*map(str, range(10, 10 + new)), year=2022),
        origin=origin,
        destination=destination,
        shares=grid[origin, destination],
        sizes=counts,
        covered=np.ones(new),
    )
    return walk, counts


@given(cut_areas())
def test_nobody_is_lost_or_counted_twice(case):
    walk, counts = case
    after = converted(table(walk.source, inwoners=list(counts)), walk, "inwoners")
    assert np.nansum(after.values) == pytest.approx(counts.sum())


@given(cut_areas(), st.integers(0, 2**32 - 1))
def test_a_share_of_the_city_stays_what_it_was(case, seed):
    walk, counts = case
    percentages = np.random.default_rng(seed).uniform(0, 100, len(counts))
    before = table(walk.source, inwoners=list(counts), armoede=Column.of(percentages))
    after = convert(before, walk, catalogue=CATALOGUE, choices=ANYTHING)
    people, share = after.column("inwoners", NOW).values, after.column("armoede", NOW).values
    assert np.nansum(people * np.nan_to_num(share)) == pytest.approx(float(counts @ percentages))


@given(st.lists(st.one_of(st.none(), st.integers(0, 9999)), min_size=1, max_size=8))
def test_the_crosswalk_to_itself_changes_nothing(values):
    here = areas(*map(str, range(len(values))))
    column = Column.of(np.array([np.nan if v is None else v for v in values], dtype=float), missing=Reason.SUPPRESSED)
    before = table(here, inwoners=column)
    after = convert(before, identity(here), catalogue=CATALOGUE)
    assert np.array_equal(after.values, before.values, equal_nan=True)
    assert np.array_equal(after.reasons, before.reasons)


@given(st.lists(st.integers(1, 500), min_size=2, max_size=6), st.integers(1, 5000), st.floats(0, 100))
def test_an_area_that_falls_apart_and_is_joined_again_is_what_it_was(parts, count, percentage):
    total = sum(parts)
    apart = from_links(links(*(("1", str(10 + i), part / total) for i, part in enumerate(parts))))
    together = from_links(links(*((str(10 + i), "1", 1.0) for i in range(len(parts)))))
    before = table(areas("1"), inwoners=[count], armoede=[percentage])
    between = convert(before, apart, catalogue=CATALOGUE, choices=ANYTHING)
    after = convert(between, together, catalogue=CATALOGUE)
    assert after.values.ravel() == pytest.approx(before.values.ravel())


def test_merged_areas_add_their_residents_and_weigh_their_shares():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    before = table(areas("1", "2"), inwoners=[300, 100], armoede=[10.0, 30.0])
    after = convert(before, walk, catalogue=CATALOGUE)
    assert after.values.ravel().tolist() == [400.0, 15.0]
    assert walk.fates() == (Fate.MERGED,)


def test_merging_adds_no_error_of_its_own():
    errors = np.array([3.0, 4.0])
    column = Column.of(np.array([300.0, 100.0]), errors=errors)
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    assert converted(table(areas("1", "2"), inwoners=column), walk, "inwoners").errors.tolist() == [5.0]


def test_the_more_is_cut_off_the_larger_the_error():
    before = table(areas("1", "2", "3"), inwoners=[1000, 1000, 1000])
    cuts = links(*((str(i), str(10 + i), 1.0 - cut) for i, cut in ((1, 0.05), (2, 0.1), (3, 0.2))))
    after = converted(before, from_links(cuts), "inwoners")
    assert after.values.tolist() == pytest.approx([950.0, 900.0, 800.0])
    assert (np.diff(after.errors) > 0).all()
    # 0.08 times the root of 0.2 times 0.8, of a thousand residents; of people on benefits more is unknown.
    assert after.errors[2] == pytest.approx(32.0)
    poor = converted(table(areas("1", "2", "3"), bijstand=[1000, 1000, 1000]), from_links(cuts), "bijstand")
    assert poor.errors[2] == pytest.approx(120.0)


def test_a_small_part_of_an_old_area_is_not_comparable_and_the_large_part_is():
    walk = from_links(links(("1", "10", 0.8), ("1", "11", 0.2)))
    after = converted(table(areas("1"), inwoners=[1000]), walk, "inwoners", ConversionChoices())
    assert after.values[0] == pytest.approx(800.0)
    assert after.reasons.tolist() == [Reason.PRESENT, Reason.NOT_COMPARABLE]


def test_a_withheld_part_makes_the_whole_withheld_never_smaller():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    column = Column.of(np.array([300.0, np.nan]), missing=Reason.SUPPRESSED)
    after = converted(table(areas("1", "2"), inwoners=column), walk, "inwoners")
    assert np.isnan(after.values[0])
    assert after.reasons[0] == Reason.SUPPRESSED


def test_a_part_that_the_source_does_not_have_makes_the_whole_unknown():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    after = converted(table(areas("1"), inwoners=[300]), walk, "inwoners")
    assert after.reasons[0] == Reason.OUTSIDE


def test_a_part_without_residents_does_not_count_in_a_mean():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    empty = Column.of(np.array([10.0, np.nan]), missing=Reason.SUPPRESSED)
    after = converted(table(areas("1", "2"), inwoners=[300, 0], armoede=empty), walk, "armoede")
    assert after.values.tolist() == [10.0]


def test_scores_of_merged_areas_need_a_weight():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)))
    alone = table(areas("1", "2"), onv=[0.1, 0.2])
    assert converted(alone, walk, "onv").reasons.tolist() == [Reason.NOT_COMPARABLE]
    sized = from_links(links(("1", "9", np.nan), ("2", "9", np.nan)), sizes={"BU00010001": 300.0, "BU00010002": 100.0})
    assert converted(alone, sized, "onv").values.tolist() == pytest.approx([0.125])


def test_a_class_is_taken_over_whole_or_not_at_all():
    walk = from_links(links(("1", "9", np.nan), ("2", "9", np.nan), ("3", "8", np.nan)))
    after = converted(table(areas("1", "2", "3"), stedelijkheid=[1, 2, 3]), walk, "stedelijkheid")
    assert after.reasons.tolist() == [Reason.NOT_COMPARABLE, Reason.PRESENT]


def test_unknown_shares_are_taken_from_the_new_areas_or_not_at_all():
    apart = links(("1", "10", np.nan), ("1", "11", np.nan))
    before = table(areas("1"), inwoners=[1000])
    unknown = converted(before, from_links(apart), "inwoners")
    assert (unknown.reasons == Reason.NOT_COMPARABLE).all()
    filled = from_links(apart, target_sizes={"BU00010010": 900.0, "BU00010011": 300.0})
    assert converted(before, filled, "inwoners").values.tolist() == pytest.approx([750.0, 250.0])


def test_parts_of_more_than_one_whole_are_refused():
    with pytest.raises(ShareError, match=r"add up to 1\.2"):
        from_links(links(("1", "10", 0.6), ("1", "11", 0.6)))


def test_a_converted_column_says_so_once():
    source = Provenance(publisher="CBS", table="84583NED", column="")
    column = Column.of(np.array([300.0]), provenance=(source,))
    walk = from_links(links(("1", "9", np.nan)))
    after = convert(table(areas("1"), inwoners=column), walk, catalogue=CATALOGUE)
    again = convert(after, identity(after.areas), catalogue=CATALOGUE)
    assert [one.note for one in again.column("inwoners", NOW).provenance] == [CONVERTED_NOTE]


def boundaries(of: Areas, *boxes: tuple[float, float, float, float]) -> Boundaries:
    return Boundaries(areas=of, geometry=np.array([shapely.box(*box) for box in boxes], dtype=object))


def test_polygons_divide_households_evenly_over_the_ground():
    old = boundaries(areas("1", "2"), (0, 0, 100, 100), (100, 0, 200, 100))
    new = boundaries(areas("10", "11", year=2022), (0, 0, 125, 100), (125, 0, 200, 100))
    walk = by_overlap(old, new)
    assert walk.shares.tolist() == pytest.approx([1.0, 0.25, 0.75])
    assert walk.fates() == (Fate.MIXED, Fate.SPLIT)
    assert walk.share_spread > 0


def test_finer_areas_say_where_the_households_are():
    old = boundaries(areas("1"), (0, 0, 100, 100))
    new = boundaries(areas("10", "11", year=2022), (0, 0, 50, 100), (50, 0, 100, 100))
    finer = boundaries(areas("a", "b"), (0, 0, 50, 100), (50, 0, 100, 100))
    walk = by_overlap(old, new, finer=finer, finer_households=np.array([90.0, 10.0]))
    assert walk.shares.tolist() == pytest.approx([0.9, 0.1])
    assert walk.share_spread == 0


def test_borders_drawn_a_few_metres_apart_make_no_parts():
    old = boundaries(areas("1", "2"), (0, 0, 1000, 1000), (1000, 0, 2000, 1000))
    new = boundaries(areas("10", "11", year=2022), (0, 0, 1004, 1000), (1004, 0, 2000, 1000))
    assert by_overlap(old, new).fates() == (Fate.SAME, Fate.SAME)


def test_ground_that_no_old_area_covers_is_not_comparable():
    old = boundaries(areas("1"), (0, 0, 100, 100))
    new = boundaries(areas("10", year=2022), (0, 0, 200, 100))
    after = converted(table(old.areas, inwoners=[100]), by_overlap(old, new), "inwoners")
    assert after.reasons.tolist() == [Reason.NOT_COMPARABLE]
