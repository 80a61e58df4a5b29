/** The legend: a sentence, and each class with its colour, pattern, count and meaning; a click keeps that class only. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { LegendClass, LegendGrid } from "../contract.js";
import { formatNumber } from "../format.js";
import { hasClass, toggleClass } from "../filter.js";
import type { Screen } from "../screen.js";
import { mix, PAPER, type View } from "../view.js";
import { swatch } from "./swatch.js";

/** Return the legend of the map on screen. */
export function legendPart(screen: Screen): TemplateResult | typeof nothing {
  const { view, texts } = screen;
  if (!view) return nothing;
  const legend = view.map.legend;
  const isGrid = view.map.kind === "focus" && view.classes.length === 9 && !view.chanceOf;
  return html`<section class="vk-kaart__legend" aria-labelledby="${screen.id}-legend">
    <h3 class="vk-kaart__eyebrow" id="${screen.id}-legend">${texts.legend}</h3>
    <p class="vk-kaart__sentence">${view.chanceOf ? texts.chanceLegend(view.chanceOf.name) : legend.sentence}</p>
    ${isGrid ? gridPart(screen, view) : listPart(screen, view)}
    ${view.chanceOf ? nothing : html`<p class="vk-kaart__hint">${texts.legendHelp}</p>`}
  </section>`;
}

function listPart(screen: Screen, view: View): TemplateResult {
  const { missing } = view.map.legend;
  const missingCount = view.classOf.filter((one) => one < 0).length;
  return html`<ul class="vk-kaart__classes">
    ${view.classes.map((one) => html`<li>${entry(screen, view, one)}</li>`)}
    ${unsurePart(screen, view)}
    ${
      missingCount
        ? html`<li>${entry(screen, view, { ...missing, code: "onbekend", explanation: "", pattern: "none", count: missingCount })}</li>`
        : nothing
    }
  </ul>`;
}

/** Return what the fading means, with the likeliest class as an example. */
function unsurePart(screen: Screen, view: View): TemplateResult | typeof nothing {
  const uncertain = view.map.legend.uncertain;
  const count = view.unsure.filter(Boolean).length;
  if (!uncertain || !count) return nothing;
  const example = view.classes.find((_, at) => view.classOf.some((one, area) => one === at && view.unsure[area]));
  return html`<li class="vk-kaart__class">
    ${swatch(mix(example?.colour ?? PAPER, PAPER, 0.55), "unsure")}
    <span class="vk-kaart__class-text"
      ><span class="vk-kaart__class-name">${uncertain.name}</span>
      <span class="vk-kaart__class-meaning">${uncertain.explanation}</span></span
    >
    <span class="vk-kaart__count">${formatNumber(count, 0, screen.lang)}</span>
  </li>`;
}

function entry(screen: Screen, view: View, one: LegendClass): TemplateResult {
  const isMissing = one.code === "onbekend";
  const inside = html`${swatch(one.colour, isMissing ? "missing" : one.pattern)}
    <span class="vk-kaart__class-text"
      ><span class="vk-kaart__class-name">${one.name}</span>
      ${one.explanation && one.explanation !== one.name ? html`<span class="vk-kaart__class-meaning">${one.explanation}</span>` : nothing}</span
    >
    <span class="vk-kaart__count">${formatNumber(one.count, 0, screen.lang)}</span>`;
  if (view.chanceOf) return html`<div class="vk-kaart__class">${inside}</div>`;
  return html`<button
    type="button"
    class="vk-kaart__class"
    aria-pressed=${isOn(screen, view, one.code) ? "true" : "false"}
    @click=${() => toggle(screen, view, one.code)}
  >
    ${inside}
  </button>`;
}

function isOn(screen: Screen, view: View, code: string): boolean {
  return hasClass(screen.state.filter, view.map.number, code, view.relative);
}

function toggle(screen: Screen, view: View, code: string): void {
  screen.acts.change({ filter: toggleClass(screen.state.filter, view.map.number, code, view.relative) });
}

/** Return the nine classes of a focuskaart as a grid, little at the bottom left, with words on both axes. */
function gridPart(screen: Screen, view: View): TemplateResult {
  const words: LegendGrid = view.map.legend.grid ?? {
    rows: screen.lang === "nl" ? "overlast en onveiligheid" : "nuisance and insecurity",
    columns: screen.lang === "nl" ? "bewoners die minder zelfredzaam zijn" : "residents with low self-reliance",
    low: screen.texts.axisLow,
    high: screen.texts.axisHigh,
  };
  const missing = view.map.legend.missing;
  return html`<div class="vk-kaart__grid" role="group" aria-label="${words.rows}, ${words.columns}">
      <p class="vk-kaart__axis vk-kaart__axis--rows"><span>${words.low}</span><b>${words.rows}</b><span>${words.high} →</span></p>
      ${[2, 1, 0].map((row) =>
        [0, 1, 2].map((column) => {
          const one = view.classes[row * 3 + column];
          if (!one) return nothing;
          return html`<button
            type="button"
            class="vk-kaart__cell"
            aria-pressed=${isOn(screen, view, one.code) ? "true" : "false"}
            aria-label="${one.name}: ${one.count}"
            title=${one.name}
            @click=${() => toggle(screen, view, one.code)}
          >
            <svg viewBox="0 0 10 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
              <rect width="10" height="10" fill=${one.colour}></rect>
            </svg>
            <span>${formatNumber(one.count, 0, screen.lang)}</span>
          </button>`;
        }),
      )}
      <p class="vk-kaart__axis vk-kaart__axis--columns"><span>${words.low}</span><b>${words.columns}</b><span>${words.high} →</span></p>
    </div>
    <ul class="vk-kaart__classes">
      ${unsurePart(screen, view)}
      ${
        missing.count
          ? html`<li>${entry(screen, view, { ...missing, code: "onbekend", explanation: "", pattern: "none" })}</li>`
          : nothing
      }
    </ul>`;
}
