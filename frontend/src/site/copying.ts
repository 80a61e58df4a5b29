// A button that copies the link beside it, and says that it did.

const SHOWN_MS = 2500;

/** `[data-vk-copy]` holds an `input` and a `[data-vk-copy-button]` with its answer in `data-done`. */
export const startCopying = (document: Document): void => {
  for (const place of document.querySelectorAll<HTMLElement>('[data-vk-copy]')) {
    const field = place.querySelector('input');
    const button = place.querySelector<HTMLElement>('[data-vk-copy-button]');
    const words = button?.querySelector<HTMLElement>('.nl-button__label') ?? button;
    if (!field || !button || !words) continue;
    const before = words.textContent ?? '';
    words.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        // Not allowed here: the link is selected, and Ctrl+C does the rest.
        return;
      }
      words.textContent = button.dataset.done ?? before;
      setTimeout(() => {
        words.textContent = before;
      }, SHOWN_MS);
    });
  }
};
