"""The laws that every run obeys, exactly, in 500 cities, with whatever policy; 10,000 in test_laws_nightly.py."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from laws import LAWS
from scenes import scenes

SCENES = 500


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@settings(max_examples=SCENES // len(LAWS), suppress_health_check=[HealthCheck.too_slow])
@given(scene=scenes())
def test_a_law_holds_in_every_city_under_every_policy(law, scene):
    law(scene)
