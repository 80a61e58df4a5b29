"""Every page of the site in a browser: WCAG 2.2 AA, nothing sideways, a silent console, nobody else asked.

The pages are those of `tests/web/urls_table.py`, so one that is added there is looked at here. With
VEERKRACHT_SHOTS=folder a picture of each in both widths is kept.
"""

from __future__ import annotations

import pytest

walking = pytest.importorskip("walking", reason="needs axe")
from markers import MARKS  # noqa: E402

pytestmark = MARKS
IN_ENGLISH = ("site:home", "kaart:kaart", "werkbank:werkbank", "datasets:data", "products:products", "api:about")


def walk_of(browser, site, who: str, **cookies: str):
    """Return a walk of someone, logged in or not."""
    context = browser.new_context(locale="nl-NL")
    known = {"vk_session": site["rounds"][who]["session"], **cookies}
    given = [{"name": name, "value": value, "url": site["origin"]} for name, value in known.items() if value]
    context.add_cookies(given)
    return walking.Walk(page=context.new_page(), origin=site["origin"])


@pytest.mark.parametrize("who", ["nobody", "newcomer", "reader", "manager"])
def test_no_page_has_a_fault(browser, site, who):
    walk = walk_of(browser, site, who)
    for stop in site["rounds"][who]["stops"]:
        walk.visit(stop["name"], stop["address"], status=stop["status"])
    walk.page.context.close()
    assert walk.faults == []
    assert walk.seen


def test_the_pages_are_there_in_english_too(browser, site):
    walk = walk_of(browser, site, "manager", vk_language="en")
    for stop in site["rounds"]["manager"]["stops"]:
        if stop["name"] in IN_ENGLISH:
            walk.visit(f"{stop['name']} in English", stop["address"], lang="en")
    walk.page.context.close()
    assert walk.faults == []
    assert len(walk.seen) == len(IN_ENGLISH)
