import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bench } from '../../src/werkbank/bench';
import { addSliders, stepOf } from '../../src/werkbank/sliders';

const PAGE = `<div id="wb-problem"></div><p id="wb-said"></p>
<div class="wb" data-answer="/antwoord/" data-page="/werkbank/" data-failed="De verbinding is weg" data-failed-heading="Niet bijgewerkt">
<form id="wb-form"><input type="hidden" name="gebied" value="">
<input class="wb-weight__number" name="g-soc" value="1" data-most="3" data-base="1" data-label="Schuif"></form>
<div data-wb="ranking" data-up="" data-down="" data-none=""><table id="wb-lijst"><tbody></tbody></table></div>
<a data-wb-link="/nieuw/" href="/nieuw/">Bewaar</a></div>`;

interface Question {
  readonly body: URLSearchParams;
  readonly signal: AbortSignal;
  answer(over?: object): Promise<void>;
  lose(): Promise<void>;
}

let questions: Question[];
const settle = async (): Promise<void> => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};
const listing = { query: 'weeg=soc:2', rest: '', rows: [], sure: true, chosen: '', note: '', html: {}, colours: [] };
const rest = { unsure: [], effects: {}, said: 'Nieuwe volgorde', references: [] };

beforeEach(() => {
  vi.useFakeTimers();
  document.body.innerHTML = PAGE;
  questions = [];
  vi.stubGlobal(
    'fetch',
    (_address: string, { body, signal }: { body: URLSearchParams; signal: AbortSignal }) =>
      new Promise((done, fail) => {
        signal.addEventListener('abort', () => fail(new DOMException('weg', 'AbortError')));
        questions.push({
          body,
          signal,
          answer: async (over = {}) => {
            done(new Response(JSON.stringify({ ...listing, ...rest, ...over }), { headers: { 'content-type': 'application/json' } }));
            await settle();
            await vi.advanceTimersByTimeAsync(0);
          },
          lose: async () => {
            fail(new TypeError('geen net'));
            await settle();
          },
        });
      }),
  );
  history.replaceState(null, '', '/werkbank/');
  new Bench(document, document.querySelector('.wb') as HTMLElement, document.querySelector('form') as HTMLFormElement).start();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const weigh = (value: string): void => {
  const input = document.querySelector<HTMLInputElement>('[name="g-soc"]') as HTMLInputElement;
  input.value = value;
  input.dispatchEvent(new Event('input', { bubbles: true }));
};
const steps = (): (string | null)[] => questions.map((one) => one.body.get('stap') ?? 'rest');

test('the first change is asked at once, and places come before all the rest', async () => {
  weigh('2');
  expect(steps()).toEqual(['plaatsen']);
  await questions[0]?.answer();
  expect(steps()).toEqual(['plaatsen']);
  await vi.advanceTimersByTimeAsync(200);
  expect(steps()).toEqual(['plaatsen', 'rest']);
  await questions[1]?.answer();
  expect(document.querySelector('#wb-said')?.textContent).toBe('Nieuwe volgorde');
  expect(location.search).toBe('?weeg=soc:2');
});

test('while an answer is on its way only the last change waits: a slider that turns asks no queue', async () => {
  for (const value of ['2', '3', '4', '5']) weigh(value);
  expect(questions.map((one) => one.body.get('g-soc'))).toEqual(['2']);
  await questions[0]?.answer();
  expect(questions.map((one) => one.body.get('g-soc'))).toEqual(['2', '5']);
  await questions[1]?.answer();
  expect(questions).toHaveLength(2);
});

test('a change drops the rest that was asked before it', async () => {
  weigh('2');
  await questions[0]?.answer();
  await vi.advanceTimersByTimeAsync(200);
  weigh('3');
  expect(questions[1]?.signal.aborted).toBe(true);
  expect(steps()).toEqual(['plaatsen', 'rest', 'plaatsen']);
  await questions[2]?.answer({ query: 'weeg=soc:3' });
  expect(document.querySelector('[data-wb-link]')?.getAttribute('href')).toBe('/nieuw/?weeg=soc:3');
});

test('what is refused is said, fades the list and goes away with the next answer', async () => {
  weigh('-2');
  await questions[0]?.answer({ error: 'Een gewicht is nul of meer' });
  expect(document.querySelector('#wb-problem')?.textContent).toContain('Een gewicht is nul of meer');
  expect(document.querySelector('.wb')?.classList.contains('wb--old')).toBe(true);
  weigh('2');
  await questions[1]?.answer();
  expect(document.querySelector('#wb-problem')?.textContent).toBe('');
  expect(document.querySelector('.wb')?.classList.contains('wb--old')).toBe(false);
});

test('a lost connection is said, and the next change is asked all the same', async () => {
  weigh('2');
  await questions[0]?.lose();
  expect(document.querySelector('#wb-problem')?.textContent).toContain('De verbinding is weg');
  weigh('3');
  expect(questions).toHaveLength(2);
});

test('the whole table is asked for where the page has none', () => {
  document.querySelector('#wb-lijst')?.remove();
  weigh('2');
  expect(questions[0]?.body.get('lijst')).toBe('1');
});

test('a slider and its number say the same; an empty number is the weight of the design', () => {
  const form = document.querySelector('form') as HTMLFormElement;
  addSliders(form);
  addSliders(form);
  const [slider, ...others] = form.querySelectorAll<HTMLInputElement>('input[type="range"]');
  expect(others).toEqual([]);
  const number = form.querySelector('[name="g-soc"]') as HTMLInputElement;
  if (!slider) throw new Error('no slider');
  slider.value = '2.5';
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  expect(number.value).toBe('2.5');
  expect(questions).toHaveLength(1);
  number.value = '';
  number.dispatchEvent(new Event('input', { bubbles: true }));
  expect(slider.value).toBe('1');
  expect([stepOf(3), stepOf(10), stepOf(100)]).toEqual([0.1, 0.25, 2]);
});
