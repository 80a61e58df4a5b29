import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Deed, MemoryDrawer } from '../../src/atelier/outbox';
import { Sender, type Standing } from '../../src/atelier/sender';

const deed = (id: string): Deed => ({ id, verb: 'vote', body: {}, said_in: 'kaart' });
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** A server that takes everything, but for what the network does with the messages. */
class Room {
  readonly log: string[] = [];
  fails: ('lost' | 'answer lost')[] = [];

  post = (deeds: readonly Deed[]): Promise<Response> => {
    const fault = this.fails.shift();
    if (fault === 'lost') return Promise.reject(new TypeError('network'));
    for (const one of deeds) if (!this.log.includes(one.id)) this.log.push(one.id);
    if (fault === 'answer lost') return Promise.reject(new TypeError('network'));
    return Promise.resolve(json({ outcomes: deeds.map((one) => ({ id: one.id, number: this.log.indexOf(one.id) + 1 })) }));
  };
}

let standing: Standing;
const made = (room: Room, drawer = new MemoryDrawer()): Sender => new Sender(drawer, room.post, (now) => (standing = now));

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('the outbox', () => {
  it('sends in order, once, whatever the network does', async () => {
    const room = new Room();
    room.fails = ['lost', 'answer lost', 'lost', 'answer lost', 'lost'];
    const sender = made(room);
    for (const id of ['a', 'b', 'c']) await sender.add(deed(id));
    expect(standing.waiting).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(room.log).toEqual(['a', 'b', 'c']);
    expect(standing).toMatchObject({ waiting: 0, isReaching: true });
  });

  it('keeps what a page left behind and sends it after a reload', async () => {
    const [drawer, room] = [new MemoryDrawer(), new Room()];
    room.fails = Array<'lost'>(20).fill('lost');
    await made(room, drawer).add(deed('a'));
    room.fails = [];
    await made(room, drawer).send();
    expect(room.log).toEqual(['a']);
  });

  it('shows what was refused, with the reason, and goes on with the rest', async () => {
    const sender = new Sender(
      new MemoryDrawer(),
      (deeds) => Promise.resolve(json({ outcomes: deeds.map((one) => (one.id === 'b' ? { id: 'b', number: 0, why: 'Nu niet' } : { id: one.id, number: 1 })) })),
      (now) => (standing = now),
    );
    for (const id of ['a', 'b', 'c']) await sender.add(deed(id));
    await vi.advanceTimersByTimeAsync(5000);
    expect(standing.waiting).toBe(0);
    expect(standing.refused.map((one) => [one.deed.id, one.why])).toEqual([['b', 'Nu niet']]);
    await sender.drop('b');
    expect(standing.refused).toEqual([]);
  });

  it('sends one by one when the message as a whole is refused', async () => {
    const taken: string[] = [];
    const sender = new Sender(
      new MemoryDrawer(),
      (deeds) => {
        if (deeds.some((one) => one.id === 'b')) return Promise.resolve(json({ title: 'Geen JSON' }, 400));
        taken.push(...deeds.map((one) => one.id));
        return Promise.resolve(json({ outcomes: deeds.map((one) => ({ id: one.id, number: 1 })) }));
      },
      (now) => (standing = now),
    );
    await Promise.all(['a', 'b', 'c'].map((id) => sender.add(deed(id))));
    await vi.advanceTimersByTimeAsync(5000);
    expect(taken.sort()).toEqual(['a', 'c']);
    expect(standing.refused[0]?.why).toBe('Geen JSON');
  });

  it('waits as long as the server says', async () => {
    let asked = 0;
    const sender = new Sender(
      new MemoryDrawer(),
      (deeds) => {
        asked += 1;
        return Promise.resolve(asked === 1 ? json({}, 429, { 'Retry-After': '30' }) : json({ outcomes: deeds.map((one) => ({ id: one.id, number: 1 })) }));
      },
      (now) => (standing = now),
    );
    await sender.add(deed('a'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    expect([asked, standing.waiting]).toEqual([2, 0]);
  });

  it('stops and says so when this device takes no part any more; nothing is thrown away', async () => {
    const sender = new Sender(new MemoryDrawer(), () => Promise.resolve(json({ type: 'NotJoinedError' }, 403)), (now) => (standing = now));
    await sender.add(deed('a'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(standing).toMatchObject({ isOut: true, waiting: 1 });
  });
});
