// The service worker of the pages of who takes part: without network the page opens as it was last, so that one can write on.
// What was written waits in the outbox of the page itself; nothing is sent from here.

/** What this file uses of a service worker; the types of a page and of a worker cannot both be in one project. */
interface Extended extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Extended {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Scope {
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  addEventListener(type: 'install' | 'activate', heard: (event: Extended) => void): void;
  addEventListener(type: 'fetch', heard: (event: Asked) => void): void;
  addEventListener(type: 'message', heard: (event: Extended & { readonly data: unknown }) => void): void;
}

const scope = self as unknown as Scope;
const NAME = 'vk-atelier-1';
const PAGE = /^\/atelier\/[0-9a-f-]{36}\/$/;
const BESIDE = /^\/atelier\/[0-9a-f-]{36}\/ernaast\//;
const BUILT = /\/veerkracht\/dist\/assets\//;

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(begin()));
scope.addEventListener('message', (event) => {
  if (Array.isArray(event.data)) event.waitUntil(keep(event.data.map(String)));
});
scope.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && PAGE.test(pathname)) event.respondWith(fresh(request));
  else if (BESIDE.test(pathname)) event.respondWith(fresh(request));
  else if (BUILT.test(pathname)) event.respondWith(kept(request));
});

async function begin(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith('vk-atelier-') && name !== NAME) await caches.delete(name);
  await scope.clients.claim();
}

/** Keep what the page was made of before this worker was there. */
async function keep(addresses: readonly string[]): Promise<void> {
  const cache = await caches.open(NAME);
  for (const address of addresses) {
    try {
      if (!(await cache.match(address, { ignoreVary: true }))) await cache.add(address);
    } catch {
      // One that cannot be had now is kept when it is next asked for.
    }
  }
}

/** From the network; without it as it was last. A page that is no longer for this device is not kept. */
async function fresh(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (error) {
    const found = await cache.match(request.url, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
  if (answer.ok && !answer.redirected) await cache.put(request.url, answer.clone());
  else if (answer.type === 'opaqueredirect' || answer.status === 403 || answer.status === 404) await cache.delete(request.url, { ignoreVary: true });
  return answer;
}

/** Built files have a name that changes with what is in them. */
async function kept(request: Request): Promise<Response> {
  const cache = await caches.open(NAME);
  const found = await cache.match(request.url, { ignoreVary: true });
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request.url, answer.clone());
  return answer;
}
