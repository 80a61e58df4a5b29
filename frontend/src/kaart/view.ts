/** One map as it is drawn now: classes or the chance of one class, and for each area its colour and pattern. */

import type { Atlas, FullMap, LegendClass, PatternName } from "./contract.js";
import { findMap, isFull, relativeOf } from "./contract.js";
import type { State } from "./state.js";

/** What the map plate is made of; areas fade towards it. */
export const PAPER = "#FBFAF6";
/** The colour of what has no figure, under its pattern; that of `report.palette.NO_DATA`. */
export const NO_FIGURE = "#FFFFFF";
const FADED = 0.55;
const DIMMED = 0.86;
const CHANCE_STEPS = 5;

/** The map on screen: `classes` and `classOf` are those of the legend shown, which may be steps of a chance. */
export interface View {
  map: FullMap;
  relative: boolean;
  chanceOf: LegendClass | null;
  classes: readonly LegendClass[];
  classOf: readonly number[];
  unsure: readonly boolean[];
}

/** How each area is to be painted: a colour, the place in `PATTERNS` of what lies over it, and whether it is unsure. */
export interface Paint {
  colours: string[];
  patterns: Uint8Array;
  unsure: Uint8Array;
}

/** Patterns by number; the last is that of areas without a figure. */
export const PATTERNS: readonly (PatternName | "missing")[] = [
  "none",
  "dots",
  "hatch",
  "back-hatch",
  "cross",
  "missing",
];
const MISSING = PATTERNS.length - 1;

/** Return the view that a state asks for, or null if the atlas does not hold that map (yet). */
export function viewOf(atlas: Atlas, state: State): View | null {
  const own = findMap(atlas, state.kaart);
  const beside = state.wijze === "relatief" ? relativeOf(atlas, state.kaart) : null;
  const map = beside ?? own;
  if (!map || !isFull(map)) return null;
  const relative = beside !== null && state.kaart !== 8;
  const chosen = map.legend.classes.findIndex((one) => one.code === state.klasse);
  const chanceOf = map.legend.classes[chosen];
  if (!chanceOf || !map.probabilities.some((one) => one?.[chosen] != null)) {
    return { map, relative, chanceOf: null, classes: map.legend.classes, classOf: map.classes, unsure: map.unsure };
  }
  const classOf = map.probabilities.map((one) => {
    const chance = one?.[chosen] ?? null;
    return chance === null ? -1 : Math.min(Math.floor(chance * CHANCE_STEPS), CHANCE_STEPS - 1);
  });
  const classes = chanceClasses(chanceOf, classOf);
  return { map, relative, chanceOf, classes, classOf, unsure: [] };
}

/** Return the steps of a chance, from paper to the colour of its class. */
function chanceClasses(of: LegendClass, classOf: readonly number[]): LegendClass[] {
  return Array.from({ length: CHANCE_STEPS }, (_, step) => {
    const low = (step * 100) / CHANCE_STEPS;
    const high = ((step + 1) * 100) / CHANCE_STEPS;
    return {
      code: `kans_${step + 1}`,
      name: `${low}–${high}%`,
      explanation: "",
      colour: mix("#F5F1E8", strong(of.colour), (step + 0.25) / (CHANCE_STEPS - 0.75)),
      pattern: "none",
      count: classOf.filter((one) => one === step).length,
    };
  });
}

/** Return a colour that can carry a scale: a class drawn in pale grey would show no steps. */
function strong(colour: string): string {
  const [r, g, b] = channels(colour);
  return 0.3 * r + 0.59 * g + 0.11 * b > 200 ? "#55616B" : colour;
}

/** Return how to paint the areas; those that do not pass the filter are almost paper. */
export function paintOf(view: View, passes: Uint8Array | null): Paint {
  const size = view.classOf.length;
  const colours = new Array<string>(size);
  const patterns = new Uint8Array(size);
  const unsure = new Uint8Array(size);
  const full = view.classes.map((one) => one.colour);
  const faded = full.map((one) => mix(one, PAPER, FADED));
  const dimmed = full.map((one) => mix(one, PAPER, DIMMED));
  const pattern = view.classes.map((one) => Math.max(PATTERNS.indexOf(one.pattern), 0));
  const missing = view.map.legend.missing.colour;
  const dimmedMissing = mix(missing, PAPER, DIMMED);
  for (let at = 0; at < size; at++) {
    const of = view.classOf[at] ?? -1;
    const dim = passes !== null && passes[at] === 0;
    if (of < 0) {
      colours[at] = dim ? dimmedMissing : missing;
      patterns[at] = dim ? 0 : MISSING;
      continue;
    }
    const doubtful = view.unsure[at] === true;
    colours[at] = (dim ? dimmed[of] : doubtful ? faded[of] : full[of]) ?? missing;
    patterns[at] = dim ? 0 : (pattern[of] ?? 0);
    unsure[at] = doubtful && !dim ? 1 : 0;
  }
  return { colours, patterns, unsure };
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** Return `colour` with `share` of `other` in it, as `report.palette.mix` does. */
export function mix(colour: string, other: string, share: number): string {
  const from = channels(colour);
  const to = channels(other);
  const mixed = from.map((one, at) => Math.round(one + ((to[at] ?? one) - one) * share));
  return `#${mixed.map((one) => one.toString(16).padStart(2, "0")).join("").toUpperCase()}`;
}
