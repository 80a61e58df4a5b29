// The one map of the page: classes of the buurten to look at, and under a cross to draw on; by pointer and by keyboard.
import type * as GeoJSON from 'geojson';
import type { Map as MapLibre } from 'maplibre-gl';
import { contextOf } from '../kaart/context';
import type { FullMap, Shapes } from '../kaart/contract';
import { canDraw, Drawing } from '../kaart/drawing';
import { type Bounds, boundsOf, centres } from '../kaart/geometry';
import { numbered } from '../kaart/model';
import { paintOf } from '../kaart/view';
import type { Place, Point } from './contract';

const STEP = 48;
const FINE = 8;
const DRAWN = 'at-drawn';
const CARDS = 'at-cards';
const INK = '#1F2A33';
const PAPER = '#FBFAF6';
const ACCENT = '#0F5C5C';
const DIGITS = 1e6; // six decimals of a degree: a decimetre

/** One map as `beside_map` gives it. */
export interface BesideMap {
  readonly ready: true;
  readonly areas: { readonly codes: string[]; readonly names: string[] };
  readonly map: FullMap | null;
  readonly maps: readonly { readonly number: number; readonly title: string }[];
}

/** What the map tells the page. */
export interface MapEars {
  picked(code: string): void;
  pointed(point: Point): void;
  removed(): void;
  crossed(point: Point): void;
}

export class PlaceMap {
  readonly host = document.createElement('div');
  readonly #canvas = document.createElement('div');
  readonly #ears: MapEars;
  readonly #words: { ctrl: string; touch: string };
  #drawing: Drawing | undefined;
  #names: readonly string[] = [];
  #codes: readonly string[] = [];
  #isDrawing = false;
  #crossed = 0;
  #drawn: Place | null = null;
  #cards: readonly Place[] = [];

  constructor(ears: MapEars, words: { ctrl: string; touch: string }) {
    this.#ears = ears;
    this.#words = words;
    this.host.className = 'at-map';
    this.#canvas.className = 'at-map__canvas';
    const cross = document.createElement('div');
    cross.className = 'at-map__cross';
    cross.setAttribute('aria-hidden', 'true');
    this.host.append(this.#canvas, cross);
    this.host.addEventListener('keydown', (event) => this.#press(event));
  }

  get isThere(): boolean {
    return this.#drawing !== undefined;
  }

  /** Draw the buurten; returns false on a device that cannot. */
  async start(shapes: Shapes, beside: BesideMap | undefined, near: ReadonlySet<string>): Promise<boolean> {
    if (!canDraw()) return false;
    const { maplibre } = await import('../kaart/library');
    this.#codes = beside?.areas.codes ?? shapes.features.map((one) => one.properties.code);
    this.#names = beside?.areas.names ?? shapes.features.map((one) => one.properties.name);
    const ground = numbered(shapes, this.#codes);
    const empty = { wijken: [], gemeenten: [], inhabitants: [], corporation: [] };
    const areas = { codes: [...this.#codes], names: [...this.#names], ...empty };
    const ours = ground.features.filter((one) => near.has(one.properties.code));
    const bounds = boundsOf(ours.length ? ours : ground.features);
    if (!bounds) return false;
    this.#drawing = new Drawing(maplibre, {
      container: this.#canvas,
      ground: { source: { type: 'geojson', data: ground as GeoJSON.FeatureCollection, tolerance: 0.1 }, sourceLayer: null, isDense: false, gemeenten: null },
      context: contextOf(ground, areas, 'buurt', centres(ground.features, this.#codes.length)),
      bounds: widened(bounds),
      words: this.#words,
      basemap: null,
      onPoint: () => undefined,
      onPick: (area) => {
        if (!this.#isDrawing) this.#ears.picked(this.#codes[area] ?? '');
      },
      onMove: () => undefined,
    });
    await this.#drawing.start(this.#paint(beside), () => undefined);
    this.#addLayers(this.#drawing.map);
    this.#drawing.map.on('click', (event) => {
      if (this.#isDrawing) this.#ears.pointed(rounded(event.lngLat.lng, event.lngLat.lat));
    });
    this.#drawing.map.on('moveend', () => this.#cross());
    this.show(this.#drawn);
    this.showCards(this.#cards);
    return true;
  }

  /** Colour the buurten as another map. */
  async recolour(beside: BesideMap): Promise<void> {
    await this.#drawing?.recolour(this.#paint(beside));
  }

  choose(code: string): void {
    const at = this.#codes.indexOf(code);
    this.#drawing?.mark('chosen', at < 0 ? null : at);
  }

  /** Turn drawing on or off: with it a cross stands in the middle, a click puts a point, and the keys work. */
  draw(isDrawing: boolean, label: string): void {
    this.#isDrawing = isDrawing;
    this.host.classList.toggle('at-map--drawing', isDrawing);
    if (isDrawing) {
      this.host.id = 'at-draw';
      this.host.tabIndex = 0;
      this.host.setAttribute('role', 'application');
      this.host.setAttribute('aria-label', label);
      this.host.setAttribute('aria-describedby', 'at-draw-help');
    } else for (const name of ['id', 'tabindex', 'role', 'aria-label', 'aria-describedby']) this.host.removeAttribute(name);
  }

  /** Return the place under the cross. */
  middle(): Point | undefined {
    const centre = this.#drawing?.map.getCenter();
    return centre ? rounded(centre.lng, centre.lat) : undefined;
  }

  zoom(step: 1 | -1): void {
    this.#drawing?.zoom(step);
  }

  /** Show what is being drawn. */
  show(place: Place | null): void {
    this.#drawn = place;
    this.#setData(DRAWN, place ? featuresOf([place], true) : []);
  }

  /** Show the places of the cards on the board. */
  showCards(places: readonly Place[]): void {
    this.#cards = places;
    this.#setData(CARDS, featuresOf(places, false));
  }

  #setData(name: string, features: GeoJSON.Feature[]): void {
    const source = this.#drawing?.map.getSource(name);
    if (source && 'setData' in source) (source as { setData(data: GeoJSON.FeatureCollection): void }).setData({ type: 'FeatureCollection', features });
  }

  #paint(beside: BesideMap | undefined): ReturnType<typeof paintOf> {
    const map = beside?.map;
    const size = this.#codes.length;
    if (!map) return { colours: Array<string>(size).fill('#E6E2DA'), patterns: new Uint8Array(size), unsure: new Uint8Array(size) };
    return paintOf({ map, relative: false, chanceOf: null, classes: map.legend.classes, classOf: map.classes, unsure: map.unsure }, null);
  }

  #addLayers(map: MapLibre): void {
    for (const [name, colour] of [[CARDS, INK], [DRAWN, ACCENT]] as const) {
      map.addSource(name, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
      map.addLayer({ id: `${name}-area`, type: 'fill', source: name, filter: ['==', ['geometry-type'], 'Polygon'], paint: { 'fill-color': colour, 'fill-opacity': 0.2 } });
      map.addLayer({ id: `${name}-casing`, type: 'line', source: name, filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': PAPER, 'line-width': 7 } });
      map.addLayer({ id: `${name}-line`, type: 'line', source: name, filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': colour, 'line-width': 4 } });
      map.addLayer({
        id: `${name}-point`,
        type: 'circle',
        source: name,
        filter: ['==', ['geometry-type'], 'Point'],
        paint: { 'circle-color': colour, 'circle-radius': name === DRAWN ? 8 : 6, 'circle-stroke-color': PAPER, 'circle-stroke-width': 2.5 },
      });
    }
  }

  /** The keys of who draws without a pointer: the map moves under the cross. */
  #press(event: KeyboardEvent): void {
    const map = this.#drawing?.map;
    if (!map || event.ctrlKey || event.altKey || event.metaKey) return;
    const far = event.shiftKey ? FINE : STEP;
    const moves: Record<string, [number, number]> = { ArrowUp: [0, -far], ArrowDown: [0, far], ArrowLeft: [-far, 0], ArrowRight: [far, 0] };
    const move = moves[event.key];
    const middle = this.middle();
    if (move) map.panBy(move, { duration: 0 });
    else if (event.key === '+' || event.key === '=') this.zoom(1);
    else if (event.key === '-') this.zoom(-1);
    else if ((event.key === 'Enter' || event.key === ' ') && this.#isDrawing && middle) this.#ears.pointed(middle);
    else if ((event.key === 'Backspace' || event.key === 'Delete') && this.#isDrawing) this.#ears.removed();
    else return;
    event.preventDefault();
  }

  /** Say in which buurt the cross stands, once the map lies still. */
  #cross(): void {
    if (!this.#isDrawing || !this.host.contains(document.activeElement)) return;
    window.clearTimeout(this.#crossed);
    this.#crossed = window.setTimeout(() => {
      const middle = this.middle();
      if (middle) this.#ears.crossed(middle);
    }, 500);
  }
}

function rounded(longitude: number, latitude: number): Point {
  return [Math.round(longitude * DIGITS) / DIGITS, Math.round(latitude * DIGITS) / DIGITS];
}

function widened([west, south, east, north]: Bounds): Bounds {
  const [x, y] = [(east - west) * 0.08, (north - south) * 0.08];
  return [west - x, south - y, east + x, north + y];
}

/** Return places as shapes on the map; with corners those of what is being drawn too. */
export function featuresOf(places: readonly Place[], withCorners: boolean): GeoJSON.Feature[] {
  return places.flatMap((place) => {
    const points = place.points.map(([x, y]) => [x, y]);
    const first = points[0];
    if (!first) return [];
    const corners = withCorners || place.kind === 'point' || points.length === 1 ? points.map((one) => feature({ type: 'Point', coordinates: one })) : [];
    if (place.kind === 'area' && points.length > 2) return [feature({ type: 'Polygon', coordinates: [[...points, first]] }), ...corners];
    if (place.kind !== 'point' && points.length > 1) return [feature({ type: 'LineString', coordinates: points }), ...corners];
    return corners;
  });
}

function feature(geometry: GeoJSON.Geometry): GeoJSON.Feature {
  return { type: 'Feature', properties: {}, geometry };
}
