/** The map by keyboard: from area to area in a direction, first and last, or by typing the beginning of a name. */

import { type Direction, nearest, nextTowards, type Point } from "./geometry.js";
import { findNames } from "./search.js";

const ARROWS: Record<string, Direction> = { ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };
const PAUSE_MS = 900;

/** What a key asks for. */
export type Wish =
  | { do: "go"; area: number }
  | { do: "pick" | "close" | "in" | "out" | "all" | "compare" }
  | { do: "nothing" };

/** Where the areas are, which of them take part, and where we are. */
export interface Standing {
  places: readonly (Point | null)[];
  names: readonly string[];
  passes: Uint8Array;
  current: number | null;
  middle: Point;
}

/** What has been typed so far, and when. */
export interface Typed {
  text: string;
  at: number;
}

/** Return what a key asks for, or null if it is not ours; `typed` remembers letters that follow each other. */
export function wishOf(key: string, standing: Standing, typed: Typed, now: number): Wish | null {
  const direction = ARROWS[key];
  if (direction) return go(towards(standing, direction));
  if (key === "Home") return go(edge(standing, 1));
  if (key === "End") return go(edge(standing, -1));
  if (key === "Enter") return { do: "pick" };
  if (key === "Escape") return { do: "close" };
  if (key === "+" || key === "=") return { do: "in" };
  if (key === "-") return { do: "out" };
  if (key === "0") return { do: "all" };
  if (key.length !== 1) return null;
  if (now - typed.at > PAUSE_MS) typed.text = "";
  if (key === " " && typed.text === "") return { do: "pick" };
  typed.text += key;
  typed.at = now;
  return go(findNames(standing.names, typed.text, 1)[0] ?? null);
}

function go(area: number | null): Wish {
  return area === null ? { do: "nothing" } : { do: "go", area };
}

function towards(standing: Standing, direction: Direction): number | null {
  const { places, passes, current, middle } = standing;
  const open = places.map((place, at) => (passes[at] || at === current ? place : null));
  if (current === null || !places[current]) return nearest(open, middle) ?? edge(standing, 1);
  return nextTowards(open, current, direction);
}

/** Return the first or last area that takes part. */
function edge(standing: Standing, step: 1 | -1): number | null {
  const found = step === 1 ? standing.passes.indexOf(1) : standing.passes.lastIndexOf(1);
  return found < 0 ? null : found;
}
