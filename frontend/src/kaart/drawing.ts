/** The map plate: draws the areas with MapLibre, recolours them by feature state, and tells what is pointed at. */

import type * as GeoJSON from "geojson";
import type { Map as MapLibre, MapMouseEvent, Marker } from "maplibre-gl";
import type { Bounds, Point } from "./geometry.js";
import {
  AREAS,
  areaLayers,
  CONTEXT,
  emptyStyle,
  type Ground,
  countryLabelLayers,
  gemeenteLayers,
  labelLayers,
  neighbourLayers,
  outlineLayers,
  patternLayer,
} from "./layers.js";
import { drawnPatterns, UNSURE } from "./patterns.js";
import { type Paint, PATTERNS } from "./view.js";

type Library = typeof import("maplibre-gl");
type Mark = "hover" | "chosen" | "other";

/** What the drawing needs to begin. */
export interface Setting {
  container: HTMLElement;
  ground: Ground;
  context: GeoJSON.FeatureCollection | null;
  bounds: Bounds;
  words: { ctrl: string; touch: string };
  basemap: string | null;
  onPoint: (area: number | null, at: { x: number; y: number }) => void;
  onPick: (area: number) => void;
  onMove: () => void;
}

/** Return whether this browser can draw the map at all. */
export function canDraw(): boolean {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

/** The drawn map of one set of areas. */
export class Drawing {
  readonly map: MapLibre;
  readonly #library: Library;
  readonly #setting: Setting;
  readonly #target: { source: string; sourceLayer?: string };
  readonly #marks: Record<Mark, number | null> = { hover: null, chosen: null, other: null };
  readonly #pins = new Map<string, Marker>();
  #isMoved = false;
  #last: Paint | null = null;
  #visible = new Set<string>();

  constructor(library: Library, setting: Setting) {
    this.#library = library;
    this.#setting = setting;
    const layer = setting.ground.sourceLayer;
    this.#target = layer === null ? { source: AREAS } : { source: AREAS, sourceLayer: layer };
    this.map = new library.Map({
      container: setting.container,
      style: emptyStyle(),
      bounds: setting.bounds,
      fitBoundsOptions: { padding: 28 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      keyboard: false,
      cooperativeGestures: true,
      fadeDuration: 0,
      maxZoom: 17,
      minZoom: 4,
      renderWorldCopies: false,
      // so that paper shows the map too
      canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: {
        "CooperativeGesturesHandler.WindowsHelpText": setting.words.ctrl,
        "CooperativeGesturesHandler.MacHelpText": setting.words.ctrl.replace("Ctrl", "⌘"),
        "CooperativeGesturesHandler.MobileHelpText": setting.words.touch,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    const canvas = this.map.getCanvas();
    // the keys work on the list of areas that lies over it
    canvas.tabIndex = -1;
    canvas.removeAttribute("role");
    canvas.removeAttribute("aria-label");
    canvas.setAttribute("aria-hidden", "true");
  }

  /** Put the areas on the plate, with their first colours; resolves when all is drawn. */
  async start(paint: Paint, onAreas: () => void): Promise<void> {
    if (!this.map.isStyleLoaded()) await this.#once("style.load");
    for (const [name, image] of drawnPatterns()) this.map.addImage(name, image, { pixelRatio: 2 });
    this.#addBasemap();
    this.map.addSource(AREAS, this.#setting.ground.source);
    const layers = areaLayers(this.#setting.ground);
    // borders of groups lie over the fills and under the mark of the chosen area
    const fills = layers.filter((one) => one.id !== "area-casing" && one.id !== "area-mark");
    const marks = layers.filter((one) => one.id === "area-casing" || one.id === "area-mark");
    for (const layer of [...fills, ...gemeenteLayers(this.#setting.ground), ...marks]) this.map.addLayer(layer);
    this.#paint(paint);
    this.#listen();
    await this.#once("idle");
    onAreas();
    // the areas first; the names and borders around them may come a moment later
    if (this.#decorate()) await this.#once("idle");
  }

  /** Recolour the areas; resolves when the new colours are on screen. */
  async recolour(paint: Paint): Promise<void> {
    if (!this.#paint(paint)) return;
    await this.#once("render");
  }

  /** Mark one area as pointed at, chosen or the other of a comparison; null takes the mark away. */
  mark(kind: Mark, area: number | null): void {
    const old = this.#marks[kind];
    if (old === area) return;
    if (old !== null) this.map.setFeatureState({ ...this.#target, id: old }, { [kind]: false });
    if (area !== null) this.map.setFeatureState({ ...this.#target, id: area }, { [kind]: true });
    this.#marks[kind] = area;
  }

  /** Put a pin with a letter on a place, or take it away. */
  pin(letter: string, place: Point | null): void {
    this.#pins.get(letter)?.remove();
    this.#pins.delete(letter);
    if (!place) return;
    const element = document.createElement("span");
    element.className = "vk-kaart__pin";
    element.textContent = letter;
    element.setAttribute("aria-hidden", "true");
    this.#pins.set(letter, new this.#library.Marker({ element }).setLngLat(place).addTo(this.map));
  }

  /** Bring a place into view if it is not, or lies near the edge; from nearby enough to tell it from others. */
  show(place: Point, zoom: number): void {
    const { x, y } = this.map.project(place);
    const { clientWidth, clientHeight } = this.#setting.container;
    const inside = x > 40 && y > 40 && x < clientWidth - 40 && y < clientHeight - 40;
    const nearer = Math.max(this.map.getZoom(), zoom);
    if (inside && nearer === this.map.getZoom()) return;
    this.#isMoved = true;
    this.map.easeTo({ center: place, zoom: nearer, duration: 150 });
  }

  showAll(): void {
    this.#isMoved = false;
    this.map.fitBounds(this.#setting.bounds, { padding: 28, duration: 150 });
  }

  zoom(steps: 1 | -1): void {
    this.#isMoved = true;
    this.map.easeTo({ zoom: this.map.getZoom() + steps, duration: 150 });
  }

  destroy(): void {
    this.map.remove();
  }

  #paint(paint: Paint): boolean {
    const last = this.#last;
    const used = new Set<string>();
    let changed = false;
    paint.colours.forEach((colour, id) => {
      const pattern = paint.patterns[id] ?? 0;
      const unsure = paint.unsure[id] ?? 0;
      used.add(PATTERNS[pattern] ?? "none");
      if (unsure) used.add(UNSURE);
      if (last && last.colours[id] === colour && last.patterns[id] === pattern && last.unsure[id] === unsure) return;
      this.map.setFeatureState({ ...this.#target, id }, { c: colour, p: pattern, u: unsure === 1 });
      changed = true;
    });
    for (const name of [...PATTERNS.slice(1), UNSURE]) {
      if (used.has(name) === this.#visible.has(name) || !this.map.getLayer(patternLayer(name))) continue;
      this.map.setLayoutProperty(patternLayer(name), "visibility", used.has(name) ? "visible" : "none");
    }
    this.#visible = used;
    this.#last = paint;
    return changed;
  }

  /** Draw what lies around the areas; false if there is nothing. */
  #decorate(): boolean {
    const data = this.#setting.context;
    if (!data) return false;
    this.map.addSource(CONTEXT, { type: "geojson", data, tolerance: 0.1 });
    if (this.#setting.ground.sourceLayer !== null) {
      for (const layer of countryLabelLayers()) this.map.addLayer(layer);
      return true;
    }
    for (const layer of neighbourLayers()) this.map.addLayer(layer, "area-fill");
    for (const layer of outlineLayers()) this.map.addLayer(layer, "area-casing");
    for (const layer of labelLayers()) this.map.addLayer(layer);
    return true;
  }

  #addBasemap(): void {
    const tiles = this.#setting.basemap;
    if (!tiles) return;
    this.map.addSource("basemap", { type: "raster", tiles: [tiles], tileSize: 256 });
    this.map.addLayer({ id: "basemap", type: "raster", source: "basemap", paint: { "raster-saturation": -0.8 } });
  }

  #listen(): void {
    const position = (event: MapMouseEvent): number | null => {
      const found = this.map.queryRenderedFeatures(event.point, { layers: ["area-fill"] })[0];
      return typeof found?.id === "number" ? found.id : null;
    };
    this.map.on("mousemove", (event) => {
      const area = position(event);
      this.map.getCanvas().classList.toggle("is-pointing", area !== null);
      this.#setting.onPoint(area, event.point);
    });
    this.map.on("mouseout", (event) => this.#setting.onPoint(null, event.point));
    this.map.on("click", (event) => {
      const area = position(event);
      if (area !== null) this.#setting.onPick(area);
    });
    this.map.on("move", () => this.#setting.onMove());
    // a turned phone shows all again, unless the person has moved the map
    this.map.on("movestart", (event) => {
      if (event.originalEvent && event.originalEvent.type !== "resize") this.#isMoved = true;
    });
    this.map.on("resize", () => {
      if (!this.#isMoved) this.map.fitBounds(this.#setting.bounds, { padding: 28, duration: 0 });
    });
  }

  #once(type: "style.load" | "idle" | "render"): Promise<void> {
    return new Promise((resolve) => {
      this.map.once(type, () => resolve());
    });
  }
}
