import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nextWait, showStanding, standingOf, startProgress } from '../../src/site/progress';

const BAR = `<div data-vk-poll="/taken/1/stand.json"><span data-vk-number></span>
  <progress max="100"></progress><p data-vk-step></p></div>`;

const place = (): HTMLElement => document.querySelector('[data-vk-poll]') as HTMLElement;

beforeEach(() => {
  document.body.innerHTML = BAR;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what the server says is checked: a share is 0 to 1 or unknown, anything else is no answer', () => {
  expect(standingOf({ share: 1.7, step: 'Kaart 7', ended: false })).toEqual({ share: 1, step: 'Kaart 7', ended: false });
  expect(standingOf({ share: null, ended: true })).toEqual({ share: null, step: '', ended: true });
  expect([standingOf(null), standingOf('ja'), standingOf({ share: 'veel' }), standingOf({ share: Number.NaN })]).toEqual(
    [undefined, undefined, undefined, undefined],
  );
});

test('nothing new: ask less and less often, at most every fifteen seconds; something new: quickly again', () => {
  let wait = 1500;
  for (let n = 0; n < 20; n++) wait = nextWait(wait, { changed: false });
  expect(wait).toBe(15_000);
  expect(nextWait(wait, { changed: true })).toBe(1500);
});

test('the bar, the number and the words say the same', () => {
  showStanding(place(), { share: 0.424, step: 'Kaart 7', ended: false });
  expect(place().querySelector('progress')?.value).toBe(42);
  expect(place().querySelector('[data-vk-number]')?.textContent).toBe('42%');
  expect(place().querySelector('[data-vk-step]')?.textContent).toBe('Kaart 7');
});

test('a share that cannot be said leaves a bar without a value', () => {
  showStanding(place(), { share: 0.5, step: '', ended: false });
  showStanding(place(), { share: null, step: 'Ophalen', ended: false });
  expect(place().querySelector('progress')?.hasAttribute('value')).toBe(false);
  expect(place().querySelector('[data-vk-number]')?.textContent).toBe('');
});

test('a lost connection changes nothing on the screen, and it asks again', async () => {
  const answers = [
    () => Promise.reject(new TypeError('offline')),
    () => Promise.resolve(new Response(JSON.stringify({ share: 0.3, step: 'Lezen', ended: false }))),
  ];
  const asked = vi.fn(() => answers.shift()?.() ?? Promise.resolve(new Response('', { status: 404 })));
  vi.stubGlobal('fetch', asked);
  startProgress(document);
  await vi.advanceTimersByTimeAsync(1600);
  expect(place().querySelector('[data-vk-step]')?.textContent).toBe('');
  await vi.advanceTimersByTimeAsync(3000);
  expect(place().querySelector('[data-vk-step]')?.textContent).toBe('Lezen');
});

test('a job that is not there any more is not asked for again', async () => {
  const asked = vi.fn(() => Promise.resolve(new Response('', { status: 404 })));
  vi.stubGlobal('fetch', asked);
  startProgress(document);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveBeenCalledTimes(1);
});
