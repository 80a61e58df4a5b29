import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Choices, News } from '../../src/atelier/contract';
import { Board } from '../../src/atelier/board';
import { loadBoard, saveBoard } from '../../src/atelier/offline';
import { MemoryDrawer } from '../../src/atelier/outbox';
import { carryOver, noteOut, ownName } from '../../src/atelier/sharing';

const drawers = new Map<string, MemoryDrawer>();
vi.mock('../../src/atelier/outbox', async (original) => ({
  ...(await original<typeof import('../../src/atelier/outbox')>()),
  openDrawer: (name: string) => {
    const drawer = drawers.get(name) ?? new MemoryDrawer();
    drawers.set(name, drawer);
    return Promise.resolve({ drawer, isKept: true });
  },
}));

const storage = (): Storage => {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) } as unknown as Storage;
};
const person = (id: string) => ({ atelier: { id: 'a', name: 'Proef' }, me: { id, name: id, party: 'bewoner' } });
const deed = (id: string) => ({ id, verb: 'vote', body: {}, said_in: 's' });
const ids = async (drawer: MemoryDrawer): Promise<string[]> => (await drawer.all()).map((one) => one.deed.id);

afterEach(() => drawers.clear());

describe('several people on one device', () => {
  it('have places of their own; what one wrote is never sent as another', async () => {
    const kept = storage();
    const tineke = new MemoryDrawer();
    drawers.set(ownName(person('tineke')), tineke);
    await tineke.add(deed('1'));
    const kees = new MemoryDrawer();
    await carryOver(kept, person('kees'), kees);
    expect([await ids(tineke), await ids(kees)]).toEqual([['1'], []]);
  });

  it('who was out and joins again takes along what waited, once', async () => {
    const kept = storage();
    const before = new MemoryDrawer();
    drawers.set(ownName(person('tineke')), before);
    await before.add(deed('1'));
    await before.add(deed('2'));
    noteOut(kept, person('tineke'));
    const after = new MemoryDrawer();
    await after.add(deed('1'));
    await carryOver(kept, person('tineke2'), after);
    await carryOver(kept, person('tineke2'), after);
    expect([await ids(before), await ids(after)]).toEqual([[], ['1', '2']]);
  });
});

describe('the board as it was last', () => {
  const mine: Choices = { votes: { k: 1 }, dots: {}, points: {}, ratings: {} };
  const run = { item: 'run', kind: 'run', state: 'runs', step: 's', left: 600, visited: ['s'], spotlight: '', at: 'x' } as const;
  const news = (number: number): News => ({ number, items: [run] });

  it('is used where the page is older, the clock having gone on; not where the page is newer', () => {
    const kept = storage();
    const board = new Board();
    board.take(news(7));
    saveBoard(kept, 'a', board, mine, 1_000_000);
    const found = loadBoard(kept, 'a', news(5), 1_000_000 + 60_000);
    expect(found?.items).toMatchObject([{ left: 540 }]);
    expect(found?.mine).toEqual(mine);
    expect(loadBoard(kept, 'a', news(7), 0)).toBeUndefined();
    expect(loadBoard(kept, 'b', news(5), 0)).toBeUndefined();
  });
});
