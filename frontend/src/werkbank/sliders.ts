// A slider beside each number of a weight: the same value twice, each by keyboard or pointer.

/** Return the step of a slider that ends at `most`: a hundred or fewer places, round numbers. */
export const stepOf = (most: number): number => (most <= 5 ? 0.1 : most <= 10 ? 0.25 : most / 50);

/** Put a slider beside each weight that has none; one follows the other. */
export const addSliders = (form: HTMLFormElement): void => {
  for (const number of form.querySelectorAll<HTMLInputElement>('.wb-weight__number')) {
    if (number.nextElementSibling) continue;
    const most = Number(number.dataset.most ?? '3');
    const slider = form.ownerDocument.createElement('input');
    slider.type = 'range';
    slider.className = 'wb-weight__slider';
    slider.min = '0';
    slider.max = String(most);
    slider.step = String(stepOf(most));
    slider.value = number.value;
    slider.setAttribute('aria-label', number.dataset.label ?? '');
    // Without a name it is not sent: the number is.
    slider.addEventListener('input', (event) => {
      event.stopPropagation();
      number.value = slider.value;
      number.dispatchEvent(new Event('input', { bubbles: true }));
    });
    number.addEventListener('input', () => {
      slider.value = number.value || (number.dataset.base ?? '1');
    });
    number.after(slider);
  }
};
