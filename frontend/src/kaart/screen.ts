/** What every part of the page sees: the atlas, the choices, the words, and what it may ask for. */

import type { Atlas, Lang, LegendClass, Level } from "./contract.js";
import type { Passing } from "./filter.js";
import { formatChance, formatFigure, formatInterval, formatNumber } from "./format.js";
import type { State } from "./state.js";
import type { Texts } from "./texts.js";
import type { View } from "./view.js";

/** What the parts may ask of the element. */
export interface Acts {
  change(part: Partial<State>): void;
  pick(area: number, way: "pointer" | "keys"): void;
  close(): void;
  comparing(on: boolean): void;
  say(text: string): void;
  redraw(): void;
}

/** Addresses that the page gave the element; empty where it gave none. */
export interface Links {
  atlas: string;
  map: string;
  figures: string;
  shapes: string;
  tiles: string;
  tilesId: string;
  places: string;
  panel: string;
  compare: string;
  export: string;
  forms: readonly string[];
  levels: readonly Level[];
  basemap: string;
}

export interface Screen {
  id: string;
  lang: Lang;
  texts: Texts;
  atlas: Atlas;
  state: State;
  view: View | null;
  passing: Passing;
  links: Links;
  query: string;
  isComparing: boolean;
  /** Names of areas without a polygon. */
  unshaped: readonly string[];
  acts: Acts;
}

/** Return the position of an area by its code, or null. */
export function positionOf(screen: Pick<Screen, "atlas">, code: string | null): number | null {
  if (code === null) return null;
  const at = screen.atlas.areas.codes.indexOf(code);
  return at < 0 ? null : at;
}

/** Return how many areas pass the filter, in words. */
export function passingWords(screen: Screen): string {
  const { passing, atlas, lang } = screen;
  const total = atlas.areas.codes.length;
  return screen.texts.passing(formatNumber(passing.count, 0, lang), formatNumber(total, 0, lang), atlas.level);
}

/** Return the class of an area on screen, or null where it is missing. */
export function classAt(view: View, area: number): LegendClass | null {
  return view.classes[view.classOf[area] ?? -1] ?? null;
}

/** Return why an area has no class. */
export function reasonAt(view: View, area: number): string {
  return view.map.reason_texts[view.map.reasons[area] ?? -1] ?? view.map.legend.missing.name;
}

/** Return the figure of an area with its unit, or nothing. */
export function figureAt(screen: Screen, view: View, area: number): string {
  const value = view.map.values[area] ?? null;
  return value === null ? "" : formatFigure(value, view.map.unit, view.map.decimals, screen.lang);
}

export function intervalAt(screen: Screen, view: View, area: number): string {
  return formatInterval(view.map.low[area] ?? null, view.map.high[area] ?? null, view.map.decimals, screen.lang);
}

/** How likely something is: the class on the map, or (where the map names none as sure) the likeliest one. */
export interface Likely {
  chance: number;
  /** The class that it is the chance of, where that is not the class on the map. */
  of: LegendClass | null;
}

/** Return how likely the class of an area is, or null where that is not known.
 *
 * Where no class is likely enough the map says that it cannot tell; then the likeliest class is named with its chance,
 * for that of "cannot tell" means nothing.
 */
export function likelyAt(view: View, area: number): Likely | null {
  const classes = view.map.legend.classes;
  const all = view.map.probabilities[area] ?? null;
  if (view.chanceOf) {
    const chance = all?.[classes.indexOf(view.chanceOf)] ?? null;
    return chance === null ? null : { chance, of: null };
  }
  const shown = view.classOf[area] ?? -1;
  if (all) {
    const own = all[shown] ?? null;
    const best = all.reduce<number>((at, one, other) => ((one ?? -1) > (all[at] ?? -1) ? other : at), 0);
    const top = all[best] ?? null;
    // the chances of the signaleringskaart overlap (a strong growth is a growth too), so its class need not be the top
    if (own !== null && (best === shown || view.map.kind === "signalering")) return { chance: own, of: null };
    return top === null ? null : { chance: top, of: classes[best] ?? null };
  }
  const chance = view.map.chance[area] ?? null;
  return chance === null ? null : { chance, of: null };
}

/** Return that as words: `kans 83%`, or `misschien onder druk, kans 52%`. */
export function likelyWords(screen: Screen, view: View, area: number): string {
  const found = likelyAt(view, area);
  if (!found) return "";
  const chance = screen.texts.chance(formatChance(found.chance, screen.lang));
  return found.of ? screen.texts.perhaps(found.of.name, chance) : chance;
}

/** Return what the map says of an area, as one line: class, chance, figure with its margin. */
export function summary(screen: Screen, area: number): string {
  const { view, texts } = screen;
  if (!view) return "";
  const of = classAt(view, area);
  if (!of) return reasonAt(view, area);
  const chance = likelyWords(screen, view, area);
  const figure = figureAt(screen, view, area);
  const interval = intervalAt(screen, view, area);
  const name = view.chanceOf ? view.chanceOf.name : of.name;
  return [
    name,
    chance,
    view.unsure[area] ? texts.unsureWord : "",
    figure ? (interval ? `${figure} (${texts.interval(interval)})` : figure) : "",
  ]
    .filter(Boolean)
    .join(", ");
}
