import { describe, expect, it } from 'vitest';
import { clockWords } from '../../src/lead/clock';
import { deedOf, type Orders } from '../../src/lead/orders';

const ORDERS: Orders = {
  go: { verb: 'steer', fixed: { move: 'go' }, fields: ['step'] },
  extend: { verb: 'steer', fixed: { move: 'extend' }, fields: ['seconds'] },
  hide: { verb: 'hide', fixed: {}, fields: ['card', 'reason'] },
  dark: { verb: 'spotlight', fixed: {}, fields: [] },
  gather: { verb: 'gather', fixed: {}, fields: ['cards', 'title'] },
};

function sent(fields: Record<string, string | string[]>): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields)) for (const value of [values].flat()) form.append(name, value);
  return form;
}

const made = (fields: Record<string, string | string[]>, known: Record<string, string> = {}) =>
  deedOf(sent(fields), ORDERS, (title) => known[title] ?? '', () => 'id');

describe('a form of the screen as a deed', () => {
  it('says what the button says and what its form holds, and nothing else', () => {
    expect(made({ order: 'go', step: 'kaart', csrfmiddlewaretoken: 'x' })?.body).toEqual({ move: 'go', step: 'kaart' });
    expect(made({ order: 'dark', card: 'c' })?.body).toEqual({});
    expect(made({ order: 'hide', card: 'c', reason: '  Een naam ' })?.body).toEqual({ card: 'c', reason: 'Een naam' });
  });

  it('knows numbers', () => {
    expect(made({ order: 'extend', seconds: '300' })?.body).toEqual({ move: 'extend', seconds: 300 });
  });

  it('puts cards in the group of that title if there is one, or in a new one', () => {
    const cards = { order: 'gather', cards: ['a', 'b'], title: 'Groen' };
    expect(made(cards, { Groen: 'g' })?.body).toEqual({ cards: ['a', 'b'], title: 'Groen', cluster: 'g' });
    expect(made(cards)?.body['cluster']).toBe('id');
  });

  it('leaves a button of another page alone', () => {
    expect(made({ order: 'logout' })).toBeUndefined();
    expect(made({})).toBeUndefined();
  });
});

describe('the clock', () => {
  it('says minutes and seconds, without a sign', () => {
    expect([754, 59.9, 0, -5, -61].map(clockWords)).toEqual(['12:34', '0:59', '0:00', '0:05', '1:01']);
  });
});
