import { afterEach, expect, test, vi } from 'vitest';
import { ask, colour, offer, place, Refused, weigh } from '../../src/werkbank/answers';

afterEach(() => {
  vi.unstubAllGlobals();
});

const answering = (text: string, type = 'application/json'): void => {
  vi.stubGlobal('fetch', async () => new Response(text, { headers: { 'content-type': type } }));
};
const asked = () => ask('/antwoord/', new URLSearchParams({ csrfmiddlewaretoken: 'x' }), new AbortController().signal);

test('what the server refuses comes with its words; a page instead of an answer is a lost connection', async () => {
  answering('{"error": "Dat gewicht kan niet"}');
  await expect(asked()).rejects.toThrow(Refused);
  await expect(asked()).rejects.toThrow('Dat gewicht kan niet');
  answering('<html>log in</html>', 'text/html');
  await expect(asked()).rejects.toThrow(TypeError);
  answering('{"query": "weeg=soc:2"}');
  await expect(asked()).resolves.toEqual({ query: 'weeg=soc:2' });
});

test('a piece of page that is replaced keeps open what was open', () => {
  document.body.innerHTML = '<div data-wb="change"><details open><summary>a</summary></details></div>';
  place(document, { change: '<p>nieuw</p><details><summary>a</summary></details><details></details>', nowhere: '<p></p>' });
  expect(document.querySelector('p')?.textContent).toBe('nieuw');
  expect([...document.querySelectorAll('details')].map((one) => one.open)).toEqual([true, false]);
});

test('areas take the colour of their row; stripes show where the colour is not sure', () => {
  document.body.innerHTML =
    '<div class="wb-map"><svg><path data-row="1"/><path data-row="0"/><path data-row="7"/><path data-unsure="0" hidden/></svg></div>';
  colour(document, ['#111111', '#222222'], [true, false]);
  expect([...document.querySelectorAll('[data-row]')].map((one) => one.getAttribute('fill'))).toEqual([
    '#222222',
    '#111111',
    '#ffffff',
  ]);
  expect(document.querySelector('[data-unsure]')?.hasAttribute('hidden')).toBe(false);
  colour(document, ['#111111', '#222222'], [false, false]);
  expect(document.querySelector('[data-unsure]')?.hasAttribute('hidden')).toBe(true);
});

test('a part that no longer counts shows a dash, not the weight that it had', () => {
  document.body.innerHTML = `<ul><li class="wb-leaf" data-code="a"><b data-effect="share">9%</b><b data-effect="influence"></b>
    <svg><rect class="wb-meant" width="9"/><rect class="wb-works" width="9"/></svg>
    <ul><li class="wb-leaf" data-code="b"><b data-effect="share">8%</b></li></ul></li></ul>`;
  weigh(document, { b: ['30%', '25%', 30, 25, '98%'] });
  expect([...document.querySelectorAll('[data-effect="share"]')].map((one) => one.textContent)).toEqual(['–', '30%']);
  expect(document.querySelector('.wb-meant')?.getAttribute('width')).toBe('0');
});

test('the years to set scales on follow what counts; what was chosen stays', () => {
  document.body.innerHTML = `<select data-own="all" data-all="alle jaren"><option value="">alle jaren (ontwerp)</option>
    <option value="2024">2024</option></select>`;
  const select = document.querySelector('select') as HTMLSelectElement;
  select.value = '2024';
  offer(select, ['2022']);
  expect([...select.options].map((one) => one.value)).toEqual(['', '2022', '2024']);
  expect(select.value).toBe('2024');
  select.value = '';
  offer(select, ['2022']);
  expect([...select.options].map((one) => one.value)).toEqual(['', '2022']);
  expect(select.value).toBe('');
  offer(null, ['2022']);
});
