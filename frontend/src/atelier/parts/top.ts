// The head of the page: who one is, the step, its question, the time left, and how the connection stands.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { cardView } from '../card';
import type { Here } from '../here';
import { isFor } from '../here';
import { icon } from '../icon';
import { timeWords } from '../timing';
import { button } from './fields';

export function topPart(here: Here): TemplateResult {
  return html`<p class="at-me"><strong>${here.words.atelier.name}</strong> <span>${here.words.me.name} · <a href=${`${here.words.addresses.door}?anders=1`}>${here.texts.notYou}</a></span></p>
    ${stepPart(here)} ${spotlightPart(here)}`;
}

function stepPart(here: Here): TemplateResult {
  const { texts, step, run, words } = here;
  if (run?.state === 'closed') return headPart('', texts.closed, texts.closedLead, outcomeLink(here));
  if (!step || !run || run.state === 'before') return headPart('', texts.before, texts.beforeLead);
  const place = words.steps.indexOf(step) + 1;
  const roles = step.parties.map((one) => words.parties[one] ?? one).join(', ');
  return html`<div class="at-step">
    <p class="at-step__kicker">${texts.stepOf(place, words.steps.length, step.title)}</p>
    <h1 class="at-step__question" id="at-question" tabindex="-1">${step.question}</h1>
    <p class=${here.left !== null && here.left <= 0 ? 'at-step__time at-step__time--over' : 'at-step__time'}>
      ${icon(words.icons, run.state === 'paused' ? 'circle-pause' : 'clock')}<span id="at-time" role="timer">${run.state === 'paused' ? texts.paused : timeWords(here.left, texts.time)}</span>
    </p>
    ${run.state === 'paused' ? html`<p>${texts.pausedLead}</p>` : nothing}
    ${step.view === 'results' ? outcomeLink(here) : nothing}
    ${isFor(step, here) ? nothing : html`<p class="at-step__roles">${texts.notYours(roles)}</p>`}
    <details class="at-goal"><summary>${texts.goal}</summary><p>${step.goal}</p></details>
  </div>`;
}

function outcomeLink(here: Here): TemplateResult {
  return html`<p><a class="nl-link" id="at-outcome" href=${here.words.addresses.results}>${here.texts.outcome}</a></p>`;
}

function headPart(kicker: string, title: string, lead: string, after: TemplateResult | typeof nothing = nothing): TemplateResult {
  return html`<div class="at-step">
    ${kicker ? html`<p class="at-step__kicker">${kicker}</p>` : nothing}
    <h1 class="at-step__question" id="at-question" tabindex="-1">${title}</h1>
    <p class="at-step__lead">${lead}</p>
    ${after}
  </div>`;
}

function spotlightPart(here: Here): TemplateResult | typeof nothing {
  const card = here.run?.spotlight ? here.board.card(here.run.spotlight) : undefined;
  if (!card) return nothing;
  return html`<section class="at-light" aria-labelledby="at-light"><h2 id="at-light">${icon(here.words.icons, 'lightbulb')}<span>${here.texts.spotlight}</span></h2>
    ${cardView(card, here.words, { reactions: false, counts: true })}</section>`;
}

/** How the connection stands: always in sight, read out only when it changes for the better or the worse. */
export function standingPart(here: Here): TemplateResult {
  const { texts, standing, words } = here;
  const isLost = !standing.isReaching || !here.isHearing;
  const mark = standing.isOut || standing.refused.length ? 'circle-alert' : isLost ? 'wifi-off' : standing.waiting ? 'refresh-cw' : 'circle-check';
  return html`<div class=${`at-standing ${isLost || standing.isOut || standing.refused.length ? 'at-standing--alert' : ''}`}>
    <p class="at-standing__words">${icon(words.icons, mark)}<span id="at-standing">${standingWords(here)}</span></p>
    ${here.isKept ? nothing : html`<p class="at-standing__more">${texts.notKeptHere}</p>`}
    ${standing.isOut ? outPart(here) : nothing}
    ${standing.refused.length ? refusedPart(here) : nothing}
  </div>`;
}

/** Return how the connection stands in one sentence. */
export function standingWords(here: Here): string {
  const { texts, standing } = here;
  if (standing.isOut) return texts.out;
  const isLost = !standing.isReaching || !here.isHearing;
  if (standing.waiting && isLost) return `${texts.unsent(standing.waiting)}. ${texts.noNetwork}`;
  if (standing.waiting) return texts.sending(standing.waiting);
  if (isLost) return texts.oldBoard;
  return standing.refused.length ? texts.refused(standing.refused.length) : texts.allSent;
}

function outPart(here: Here): TemplateResult {
  return html`<p>${here.texts.outLead}</p><p><a class="nl-button nl-button--primary" href=${here.words.addresses.door}><span class="nl-button__label">${here.texts.joinAgain}</span></a></p>`;
}

function refusedPart(here: Here): TemplateResult {
  const { texts, words, standing } = here;
  return html`<ul class="at-refused" id="at-refused" aria-label=${texts.refused(standing.refused.length)}>
    ${standing.refused.map(({ deed, why }) => {
      const said = String(deed.body['text'] ?? deed.body['title'] ?? here.board.card(String(deed.body['card'] ?? ''))?.text ?? '');
      return html`<li>
        <p><strong>${texts.verbs[deed.verb] ?? deed.verb}</strong>${said ? html`: “${said}”` : nothing}</p>
        <p>${texts.refusedSaid(why)}</p>
        <div class="at-buttons">
          ${button({ sprite: words.icons, text: texts.again, icon: 'rotate-ccw', press: () => here.again(deed.id) })}
          ${button({ sprite: words.icons, text: texts.drop, icon: 'x', tone: 'subtle', press: () => here.drop(deed.id) })}
        </div>
      </li>`;
    })}
  </ul>`;
}
