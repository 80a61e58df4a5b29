"""What every test of the site in a browser needs: Chromium, and the built frontend."""

from __future__ import annotations

from pathlib import Path

import pytest

from veerkracht.web.site import vite

CHROMIUM = Path("/usr/bin/chromium")
MARKS = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the system's Chromium"),
    pytest.mark.skipif(not vite.is_built(), reason=f"the frontend is not built: {vite.REMEDY}"),
]
