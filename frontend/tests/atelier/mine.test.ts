import { describe, expect, it } from 'vitest';
import { Mine } from '../../src/atelier/mine';
import type { Deed } from '../../src/atelier/outbox';

const NOTHING = { votes: {}, dots: {}, points: {}, ratings: {} };
const deed = (id: string, verb: string, body: Record<string, unknown>): Deed => ({ id, verb, body, said_in: 'stap' });

describe('what this person chose', () => {
  it('shows at once what still waits, and keeps it when the server has it', () => {
    const mine = new Mine(NOTHING);
    const vote = deed('1', 'vote', { card: 'a', value: -1 });
    mine.take([vote], new Set());
    expect(mine.of('votes', 'a')).toBe(-1);
    mine.take([], new Set());
    expect(mine.of('votes', 'a')).toBe(-1);
  });

  it('takes back what was refused', () => {
    const mine = new Mine({ ...NOTHING, votes: { a: 1 } });
    mine.take([deed('1', 'vote', { card: 'a', value: -1 })], new Set());
    mine.take([], new Set(['1']));
    expect(mine.of('votes', 'a')).toBe(1);
  });

  it('counts dots once for each card, the last word winning', () => {
    const mine = new Mine({ ...NOTHING, dots: { a: 2 } });
    mine.take([deed('1', 'dots', { card: 'a', count: 1 }), deed('2', 'dots', { card: 'b', count: 1 })], new Set());
    expect(mine.spent('dots')).toBe(2);
    expect(mine.spent('dots', (card) => card !== 'a')).toBe(1);
    mine.take([deed('3', 'dots', { card: 'a', count: 0 })], new Set());
    expect([mine.of('dots', 'a'), mine.of('dots', 'b'), mine.spent('dots')]).toEqual([undefined, 1, 1]);
  });

  it('forgets an answer that was taken away; "do not know" is an answer', () => {
    const mine = new Mine({ ...NOTHING, votes: { a: 0 } });
    expect(mine.of('votes', 'a')).toBe(0);
    mine.take([deed('1', 'vote', { card: 'a', value: null })], new Set());
    mine.take([], new Set());
    expect(mine.of('votes', 'a')).toBeUndefined();
  });
});
