// Where it is about: pointed at on the map, or told without one; both count the same.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import type { Area, Place } from '../contract';
import { isWhole } from '../compose';
import type { Draft } from '../drafts';
import type { Here } from '../here';
import { button, fault, radios, select, type Group } from './fields';

const WHERES = ['nowhere', 'map', 'buurt', 'street'] as const;
const SHAPES = ['point', 'line', 'area'] as const;

interface Wish {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

export function wherePart(here: Here, wish: Wish): TemplateResult {
  const { texts } = here;
  const { draft, change } = wish;
  return html`<div id="at-where" tabindex="-1">
    ${radios({
      name: 'at-where',
      legend: texts.where,
      choices: WHERES.map((one) => ({ value: one, name: texts.wheres[one] })),
      chosen: draft.where,
      pick: (value) => change({ where: value as Draft['where'] }),
    })}
    ${draft.where === 'buurt' ? buurtPart(here, wish) : nothing}
    ${draft.where === 'street' ? streetPart(here, wish) : nothing}
    ${draft.where === 'map' ? drawPart(here, wish) : nothing}
  </div>`;
}

/** The areas of the atelier first, then those around it. */
export function areaGroups(here: Here, areas: readonly Area[]): Group[] {
  const choices = (many: readonly Area[]): Group['choices'] => many.map((one) => ({ value: one.code, name: one.within ? `${one.name} (${one.within})` : one.name }));
  const near = areas.filter((one) => one.near);
  const groups = [
    { name: here.texts.nearby, choices: choices(near) },
    { name: here.texts.elsewhere, choices: choices(areas.filter((one) => !one.near)) },
  ].filter((one) => one.choices.length);
  return groups.length > 1 ? groups : groups.map((one) => ({ ...one, name: '' }));
}

function buurtPart(here: Here, { draft, change }: Wish): TemplateResult {
  const { texts, ui } = here;
  return select({
    id: 'at-where-buurt',
    label: texts.buurt,
    none: texts.chooseBuurt,
    groups: areaGroups(here, here.words.areas.filter((one) => one.level === 'buurt')),
    chosen: draft.buurt,
    wrong: ui.wrong.includes('buurt') ? texts.wrong.buurt : undefined,
    pick: (value) => change({ buurt: value }),
  });
}

function streetPart(here: Here, { draft, change }: Wish): TemplateResult {
  const { texts, ui } = here;
  const wrong = ui.wrong.includes('street') ? texts.wrong.street : undefined;
  return html`<div class=${wrong ? 'vk-field vk-field--invalid' : 'vk-field'}>
    <label class="utrecht-form-label" for="at-where-street">${texts.street}</label>
    ${fault('at-where-street', wrong)}
    <input class="utrecht-textbox" id="at-where-street" maxlength="120" autocomplete="off" aria-describedby=${wrong ? 'at-where-street-wrong' : nothing}
      .value=${live(draft.street)} @input=${(event: Event) => change({ street: (event.target as HTMLInputElement).value })}>
  </div>`;
}

function drawPart(here: Here, { draft, change }: Wish): TemplateResult {
  const { texts, words, ui, sheet } = here;
  const kind = draft.place?.kind ?? 'point';
  const wrong = ui.wrong.includes('place') ? texts.wrong.place : undefined;
  if (sheet.state === 'cannot') return html`<p class="at-fault">${texts.noDraw}</p>`;
  const count = draft.place?.points.length ?? 0;
  const last = draft.place?.points.at(-1);
  const needs = kind === 'point' ? '' : texts.needs[kind as 'line' | 'area'];
  return html`<div class=${wrong ? 'vk-field vk-field--invalid' : 'vk-field'}>
    ${radios({
      name: 'at-shape',
      legend: texts.shape,
      choices: SHAPES.map((one) => ({ value: one, name: texts.shapes[one] })),
      chosen: kind,
      pick: (value) => {
        const points = draft.place?.points ?? [];
        change({ place: { kind: value as Place['kind'], points: value === 'point' ? points.slice(-1) : points, words: '' } });
      },
    })}
    <p class="utrecht-form-field-description" id="at-draw-help">${texts.drawHelp}</p>
    ${fault('at-where', wrong)}
    ${sheet.state === 'waits' ? html`<p class="vk-meta">${texts.mapWait}</p>` : nothing}
    ${sheet.state === 'failed' ? html`<p class="at-fault">${texts.mapFailed}</p>` : nothing}
    ${sheet.host}
    <div class="at-buttons">
      ${button({ sprite: words.icons, text: texts.putPoint, icon: 'map-pin', press: () => sheet.put() })}
      ${count ? button({ sprite: words.icons, text: texts.takePoint, icon: 'undo-2', tone: 'subtle', press: () => sheet.take() }) : nothing}
      ${button({ sprite: words.icons, text: texts.nearer, icon: 'plus', tone: 'subtle', press: () => sheet.zoom(1) })}
      ${button({ sprite: words.icons, text: texts.further, icon: 'minus', tone: 'subtle', press: () => sheet.zoom(-1) })}
    </div>
    ${last ? html`<p class="vk-meta">${texts.drawn(count, sheet.nameAt(last))}</p>` : nothing}
    ${needs && count && !isWhole(draft.place) ? html`<p class="vk-meta">${needs}</p>` : nothing}
  </div>`;
}
