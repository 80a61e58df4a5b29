// Choosing under a card: dots, points to divide, a scale of five; how much one has left stands above the list.
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { live } from 'lit/directives/live.js';
import { shortened } from '../card';
import type { Card, Step } from '../contract';
import { type Here, isMeant, isOpen } from '../here';
import { button, fault, valueOf } from './fields';

/** Return how many dots and points this person has left. */
export function leftPart(here: Here, step: Step): TemplateResult | typeof nothing {
  const { texts } = here;
  if (!isOpen(here)) return nothing;
  const told = [
    step.acts.includes('dots') ? texts.dotsLeft(Math.max(0, step.dots - spent(here, step, 'dots')), step.dots) : '',
    step.acts.includes('divide') ? texts.pointsLeft(Math.max(0, step.points - spent(here, step, 'points')), step.points) : '',
  ].filter(Boolean);
  return told.length ? html`<p class="at-left" id="at-left">${told.join(' ')}</p>` : nothing;
}

/** Return what this person gave to the cards that a step is about: another step hands out dots of its own. */
function spent(here: Here, step: Step, kind: 'dots' | 'points'): number {
  const others = new Set(here.board.cards().filter((one) => !isMeant(one, step)).map((one) => one.card));
  return here.mine.spent(kind, (card) => !others.has(card));
}

/** Return what may be chosen about a card in a step. */
export function choicesPart(here: Here, card: Card, step: Step): TemplateResult | typeof nothing {
  if (!isOpen(here) || !isMeant(card, step)) return nothing;
  return html`${step.acts.includes('dots') ? dotsPart(here, card, step) : nothing}
    ${step.acts.includes('divide') ? pointsPart(here, card, step) : nothing}
    ${step.acts.includes('rate') ? ratePart(here, card) : nothing}`;
}

function dotsPart(here: Here, card: Card, step: Step): TemplateResult {
  const { texts, words, mine } = here;
  const count = mine.of('dots', card.card) ?? 0;
  const left = step.dots - spent(here, step, 'dots');
  const give = async (to: number): Promise<void> => {
    // A button that has done all it can goes; the focus goes to the card.
    if (to === 0 || left - (to - count) === 0) here.focus(`#at-dots-${card.card}`);
    if (await here.act('dots', { card: card.card, count: to })) here.say(`${texts.dotsOn(to)}. ${texts.dotsLeft(left - (to - count), step.dots)}`);
  };
  const about = texts.about(shortened(card.text, 40));
  return html`<div class="at-dots" role="group" tabindex="-1" id=${`at-dots-${card.card}`} aria-label=${about}>
    ${count > 0 ? html`<span class="at-dots__count" aria-hidden="true">${'●'.repeat(Math.min(count, 20))}</span>` : nothing}<span class="vk-sr">${texts.dotsOn(count)}</span>
    ${left > 0 ? button({ sprite: words.icons, text: texts.dotMore, icon: 'plus', id: `at-dot-${card.card}`, press: () => void give(count + 1) }) : nothing}
    ${count > 0 ? button({ sprite: words.icons, text: texts.dotLess, icon: 'minus', tone: 'subtle', press: () => void give(count - 1) }) : nothing}
  </div>`;
}

function pointsPart(here: Here, card: Card, step: Step): TemplateResult {
  const { texts, mine, ui } = here;
  const given = mine.of('points', card.card) ?? 0;
  const most = step.points - spent(here, step, 'points') + given;
  const id = `at-points-${card.card}`;
  const isWrong = ui.pointsWrong === card.card;
  // What is being typed stays, also when a card of someone else comes in meanwhile.
  const change = async (field: HTMLInputElement): Promise<void> => {
    const asked = Math.round(Number(field.value || 0));
    if (!Number.isFinite(asked) || asked < 0 || asked > most) {
      here.set({ pointsWrong: card.card });
      here.say(texts.tooManyPoints(most));
      return;
    }
    here.set({ pointsWrong: '' });
    if (asked !== given && (await here.act('divide', { card: card.card, points: asked }))) here.say(texts.pointsLeft(most - asked, step.points));
  };
  return html`<div class="at-points">
    <label class="utrecht-form-label" for=${id}>${texts.pointsOn} <span class="vk-sr">${texts.about(shortened(card.text, 40))}</span></label>
    ${fault(id, isWrong ? texts.tooManyPoints(most) : undefined)}
    <input class="utrecht-textbox utrecht-textbox--numeric" type="number" inputmode="numeric" id=${id} min="0" max=${most} step="1" aria-describedby=${isWrong ? `${id}-wrong` : nothing} aria-invalid=${isWrong ? 'true' : nothing}
      .value=${live(isWrong || document.activeElement?.id === id ? valueOf(id) : String(given))} @change=${(event: Event) => void change(event.target as HTMLInputElement)}>
  </div>`;
}

function ratePart(here: Here, card: Card): TemplateResult {
  const { texts, mine } = here;
  const given = mine.of('ratings', card.card);
  return html`<fieldset class="at-rate">
    <legend>${texts.rate} <span class="vk-sr">${texts.about(shortened(card.text, 40))}</span></legend>
    <div class="at-rate__options">${texts.rates.map(
      (name, at) => html`<label class="at-rate__option"><input type="radio" name=${`rate-${card.card}`} value=${at + 1} .checked=${live(given === at + 1)} @change=${() => void here.act('rate', { card: card.card, value: at + 1 })}><span>${name}</span></label>`,
    )}</div>
    ${given ? button({ sprite: here.words.icons, text: texts.takeBack, icon: 'undo-2', tone: 'subtle', press: () => void here.act('rate', { card: card.card, value: null }) }) : nothing}
  </fieldset>`;
}
