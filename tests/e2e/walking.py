"""Looking at a page in a browser: what axe finds, what does not fit, what the console said, who else was asked."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import axe_playwright_python

QUICK = """{
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    const was = known.get(text);
    if (was === undefined) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    } else {
      [this.r, this.g, this.b, this.alpha] = was;
    }
    return this;
  };
}"""
"""What a colour says is read once: axe asks it of the same few thousands of times, which is a sixth of all its work."""
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8") + QUICK
RUN_AXE = """async rules => {
  return (await axe.run(document, {
  resultTypes: ['violations'], preload: false,
  ...(rules ? {runOnly: rules} : {rules: {'target-size': {enabled: true}}}),
})).violations.map(one => `${one.id}: ${one.nodes.slice(0, 2).map(node => node.html.slice(0, 120)).join(' | ')}`);
}"""
STILL = """{
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets = [still];
}"""
"""Colours of a new theme are there at once: otherwise they pass on from element to element, a frame each."""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COLOUR = ["color-contrast", "link-in-text-block"]
"""All that a theme can change for axe."""
LOOKS = ((1280, "light", None), (1280, "dark", COLOUR), (320, "dark", None), (320, "light", COLOUR))
"""Width, theme, and which rules: a width is looked at in full once, and for its colours in the other theme."""
SHOTS = os.environ.get("VEERKRACHT_SHOTS", "")
"""A folder in which a picture of every page in both widths is kept, to look at; empty for none."""


@dataclass
class Walk:
    """One page of a browser that goes past addresses and keeps what is wrong.

    Attributes:
        origin: address of the site; nobody else may be asked for anything.
        faults: page, and what is wrong.
        seen: addresses where the walk was.
    """

    page: Any
    origin: str
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page, and put axe in every one; that is no script of the page, so its policy holds."""
        self.page.context.add_init_script(AXE)
        self.page.context.add_init_script(STILL)
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._said.append(f"uncaught: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        # Of drawing by software, as here: the machine says so, not the page.
        if "GL Driver Message" not in message.text:
            self._said.append(message.text)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", f"blob:{self.origin}/")):
            self._said.append(f"asked another host: {request.url}")

    def visit(self, name: str, address: str, *, status: int = 200, lang: str = "nl") -> None:
        """Open a page and look at it; not again if it leads to one that was seen already."""
        self._said.clear()
        answer = self.page.goto(self.origin + address)
        if self.page.url in self.seen:
            return
        self.seen.append(self.page.url)
        if answer.status != status:
            self.faults.append(f"{name}: says {answer.status}, not {status}")
        if self.page.locator("vk-kaart").count():
            self.page.wait_for_selector("[data-ready=yes]", timeout=60_000)
        if self.page.locator(".wb-choose").count():
            self.page.wait_for_selector(".wb--live", timeout=60_000)
        self._look(name, lang=lang)
        # Of an answer that is no 200 the browser itself says in the console that it is not.
        self.faults += [f"{name}: {said}" for said in self._said if f"status of {status} " not in said]

    def _look(self, name: str, *, lang: str) -> None:
        """Look at the page that is open, in every width and theme, without loading it again."""
        page = self.page
        found = page.evaluate("() => [document.documentElement.lang, document.querySelectorAll('h1').length]")
        if found != [lang, 1]:
            self.faults.append(f"{name}: language and number of first headings are {found}")
        for width, scheme, rules in LOOKS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            self.faults += [f"{name} {width} {scheme}: {fault}" for fault in page.evaluate(RUN_AXE, rules)]
            if (over := page.evaluate(SIDEWAYS)) > 0:
                self.faults.append(f"{name} {width}: scrolls {over} pixels sideways")
            if SHOTS and rules is None:
                file = f"{re.sub(r'[^a-z0-9]+', '-', name.lower())}-{width}.png"
                page.screenshot(path=Path(SHOTS) / file, full_page=True)
