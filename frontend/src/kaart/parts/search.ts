/** The search box: a combobox with a list of areas (ARIA authoring practices, editable with list autocomplete). */

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Screen } from "../screen.js";
import { findNames } from "../search.js";

const MOST = 8;

/** What has been typed, and which of the areas found is current. */
export interface Search {
  text: string;
  found: number[];
  at: number;
  isOpen: boolean;
}

export function emptySearch(): Search {
  return { text: "", found: [], at: -1, isOpen: false };
}

/** Return the search box and the areas found. */
export function searchPart(screen: Screen, search: Search): TemplateResult {
  const { texts, id, atlas } = screen;
  const isOpen = search.isOpen && search.text.trim() !== "";
  const current = isOpen && search.at >= 0 ? `${id}-found-${search.at}` : nothing;
  return html`<div class="vk-kaart__search">
    <label for="${id}-search">${texts.search}</label>
    <input
      id="${id}-search"
      type="text"
      role="combobox"
      autocomplete="off"
      spellcheck="false"
      placeholder=${texts.searchHint}
      aria-autocomplete="list"
      aria-expanded=${isOpen && search.found.length ? "true" : "false"}
      aria-controls="${id}-found"
      aria-activedescendant=${current}
      .value=${search.text}
      @input=${(event: Event) => type(screen, search, (event.target as HTMLInputElement).value)}
      @keydown=${(event: KeyboardEvent) => press(screen, search, event)}
      @blur=${() => {
        search.isOpen = false;
        screen.acts.redraw();
      }}
    />
    <ul id="${id}-found" role="listbox" aria-label=${texts.search} ?hidden=${!isOpen || !search.found.length}>
      ${
        isOpen
          ? search.found.map(
              (area, at) =>
                html`<li
                  id="${id}-found-${at}"
                  role="option"
                  aria-selected=${at === search.at ? "true" : "false"}
                  @mousedown=${(event: Event) => {
                    event.preventDefault();
                    choose(screen, search, area, "pointer");
                  }}
                >
                  <span>${atlas.areas.names[area]}</span>
                  <small>${whereabouts(screen, area)}</small>
                </li>`,
            )
          : nothing
      }
    </ul>
    ${isOpen && !search.found.length ? html`<p class="vk-kaart__hint">${texts.nothingFound}</p>` : nothing}
  </div>`;
}

/** Return in which wijk or gemeente an area lies, to tell two of one name apart. */
function whereabouts(screen: Screen, area: number): string {
  const { areas, place } = screen.atlas;
  const wijk = areas.wijken[area] ?? "";
  const gemeente = areas.gemeenten[area] ?? "";
  return [wijk, gemeente === place.name || gemeente === areas.names[area] ? "" : gemeente].filter(Boolean).join(", ");
}

function type(screen: Screen, search: Search, text: string): void {
  search.text = text;
  search.found = findNames(screen.atlas.areas.names, text, MOST);
  search.at = -1;
  search.isOpen = true;
  if (text.trim()) screen.acts.say(search.found.length ? screen.texts.found(search.found.length) : screen.texts.nothingFound);
  screen.acts.redraw();
}

function press(screen: Screen, search: Search, event: KeyboardEvent): void {
  const count = search.found.length;
  if (event.key === "ArrowDown" && count) search.at = (search.at + 1) % count;
  else if (event.key === "ArrowUp" && count) search.at = search.at <= 0 ? count - 1 : search.at - 1;
  else if (event.key === "Escape" && search.text) Object.assign(search, emptySearch());
  else if (event.key === "Enter") {
    const area = search.found[Math.max(search.at, 0)];
    if (area !== undefined) choose(screen, search, area, "keys");
  } else return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key.startsWith("Arrow")) search.isOpen = true;
  screen.acts.redraw();
}

function choose(screen: Screen, search: Search, area: number, way: "pointer" | "keys"): void {
  Object.assign(search, emptySearch());
  screen.acts.pick(area, way);
}
