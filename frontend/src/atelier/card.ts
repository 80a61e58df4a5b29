// A card of the board, the same on the phone, the screen of the facilitator and the projector.
import './card.css';
import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { cardTexts } from './cardTexts';
import type { Card, Person, Place, Words } from './contract';
import { icon } from './icon';

const FORM_ICONS = {
  note: 'message-square',
  figure: 'chart-line',
  problem: 'triangle-alert',
  strength: 'sparkles',
  success: 'target',
  statement: 'quote',
  measure: 'hand-helping',
} as const;
const FIRST_WORDS = 60;

/** What one page wants of a card beside the card itself. */
export interface CardWishes {
  /** Buttons and fields under the card. */
  readonly acts?: TemplateResult | typeof nothing;
  /** Whether the counts are shown, as far as this audience was told them. */
  readonly counts?: boolean;
  /** Whether reactions stand under the text; the projector leaves them out. */
  readonly reactions?: boolean;
  /** Name of the buurt in which something was drawn. */
  readonly within?: string;
  /** Text of the card that this one belongs to. */
  readonly of?: string;
  /** Whether it still waits on this device. */
  readonly isWaiting?: boolean;
}

/** Return a card as a template, for pages that draw with lit: focus stays where it is when the list changes. */
export function cardView(card: Card, words: Words, wishes: CardWishes = {}): TemplateResult {
  const texts = cardTexts(words.lang);
  const classes = [
    'at-card',
    `at-card--${card.form}`,
    card.sentiment === 'neutral' ? '' : `at-card--${card.sentiment}`,
    card.hidden || card.withdrawn ? 'at-card--hidden' : '',
    wishes.isWaiting ? 'at-card--waiting' : '',
  ];
  return html`<article class=${classes.filter(Boolean).join(' ')} data-card=${card.card}>
    <p class="at-card__kind">${icon(words.icons, FORM_ICONS[card.form])}<span>${kindOf(card, words)}</span></p>
    <p class="at-card__text">${card.text}</p>
    ${wishes.of ? html`<p class="at-card__of">${texts.aboutCard(shortened(wishes.of))}</p>` : nothing}
    ${marksOf(card, words, wishes.within ?? '')}
    <p class="at-card__by">${wishes.isWaiting ? html`${icon(words.icons, 'clock')}<span>${texts.waiting}</span>` : byOf(card, words)}</p>
    ${card.hidden ? html`<p class="at-card__note">${icon(words.icons, 'eye-off')}<span>${texts.hidden(card.hidden)}</span></p>` : nothing}
    ${card.withdrawn ? html`<p class="at-card__note">${texts.withdrawn}</p>` : nothing}
    ${wishes.counts ? countsOf(card, words) : nothing}
    ${wishes.reactions !== false ? reactionsOf(card, words) : nothing}
    ${wishes.acts ? html`<div class="at-card__acts">${wishes.acts}</div>` : nothing}
  </article>`;
}

/** Return a card as an element of its own, for pages that do not draw with lit. */
export function cardElement(card: Card, words: Words, wishes: CardWishes = {}): HTMLElement {
  const box = document.createElement('div');
  render(cardView(card, words, wishes), box);
  return box.firstElementChild as HTMLElement;
}

/** Return who someone is in words: name, role, and what his or her words count as where the role does not say so. */
export function personWords(person: Person, words: Words): string {
  const texts = cardTexts(words.lang);
  if (!person.name) return person.party ? texts.nobody : texts.lead;
  const role = person.party === 'eigen' ? `${person.own ?? ''} (${texts.origins[person.origin] ?? ''})` : (words.parties[person.party] ?? person.party);
  return `${person.name}, ${role}`;
}

/** Return a place in words: the buurt or street that was named, or what was drawn. */
export function placeWords(place: Place, words: Words, within = ''): string {
  const texts = cardTexts(words.lang);
  if (place.kind === 'buurt') return words.areas.find((one) => one.code === place.words)?.name ?? place.words;
  if (place.kind === 'street') return place.words;
  const drawn = texts.places[place.kind];
  return within ? texts.placeIn(drawn, within) : drawn;
}

function kindOf(card: Card, words: Words): string {
  const texts = cardTexts(words.lang);
  if (card.form === 'problem' && card.link) return texts.links[card.link];
  if (card.form === 'figure' && card.indicator) return `${texts.forms.figure} ${words.indicators[card.indicator] ?? card.indicator}`;
  return texts.forms[card.form];
}

function marksOf(card: Card, words: Words, within: string): TemplateResult | typeof nothing {
  const texts = cardTexts(words.lang);
  const named = (many: readonly { key: string; name: string }[], key: string): string => many.find((one) => one.key === key)?.name ?? key;
  const marks = [
    card.place ? { name: placeWords(card.place, words, within), icon: 'map-pin' } : null,
    card.theme ? { name: named(words.themes, card.theme), icon: 'tag' } : null,
    card.sentiment === 'neutral' ? null : { name: texts.sentiments[card.sentiment], icon: card.sentiment === 'chance' ? 'thumbs-up' : 'circle-alert' },
    card.perspective ? { name: named(words.perspectives, card.perspective), icon: 'layers' } : null,
  ].filter((one) => one !== null);
  if (!marks.length) return nothing;
  return html`<ul class="at-card__marks">${marks.map((one) => html`<li>${icon(words.icons, one.icon)}<span>${one.name}</span></li>`)}</ul>`;
}

function byOf(card: Card, words: Words): TemplateResult {
  const texts = cardTexts(words.lang);
  const more = [card.channel === 'paper' ? texts.paper : '', card.amended ? texts.amended : ''].filter(Boolean);
  return html`<span>${[personWords(card.by, words), ...more].join(' · ')}</span>`;
}

/** What people chose, in words: where only the number of people is known, that number. */
export function countWords(card: Card, words: Words): string {
  const texts = cardTexts(words.lang);
  const { tally } = card;
  const told: string[] = [];
  const votes = tally.votes;
  if (votes && Object.values(votes).some(Boolean)) {
    told.push((['1', '-1', '0'] as const).map((key) => `${votes[key] ?? 0} ${texts.votes[key]}`).join(', '));
  }
  const ratings = Object.entries(tally.ratings ?? {}).filter(([, count]) => count > 0);
  if (ratings.length) told.push(`${ratings.map(([value, count]) => `${count} × ${value}`).join(', ')} ${texts.ratings}`);
  if (tally.dots) told.push(texts.dots(tally.dots));
  if (tally.points) told.push(texts.points(tally.points));
  if (!told.length && tally.people) told.push(texts.answered(tally.people));
  return told.join(' · ');
}

function countsOf(card: Card, words: Words): TemplateResult | typeof nothing {
  const told = countWords(card, words);
  return told ? html`<p class="at-card__counts">${told}</p>` : nothing;
}

function reactionsOf(card: Card, words: Words): TemplateResult | typeof nothing {
  if (!card.reactions.length) return nothing;
  const texts = cardTexts(words.lang);
  return html`<details class="at-card__reactions" open>
    <summary>${texts.reactions(card.reactions.length)}</summary>
    <ul>${card.reactions.map((one) => html`<li><p class="at-card__said">${one.text}</p><p class="at-card__by">${personWords(one.by, words)}</p></li>`)}</ul>
  </details>`;
}

/** Return the first words of a text, to name a card by. */
export function shortened(text: string, most = FIRST_WORDS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const cut = line.slice(0, most);
  return `${cut.slice(0, cut.lastIndexOf(' ') > most / 2 ? cut.lastIndexOf(' ') : most)}…`;
}
