// Puts HTML of the server in the place of what is there, without taking away what someone is typing or standing on.

const TOKENS = /name="csrfmiddlewaretoken" value="[^"]*"/g;
const shown = new WeakMap<Element, string>();

/** Return HTML without what differs in every answer. */
export const plain = (html: string): string => html.replace(TOKENS, '').trim();

/** Whether someone is busy in an element: types in it, or has opened it to. */
export function isBusy(element: Element): boolean {
  const active = element.ownerDocument.activeElement;
  if (element.querySelector('details.ld-hide[open]')) return true;
  return !!active && element.contains(active) && active.matches('input:not([type=checkbox]), textarea, select');
}

/** Replace what stands in an element, if it differs; what has the focus keeps it, what was open stays open. */
export function fill(element: HTMLElement, html: string): boolean {
  const text = plain(html);
  if (shown.get(element) === text) return false;
  shown.set(element, text);
  const active = element.ownerDocument.activeElement;
  const focused = active && element.contains(active) ? active.id : '';
  const open = new Map([...element.querySelectorAll('details[id]')].map((one) => [one.id, (one as HTMLDetailsElement).open]));
  const chosen = new Map([...element.querySelectorAll<HTMLSelectElement>('select[id]')].map((one) => [one.id, one.value]));
  element.innerHTML = html;
  for (const [id, isOpen] of open) (element.querySelector(`#${CSS.escape(id)}`) as HTMLDetailsElement | null)?.toggleAttribute('open', isOpen);
  for (const [id, value] of chosen) {
    const select = element.querySelector<HTMLSelectElement>(`#${CSS.escape(id)}`);
    if (select) select.value = value;
  }
  if (focused) element.querySelector<HTMLElement>(`#${CSS.escape(focused)}`)?.focus({ preventScroll: true });
  return true;
}

/** Return the one element that HTML of the server describes. */
export function elementOf(document: Document, html: string): HTMLElement {
  const box = document.createElement('template');
  box.innerHTML = html.trim();
  return box.content.firstElementChild as HTMLElement;
}
