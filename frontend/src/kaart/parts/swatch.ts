/** A small sample of a class: its colour and pattern, drawn as SVG, for the page allows no inline style. */

import { svg, type TemplateResult } from "lit/html.js";
import type { PatternName } from "../contract.js";
import { mix, PAPER } from "../view.js";

const INK = "#1F2A33";

/** Return a sample of a colour with its pattern. */
export function swatch(colour: string, pattern: PatternName | "missing" | "unsure", size = 22): TemplateResult {
  return svg`<svg class="vk-kaart__swatch" width=${size} height=${size} viewBox="0 0 22 22" aria-hidden="true" focusable="false">
    <rect x="0.5" y="0.5" width="21" height="21" rx="3" fill=${colour} stroke=${mix(INK, PAPER, 0.55)} stroke-width="1"></rect>
    ${marks(pattern)}
  </svg>`;
}

function marks(pattern: PatternName | "missing" | "unsure"): TemplateResult {
  if (pattern === "dots" || pattern === "missing") {
    const [radius, opacity] = pattern === "dots" ? [1.5, 0.6] : [0.9, 0.5];
    const rows = [5.5, 11, 16.5];
    return svg`${rows.map((y) => rows.map((x) => svg`<circle cx=${x} cy=${y} r=${radius} fill=${INK} fill-opacity=${opacity}></circle>`))}`;
  }
  const hatch = "M1 7 L7 1 M1 14 L14 1 M1 21 L21 1 M8 21 L21 8 M15 21 L21 15";
  const back = "M15 1 L21 7 M8 1 L21 14 M1 1 L21 21 M1 8 L14 21 M1 15 L7 21";
  if (pattern === "hatch") return lines(hatch, 1.3, 0.6);
  if (pattern === "back-hatch") return lines(back, 1.3, 0.6);
  if (pattern === "unsure") return lines(back, 0.8, 0.45);
  if (pattern === "cross") return svg`${lines(hatch, 1, 0.6)}${lines(back, 1, 0.6)}`;
  return svg``;
}

function lines(path: string, width: number, opacity: number): TemplateResult {
  return svg`<path d=${path} stroke=${INK} stroke-opacity=${opacity} stroke-width=${width} fill="none"></path>`;
}
