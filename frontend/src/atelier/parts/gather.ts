// Putting cards together: choose, give a title or a pile that is there, undo.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { shortened } from '../card';
import type { Card, Cluster, Step } from '../contract';
import { type Here, isOpen } from '../here';
import { newId } from '../ids';
import { button, fault, select, valueOf } from './fields';

const MOST_TITLE = 80;

export function mayGather(here: Here, step: Step | undefined): boolean {
  return step !== undefined && step.acts.includes('gather') && isOpen(here);
}

/** Return the box to choose a card with, and the way out of its pile. */
export function pickPart(here: Here, card: Card): TemplateResult {
  const { texts, words, ui } = here;
  return html`<div class="at-pick">
    <label class="vk-option"><input type="checkbox" data-pick=${card.card} .checked=${live(ui.picks.has(card.card))} @change=${() => pick(here, card.card)}><span>${texts.pick}<span class="vk-sr">: ${shortened(card.text, 40)}</span></span></label>
    ${card.cluster ? button({ sprite: words.icons, text: texts.apart, icon: 'ungroup', tone: 'subtle', press: () => void apart(here, card) }) : nothing}
  </div>`;
}

function pick(here: Here, card: string): void {
  const picks = new Set(here.ui.picks);
  if (!picks.delete(card)) picks.add(card);
  here.set({ picks, pileWrong: false });
}

/** Return what is done with the chosen cards; it stays in sight while one looks for more. */
export function gatherPart(here: Here): TemplateResult | typeof nothing {
  const { texts, words, ui } = here;
  if (!mayGather(here, here.step)) return nothing;
  const undo = ui.gathered
    ? button({ sprite: words.icons, text: texts.undo, icon: 'undo-2', tone: 'subtle', id: 'at-undo', press: () => void undoLast(here) })
    : nothing;
  if (!ui.picks.size) return html`<div class="at-gather"><p>${texts.gatherLead}</p>${undo}</div>`;
  const piles = [...here.board.items.values()].filter((one): one is Cluster => one.kind === 'cluster' && here.board.cards().some((card) => card.cluster === one.cluster));
  return html`<form class="at-gather at-gather--on" novalidate @submit=${(event: Event) => {
    event.preventDefault();
    void gather(here);
  }}>
    <p><strong>${texts.picked(ui.picks.size)}</strong></p>
    ${piles.length ? select({ id: 'at-pile', label: texts.onto, none: texts.newCluster, groups: [{ name: '', choices: piles.map((one) => ({ value: one.cluster, name: one.title })) }], chosen: ui.pile, pick: (value) => here.set({ pile: value }) }) : nothing}
    ${
      ui.pile
        ? nothing
        : html`<div class=${ui.pileWrong ? 'vk-field vk-field--invalid' : 'vk-field'}><label class="utrecht-form-label" for="at-pile-title">${texts.clusterTitle}</label>
            ${fault('at-pile-title', ui.pileWrong ? texts.clusterTitleWrong : undefined)}
            <input class="utrecht-textbox" id="at-pile-title" maxlength=${MOST_TITLE} autocomplete="off" aria-describedby=${ui.pileWrong ? 'at-pile-title-wrong' : nothing} aria-invalid=${ui.pileWrong ? 'true' : nothing}></div>`
    }
    <div class="at-buttons">
      <button class="nl-button nl-button--primary"><span class="nl-button__label">${texts.gather}</span></button>
      ${button({ sprite: words.icons, text: texts.clearPicks, icon: 'x', tone: 'subtle', press: () => clear(here) })}
      ${undo}
    </div>
  </form>`;
}

function clear(here: Here): void {
  here.set({ picks: new Set() });
  here.focus('#at-board');
}

async function gather(here: Here): Promise<void> {
  const { ui, board, texts } = here;
  const title = ui.pile ? board.title(ui.pile) : valueOf('at-pile-title').trim();
  if (!title || [...title].length > MOST_TITLE) {
    here.set({ pileWrong: true });
    here.say(texts.clusterTitleWrong);
    here.focus('#at-pile-title');
    return;
  }
  const deed = await here.act('gather', { cards: [...ui.picks], cluster: ui.pile || newId(), title });
  if (!deed) return;
  here.set({ picks: new Set(), pile: '', pileWrong: false, gathered: deed });
  here.say(texts.gathered(title));
  here.focus('#at-board');
}

async function apart(here: Here, card: Card): Promise<void> {
  const deed = await here.act('gather', { cards: [card.card] });
  if (!deed) return;
  here.set({ gathered: deed });
  here.say(here.texts.aparted);
  // The card moves to another place in the list: focus goes with it.
  here.focus(`[data-pick="${card.card}"]`);
}

async function undoLast(here: Here): Promise<void> {
  if (!(await here.act('undo', { deed: here.ui.gathered }))) return;
  here.set({ gathered: '' });
  here.say(here.texts.undone);
  here.focus('#at-board');
}
