/** The layers of the map plate, bottom to top; colours come from feature state, so that recolouring draws nothing anew. */

import type {
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl";
import { patternNumber, UNSURE } from "./patterns.js";
import { NO_FIGURE, PAPER, PATTERNS } from "./view.js";

export const AREAS = "areas";
export const CONTEXT = "context";
const INK = "#1F2A33";
const NEAR = 8;
const FONT = ['"Source Sans 3 Variable"', '"Source Sans 3"', "sans-serif"];

/** Where the polygons come from: features by position, from GeoJSON or from the layer `areas` of vector tiles.
 *
 * Of a dense ground (thousands of buurten) only the colours are drawn from afar: borders and patterns of areas that are
 * smaller than a pixel take seconds and show nothing.
 */
export interface Ground {
  source: SourceSpecification;
  sourceLayer: string | null;
  isDense: boolean;
  /** The layer of the same tiles that holds the gemeenten, or null where there is none. */
  gemeenten: string | null;
}

/** Where the name of a large gemeente is written: from each zoom on, so many of them. */
const NAMES_FROM: [number, number][] = [[4, 16], [7, 45], [8, 120], [9, 400]];

/** Return an empty style; the plate itself is the background of the element, so that it follows the theme. */
export function emptyStyle(): StyleSpecification {
  return { version: 8, sources: {}, layers: [] };
}

/** Return the name of the layer that draws a pattern. */
export function patternLayer(name: string): string {
  return `pattern-${name}`;
}

/** Return the layers of the areas themselves. */
export function areaLayers(ground: Ground): LayerSpecification[] {
  const from = ground.sourceLayer === null ? { source: AREAS } : { source: AREAS, "source-layer": ground.sourceLayer };
  const nearer = ground.isDense ? { minzoom: NEAR } : {};
  const isMissing: ExpressionSpecification = ["==", ["feature-state", "p"], patternNumber("missing")];
  const drawn = PATTERNS.slice(1).filter((name) => ground.gemeenten === null || name !== "missing");
  const patterns = drawn.map((name): LayerSpecification => {
    const isOn: ExpressionSpecification = ["==", ["feature-state", "p"], patternNumber(name)];
    return pattern(name, isOn);
  });
  function pattern(name: string, isOn: ExpressionSpecification): LayerSpecification {
    return {
      id: patternLayer(name),
      type: "fill",
      ...from,
      ...nearer,
      layout: { visibility: "none" },
      paint: { "fill-pattern": name, "fill-opacity": ["case", isOn, 1, 0], "fill-antialias": false },
    };
  }
  const marked = (key: string): ExpressionSpecification => ["boolean", ["feature-state", key], false];
  return [
    ...landLayers(ground.gemeenten),
    {
      id: "area-fill",
      type: "fill",
      ...from,
      paint: {
        "fill-color": ["to-color", ["feature-state", "c"], PAPER],
        "fill-antialias": false,
        // what has no figure shows the land beneath, which has that pattern: cheaper than one for each of 14,500 areas
        ...(ground.gemeenten === null ? {} : { "fill-opacity": ["case", isMissing, 0, 1] satisfies ExpressionSpecification }),
      },
    },
    ...patterns,
    pattern(UNSURE, marked("u")),
    {
      id: "area-border",
      type: "line",
      ...from,
      ...nearer,
      layout: { "line-join": "round" },
      paint: {
        "line-color": PAPER,
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.05, 9, 0.4, 12, 1.1, 15, 2.2],
      },
    },
    {
      id: "area-casing",
      type: "line",
      ...from,
      ...nearer,
      layout: { "line-join": "round" },
      paint: {
        "line-color": PAPER,
        "line-width": ["case", ["any", marked("chosen"), marked("other")], 7, marked("hover"), 5, 0],
      },
    },
    {
      id: "area-mark",
      type: "line",
      ...from,
      ...nearer,
      layout: { "line-join": "round" },
      paint: {
        "line-color": INK,
        "line-width": ["case", ["any", marked("chosen"), marked("other")], 3, marked("hover"), 2, 0],
      },
    },
  ];
}

/** Return the land under the areas, in the colour and pattern of what has no figure. */
function landLayers(gemeenten: string | null): LayerSpecification[] {
  if (gemeenten === null) return [];
  const from = { source: AREAS, "source-layer": gemeenten };
  return [
    { id: "land", type: "fill", ...from, paint: { "fill-color": NO_FIGURE, "fill-antialias": false } },
    { id: "land-pattern", type: "fill", ...from, paint: { "fill-pattern": "missing", "fill-antialias": false } },
  ];
}

/** Return the borders of gemeenten on a map of the country. */
export function gemeenteLayers(ground: Ground): LayerSpecification[] {
  if (ground.gemeenten === null) return [];
  return [
    {
      id: "gemeenten-border",
      type: "line",
      source: AREAS,
      "source-layer": ground.gemeenten,
      layout: { "line-join": "round" },
      paint: {
        "line-color": INK,
        "line-opacity": ["interpolate", ["linear"], ["zoom"], 6, 0.3, 9, 0.6],
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.3, 7, 0.5, 9, 1.1, 12, 2],
      },
    },
  ];
}

/** Return the names on a map of the country: the largest gemeenten from afar, the areas themselves from nearby. */
export function countryLabelLayers(): LayerSpecification[] {
  const many: ExpressionSpecification = ["step", ["zoom"], NAMES_FROM[0]?.[1] ?? 0, ...NAMES_FROM.slice(1).flat()];
  return [
    ...labelLayers().filter((one) => one.id === "area-names"),
    {
      id: "gemeente-names",
      type: "symbol",
      source: CONTEXT,
      filter: ["all", kind("gemeente_name"), ["<", ["get", "rank"], many]],
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": ["interpolate", ["linear"], ["zoom"], 6, ["step", ["get", "rank"], 14, 4, 12.5], 11, ["step", ["get", "rank"], 22, 4, 18, 40, 15]],
        "text-max-width": 9,
        "text-padding": 4,
        "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": INK, "text-halo-color": PAPER, "text-halo-width": 1.8, "text-halo-blur": 0.3 },
    },
  ];
}

const kind = (name: string): ExpressionSpecification => ["==", ["get", "kind"], name];

/** Return what lies around the areas: muted, the same in both themes. */
export function neighbourLayers(): LayerSpecification[] {
  return [
    {
      id: "neighbour-fill",
      type: "fill",
      source: CONTEXT,
      filter: kind("neighbour"),
      paint: { "fill-color": "#8A8F8C", "fill-opacity": 0.12 },
    },
    {
      id: "neighbour-border",
      type: "line",
      source: CONTEXT,
      filter: kind("neighbour"),
      paint: { "line-color": "#8A8F8C", "line-opacity": 0.35, "line-width": 0.8 },
    },
  ];
}

/** Return the borders of wijken and of the gemeente, which lie over those of the areas. */
export function outlineLayers(): LayerSpecification[] {
  return [
    {
      id: "wijk-border",
      type: "line",
      source: CONTEXT,
      filter: kind("wijk_border"),
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": INK,
        "line-opacity": 0.5,
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, 0.5, 12, 1.2, 15, 2],
      },
    },
    {
      id: "gemeente-border",
      type: "line",
      source: CONTEXT,
      filter: kind("outline"),
      layout: { "line-join": "round", "line-cap": "round" },
      paint: {
        "line-color": INK,
        "line-opacity": 0.9,
        "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.4, 9, 1.2, 12, 2.2, 15, 3],
      },
    },
  ];
}

/** Return the names: of wijken from afar, of the areas themselves from nearby. */
export function labelLayers(): LayerSpecification[] {
  const paint = { "text-color": INK, "text-halo-color": PAPER, "text-halo-width": 1.6, "text-halo-blur": 0.4 };
  const font = FONT;
  return [
    {
      id: "neighbour-names",
      type: "symbol",
      source: CONTEXT,
      filter: kind("neighbour"),
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 12, "text-max-width": 7 },
      paint: { "text-color": "#7A848B" },
    },
    {
      id: "area-names",
      type: "symbol",
      source: CONTEXT,
      minzoom: 13.2,
      filter: kind("area_name"),
      layout: { "text-field": ["get", "name"], "text-font": font, "text-size": 12.5, "text-max-width": 7 },
      paint,
    },
    {
      id: "wijk-names",
      type: "symbol",
      source: CONTEXT,
      filter: kind("wijk_name"),
      layout: {
        "text-field": ["get", "name"],
        "text-font": font,
        "text-transform": "uppercase",
        "text-letter-spacing": 0.09,
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 10, 13, 13],
        "text-max-width": 8,
        "text-padding": 6,
      },
      paint,
    },
  ];
}
