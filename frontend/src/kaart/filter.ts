/** Which areas to show: classes of maps and conditions on figures, all of which must hold. */

import type { Atlas } from "./contract.js";
import { findMap, isFull, relativeOf } from "./contract.js";

/** The class of map `map` (or its relative partner) is one of `classes`. */
export interface ClassCondition {
  kind: "class";
  map: number;
  relative: boolean;
  classes: string[];
}

/** The figure is more, or less, than a number; an area without that figure never passes. */
export interface FigureCondition {
  kind: "figure";
  code: string;
  side: ">" | "<";
  value: number;
}

export type Condition = ClassCondition | FigureCondition;
export type Filter = readonly Condition[];

const CLASS = /^([1-9])(r?):([a-z0-9_]+(?:\.[a-z0-9_]+)*)$/;
const FIGURE = /^([A-Za-z][A-Za-z0-9_.-]*)([<>])(-?\d+(?:\.\d+)?)$/;

/** Return the filter that a text such as `7:onder_druk;corporatiewoningen>50` says; parts that say nothing are left out. */
export function parseFilter(text: string): Filter {
  return text.split(";").flatMap((part): Condition[] => {
    const byClass = CLASS.exec(part);
    if (byClass) {
      const [, map, relative, classes] = byClass;
      return [{ kind: "class", map: Number(map), relative: relative === "r", classes: (classes ?? "").split(".") }];
    }
    const byFigure = FIGURE.exec(part);
    if (byFigure) {
      const [, code, side, value] = byFigure;
      return [{ kind: "figure", code: code ?? "", side: side === ">" ? ">" : "<", value: Number(value) }];
    }
    return [];
  });
}

/** Return the text that `parseFilter` reads, for the address of the page. */
export function printFilter(filter: Filter): string {
  return filter
    .map((one) =>
      one.kind === "class"
        ? `${one.map}${one.relative ? "r" : ""}:${one.classes.join(".")}`
        : `${one.code}${one.side}${one.value}`,
    )
    .join(";");
}

/** Return the filter with a class of a map switched on or off. */
export function toggleClass(filter: Filter, map: number, code: string, relative: boolean): Filter {
  const at = filter.findIndex((one) => one.kind === "class" && one.map === map && one.relative === relative);
  const old = filter[at];
  if (old?.kind !== "class") return [...filter, { kind: "class", map, relative, classes: [code] }];
  const classes = old.classes.includes(code) ? old.classes.filter((one) => one !== code) : [...old.classes, code];
  if (classes.length === 0) return filter.filter((_, position) => position !== at);
  return filter.map((one, position) => (position === at ? { ...old, classes } : one));
}

export function hasClass(filter: Filter, map: number, code: string, relative: boolean): boolean {
  return filter.some(
    (one) => one.kind === "class" && one.map === map && one.relative === relative && one.classes.includes(code),
  );
}

/** Return the maps whose classes a filter needs. */
export function mapsOf(filter: Filter): { number: number; relative: boolean }[] {
  return filter.flatMap((one) => (one.kind === "class" ? [{ number: one.map, relative: one.relative }] : []));
}

/** What passes a filter.
 *
 * `passes` holds 1 for each area that does; `unknown` counts areas that fail only because a figure is missing;
 * `ignored` holds the conditions that this atlas cannot answer, which are left out and must be said.
 */
export interface Passing {
  passes: Uint8Array;
  count: number;
  unknown: number;
  ignored: Condition[];
}

/** Return which areas of the atlas pass all conditions. */
export function apply(filter: Filter, atlas: Atlas): Passing {
  const size = atlas.areas.codes.length;
  const passes = new Uint8Array(size).fill(1);
  const missing = new Uint8Array(size);
  const failed = new Uint8Array(size);
  const ignored: Condition[] = [];
  for (const condition of filter) {
    const answer = condition.kind === "class" ? byClass(condition, atlas) : byFigure(condition, atlas);
    if (!answer) {
      ignored.push(condition);
      continue;
    }
    for (let at = 0; at < size; at++) {
      const says = answer(at);
      if (says === true) continue;
      passes[at] = 0;
      if (says === null) missing[at] = 1;
      else failed[at] = 1;
    }
  }
  let count = 0;
  let unknown = 0;
  for (let at = 0; at < size; at++) {
    count += passes[at] ?? 0;
    if (missing[at] && !failed[at]) unknown += 1;
  }
  return { passes, count, unknown, ignored };
}

type Answer = (at: number) => boolean | null;

function byClass(condition: ClassCondition, atlas: Atlas): Answer | null {
  const map = condition.relative ? relativeOf(atlas, condition.map) : findMap(atlas, condition.map);
  if (!map || !isFull(map)) return null;
  const wanted = new Set<number>();
  map.legend.classes.forEach((one, at) => {
    if (condition.classes.includes(one.code)) wanted.add(at);
  });
  const wantsMissing = condition.classes.includes("onbekend");
  if (wanted.size === 0 && !wantsMissing) return null;
  return (at) => {
    const found = map.classes[at] ?? -1;
    if (found < 0) return wantsMissing ? true : null;
    return wanted.has(found);
  };
}

function byFigure(condition: FigureCondition, atlas: Atlas): Answer | null {
  const figure = atlas.figures.find((one) => one.code === condition.code);
  if (!figure) return null;
  return (at) => {
    const value = figure.values[at] ?? null;
    if (value === null) return null;
    return condition.side === ">" ? value > condition.value : value < condition.value;
  };
}
