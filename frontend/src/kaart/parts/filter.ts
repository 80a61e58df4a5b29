/** The conditions by which areas are chosen, and how many are left. */

import { html, nothing, type TemplateResult } from "lit/html.js";
import { findMap, relativeOf } from "../contract.js";
import type { Condition, FigureCondition } from "../filter.js";
import { formatFigure, parseNumber } from "../format.js";
import { passingWords, type Screen } from "../screen.js";

/** What a person has filled in but not yet added. */
export interface Draft {
  on: string;
  classCode: string;
  side: ">" | "<";
  text: string;
  fault: string;
}

export function emptyDraft(): Draft {
  return { on: "", classCode: "", side: ">", text: "", fault: "" };
}

/** Return the conditions in words, what passes them, and a form to add one. */
export function filterPart(screen: Screen, draft: Draft): TemplateResult {
  const { texts, state, acts, id } = screen;
  return html`<section class="vk-kaart__filter" aria-labelledby="${id}-filter">
    <h3 class="vk-kaart__eyebrow" id="${id}-filter">${texts.filter}</h3>
    ${resultPart(screen)}
    ${
      state.filter.length
        ? html`<ul class="vk-kaart__conditions">
            ${state.filter.map((one, at) => conditionPart(screen, one, at))}
          </ul>`
        : nothing
    }
    <form
      class="vk-kaart__form"
      novalidate
      @submit=${(event: Event) => {
        event.preventDefault();
        add(screen, draft);
      }}
    >
      ${fieldsPart(screen, draft)}
      <div class="vk-kaart__buttons">
        <button type="submit" class="vk-kaart__button">${texts.add}</button>
        ${
          state.filter.length
            ? html`<button type="button" class="vk-kaart__button vk-kaart__button--quiet" @click=${() => acts.change({ filter: [] })}>
                ${texts.clear}
              </button>`
            : nothing
        }
      </div>
    </form>
  </section>`;
}

function resultPart(screen: Screen): TemplateResult {
  const { passing, texts } = screen;
  return html`<p class="vk-kaart__passing">${passingWords(screen)}</p>
    ${passing.unknown ? html`<p class="vk-kaart__hint">${texts.passingUnknown(passing.unknown)}</p>` : nothing}
    ${passing.ignored.map((one) => html`<p class="vk-kaart__hint">${texts.ignored} ${sayCondition(screen, one)}</p>`)}`;
}

function conditionPart(screen: Screen, condition: Condition, at: number): TemplateResult {
  const said = sayCondition(screen, condition);
  const remove = () => screen.acts.change({ filter: screen.state.filter.filter((_, place) => place !== at) });
  return html`<li>
    <span>${at > 0 ? html`<i>${screen.texts.and}</i> ` : nothing}${said}</span>
    <button type="button" class="vk-kaart__remove" aria-label=${screen.texts.remove(said)} @click=${remove}>×</button>
  </li>`;
}

/** Return a condition in words: `Veerkrachtkaart is onder druk`, `Corporatiewoningen meer dan 50%`. */
export function sayCondition(screen: Screen, condition: Condition): string {
  const { atlas, texts } = screen;
  if (condition.kind === "figure") {
    const figure = atlas.figures.find((one) => one.code === condition.code);
    const value = formatFigure(condition.value, figure?.unit ?? "", decimalsOf(condition), screen.lang);
    return `${figure?.name ?? condition.code} ${condition.side === ">" ? texts.more : texts.less} ${value}`;
  }
  const map = condition.relative ? relativeOf(atlas, condition.map) : findMap(atlas, condition.map);
  const names = condition.classes.map((code) => {
    if (code === "onbekend") return map?.legend.missing.name ?? code;
    return map?.legend.classes.find((one) => one.code === code)?.name ?? code;
  });
  return `${map?.title ?? condition.map}: ${names.join(` ${texts.or} `)}`;
}

function decimalsOf(condition: FigureCondition): number {
  return String(condition.value).split(".")[1]?.length ?? 0;
}

function fieldsPart(screen: Screen, draft: Draft): TemplateResult {
  const { texts, atlas, id, acts } = screen;
  const change = (part: Partial<Draft>) => {
    Object.assign(draft, part, { fault: "" });
    acts.redraw();
  };
  const maps = atlas.maps.filter((one) => one.available);
  return html`<div class="vk-kaart__field">
      <label for="${id}-on">${texts.filterOn}</label>
      <select id="${id}-on" @change=${(event: Event) => change({ on: (event.target as HTMLSelectElement).value, classCode: "" })}>
        ${atlas.figures.length ? group(texts.figures, atlas.figures.map((one) => [one.code, one.name]), chosenOf(screen, draft)) : nothing}
        ${group(texts.classColumn, maps.map((one) => [`kaart:${one.number}`, `${one.number} ${one.title}`]), chosenOf(screen, draft))}
      </select>
    </div>
    ${chosenOf(screen, draft).startsWith("kaart:") ? classField(screen, draft, change) : numberField(screen, draft, change)}`;
}

function group(name: string, options: [string, string][], chosen: string): TemplateResult {
  return html`<optgroup label=${name}>
    ${options.map(([value, text]) => html`<option value=${value} ?selected=${value === chosen}>${text}</option>`)}
  </optgroup>`;
}

function chosenOf(screen: Screen, draft: Draft): string {
  return draft.on || (screen.atlas.figures[0]?.code ?? `kaart:${screen.state.kaart}`);
}

type Change = (part: Partial<Draft>) => void;

function classField(screen: Screen, draft: Draft, change: Change): TemplateResult {
  const { texts, id } = screen;
  const map = findMap(screen.atlas, Number(chosenOf(screen, draft).slice(6)));
  const choose = (event: Event): void => change({ classCode: (event.target as HTMLSelectElement).value });
  return html`<div class="vk-kaart__field">
    <label for="${id}-class">${texts.whichClass}</label>
    <select id="${id}-class" @change=${choose}>
      ${map?.legend.classes.map((one) => html`<option value=${one.code} ?selected=${one.code === draft.classCode}>${one.name}</option>`)}
    </select>
  </div>`;
}

function numberField(screen: Screen, draft: Draft, change: Change): TemplateResult {
  const { texts, id } = screen;
  const unit = screen.atlas.figures.find((one) => one.code === chosenOf(screen, draft))?.unit ?? "";
  return html`<div class="vk-kaart__pair">
      <div class="vk-kaart__field">
        <label for="${id}-side" class="vk-kaart__unseen">${texts.filterOn}</label>
        <select id="${id}-side" @change=${(event: Event) => change({ side: (event.target as HTMLSelectElement).value === "<" ? "<" : ">" })}>
          <option value=">" ?selected=${draft.side === ">"}>${texts.more}</option>
          <option value="<" ?selected=${draft.side === "<"}>${texts.less}</option>
        </select>
      </div>
      <div class="vk-kaart__field">
        <label for="${id}-than" class="vk-kaart__unseen">${texts.than}${unit ? ` (${unit})` : ""}</label>
        <input
          id="${id}-than"
          type="text"
          inputmode="decimal"
          autocomplete="off"
          .value=${draft.text}
          aria-invalid=${draft.fault ? "true" : nothing}
          aria-describedby=${draft.fault ? `${id}-fault` : nothing}
          @input=${(event: Event) => {
            draft.text = (event.target as HTMLInputElement).value;
          }}
          placeholder=${unit.length > 1 ? unit : ""}
        />${unit.length === 1 ? html`<span class="vk-kaart__unit" aria-hidden="true">${unit}</span>` : nothing}
      </div>
    </div>
    ${draft.fault ? html`<p class="vk-kaart__fault" id="${id}-fault" role="alert">${draft.fault}</p>` : nothing}`;
}

function add(screen: Screen, draft: Draft): void {
  const { acts, state, atlas } = screen;
  const on = chosenOf(screen, draft);
  if (on.startsWith("kaart:")) {
    const map = findMap(atlas, Number(on.slice(6)));
    const code = draft.classCode || map?.legend.classes[0]?.code;
    if (!map || !code) return;
    acts.change({ filter: [...state.filter, { kind: "class", map: map.number, relative: false, classes: [code] }] });
    return;
  }
  const value = parseNumber(draft.text, screen.lang);
  if (value === null) {
    draft.fault = screen.texts.badNumber(draft.text);
    acts.redraw();
    return;
  }
  draft.text = "";
  draft.fault = "";
  acts.change({ filter: [...state.filter, { kind: "figure", code: on, side: draft.side, value }] });
}
