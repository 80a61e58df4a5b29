/** The outcome of an atelier is style only; where paper is typed over, the cursor goes on after each letter. */
import './outcome.css';

const boxes = [...document.querySelectorAll<HTMLInputElement>('input[data-advance]')];

boxes.forEach((box, at) => {
  box.addEventListener('input', () => {
    if (box.value.length === 1) (boxes[at + 1] ?? document.querySelector<HTMLElement>('.oc-entry button'))?.focus();
  });
});
