/** The addresses that the server wrote on the element. */

import { LEVELS } from "./contract.js";
import type { Links } from "./screen.js";

const FORMS = ["png", "svg", "pdf", "csv", "gpkg", "geojson"];

/** Return the addresses in the `data-` attributes of an element. */
export function linksOf(element: HTMLElement): Links {
  const data = element.dataset;
  const words = (text: string | undefined): string[] => (text ?? "").split(/[\s,]+/).filter(Boolean);
  return {
    atlas: data.atlas ?? "",
    map: data.map ?? "",
    // where maps come one at a time, the figures to filter by do too
    figures: data.figures ?? (data.map ?? "").replace("{number}", "figures"),
    shapes: data.shapes ?? "",
    tiles: data.tiles ?? "",
    tilesId: data.tilesId ?? "position",
    places: data.places ?? "",
    panel: data.panel ?? "",
    compare: data.compare ?? "",
    export: data.export ?? "",
    forms: data.forms ? words(data.forms) : FORMS,
    levels: data.levels ? LEVELS.filter((one) => words(data.levels).includes(one)) : LEVELS,
    basemap: data.basemap ?? "",
  };
}
