import { describe, expect, it, vi } from 'vitest';
import type { Values } from '../../src/atelier/contract';
import { MemoryDrawer } from '../../src/atelier/outbox';
import { isNotJoined, Post } from '../../src/atelier/post';
import { Sender, type Standing } from '../../src/atelier/sender';

const words = { me: { id: 'tineke' }, addresses: { contribute: '/bijdragen/' }, csrf: 'old' } as unknown as Values;
const deed = { id: 'a', verb: 'vote', body: {}, said_in: 's' };
const page = '<!doctype html><script id="at-values" type="application/json">{"csrf": "new"}</script>';

/** A server that knows one token; `inside` tells whether this device takes part. */
class Server {
  readonly tokens: string[] = [];
  inside = true;
  pages = 0;
  token = 'new';

  readonly fetch = (address: string, init: RequestInit = {}): Promise<Response> => {
    if (address === '/atelier/') {
      this.pages += 1;
      const answer = new Response(page);
      if (!this.inside) Object.defineProperty(answer, 'redirected', { value: true });
      return Promise.resolve(answer);
    }
    const token = new Headers(init.headers).get('X-CSRFToken') ?? '';
    this.tokens.push(token);
    if (token !== this.token) return Promise.resolve(new Response('<h1>Te lang open</h1>', { status: 403 }));
    if (!this.inside) return Promise.resolve(new Response('{"type": "NotJoinedError"}', { status: 403 }));
    return Promise.resolve(new Response('{"outcomes": [{"id": "a", "number": 1}]}'));
  };
}

/** Have one deed sent, and wait until it stands so. */
const expectStanding = async (server: Server, wanted: Partial<Standing>): Promise<void> => {
  const post = new Post(words, '/atelier/', server.fetch);
  let standing: Standing | undefined;
  const sender = new Sender(new MemoryDrawer(), (deeds) => post.send(deeds), (told) => (standing = told));
  await sender.add(deed);
  await vi.waitFor(() => expect(standing).toMatchObject(wanted));
};

describe('a page that is older than its token', () => {
  it('fetches the new one and sends, and keeps it', async () => {
    const server = new Server();
    await expectStanding(server, { waiting: 0, isOut: false });
    expect([server.tokens, server.pages]).toEqual([['old', 'new'], 1]);
  });

  it('never asks to join again where the server refuses for another reason; what was written waits', async () => {
    const server = new Server();
    server.token = 'no token is good';
    await expectStanding(server, { waiting: 1, isOut: false, isReaching: false });
  });

  it.each(['new', 'no token is good'])('says that this device takes no part where that is so (%s)', async (token) => {
    const server = new Server();
    server.inside = false;
    server.token = token;
    await expectStanding(server, { waiting: 1, isOut: true });
  });
});

it('an answer that is no JSON says nothing about taking part', async () => {
  expect(await isNotJoined(new Response('<h1>', { status: 403 }))).toBe(false);
  expect(await isNotJoined(new Response('{"type": "NotJoinedError"}', { status: 403 }))).toBe(true);
  expect(await isNotJoined(new Response('{"type": "NotJoinedError"}', { status: 400 }))).toBe(false);
});
