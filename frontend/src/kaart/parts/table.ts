/** Everything on the map as a table: the same areas, sorted as asked, with the chosen one marked. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import { formatFigure, formatNumber } from "../format.js";
import { type Column, type Order, sortedRows } from "../rows.js";
import {
  classAt,
  figureAt,
  intervalAt,
  likelyWords,
  positionOf,
  reasonAt,
  type Screen,
} from "../screen.js";
import { swatch } from "./swatch.js";

const STEP = 100;

/** How the table is shown. */
export interface TableState {
  order: Order;
  shown: number;
}

export function startTable(): TableState {
  return { order: { column: "name", isDescending: false }, shown: STEP };
}

interface Heading {
  column: Column;
  name: string;
  isNumber: boolean;
}

/** Return the table. */
export function tablePart(screen: Screen, table: TableState): TemplateResult {
  const { texts, id } = screen;
  const rows = sortedRows(screen, table.order);
  const headings = headingsOf(screen);
  const shown = rows.slice(0, table.shown);
  return html`<div class="vk-kaart__table">
    <h3 id="${id}-table">${texts.table}</h3>
    <p class="vk-kaart__hint">${texts.rowsShown(formatNumber(shown.length, 0, screen.lang), formatNumber(rows.length, 0, screen.lang))}</p>
    ${rows.length === 0 ? html`<p>${texts.nonePass}</p>` : nothing}
    <div class="vk-kaart__scroll" role="region" tabindex="0" aria-labelledby="${id}-table">
      <table>
        <thead>
          <tr>
            ${headings.map((one) => headingPart(screen, table, one))}
          </tr>
        </thead>
        <tbody>
          ${shown.map((area) => rowPart(screen, area, headings))}
        </tbody>
      </table>
    </div>
    ${
      rows.length > shown.length
        ? html`<button
            type="button"
            class="vk-kaart__button vk-kaart__button--quiet"
            @click=${() => {
              table.shown += STEP;
              screen.acts.redraw();
            }}
          >
            ${texts.moreRows(Math.min(STEP, rows.length - shown.length))}
          </button>`
        : nothing
    }
  </div>`;
}

/** Return the columns: those of the map, and each figure that the filter is on. */
function headingsOf(screen: Screen): Heading[] {
  const { atlas, view, texts, state } = screen;
  const some = (values: readonly (string | null)[]) => values.some((one) => one);
  const figures = state.filter.flatMap((one) => {
    const figure = one.kind === "figure" ? atlas.figures.find((found) => found.code === one.code) : undefined;
    return figure ? [figure] : [];
  });
  const headings: (Heading | false)[] = [
    { column: "name", name: texts.area, isNumber: false },
    some(atlas.areas.wijken) && { column: "wijk", name: texts.wijkColumn, isNumber: false },
    new Set(atlas.areas.gemeenten).size > 1 &&
      atlas.level !== "gemeente" && { column: "gemeente", name: texts.gemeenteColumn, isNumber: false },
    { column: "class", name: texts.classColumn, isNumber: false },
    { column: "chance", name: texts.chanceColumn, isNumber: false },
    view !== null &&
      view.map.values.some((one) => one !== null) && { column: "value", name: view.map.title, isNumber: true },
    { column: "inhabitants", name: texts.inhabitants, isNumber: true },
    ...[...new Set(figures)]
      .filter((one) => one.code !== "inwoners")
      .map((one): Heading => ({ column: `figure:${one.code}`, name: one.name, isNumber: true })),
  ];
  return headings.filter((one): one is Heading => one !== false);
}

function headingPart(screen: Screen, table: TableState, heading: Heading): TemplateResult {
  const isOn = table.order.column === heading.column;
  const direction = isOn ? (table.order.isDescending ? "descending" : "ascending") : nothing;
  const sort = (): void => {
    const turn = isOn ? !table.order.isDescending : heading.isNumber || heading.column === "chance";
    table.order = { column: heading.column, isDescending: turn };
    screen.acts.redraw();
  };
  return html`<th scope="col" class=${heading.isNumber ? "is-number" : ""} aria-sort=${direction}>
    <button type="button" title=${screen.texts.sortBy(heading.name)} @click=${sort}>
      ${heading.name}<span aria-hidden="true">${isOn ? (table.order.isDescending ? " ↓" : " ↑") : ""}</span>
    </button>
  </th>`;
}

function rowPart(screen: Screen, area: number, headings: readonly Heading[]): TemplateResult {
  const { atlas, state } = screen;
  const isChosen = positionOf(screen, state.gebied) === area;
  return html`<tr class=${isChosen ? "is-chosen" : ""} aria-current=${isChosen ? "true" : nothing}>
    ${headings.map((one) =>
      one.column === "name"
        ? html`<th scope="row">
            <button type="button" @click=${() => screen.acts.pick(area, "keys")}>${atlas.areas.names[area]}</button>
          </th>`
        : html`<td class=${one.isNumber ? "is-number" : ""}>${cell(screen, area, one.column)}</td>`,
    )}
  </tr>`;
}

function cell(screen: Screen, area: number, column: Column): TemplateResult | string {
  const { atlas, view, lang, texts } = screen;
  const areas = atlas.areas;
  if (column === "wijk") return areas.wijken[area] ?? "";
  if (column === "gemeente") return areas.gemeenten[area] ?? "";
  if (column === "inhabitants") {
    const count = areas.inhabitants[area] ?? null;
    return count === null ? texts.noFigure : formatNumber(count, 0, lang);
  }
  if (column.startsWith("figure:")) {
    const figure = atlas.figures.find((one) => `figure:${one.code}` === column);
    const value = figure?.values[area] ?? null;
    return figure && value !== null ? formatFigure(value, figure.unit, figure.decimals, lang) : texts.noFigure;
  }
  if (!view) return "";
  if (column === "class") return classCell(screen, area);
  if (column === "chance") return likelyWords(screen, view, area);
  const figure = figureAt(screen, view, area);
  const interval = intervalAt(screen, view, area);
  if (!figure) return texts.noFigure;
  return interval ? html`${figure} <small>${interval}</small>` : figure;
}

function classCell(screen: Screen, area: number): TemplateResult | string {
  const { view } = screen;
  if (!view) return "";
  const of = classAt(view, area);
  if (!of) return html`${swatch(view.map.legend.missing.colour, "missing", 16)} ${reasonAt(view, area)}`;
  const doubt = view.unsure[area] ? ` (${screen.texts.unsureWord})` : "";
  return html`${swatch(of.colour, of.pattern, 16)} ${of.name}${doubt}`;
}
