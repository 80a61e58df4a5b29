import { beforeEach, expect, test } from 'vitest';
import { showTheme, startTheme, themeCookie, themeOf } from '../../src/site/theme';

const FORM = `<form data-vk-theme method="post" action="/weergave/">
  <button name="theme" value="licht" aria-pressed="false">Licht</button>
  <button name="theme" value="donker" aria-pressed="false">Donker</button>
  <button name="theme" value="" aria-pressed="true">Als mijn apparaat</button>
</form>`;

const pressed = (): string[] =>
  [...document.querySelectorAll('button')].map((one) => one.getAttribute('aria-pressed') ?? '');

beforeEach(() => {
  document.body.innerHTML = FORM;
  delete document.documentElement.dataset.theme;
});

test('a theme that we do not know is the theme of the device', () => {
  expect([themeOf('donker'), themeOf('licht'), themeOf('roze'), themeOf(null)]).toEqual(['donker', 'licht', '', '']);
});

test('the cookie lasts a year, and "as my device" throws it away', () => {
  expect(themeCookie('donker', { secure: true })).toBe(
    'vk_theme=donker; path=/; max-age=31536000; samesite=lax; secure',
  );
  expect(themeCookie('', { secure: false })).toContain('max-age=0');
});

test('showing a theme presses its button and no other', () => {
  showTheme(document.documentElement, 'donker');
  expect(document.documentElement.dataset.theme).toBe('donker');
  expect(pressed()).toEqual(['false', 'true', 'false']);
  showTheme(document.documentElement, '');
  expect('theme' in document.documentElement.dataset).toBe(false);
  expect(pressed()).toEqual(['false', 'false', 'true']);
});

test('pressing a button switches at once, tells the page, and does not send the form', () => {
  startTheme(document);
  const told: string[] = [];
  document.addEventListener('vk-theme', (event) => told.push((event as CustomEvent<string>).detail));
  const form = document.querySelector('form');
  const event = new SubmitEvent('submit', { cancelable: true, submitter: document.querySelectorAll('button').item(1) });
  form?.dispatchEvent(event);
  expect(event.defaultPrevented).toBe(true);
  expect(document.documentElement.dataset.theme).toBe('donker');
  expect(told).toEqual(['donker']);
});
