/** Share a link to exactly this, download what is on screen, print it; and where the figures come from. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Screen } from "../screen.js";
import { withQuery } from "../state.js";

/** What became of copying the link: done, or a link to copy by hand; empty if nothing was asked. */
export interface ShareState {
  isDone: boolean;
  byHand: string;
}

/** Return the row of actions under the map. */
export function sharePart(screen: Screen, share: ShareState): TemplateResult {
  const { texts, links, id } = screen;
  return html`<div class="vk-kaart__actions">
      <button type="button" class="vk-kaart__button" @click=${() => copy(screen, share)}>${texts.share}</button>
      ${
        links.export
          ? html`<details class="vk-kaart__downloads">
              <summary class="vk-kaart__button vk-kaart__button--quiet">${texts.download}</summary>
              <ul>
                ${links.forms.map(
                  (form) =>
                    html`<li>
                      <a href=${withQuery(links.export.replace("{form}", form), screen.query)} download
                        >${texts.forms[form] ?? form}</a
                      >
                    </li>`,
                )}
              </ul>
            </details>`
          : nothing
      }
      <button type="button" class="vk-kaart__button vk-kaart__button--quiet" @click=${() => window.print()}>${texts.print}</button>
      <span class="vk-kaart__done" role="status">${share.isDone ? texts.shared : ""}</span>
    </div>
    ${
      share.byHand
        ? html`<p class="vk-kaart__field">
            <label for="${id}-link">${texts.shareByHand}</label>
            <input id="${id}-link" type="text" readonly .value=${share.byHand} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
          </p>`
        : nothing
    }`;
}

async function copy(screen: Screen, share: ShareState): Promise<void> {
  share.byHand = "";
  try {
    await navigator.clipboard.writeText(location.href);
    share.isDone = true;
  } catch {
    // no permission, or a page without https: then the person copies it
    share.byHand = location.href;
  }
  screen.acts.redraw();
}

/** Return what must be read beside the map, and its sources. */
export function sourcesPart(screen: Screen): TemplateResult | typeof nothing {
  const { view, texts } = screen;
  if (!view) return nothing;
  const { notes, sources } = view.map;
  const { unshaped } = screen;
  const named = `${unshaped.slice(0, 6).join(", ")}${unshaped.length > 6 ? ", …" : ""}`;
  return html`<footer class="vk-kaart__foot">
    ${unshaped.length ? html`<p>${(screen.links.tiles ? texts.noShapeOnLand : texts.noShape)(named, unshaped.length)}</p>` : nothing}
    ${
      notes.length
        ? html`<details>
            <summary>${texts.notes} (${notes.length})</summary>
            <ul>
              ${notes.map((one) => html`<li>${one}</li>`)}
            </ul>
          </details>`
        : nothing
    }
    <p>
      ${texts.sources}:
      ${sources.map((one, at) => {
        const name = [one.name, one.years].filter(Boolean).join(", ");
        const said = one.modelled ? `${name} (${texts.modelled})` : name;
        return html`${at ? "; " : ""}${one.url ? html`<a href=${one.url} rel="noopener">${said}</a>` : said}`;
      })}${sources.length ? "." : ""} ${screen.links.basemap ? texts.basemap : ""}
      ${screen.atlas.place.fictitious ? html`<strong>${texts.fictitious}</strong>` : nothing}
    </p>
  </footer>`;
}
