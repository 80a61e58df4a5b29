// From what was filled in to a deed, or to what is still missing; the server checks it all again.
import type { Draft } from './drafts';
import type { Form, Place, Step } from './contract';

export const MOST_LETTERS = 600;

/** What is missing before a card can be put on the board. */
export type Missing = 'text' | 'long' | 'indicator' | 'place' | 'buurt' | 'street';

export function formOf(draft: Draft, step: Step): Form | undefined {
  return step.forms.find((one) => one === draft.form) ?? step.forms[0];
}

/** Return what is missing, in the order of the form. */
export function missing(draft: Draft, step: Step): Missing[] {
  const found: Missing[] = [];
  if (formOf(draft, step) === 'figure' && !draft.indicator) found.push('indicator');
  if (!draft.text.trim()) found.push('text');
  if ([...draft.text].length > MOST_LETTERS) found.push('long');
  if (draft.where === 'map' && !isWhole(draft.place)) found.push('place');
  if (draft.where === 'buurt' && !draft.buurt) found.push('buurt');
  if (draft.where === 'street' && !draft.street.trim()) found.push('street');
  return found;
}

const FEWEST = { point: 1, line: 2, area: 3, buurt: 0, street: 0 } as const;

export function isWhole(place: Place | null): place is Place {
  return place !== null && place.points.length >= FEWEST[place.kind];
}

/** Return the card as the server wants it; what was left open is left out. */
export function bodyOf(draft: Draft, step: Step, card: string): Record<string, unknown> {
  const form = formOf(draft, step);
  const body: Record<string, unknown> = { card, form, text: draft.text.trim() };
  if (draft.theme) body['theme'] = draft.theme;
  if (draft.sentiment !== 'neutral') body['sentiment'] = draft.sentiment;
  if (draft.perspective) body['perspective'] = draft.perspective;
  if (form === 'figure') body['indicator'] = draft.indicator;
  if (form === 'problem') {
    body['link'] = draft.link;
    if (draft.of && draft.link !== 'problem') body['of'] = draft.of;
  }
  const place = placeOf(draft);
  if (place) body['place'] = place;
  return body;
}

function placeOf(draft: Draft): Record<string, unknown> | null {
  if (draft.where === 'buurt') return { kind: 'buurt', words: draft.buurt };
  if (draft.where === 'street') return { kind: 'street', words: draft.street.trim() };
  if (draft.where === 'map' && isWhole(draft.place)) return { kind: draft.place.kind, points: draft.place.points };
  return null;
}
