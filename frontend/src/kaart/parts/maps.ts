/** The list of the nine maps, and the level of the areas. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { AbsentMap, AtlasMap } from "../contract.js";
import type { Screen } from "../screen.js";
import { printState } from "../state.js";

/** Return the nine maps as one choice, grouped as they are told: the photo, the film, the outlook. */
export function mapsPart(screen: Screen): TemplateResult {
  const { texts } = screen;
  const groups: [string, number[]][] = [
    [texts.photo, [1, 3, 5, 6]],
    [texts.film, [2, 4, 7, 8]],
    [texts.outlook, [9]],
  ];
  return html`<fieldset class="vk-kaart__maps">
    <legend>${texts.maps}</legend>
    ${groups.map(
      ([name, numbers]) => html`<div class="vk-kaart__group" role="group" aria-label=${name}>
        <p class="vk-kaart__eyebrow" aria-hidden="true">${name}</p>
        ${numbers.map((number) => one(screen, number))}
      </div>`,
    )}
  </fieldset>`;
}

function one(screen: Screen, number: number): TemplateResult | typeof nothing {
  const map = screen.atlas.maps.find((found) => found.number === number);
  if (!map) return nothing;
  const id = `${screen.id}-map-${number}`;
  return html`<div class="vk-kaart__map-choice">
    <input
      type="radio"
      id=${id}
      name="${screen.id}-map"
      .checked=${screen.state.kaart === number}
      ?disabled=${!map.available}
      aria-describedby=${map.available ? nothing : `${id}-why`}
      @change=${() => screen.acts.change({ kaart: number, klasse: null })}
    />
    <label for=${id}><span class="vk-kaart__number">${number}</span><span>${map.title}</span></label>
    ${map.available ? nothing : why(screen, map, `${id}-why`)}
  </div>`;
}

function why(screen: Screen, map: AbsentMap | AtlasMap, id: string): TemplateResult | typeof nothing {
  if (map.available) return nothing;
  const level = map.elsewhere;
  const query = level ? printState({ ...screen.state, kaart: map.number, niveau: level, gebied: null, met: null }, location.search) : "";
  return html`<p class="vk-kaart__why" id=${id}>
    ${screen.texts.notHere}: ${map.reason}
    ${level ? html`<a href="?${query}">${screen.texts.elsewhere(screen.texts[level])}</a>` : nothing}
  </p>`;
}

/** Return the levels as links: another level is another page, for it has other areas. */
export function levelsPart(screen: Screen): TemplateResult | typeof nothing {
  const { texts, links, state } = screen;
  if (links.levels.length < 2) return nothing;
  return html`<nav class="vk-kaart__levels" aria-label=${texts.level}>
    ${links.levels.map((level) => {
      const other = { ...state, niveau: level, gebied: null, met: null };
      const query = printState(other, location.search);
      return html`<a
        href="?${query}"
        aria-current=${level === screen.atlas.level ? "page" : nothing}
        >${texts[level]}</a
      >`;
    })}
  </nav>`;
}
