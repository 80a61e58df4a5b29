/** Places of areas: where each lies, which one is next in a direction, and the borders around groups of them. */

import type { AreaShape, Ring } from "./contract.js";

export type Point = [number, number];
export type Direction = "up" | "down" | "left" | "right";
export type Bounds = [number, number, number, number];

function rings(shape: AreaShape): Ring[] {
  const geometry = shape.geometry;
  if (!geometry) return [];
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

function outerRings(shape: AreaShape): Ring[] {
  const geometry = shape.geometry;
  if (!geometry) return [];
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap((one) => (one[0] ? [one[0]] : []));
}

/** Return the centre of gravity and the size (in square degrees) of a closed ring. */
export function ringCentre(ring: Ring): { centre: Point; size: number } {
  const origin = ring[0] ?? [0, 0];
  let twice = 0;
  let x = 0;
  let y = 0;
  for (let at = 0; at + 1 < ring.length; at++) {
    const [x0, y0] = ring[at] ?? origin;
    const [x1, y1] = ring[at + 1] ?? origin;
    // relative to a corner: degrees with six decimals would lose their digits in the products
    const cross = (x0 - origin[0]) * (y1 - origin[1]) - (x1 - origin[0]) * (y0 - origin[1]);
    twice += cross;
    x += (x0 + x1 - 2 * origin[0]) * cross;
    y += (y0 + y1 - 2 * origin[1]) * cross;
  }
  if (twice === 0) return { centre: [origin[0], origin[1]], size: 0 };
  return { centre: [origin[0] + x / (3 * twice), origin[1] + y / (3 * twice)], size: Math.abs(twice) / 2 };
}

/** Return where each area lies: the centre of its largest part; null without a shape. */
export function centres(shapes: readonly AreaShape[], count: number): (Point | null)[] {
  const found: (Point | null)[] = new Array<Point | null>(count).fill(null);
  for (const shape of shapes) {
    let largest = 0;
    for (const ring of outerRings(shape)) {
      const { centre, size } = ringCentre(ring);
      if (size >= largest && shape.id < count) {
        found[shape.id] = centre;
        largest = size;
      }
    }
  }
  return found;
}

/** Return west, south, east and north of some shapes, or null if they have none. */
export function boundsOf(shapes: readonly AreaShape[]): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const shape of shapes) {
    for (const ring of outerRings(shape)) {
      for (const [x, y] of ring) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
      }
    }
  }
  return west <= east ? [west, south, east, north] : null;
}

const HEADING: Record<Direction, Point> = { up: [0, 1], down: [0, -1], left: [-1, 0], right: [1, 0] };

/** Return the area next to `from` in a direction, or null if there is none within 45 degrees on either side.
 *
 * Of two areas as far away, the one that lies straighter in the direction comes first: distance aside counts twice.
 */
export function nextTowards(places: readonly (Point | null)[], from: number, direction: Direction): number | null {
  const start = places[from];
  if (!start) return null;
  const [dx, dy] = HEADING[direction];
  // a degree of longitude is shorter than one of latitude: 0.6 at 52 degrees north
  const shrink = Math.cos((start[1] * Math.PI) / 180);
  let best: number | null = null;
  let least = Infinity;
  places.forEach((place, at) => {
    if (!place || at === from) return;
    const x = (place[0] - start[0]) * shrink;
    const y = place[1] - start[1];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (ahead <= 0 || aside > ahead) return;
    const cost = ahead + 2 * aside;
    if (cost < least) {
      least = cost;
      best = at;
    }
  });
  return best;
}

/** Return the area whose centre lies nearest to a point. */
export function nearest(places: readonly (Point | null)[], point: Point): number | null {
  let best: number | null = null;
  let least = Infinity;
  places.forEach((place, at) => {
    if (!place) return;
    const distance = (place[0] - point[0]) ** 2 * 0.38 + (place[1] - point[1]) ** 2;
    if (distance < least) {
      least = distance;
      best = at;
    }
  });
  return best;
}

/** Stretches of border: between two groups of areas, and around all of them. */
export interface Borders {
  between: [Point, Point][];
  around: [Point, Point][];
}

/** Return the stretches of border between groups and around all areas.
 *
 * Neighbours share their corners exactly, so that a stretch that two areas of one group share is inside it.
 */
export function groupBorders(shapes: readonly AreaShape[], group: (id: number) => string | null): Borders {
  const seen = new Map<string, { stretch: [Point, Point]; groups: Set<string | null>; times: number }>();
  for (const shape of shapes) {
    for (const ring of rings(shape)) {
      for (let at = 0; at + 1 < ring.length; at++) {
        const a = ring[at] as Point;
        const b = ring[at + 1] as Point;
        const key = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? `${a},${b}` : `${b},${a}`;
        const old = seen.get(key) ?? { stretch: [a, b], groups: new Set(), times: 0 };
        old.groups.add(group(shape.id));
        old.times += 1;
        seen.set(key, old);
      }
    }
  }
  const all = [...seen.values()];
  return {
    between: all.filter((one) => one.groups.size > 1).map((one) => one.stretch),
    around: all.filter((one) => one.times === 1).map((one) => one.stretch),
  };
}

/** Return a middle for each group: the mean of the centres of its areas. */
export function groupCentres(places: readonly (Point | null)[], groups: readonly (string | null)[]): Map<string, Point> {
  const sums = new Map<string, [number, number, number]>();
  places.forEach((place, at) => {
    const name = groups[at];
    if (!place || !name) return;
    const sum = sums.get(name) ?? [0, 0, 0];
    sums.set(name, [sum[0] + place[0], sum[1] + place[1], sum[2] + 1]);
  });
  return new Map([...sums].map(([name, [x, y, count]]) => [name, [x / count, y / count]]));
}
