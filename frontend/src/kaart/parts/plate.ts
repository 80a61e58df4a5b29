/** The plate on which the map is drawn: the list of areas by keyboard over it, what is pointed at, and the zoom buttons. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import { classAt, figureAt, intervalAt, likelyWords, reasonAt, type Screen, summary } from "../screen.js";
import { swatch } from "./swatch.js";

/** Which area is current, and where its label stands. */
export interface PlateState {
  current: number | null;
  isSketched: boolean;
  isReady: boolean;
  onKey: (event: KeyboardEvent) => void;
  onFocus: () => void;
  onZoom: (step: 1 | -1 | 0) => void;
}

/** Return the plate; its canvas is filled by the drawing. */
export function platePart(screen: Screen, plate: PlateState): TemplateResult {
  const { texts, atlas, id, view } = screen;
  const { current } = plate;
  const zoom = (step: 1 | -1 | 0, name: string, sign: string): TemplateResult =>
    html`<button type="button" aria-label=${name} title=${name} @click=${() => plate.onZoom(step)}>
      <span aria-hidden="true">${sign}</span>
    </button>`;
  return html`<div class="vk-kaart__plate" data-ready=${plate.isReady ? "yes" : "no"}>
      <canvas class="vk-kaart__sketch" aria-hidden="true" ?hidden=${plate.isReady}></canvas>
      <div class="vk-kaart__canvas"></div>
      <div
        class="vk-kaart__areas"
        role="listbox"
        tabindex="0"
        aria-label=${texts.mapLabel(view?.map.title ?? "", atlas.place.name)}
        aria-describedby="${id}-keys"
        aria-activedescendant=${current === null ? nothing : `${id}-area-${current}`}
        @keydown=${plate.onKey}
        @focus=${plate.onFocus}
      >
        ${
          current === null
            ? html`<div class="vk-kaart__unseen" role="option" aria-selected="false">${atlas.place.name}</div>`
            : html`<div
                class="vk-kaart__unseen"
                id="${id}-area-${current}"
                role="option"
                aria-selected=${screen.state.gebied === atlas.areas.codes[current] ? "true" : "false"}
                aria-posinset=${current + 1}
                aria-setsize=${atlas.areas.codes.length}
              >
                ${atlas.areas.names[current]}: ${summary(screen, current)}
              </div>`
        }
      </div>
      ${plate.isReady || plate.isSketched ? nothing : html`<p class="vk-kaart__wait">${texts.loadingMap}</p>`}
      <div class="vk-kaart__label" aria-hidden="true" ?hidden=${current === null}>
        ${current === null ? nothing : labelPart(screen, current)}
      </div>
      <div class="vk-kaart__zoom">${zoom(1, texts.zoomIn, "+")}${zoom(-1, texts.zoomOut, "−")}${zoom(0, texts.zoomAll, "◻")}</div>
    </div>
    <details class="vk-kaart__keys">
      <summary>${texts.keysTitle}</summary>
      <p id="${id}-keys">${texts.mapKeys}</p>
    </details>`;
}

/** Return the small label beside the pointer: name, class, chance, figure with its margin. */
function labelPart(screen: Screen, area: number): TemplateResult {
  const { atlas, view, texts } = screen;
  const name = html`<strong>${atlas.areas.names[area]}</strong>`;
  if (!view) return name;
  const of = classAt(view, area);
  if (!of) return html`${name}<span class="vk-kaart__label-class">${swatch(view.map.legend.missing.colour, "missing", 14)} ${reasonAt(view, area)}</span>`;
  const figure = figureAt(screen, view, area);
  const interval = intervalAt(screen, view, area);
  const doubt = view.unsure[area] ? ` (${texts.unsureWord})` : "";
  return html`${name}
    <span class="vk-kaart__label-class">${swatch(of.colour, of.pattern, 14)} ${view.chanceOf ? view.chanceOf.name : of.name}${doubt}</span>
    ${likelyWords(screen, view, area) ? html`<span>${likelyWords(screen, view, area)}</span>` : nothing}
    ${figure ? html`<span>${figure}${interval ? html` <small>(${texts.interval(interval)})</small>` : nothing}</span>` : nothing}`;
}
