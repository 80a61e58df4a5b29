"""The report on a backtest in a real browser: no violation of WCAG, no sideways scrolling, in both themes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.report.backtest_cases import GOOD, a_subject

from veerkracht.report.backtest.compose import compose
from veerkracht.writers.html import write_html

CHROMIUM = Path("/usr/bin/chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="the system has no Chromium"),
]
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
sync_api = pytest.importorskip("playwright.sync_api")


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("page") / "toets.html"
    write_html(compose(a_subject(GOOD)), path)
    return path.as_uri()


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light"), (320, "light"), (1280, "dark")])
def test_axe_finds_nothing_in_the_report_on_a_backtest(chromium, address, width, scheme):
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(address)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
