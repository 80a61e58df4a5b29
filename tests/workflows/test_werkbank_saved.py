"""Saving a design from the werkbank: it reads back the same, says where it came from, and replaces no shipped one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veerkracht.errors.werkbank import ChangeValueError, NothingLeftError, ReservedDesignError
from veerkracht.index.adjusted import adjusted
from veerkracht.index.adjustments import Added, Changes
from veerkracht.index.aggregate import Arithmetic
from veerkracht.index.design import Version
from veerkracht.index.design_toml import parse_design
from veerkracht.index.normalise import EmpiricalQuantile
from veerkracht.sources.shipped import load_catalogue
from veerkracht.workflows.indexing import load_design, shipped_designs
from veerkracht.workflows.werkbank_saved import design_code, saved_design, saved_text

CATALOGUE = load_catalogue()
DESIGN = load_design("veerkracht")
CHANGES = Changes(
    weights={"gezondheid": 3.0, "onv": 0.0},
    off=frozenset({"afstand_school"}),
    added=(Added(code="armoede", parent="werk_en_inkomen"),),
    normalise={"bewoners": EmpiricalQuantile()},
    aggregate={"veerkracht": Arithmetic()},
    reference="2022",
)


def saved(changes=CHANGES, *, name="Meer gezondheid", reason="De GGD vroeg erom.", base=DESIGN):
    return saved_text(base, changes, name=name, reason=reason, catalogue=CATALOGUE)


def test_a_saved_design_reads_back_the_same():
    text = saved()
    assert parse_design(text) == saved_design(
        DESIGN, CHANGES, name="Meer gezondheid", reason="De GGD vroeg erom.", catalogue=CATALOGUE
    )


def test_a_saved_design_ranks_as_the_changes_did():
    back, made = parse_design(saved()), adjusted(DESIGN, CHANGES, catalogue=CATALOGUE)
    assert [(i.code, i.parent, i.weight, i.spread) for i in back.items] == [
        (i.code, i.parent, i.weight, i.spread) for i in made.items
    ]
    assert [(leaf.direction, leaf.normalise, leaf.treat, leaf.impute) for leaf in back.indicators] == [
        (leaf.direction, leaf.normalise, leaf.treat, leaf.impute) for leaf in made.indicators
    ]
    assert (back.reference, back.node("veerkracht").aggregate) == ("2022", Arithmetic())


def test_it_says_where_it_came_from_and_why():
    back = parse_design(saved())
    assert back.version == Version(name="Meer gezondheid", based_on="veerkracht", reason="De GGD vroeg erom.")
    assert back.code == "meer_gezondheid"
    assert "De GGD vroeg erom." in back.choices["weights"].reason.nl
    assert back.choices["treat"] == DESIGN.choices["treat"]


def test_no_reason_stands_beside_a_choice_that_it_does_not_explain():
    back = parse_design(saved())
    assert "gewicht 3, was 1" in back.node("gezondheid").why.reason.nl
    assert "weight 3, was 1" in back.node("gezondheid").why.reason.en
    assert "Gewoon gemiddelde" in back.node("veerkracht").why.reason.nl
    scaled = next(leaf for leaf in back.indicators if leaf.code == "soc")
    assert "Plaats in de verdeling" in scaled.why.reason.nl
    same = next(leaf for leaf in back.indicators if leaf.code == "misdrijven_per_1000")
    assert same == next(leaf for leaf in DESIGN.indicators if leaf.code == "misdrijven_per_1000")


def test_the_doubt_about_a_weight_stays_the_same_share_of_it():
    back = parse_design(saved())
    before, after = DESIGN.node("gezondheid"), back.node("gezondheid")
    assert after.spread / after.weight == pytest.approx(before.spread / before.weight)


def test_a_version_can_be_made_of_a_version():
    first = parse_design(saved())
    second = parse_design(saved(Changes(weights={"gezondheid": 1.0}), name="Toch minder", base=first))
    assert second.version.based_on == "meer_gezondheid"
    assert second.node("gezondheid").weight == 1.0


@pytest.mark.parametrize(
    "name", [*shipped_designs(), "VEERKRACHT", " Veerkracht ", "Véérkracht", DESIGN.name.nl, DESIGN.name.en]
)
def test_the_name_of_a_shipped_design_is_reserved(name):
    with pytest.raises(ReservedDesignError) as error:
        saved(name=name)
    assert "Kies een andere naam" in error.value.message("nl")
    saved(name=error.value.facts["proposal"])


@pytest.mark.parametrize(
    ("name", "reason"), [("", "waarom"), (" \n ", "waarom"), ("naam", ""), ("n" * 101, "w"), ("n", "w" * 2001)]
)
def test_without_a_name_or_a_reason_nothing_is_saved(name, reason):
    with pytest.raises(ChangeValueError, match="a text of 1 to"):
        saved(name=name, reason=reason)


def test_a_design_that_cannot_be_is_not_saved_and_the_node_is_named():
    with pytest.raises(NothingLeftError, match="Health"):
        saved(Changes(off=frozenset({"angst_depressie", "langdurige_aandoening", "wmo_per_1000"})))


@settings(max_examples=60, deadline=None)
@given(name=st.text(min_size=1, max_size=60), reason=st.text(min_size=1, max_size=200))
def test_whatever_somebody_writes_comes_back_as_written(name, reason):
    try:
        text = saved(Changes(weights={"soc": 2.0}), name=name, reason=reason)
    except (ChangeValueError, ReservedDesignError):
        return
    back = parse_design(text)
    assert back.code == design_code(back.version.name)
    # Only white space and characters that cannot be seen are evened out.
    seen = [one for one in name if not one.isspace() and unicodedata.category(one) not in {"Cc", "Cf"}]
    assert "".join(back.version.name.split()) == "".join(seen)
    assert back.version.name == back.name.nl
