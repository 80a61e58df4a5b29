// Menus that open: one at a time, closed by Escape and by a click beside them.

const close = (menu: HTMLDetailsElement, { focus }: { focus: boolean }): void => {
  if (!menu.open) return;
  menu.open = false;
  if (focus) menu.querySelector('summary')?.focus();
};

const menus = (document: Document): HTMLDetailsElement[] => [
  ...document.querySelectorAll<HTMLDetailsElement>('details[data-vk-menu]'),
];

/** `<details data-vk-menu>` works by itself; this closes it again. */
export const startMenus = (document: Document): void => {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of menus(document)) close(menu, { focus: menu.contains(document.activeElement) });
  });
  document.addEventListener('click', (event) => {
    for (const menu of menus(document)) if (!menu.contains(event.target as Node)) close(menu, { focus: false });
  });
  document.addEventListener('focusin', (event) => {
    for (const menu of menus(document)) if (!menu.contains(event.target as Node)) close(menu, { focus: false });
  });
};

/** `<button data-vk-toggle aria-controls="id">` shows and hides an element, on a narrow screen the main menu. */
export const startToggles = (document: Document): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-vk-toggle]')) {
    const target = document.getElementById(button.getAttribute('aria-controls') ?? '');
    if (!target) continue;
    button.addEventListener('click', () => {
      const open = button.getAttribute('aria-expanded') !== 'true';
      button.setAttribute('aria-expanded', String(open));
      target.toggleAttribute('data-open', open);
    });
  }
};
