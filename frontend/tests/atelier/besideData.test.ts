import { afterEach, expect, it, vi } from 'vitest';
import { BesideData, there } from '../../src/atelier/besideData';
import type { Values } from '../../src/atelier/contract';

const addresses = { map: '/kaart/', shapes: '/vormen/', area: '/gebied/{code}/' } as unknown as Values['addresses'];
afterEach(() => vi.unstubAllGlobals());

it('what was not ready, or failed, is asked for again; what is there is not, and stays in sight', async () => {
  const answers: Record<string, (() => Response)[]> = {
    '/kaart/': [() => new Response('{"ready": false}'), () => new Response('{"ready": true, "maps": []}')],
    '/vormen/': [() => new Response('', { status: 502 }), () => Promise.reject(new TypeError('network')) as unknown as Response, () => new Response('{"features": []}')],
    '/gebied/BU1/': [() => new Response('{"area": 1}')],
  };
  const asked: string[] = [];
  vi.stubGlobal('fetch', (address: string) => {
    asked.push(address);
    return Promise.resolve(answers[address]?.shift()?.());
  });
  const data = new BesideData(addresses, () => undefined);
  expect([data.map(0), data.shapes(), data.area('BU1')]).toEqual(['waits', 'waits', 'waits']);
  await vi.waitFor(() => expect([data.map(0), data.shapes(), there(data.area('BU1'))]).toEqual(['not ready', 'failed', { area: 1 }]));
  data.again();
  expect(data.map(0)).toBe('not ready');
  await vi.waitFor(() => expect(there(data.map(0))).toMatchObject({ maps: [] }));
  data.again();
  await vi.waitFor(() => expect(there(data.shapes())).toEqual({ features: [] }));
  data.again();
  expect(asked.sort()).toEqual(['/gebied/BU1/', '/kaart/', '/kaart/', '/vormen/', '/vormen/', '/vormen/']);
});
