/** Beside the map: the story of the chosen area, or two areas side by side, as the server tells it. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import { classAt, likelyWords, positionOf, reasonAt, type Screen } from "../screen.js";
import { swatch } from "./swatch.js";

/** What has been fetched: nothing yet, being fetched, there, or failed. */
export interface PanelState {
  status: "empty" | "loading" | "ready" | "failed";
  nodes: Node[];
  again: () => void;
}

/** Return the panel of what is chosen; nothing if nothing is. */
export function panelPart(screen: Screen, panel: PanelState): TemplateResult | typeof nothing {
  const { state, atlas, texts, id, acts } = screen;
  const chosen = positionOf(screen, state.gebied);
  if (chosen === null) return nothing;
  const other = positionOf(screen, state.met);
  const title = other === null ? atlas.areas.names[chosen] : texts.compareTitle;
  return html`<section
    class="vk-kaart__panel"
    aria-labelledby="${id}-panel"
    aria-busy=${panel.status === "loading" ? "true" : "false"}
    @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") acts.close();
    }}
  >
    <header>
      <h3 id="${id}-panel" tabindex="-1">${title}</h3>
      <button type="button" class="vk-kaart__close" @click=${acts.close}>${texts.close} <span aria-hidden="true">×</span></button>
    </header>
    ${other === null ? sayPart(screen, chosen) : html`${sayPart(screen, chosen, "A")}${sayPart(screen, other, "B")}`}
    ${comparePart(screen, other)} ${storyPart(screen, panel)}
  </section>`;
}

function sayPart(screen: Screen, area: number, letter = ""): TemplateResult {
  const { view, atlas } = screen;
  const name = letter ? html`<b><span class="vk-kaart__letter">${letter}</span> ${atlas.areas.names[area]}: </b>` : nothing;
  if (!view) return html`<p class="vk-kaart__said">${name}</p>`;
  const of = classAt(view, area);
  const likely = likelyWords(screen, view, area);
  return html`<p class="vk-kaart__said">
    ${name}${of ? swatch(of.colour, of.pattern, 18) : swatch(view.map.legend.missing.colour, "missing", 18)}
    <span>${of ? (view.chanceOf ?? of).name : reasonAt(view, area)}${of && likely ? `, ${likely}` : ""}</span>
  </p>`;
}

function comparePart(screen: Screen, other: number | null): TemplateResult | typeof nothing {
  const { links, texts, isComparing, acts } = screen;
  if (!links.compare) return nothing;
  if (isComparing) return html`<p class="vk-kaart__notice">${texts.comparePick}</p>`;
  if (other !== null) {
    return html`<button type="button" class="vk-kaart__button vk-kaart__button--quiet" @click=${() => acts.change({ met: null })}>
      ${texts.compareStop}
    </button>`;
  }
  return html`<button type="button" class="vk-kaart__button vk-kaart__button--quiet" @click=${() => acts.comparing(true)}>
    ${texts.compareStart}
  </button>`;
}

function storyPart(screen: Screen, panel: PanelState): TemplateResult | typeof nothing {
  const { texts } = screen;
  if (panel.status === "empty") return nothing;
  if (panel.status === "loading") return html`<p class="vk-kaart__wait">${texts.loading} …</p>`;
  if (panel.status === "failed") {
    return html`<div class="vk-kaart__fault" role="alert">
      <p>${texts.failed(texts.theStory)}</p>
      <button type="button" class="vk-kaart__button vk-kaart__button--quiet" @click=${panel.again}>${texts.again}</button>
    </div>`;
  }
  return html`<div class="vk-kaart__story vk-told" role="region" tabindex="0" aria-label=${texts.story}>${panel.nodes}</div>`;
}
