"""All laws in 10,000 generated cities: about ten minutes, and only when it is asked for.

Run `VEERKRACHT_NIGHTLY=1 pytest tests/stad/test_laws_nightly.py`.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from laws import LAWS
from scenes import scenes

SCENES = 10_000


@pytest.mark.nightly
@pytest.mark.skipif(
    "VEERKRACHT_NIGHTLY" not in os.environ, reason="takes ten minutes; set VEERKRACHT_NIGHTLY to run it"
)
@settings(max_examples=SCENES, suppress_health_check=list(HealthCheck))
@given(scene=scenes())
def test_every_law_holds_in_ten_thousand_cities(scene):
    for law in LAWS:
        law(scene)
