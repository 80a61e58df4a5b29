import { beforeEach, describe, expect, it } from 'vitest';
import { BoardList } from '../../src/lead/boardList';
import { fill } from '../../src/lead/patch';

const card = (id: string, number: number, text: string, token = 't') => ({
  id,
  number,
  html: `<article class="ld-card" data-card="${id}" data-number="${number}" data-step="kaart"><p>${text}</p>
    <input type="checkbox" name="cards"><form><input type="hidden" name="csrfmiddlewaretoken" value="${token}"></form>
    <details class="ld-hide"><summary>Verberg</summary><input name="reason"></details></article>`,
});

let root: HTMLElement;
let list: BoardList;

const texts = (): string[] => [...root.querySelectorAll('p')].map((one) => one.textContent ?? '');

beforeEach(() => {
  document.body.innerHTML = '<div id="list"></div>';
  root = document.getElementById('list') as HTMLElement;
  list = new BoardList(root);
});

describe('the list of cards', () => {
  it('puts the newest on top, in whatever order they come', () => {
    list.take([card('b', 2, 'twee'), card('a', 1, 'een'), card('c', 3, 'drie')]);
    expect(texts()).toEqual(['drie', 'twee', 'een']);
    list.take([card('a', 1, 'een, beter')]);
    expect(texts()).toEqual(['drie', 'twee', 'een, beter']);
  });

  it('leaves a card alone that did not change, though its token did', () => {
    list.take([card('a', 1, 'een')]);
    const before = root.firstElementChild;
    list.take([card('a', 1, 'een', 'other')]);
    expect(root.firstElementChild).toBe(before);
  });

  it('keeps what was picked', () => {
    list.take([card('a', 1, 'een')]);
    (root.querySelector('input[name=cards]') as HTMLInputElement).checked = true;
    list.take([card('a', 1, 'een, beter')]);
    expect(list.picked()).toBe(1);
    list.unpick();
    expect(list.picked()).toBe(0);
  });

  it('does not take away a card in which someone types a reason, and changes it afterwards', async () => {
    list.take([card('a', 1, 'een')]);
    const hide = root.querySelector('details') as HTMLDetailsElement;
    hide.open = true;
    const reason = root.querySelector('input[name=reason]') as HTMLInputElement;
    reason.focus();
    list.take([card('a', 1, 'een, beter')]);
    expect(texts()).toEqual(['een']);
    hide.open = false;
    reason.blur();
    root.dispatchEvent(new Event('focusout'));
    await new Promise((done) => setTimeout(done, 5));
    expect(texts()).toEqual(['een, beter']);
  });

  it('drops what is there no more when all is told again', () => {
    list.take([card('a', 1, 'een'), card('b', 2, 'twee')]);
    list.replace([card('b', 2, 'twee')]);
    expect(texts()).toEqual(['twee']);
  });

  it('marks what is held up and what is of this step', () => {
    list.take([card('a', 1, 'een'), card('b', 2, 'twee')]);
    list.mark('kaart', 'a');
    expect(root.querySelector('[data-lit]')?.getAttribute('data-card')).toBe('a');
    expect(root.querySelectorAll('[data-here]').length).toBe(2);
  });
});

describe('what the server sends for the head', () => {
  it('keeps the focus and what was chosen', () => {
    const head = document.createElement('div');
    document.body.append(head);
    const html = (time: string): string =>
      `<p>${time}</p><select id="extra"><option value="1">1</option><option value="5">5</option></select><button id="next">Verder</button>`;
    fill(head, html('1:00'));
    (head.querySelector('select') as HTMLSelectElement).value = '5';
    (head.querySelector('button') as HTMLButtonElement).focus();
    expect(fill(head, html('0:59'))).toBe(true);
    expect(document.activeElement?.id).toBe('next');
    expect((head.querySelector('select') as HTMLSelectElement).value).toBe('5');
    expect(fill(head, html('0:59'))).toBe(false);
  });
});
