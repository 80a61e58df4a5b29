"""Errors: they cross the border between two processes with their facts."""

from __future__ import annotations

import pickle

from veerkracht.errors.atelier import DraaiboekError
from veerkracht.errors.signalering import UnknownPeerError


def test_an_error_of_another_process_says_the_same() -> None:
    for error in (
        UnknownPeerError("GM0001", available=("GM0344", "GM0772")),
        DraaiboekError("minutes", value=0, where="stap kaart", right_en="1 to 240", right_nl="1 tot 240"),
    ):
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert (again.message("nl"), again.message("en"), str(again)) == (
            error.message("nl"),
            error.message("en"),
            str(error),
        )
        assert again.facts == error.facts
