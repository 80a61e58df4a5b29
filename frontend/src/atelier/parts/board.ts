// The board as a list: the newest first, piles with their title; under each card what one may do with it.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { repeat } from 'lit/directives/repeat.js';
import { cardView, shortened } from '../card';
import type { Card, Step } from '../contract';
import { type Here, isOpen } from '../here';
import { button, fault, valueOf } from './fields';
import { choicesPart, leftPart } from './choices';
import { gatherPart, mayGather, pickPart } from './gather';

export function boardPart(here: Here): TemplateResult {
  const { texts, words, step, ui } = here;
  const all = here.board.cards().filter((one) => !isInFront(here, one));
  const shown = ui.showsAll || here.run?.state === 'closed' ? all : all.filter((one) => belongs(one, step));
  const earlier = all.length - shown.length;
  const pending = here.pending.filter((one) => !isInFront(here, one));
  const rows = here.board.rows(shown);
  const count = shown.length + pending.length;
  return html`<section class="at-board" aria-labelledby="at-board">
    <div class="at-board__head"><h2 id="at-board" tabindex="-1">${texts.board}</h2>${isVoting(here) && !count ? nothing : html`<p class="vk-meta" id="at-count">${texts.boardCount(count)}</p>`}</div>
    ${step ? leftPart(here, step) : nothing}
    ${gatherPart(here)}
    ${rows.length || pending.length || isVoting(here) ? nothing : html`<p class="vk-meta">${texts.emptyBoard} ${step?.forms.length && isOpen(here) ? texts.beFirst : ''}</p>`}
    <ol class="at-list" id="at-list">
      ${repeat(pending, (one) => one.card, (one) => html`<li>${cardView(one, words, { isWaiting: true, of: textOf(here, one.of) })}</li>`)}
      ${repeat(
        rows,
        (row) => row.key,
        (row) => {
          const only = row.cards[0];
          if (!row.title) return html`<li>${only ? onePart(here, only) : nothing}</li>`;
          return html`<li class="at-pile"><h3>${texts.cluster(row.title, row.cards.length)}</h3>
            <ol class="at-list">${repeat(row.cards, (one) => one.card, (one) => html`<li>${onePart(here, one)}</li>`)}</ol></li>`;
        },
      )}
    </ol>
    ${
      here.run?.state !== 'closed' && (earlier > 0 || (ui.showsAll && all.some((one) => !belongs(one, step))))
        ? button({ sprite: words.icons, text: ui.showsAll ? texts.showStep : texts.showAll(earlier), icon: 'list', id: 'at-show-all', press: () => here.set({ showsAll: !ui.showsAll }) })
        : nothing
    }
  </section>`;
}

/** A statement that is voted on stands above, one at a time. */
function isInFront(here: Here, card: Card): boolean {
  return card.form === 'statement' && isVoting(here);
}

function isVoting(here: Here): boolean {
  return isOpen(here) && (here.step?.acts.includes('vote') ?? false);
}

/** What a step is about: its own cards, those that are chosen from, or all where nothing is written. */
export function belongs(card: Card, step: Step | undefined): boolean {
  if (!step) return true;
  if (!step.forms.length || step.acts.includes('gather')) return !step.on.length || step.on.includes(card.step);
  return card.step === step.key || step.on.includes(card.step);
}

function textOf(here: Here, card: string): string {
  return card ? (here.board.card(card)?.text ?? '') : '';
}

function onePart(here: Here, card: Card): TemplateResult {
  const { step, words, texts, ui } = here;
  const isMine = card.by.id === words.me.id;
  const canReact = step?.acts.includes('react') && isOpen(here) && (!step.on.length || step.on.includes(card.step));
  const canMend = isMine && here.run?.state === 'runs';
  const open = ui.open?.card === card.card ? ui.open.what : '';
  const about = texts.about(shortened(card.text, 40));
  const opener = (what: 'react' | 'amend' | 'withdraw', text: string): TemplateResult =>
    html`<button type="button" class="at-link" data-open=${`${what}-${card.card}`} aria-expanded=${String(open === what)} aria-label=${`${text}, ${about}`} @click=${() => toggle(here, what, card)}>${text}</button>`;
  const acts = html`
    ${step ? choicesPart(here, card, step) : nothing}
    ${mayGather(here, step) ? pickPart(here, card) : nothing}
    ${
      canReact || canMend
        ? html`<div class="at-card__links">
            ${canReact ? opener('react', texts.react) : nothing}
            ${canMend ? html`${opener('amend', texts.amend)}${opener('withdraw', texts.withdraw)}` : nothing}
          </div>`
        : nothing
    }
    ${open === 'react' ? writePart(here, card, 'react') : nothing}
    ${open === 'amend' ? writePart(here, card, 'amend') : nothing}
    ${open === 'withdraw' ? withdrawPart(here, card) : nothing}`;
  return cardView(card, words, { counts: true, of: textOf(here, card.of), within: here.within(card), acts });
}

function toggle(here: Here, what: 'react' | 'amend' | 'withdraw', card: Card): void {
  const isOpenNow = here.ui.open?.card === card.card && here.ui.open.what === what;
  here.set({ open: isOpenNow ? null : { what, card: card.card } });
  if (!isOpenNow) here.focus(what === 'withdraw' ? `#at-withdraw-${card.card}` : `#at-write-${card.card}`);
}

function writePart(here: Here, card: Card, what: 'react' | 'amend'): TemplateResult {
  const { texts, words, drafts } = here;
  const id = `at-write-${card.card}`;
  const name = `${what} ${card.card}`;
  const start = drafts.text(name) || (what === 'amend' ? card.text : '');
  return html`<form class="at-small-form" novalidate @submit=${(event: Event) => {
    event.preventDefault();
    void sendText(here, card, what);
  }}>
    <label class="utrecht-form-label" for=${id}>${what === 'react' ? texts.reaction : texts.amendText}</label>
    ${here.ui.wrong.includes('text') ? fault(id, texts.wrong.text) : nothing}
    <textarea class="utrecht-textarea" id=${id} rows="3" maxlength="600" .defaultValue=${start} @input=${(event: Event) => drafts.setText(name, (event.target as HTMLTextAreaElement).value)}></textarea>
    <div class="at-buttons">
      <button class="nl-button nl-button--secondary"><span class="nl-button__label">${what === 'react' ? texts.sendReaction : texts.saveAmend}</span></button>
      ${button({ sprite: words.icons, text: texts.cancel, tone: 'subtle', press: () => close(here, card) })}
    </div>
  </form>`;
}

function close(here: Here, card: Card): void {
  const what = here.ui.open?.what ?? 'react';
  here.set({ open: null, wrong: [] });
  here.focus(`[data-open="${what}-${card.card}"]`);
}

async function sendText(here: Here, card: Card, what: 'react' | 'amend'): Promise<void> {
  const text = valueOf(`at-write-${card.card}`).trim();
  if (!text) {
    here.set({ wrong: ['text'] });
    here.say(here.texts.wrong.text);
    here.focus(`#at-write-${card.card}`);
    return;
  }
  if (!(await here.act(what, { card: card.card, text }))) return;
  here.drafts.drop(`${what} ${card.card}`);
  here.say(what === 'react' ? here.texts.reacted : here.texts.amended);
  close(here, card);
}

function withdrawPart(here: Here, card: Card): TemplateResult {
  const { texts, words } = here;
  return html`<div class="at-buttons">
    ${button({ sprite: words.icons, text: texts.reallyWithdraw, icon: 'undo-2', id: `at-withdraw-${card.card}`, press: () => void withdraw(here, card) })}
    ${button({ sprite: words.icons, text: texts.cancel, tone: 'subtle', press: () => close(here, card) })}
  </div>`;
}

async function withdraw(here: Here, card: Card): Promise<void> {
  if (!(await here.act('withdraw', { card: card.card }))) return;
  here.set({ open: null });
  here.say(here.texts.withdrawn);
  here.focus('#at-board');
}
