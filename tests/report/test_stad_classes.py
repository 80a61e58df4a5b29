from __future__ import annotations

import numpy as np

from veerkracht.report.stad.classes import class_lines, class_outlook
from veerkracht.stad.outlook_classes import cross_score

BORDERS = np.array([0.2, 0.4, 0.6, 0.8])


def crossing(ends, *, start=0.3):
    """Return the classes of one area that starts in the second fifth and ends where its runs say."""
    scores = np.stack([np.full((len(ends), 1), start), np.array(ends)[:, None]], axis=1)
    return cross_score(scores, borders=BORDERS)


def test_a_class_is_firm_if_nine_in_ten_runs_end_in_it():
    firm = class_outlook(crossing([0.3] * 18 + [0.1] * 2), 0)
    doubtful = class_outlook(crossing([0.3] * 17 + [0.1] * 3), 0)
    assert (firm.now, firm.last, firm.is_firm) == ("stap_2", "stap_2", True)
    assert not doubtful.is_firm
    assert doubtful.worse.share == 0.15


def test_a_class_that_surely_changes_is_told_by_name_and_doubt_is_counted():
    moved = class_outlook(crossing([0.5] * 20), 0)
    same = class_outlook(crossing([0.3] * 20), 0)
    torn = class_outlook(crossing([0.3] * 10 + [0.5] * 10), 0)
    [line] = class_lines([("Overwal", moved, None), ("Zuidwal", same, None), ("Kade", torn, None)], taal="nl", most=4)
    assert "in 1 van de 3 gebieden staat vast dat die blijft" in line
    assert "Overwal" in line
    assert "Zuidwal" not in line
    assert "Van 1 is het niet te zeggen" in line


def test_an_area_without_a_score_or_a_map_has_no_class():
    assert class_outlook(None, 0) is None
    assert class_outlook(crossing([0.3] * 19 + [np.nan]), 0) is None
    assert list(class_lines([("Overwal", None, None)], taal="en", most=4)) == []
