import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Fetching } from '../../src/lead/fetching';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('asking for what is new', () => {
  it('asks once for many changes, and again for what came while it asked', async () => {
    let asked = 0;
    const fetching = new Fetching(
      () => {
        asked += 1;
        return new Promise((done) => setTimeout(done, 50));
      },
      () => undefined,
    );
    for (let at = 0; at < 30; at += 1) fetching.want();
    await vi.advanceTimersByTimeAsync(130);
    expect(asked).toBe(1);
    fetching.want();
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked).toBe(2);
  });

  it('says that nobody answers, tries again by itself, and says that it is well again', async () => {
    let isDead = true;
    const told: boolean[] = [];
    const fetching = new Fetching(
      () => (isDead ? Promise.reject(new Error('503')) : Promise.resolve()),
      (isReaching) => told.push(isReaching),
    );
    fetching.want();
    await vi.advanceTimersByTimeAsync(200);
    expect(told).toEqual([false]);
    isDead = false;
    await vi.advanceTimersByTimeAsync(4000);
    expect(told).toEqual([false, true]);
  });
});
