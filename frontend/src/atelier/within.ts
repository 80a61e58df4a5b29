// In which buurt a place lies: so that who does not see the map hears where something was drawn.
import type { AreaShape, Ring } from '../kaart/contract';
import type { Place, Point } from './contract';

/** Return the name of the area around the first point of a place; empty outside all, and for what was told in words. */
export function nameOf(place: Place, shapes: readonly AreaShape[]): string {
  const point = place.points[0];
  return point ? nameAround(point, shapes) : '';
}

export function nameAround(point: Point, shapes: readonly AreaShape[]): string {
  return shapes.find((one) => holds(one, point))?.properties.name ?? '';
}

function holds(shape: AreaShape, point: Point): boolean {
  const geometry = shape.geometry;
  if (!geometry) return false;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  // Inside the outer ring and not in a hole: crossed an odd number of times by a ray, over all rings together.
  return polygons.some((rings) => rings.reduce((inside, ring) => inside !== crosses(ring, point), false));
}

function crosses(ring: Ring, [x, y]: Point): boolean {
  let isInside = false;
  for (let at = 0, last = ring.length - 1; at < ring.length; last = at++) {
    const [ax, ay] = ring[at] as [number, number];
    const [bx, by] = ring[last] as [number, number];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) isInside = !isInside;
  }
  return isInside;
}
