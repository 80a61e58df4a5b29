/** The rows of the table: what passes the filter, in the order that was asked for. */

import type { Screen } from "./screen.js";
import { likelyAt } from "./screen.js";

/** A column by which rows can be sorted: `figure:` with a code for a column of the filter. */
export type Column = "name" | "wijk" | "gemeente" | "class" | "chance" | "value" | "inhabitants" | `figure:${string}`;

export interface Order {
  column: Column;
  isDescending: boolean;
}

/** Return the positions of the areas to show, sorted; what is missing comes last in either direction. */
export function sortedRows(screen: Screen, order: Order): number[] {
  const rows: number[] = [];
  screen.passing.passes.forEach((passes, at) => {
    if (passes) rows.push(at);
  });
  if (order.column === "name") {
    const rank = nameRanks(screen.atlas.areas.names, screen.lang);
    const turned = order.isDescending ? -1 : 1;
    return rows.sort((a, b) => turned * ((rank[a] ?? 0) - (rank[b] ?? 0)) || a - b);
  }
  const key = keyOf(screen, order.column);
  const keys = new Map(rows.map((at) => [at, key(at)]));
  // comparing 14,500 names one by one in a language takes a second; a collator takes a tenth of it
  const inOrder = new Intl.Collator(screen.lang);
  const sign = order.isDescending ? -1 : 1;
  return rows.sort((a, b) => {
    const first = keys.get(a) ?? null;
    const second = keys.get(b) ?? null;
    if (first === null || second === null) return first === second ? a - b : first === null ? 1 : -1;
    const between =
      typeof first === "string" && typeof second === "string"
        ? inOrder.compare(first, second)
        : Number(first) - Number(second);
    return sign * between || a - b;
  });
}

const ranked = new WeakMap<readonly string[], Int32Array>();

/** Return the place of each name in the alphabet: worked out once, for it takes longer than all else of the table. */
function nameRanks(names: readonly string[], lang: string): Int32Array {
  const found = ranked.get(names);
  if (found) return found;
  const inOrder = new Intl.Collator(lang);
  const order = names.map((_, at) => at).sort((a, b) => inOrder.compare(names[a] ?? "", names[b] ?? ""));
  const rank = new Int32Array(names.length);
  let last = -1;
  order.forEach((at, place) => {
    const before = order[place - 1];
    const isSame = before !== undefined && inOrder.compare(names[before] ?? "", names[at] ?? "") === 0;
    last = isSame ? last : place;
    rank[at] = last;
  });
  ranked.set(names, rank);
  return rank;
}

function keyOf(screen: Screen, column: Column): (at: number) => string | number | null {
  const { atlas, view } = screen;
  const areas = atlas.areas;
  if (column === "name") return (at) => areas.names[at] ?? null;
  if (column === "wijk") return (at) => areas.wijken[at] ?? null;
  if (column === "gemeente") return (at) => areas.gemeenten[at] ?? null;
  if (column === "inhabitants") return (at) => areas.inhabitants[at] ?? null;
  if (column === "value") return (at) => view?.map.values[at] ?? null;
  if (column === "chance") return (at) => (view ? (likelyAt(view, at)?.chance ?? null) : null);
  if (column === "class") {
    return (at) => {
      const found = view?.classOf[at] ?? -1;
      return found < 0 ? null : found;
    };
  }
  const figure = atlas.figures.find((one) => `figure:${one.code}` === column);
  return (at) => figure?.values[at] ?? null;
}
