"""Areas: codes, hierarchy and sets of areas."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veerkracht.errors.data import AreaCodeError, DuplicateAreaError, TableShapeError, UnknownAreaError
from veerkracht.facts.areas import Areas, Level, code_at, gemeente_code, parent_code, parse_code

BUURT_CODES = st.from_regex(r"BU[0-9]{4}[0-9A-Z]{4}", fullmatch=True).filter(str.isascii)


@given(BUURT_CODES, st.integers(0, 4))
def test_padding_never_changes_which_area_is_meant(code, blanks):
    assert parse_code(code + " " * blanks) == (Level.BUURT, code)


@given(BUURT_CODES)
def test_every_buurt_lies_in_one_wijk_one_gemeente_and_the_country(code):
    assert code_at(code, Level.WIJK) == "WK" + code[2:8]
    assert gemeente_code(code) == code_at(code, Level.GEMEENTE) == "GM" + code[2:6]
    assert code_at(code, Level.COUNTRY) == "NL00"


def test_the_country_has_no_parent_and_two_spellings():
    assert parse_code("NL01") == parse_code("NL00      ")
    assert parent_code("NL00") is None


@pytest.mark.parametrize(
    "wrong", ["", "BU0344", "WK03440", "utrecht", None, 344, "0111", "BU0344011é", "BU０３４４0111"]
)
def test_what_is_not_a_code_is_refused_with_the_right_forms(wrong):
    with pytest.raises(AreaCodeError) as caught:
        parse_code(wrong)
    assert "WK034401" in caught.value.message("nl")


def areas(*codes):
    return Areas(level=Level.BUURT, year=2024, codes=codes, names=tuple(f"naam {c}" for c in codes))


def test_a_set_names_no_area_twice():
    with pytest.raises(DuplicateAreaError, match="BU00010000"):
        areas("BU00010000", "BU00010001", "BU00010000")


def test_every_area_has_a_name():
    with pytest.raises(TableShapeError):
        Areas(level=Level.BUURT, year=2024, codes=("BU00010000",), names=())


def test_a_misspelled_area_is_met_with_a_suggestion():
    with pytest.raises(UnknownAreaError) as caught:
        areas("BU03440111", "BU03440112").row("BU0344011")
    assert "Bedoelt u 'BU0344011" in caught.value.message()


def test_areas_within_a_wijk_are_found_and_taken_in_order():
    some = areas("BU03440111", "BU03440211", "BU03440112", "BU07720111")
    inside = some.within("WK034401")
    assert inside.tolist() == [True, False, True, False]
    assert some.take(inside).codes == ("BU03440111", "BU03440112")
    assert some.take(np.array([3, 0])).codes == ("BU07720111", "BU03440111")
    assert some.within("NL00").all()


def test_rows_of_unknown_areas_are_marked():
    assert areas("BU03440111").rows(["BU03440111", "BU99999999"]).tolist() == [0, -1]
