import { beforeEach, expect, test } from 'vitest';
import { startMenus, startToggles } from '../../src/site/menus';

const menu = (id: string): HTMLDetailsElement => document.getElementById(id) as HTMLDetailsElement;

beforeEach(() => {
  document.body.innerHTML = `
    <details data-vk-menu id="traject" open><summary>Traject</summary><a href="#a">Noord</a></details>
    <details data-vk-menu id="account" open><summary>Account</summary><a href="#b">Mijn account</a></details>
    <button data-vk-toggle aria-controls="nav" aria-expanded="false">Menu</button><nav id="nav"></nav>
    <p id="elders">Elders</p>`;
});

test('a click beside a menu closes it, a click in it does not', () => {
  startMenus(document);
  menu('traject').querySelector('a')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect([menu('traject').open, menu('account').open]).toEqual([true, false]);
  document.getElementById('elders')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  expect(menu('traject').open).toBe(false);
});

test('Escape closes the menu and gives the focus back to what opened it', () => {
  startMenus(document);
  menu('account').querySelector('a')?.focus();
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  expect(menu('account').open).toBe(false);
  expect(document.activeElement).toBe(menu('account').querySelector('summary'));
});

test('the button of the main menu says whether it is open', () => {
  startToggles(document);
  const button = document.querySelector('button') as HTMLButtonElement;
  button.click();
  expect(button.getAttribute('aria-expanded')).toBe('true');
  expect(document.getElementById('nav')?.hasAttribute('data-open')).toBe(true);
  button.click();
  expect(button.getAttribute('aria-expanded')).toBe('false');
  expect(document.getElementById('nav')?.hasAttribute('data-open')).toBe(false);
});
