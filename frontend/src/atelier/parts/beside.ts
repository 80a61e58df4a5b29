// What stands beside every contribution: the map, and of a buurt its story, figures, sources and what is missing.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatFigure } from '../../kaart/format';
import type { PatternName } from '../../kaart/contract';
import { swatch } from '../../kaart/parts/swatch';
import { type Figure, there, type Told } from '../besideData';
import { type Here, stepOf } from '../here';
import { icon } from '../icon';
import type { BesideMap } from '../placeMap';
import { button, select } from './fields';
import { areaGroups } from './where';

/** Return the map; open by itself in a step that is about it. */
export function mapFold(here: Here): TemplateResult {
  return fold(here, 'map', here.texts.theMap, 'map', () => mapPart(here));
}

/** Return what is known of a buurt; open by itself in a step that is about its story. */
export function areaFold(here: Here): TemplateResult {
  return fold(here, 'area', here.texts.beside, 'chart-line', () => areaPart(here));
}

/** Return whether something that stands beside the form is open: as the person chose, or else as the step asks. */
export function isUnfolded(here: Here, what: 'map' | 'area'): boolean {
  return here.ui.unfolded[what] ?? here.step?.view === (what === 'map' ? 'kaart' : 'verhaal');
}

function fold(here: Here, what: 'map' | 'area', title: string, mark: string, body: () => TemplateResult): TemplateResult {
  const isOpen = isUnfolded(here, what);
  const toggled = (event: Event): void => {
    const { open } = event.target as HTMLDetailsElement;
    if (open !== isUnfolded(here, what)) here.set({ unfolded: { ...here.ui.unfolded, [what]: open } });
  };
  return html`<details class="at-beside" id=${`at-fold-${what}`} ?open=${isOpen} @toggle=${toggled}>
    <summary class="at-fold">${icon(here.words.icons, mark)}<h2>${title}</h2></summary>
    ${isOpen ? html`<div class="at-beside__body">${body()}</div>` : nothing}
  </details>`;
}

function mapPart(here: Here): TemplateResult {
  const { texts, words, ui, sheet } = here;
  const found = here.beside.map(ui.map);
  const beside = there(found);
  const isDrawing = isPointing(here);
  if (found === 'not ready') return html`<p class="vk-meta">${texts.mapNotReady}</p>`;
  if (found === 'failed') return html`<p class="vk-meta">${texts.mapFailed}</p>`;
  if (!beside?.map) return html`<p class="vk-meta">${texts.mapWait}</p>`;
  const map = beside.map;
  return html`${
    beside.maps.length > 1
      ? select({
          id: 'at-which-map',
          label: texts.whichMap,
          none: beside.map.title,
          groups: [{ name: '', choices: beside.maps.filter((one) => one.number !== map.number).map((one) => ({ value: String(one.number), name: one.title })) }],
          chosen: '',
          pick: (value) => here.set({ map: Number(value) || ui.map }),
        })
      : nothing
  }
  <h3 class="at-beside__question">${map.question}</h3>
  <p class="at-beside__sentence">${map.legend.sentence}</p>
  ${isDrawing || sheet.state === 'cannot' ? nothing : sheet.host}
  <ul class="at-legend-list">
    ${map.legend.classes.map((one) => html`<li>${swatch(one.colour, one.pattern, 18)}<span>${one.name}</span></li>`)}
    ${map.legend.missing.count ? html`<li>${swatch(map.legend.missing.colour, 'missing', 18)}<span>${map.legend.missing.name}</span></li>` : nothing}
  </ul>
  <details class="at-fold-small"><summary>${texts.asList}</summary>${listPart(here, beside)}</details>
  <p class="vk-meta">${map.period}. ${(map.sources ?? []).map((one) => [one.name, one.years].filter(Boolean).join(' ')).join('; ')}</p>
  <p class="vk-meta at-words">${icon(words.icons, 'info')}<span>${texts.besideLead}</span></p>`;
}

/** Return whether the form holds the map, to draw on. */
export function isPointing(here: Here): boolean {
  const step = stepOf(here, here.ui.formStep);
  return step !== undefined && step.forms.length > 0 && here.drafts.card(step.key).where === 'map';
}

/** The map as a list: by class, the buurten by name. */
function listPart(here: Here, beside: BesideMap): TemplateResult {
  const map = beside.map;
  if (!map) return html``;
  const named = (wanted: number): string[] =>
    beside.areas.names.flatMap((name, at) => (map.classes[at] === wanted ? [map.unsure[at] ? `${name} (${here.texts.unsure})` : name] : []));
  const rows = [...map.legend.classes.map((one, at) => [one.name, named(at)] as const), [map.legend.missing.name, named(-1)] as const];
  return html`<dl class="at-as-list">${rows.filter(([, names]) => names.length).map(([name, names]) => html`<dt>${name} (${names.length})</dt><dd>${names.join(', ')}</dd>`)}</dl>`;
}

function areaPart(here: Here): TemplateResult {
  const { texts, words, ui } = here;
  const chosen = ui.buurt || words.areas.find((one) => one.near)?.code || '';
  const found = chosen ? here.beside.area(chosen) : undefined;
  const told = found ? there(found) : undefined;
  return html`${select({
    id: 'at-beside-area',
    label: texts.buurt,
    none: texts.chooseBuurt,
    groups: areaGroups(here, words.areas),
    chosen,
    pick: (value) => here.set({ buurt: value }),
  })}
  ${found === 'waits' ? html`<p class="vk-meta">…</p>` : nothing}
  ${found === 'failed' || found === 'not ready' ? html`<p class="vk-meta">${texts.mapFailed}</p>` : nothing}
  ${told ? toldPart(here, told) : nothing}`;
}

function toldPart(here: Here, told: Told): TemplateResult {
  const { texts } = here;
  return html`<section class="at-told" aria-labelledby="at-told">
    <h3 id="at-told">${told.area.name}</h3>
    ${told.story.slice(0, 1).map(storyPart)}
    ${told.story.length > 1 ? html`<details class="at-fold-small"><summary>${texts.wholeStory}</summary><div class="at-story">${told.story.slice(1).map(storyPart)}</div></details>` : nothing}
    <details class="at-fold-small"><summary>${texts.classes}</summary>
      <ul class="at-classes">${told.classes.map(
        (one) => html`<li>${one.class ? swatch(one.class.colour, one.class.pattern as PatternName, 18) : swatch('#FFFFFF', 'missing', 18)}<span><strong>${one.title}</strong>: ${one.class ? `${one.class.name}${one.unsure ? ` (${texts.unsure})` : ''}` : one.reason}</span></li>`,
      )}</ul></details>
    <details class="at-fold-small"><summary>${texts.figures} (${told.indicators.length})</summary>
      <ul class="at-figures">${told.indicators.map((one) => figurePart(here, one))}</ul></details>
    ${
      told.missing.length
        ? html`<details class="at-fold-small"><summary>${texts.missing} (${told.missing.length})</summary><ul class="vk-list">${told.missing.map((one) => html`<li><strong>${one.what}</strong>: ${one.why}</li>`)}</ul></details>`
        : nothing
    }
  </section>`;
}

function storyPart(one: Told['story'][number]): TemplateResult {
  if (one.kind === 'list') return html`<ul class="vk-list">${one.items.map((text) => html`<li>${text}</li>`)}</ul>`;
  return one.kind === 'answer' ? html`<p><strong>${one.question}</strong> ${one.text}</p>` : html`<p>${one.text}</p>`;
}

function figurePart(here: Here, one: Figure): TemplateResult {
  const { texts, words, step } = here;
  const told = (value: number): string => formatFigure(value, one.unit, one.decimals, words.lang);
  return html`<li class="at-figure">
    <p class="at-figure__name">${one.name}</p>
    <p class="at-figure__value">${one.value === null ? html`<span class="vk-missing">${one.reason}</span>` : html`<strong>${told(one.value)}</strong>`}
      ${one.value !== null && one.low !== null && one.high !== null ? html`<span class="vk-meta">${texts.between(told(one.low), told(one.high))}</span>` : nothing}</p>
    <p class="vk-meta">${[one.gemeente === null ? '' : `${texts.gemeente}: ${told(one.gemeente)}`, one.period, one.source].filter(Boolean).join(' · ')}</p>
    ${
      step?.forms.includes('figure')
        ? button({ sprite: words.icons, text: texts.isItRight, label: texts.isItRightOf(one.name), icon: 'circle-help', tone: 'subtle', press: () => askAbout(here, one.code) })
        : nothing
    }
  </li>`;
}

/** Begin a card about a figure: the buurt that was looked at goes along. */
function askAbout(here: Here, indicator: string): void {
  const { step, ui, words, drafts } = here;
  if (!step) return;
  const buurt = ui.buurt || words.areas.find((one) => one.near)?.code || '';
  const isBuurt = words.areas.some((one) => one.code === buurt && one.level === 'buurt');
  drafts.setCard(step.key, { form: 'figure', indicator, ...(isBuurt ? { where: 'buurt' as const, buurt } : {}) });
  here.set({ formStep: step.key, wrong: [] });
  here.focus('#at-text');
}
