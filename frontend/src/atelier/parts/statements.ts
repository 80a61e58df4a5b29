// Statements: one at a time, three big buttons; then the next that waits for an answer.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { cardView } from '../card';
import type { Card, Step } from '../contract';
import { type Here, isMeant, isOpen } from '../here';
import { button } from './fields';

const ANSWERS = ['1', '-1', '0'] as const;
const ICONS = { '1': 'thumbs-up', '-1': 'thumbs-down', '0': 'circle-help' } as const;

/** The statements of a step in the order in which they came: the list may grow, what one did stays in its place. */
export function statementsOf(here: Here, step: Step): Card[] {
  return here.board.cards().filter((one) => one.form === 'statement' && isMeant(one, step)).reverse();
}

export function statementsPart(here: Here): TemplateResult | typeof nothing {
  const { texts, step } = here;
  if (!step?.acts.includes('vote') || !isOpen(here)) return nothing;
  const all = statementsOf(here, step);
  return html`<section class="at-statements" aria-labelledby="at-statements"><h2 class="at-add__heading" id="at-statements" tabindex="-1">${texts.statements}</h2>
    ${all.length ? frontPart(here, all) : html`<p>${texts.noStatements}</p>`}
  </section>`;
}

function frontPart(here: Here, all: readonly Card[]): TemplateResult {
  const { texts, words, mine, ui } = here;
  const waits = all.find((one) => mine.of('votes', one.card) === undefined);
  const front = all.find((one) => one.card === ui.statement) ?? waits;
  if (!front) {
    return html`<p class="at-done">${texts.allVoted} ${texts.moreStatements}</p>
      <div class="at-buttons">${button({ sprite: words.icons, text: texts.previous, icon: 'chevron-left', tone: 'subtle', press: () => go(here, all.at(-1)) })}</div>`;
  }
  const at = all.indexOf(front);
  const given = mine.of('votes', front.card);
  return html`<p class="at-statements__place" id="at-statement-place">${texts.statementOf(at + 1, all.length)}</p>
    ${cardView(front, words, { reactions: false, counts: true })}
    <div class="at-votes" role="group" aria-labelledby="at-statement-place">
      ${ANSWERS.map((one) => button({ sprite: words.icons, text: texts.votes[one], icon: ICONS[one], id: `at-vote-${one}`, pressed: given === Number(one), press: () => void vote(here, front, Number(one)) }))}
    </div>
    ${given === undefined ? nothing : html`<p class="vk-meta">${texts.voted(texts.votes[String(given) as '1'])}</p>`}
    <div class="at-buttons">
      ${at > 0 ? button({ sprite: words.icons, text: texts.previous, icon: 'chevron-left', tone: 'subtle', press: () => go(here, all[at - 1]) }) : nothing}
      ${at < all.length - 1 ? button({ sprite: words.icons, text: texts.next, icon: 'chevron-right', tone: 'subtle', press: () => go(here, all[at + 1]) }) : nothing}
      ${given === undefined ? nothing : button({ sprite: words.icons, text: texts.takeBack, icon: 'undo-2', tone: 'subtle', press: () => void here.act('vote', { card: front.card, value: null }) })}
    </div>`;
}

function go(here: Here, card: Card | undefined): void {
  here.set({ statement: card?.card ?? '' });
  here.focus('#at-statements');
}

async function vote(here: Here, card: Card, value: number): Promise<void> {
  const wasFront = here.mine.of('votes', card.card) === undefined;
  if (!(await here.act('vote', { card: card.card, value }))) return;
  const answer = here.texts.voted(here.texts.votes[String(value) as '1']);
  here.say(answer);
  // Who changes an answer stays there; who answers goes on to what waits.
  here.set({ statement: wasFront ? '' : card.card });
  if (wasFront) here.focus('#at-statements');
}
