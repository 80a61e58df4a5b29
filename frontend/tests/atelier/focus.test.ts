import { html, render } from 'lit/html.js';
import { expect, test } from 'vitest';
import { putBack } from '../../src/atelier/focus';

const card = () => html`<textarea id="at-write-1"></textarea>`;
const loose = () => html`<div>${card()}</div>`;
const piled = () => html`<section><h3>Stapel</h3>${card()}</section>`;

test('a card that goes to a pile while someone reacts to it keeps the words, the cursor and the focus', () => {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  render(loose(), root);
  const before = document.getElementById('at-write-1') as HTMLTextAreaElement;
  before.focus();
  before.value = 'Dat herken ik';
  before.setSelectionRange(4, 10);
  render(piled(), root);
  expect(before.isConnected).toBe(false);
  putBack(before);
  const now = document.getElementById('at-write-1') as HTMLTextAreaElement;
  expect(document.activeElement).toBe(now);
  expect([now.value, now.selectionStart, now.selectionEnd]).toEqual(['Dat herken ik', 4, 10]);
});

test('what was taken away for good takes the focus along', () => {
  const root = document.createElement('div');
  document.body.replaceChildren(root);
  render(loose(), root);
  const before = document.getElementById('at-write-1') as HTMLTextAreaElement;
  before.focus();
  render(html`<p>Niets</p>`, root);
  putBack(before);
  expect(document.activeElement).toBe(document.body);
});
