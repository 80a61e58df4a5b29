/** Above the map: its question, how it is compared, classes or chance; beneath it: the years. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import { relativeOf } from "../contract.js";
import type { Screen } from "../screen.js";

/** Return the question as title, and what answers it. */
export function headPart(screen: Screen): TemplateResult {
  const { atlas, view, state } = screen;
  const map = view?.map ?? atlas.maps.find((one) => one.number === state.kaart);
  const period = view ? `, ${view.map.period}` : "";
  return html`<header class="vk-kaart__head">
    <h2 class="vk-kaart__question">${map?.question ?? map?.title}</h2>
    <p class="vk-kaart__title">${map?.title}${period}</p>
  </header>`;
}

/** Return the choices of how the map is shown. */
export function mannerPart(screen: Screen): TemplateResult {
  const { texts, state, atlas, acts } = screen;
  const hasRelative = relativeOf(atlas, state.kaart) !== null;
  const isRelative = state.kaart === 8 || (state.wijze === "relatief" && hasRelative);
  const choice = (wijze: "absoluut" | "relatief", name: string): TemplateResult => {
    const id = `${screen.id}-${wijze}`;
    const isOn = isRelative === (wijze === "relatief");
    const change = () => acts.change(state.kaart === 8 ? { kaart: 7, wijze } : { wijze, klasse: null });
    return html`<span class="vk-kaart__segment"
      ><input
        type="radio"
        id=${id}
        name="${screen.id}-wijze"
        .checked=${isOn}
        ?disabled=${!hasRelative && wijze === "relatief"}
        @change=${change}
      /><label for=${id}>${name}</label></span
    >`;
  };
  return html`<div class="vk-kaart__manner">
    <fieldset class="vk-kaart__segments">
      <legend>${texts.manner}</legend>
      ${choice("absoluut", texts.absolute)}${choice("relatief", texts.relative)}
    </fieldset>
    ${chancePart(screen)}
  </div>`;
}

function chancePart(screen: Screen): TemplateResult | typeof nothing {
  const { texts, view, state } = screen;
  if (!view) return nothing;
  const known = view.map.legend.classes.filter((_, at) => view.map.probabilities.some((one) => one?.[at] != null));
  if (known.length === 0) return nothing;
  const id = `${screen.id}-klasse`;
  return html`<div class="vk-kaart__field">
    <label for=${id}>${texts.show}</label>
    <select
      id=${id}
      .value=${state.klasse ?? ""}
      @change=${(event: Event) => screen.acts.change({ klasse: (event.target as HTMLSelectElement).value || null })}
    >
      <option value="" ?selected=${!state.klasse}>${texts.showClasses}</option>
      ${known.map(
        (one) =>
          html`<option value=${one.code} ?selected=${state.klasse === one.code}>${texts.chanceOfClass(one.name)}</option>`,
      )}
    </select>
  </div>`;
}

/** Return the slider of years, with the years themselves under it. */
export function yearsPart(screen: Screen): TemplateResult | typeof nothing {
  const { atlas, texts, state, acts } = screen;
  const years = atlas.years;
  if (years.length < 2) return nothing;
  const last = years.length - 1;
  const found = years.indexOf(state.jaar ?? years[last] ?? 0);
  const at = found < 0 ? last : found;
  const year = years[at];
  const id = `${screen.id}-jaar`;
  const choose = (event: Event): void => {
    const chosen = Number((event.target as HTMLInputElement).value);
    acts.change({ jaar: chosen === last ? null : (years[chosen] ?? null) });
  };
  return html`<div class="vk-kaart__years">
    <label for=${id}>${texts.year} <output for=${id}>${year}</output></label>
    <div class="vk-kaart__track">
      <input
        type="range"
        id=${id}
        min="0"
        max=${last}
        step="1"
        .value=${String(at)}
        aria-valuetext=${at === last ? `${year}, ${texts.latest}` : String(year)}
        @change=${choose}
        @input=${choose}
      />
      <div class="vk-kaart__ticks" aria-hidden="true">
        ${years.map((one, place) => html`<span class=${place === at ? "is-on" : ""}>${one}</span>`)}
      </div>
    </div>
  </div>`;
}
