// A slider beside each amount: the same value twice, each by keyboard or pointer.

/** Return the step of a slider that ends at `most`: a hundred places or fewer. */
export const stepOf = (most: number): number => (most <= 100 ? 1 : 10);

/** Read a number as people write it, with a comma or a point. */
export const numberOf = (text: string): number => Number(text.trim().replace(',', '.'));

/** Put a slider beside each amount; one follows the other. */
export const addSliders = (root: HTMLElement, label: string): void => {
  for (const number of root.querySelectorAll<HTMLInputElement>('.sn-turn__number')) {
    const most = Number(number.dataset['most'] ?? '100');
    const slider = root.ownerDocument.createElement('input');
    slider.type = 'range';
    slider.className = 'sn-turn__slider';
    slider.min = '0';
    slider.max = String(most);
    slider.step = String(stepOf(most));
    slider.value = String(numberOf(number.value));
    const words = root.ownerDocument.querySelector(`label[for="${number.id}"]`)?.textContent ?? '';
    slider.setAttribute('aria-label', `${words} (${label})`);
    // Without a name it is not sent: the number is.
    slider.addEventListener('input', (event) => {
      event.stopPropagation();
      number.value = slider.value;
      number.dispatchEvent(new Event('input', { bubbles: true }));
    });
    number.addEventListener('input', () => {
      const value = numberOf(number.value);
      if (Number.isFinite(value)) slider.value = String(value);
    });
    number.after(slider);
  }
};
