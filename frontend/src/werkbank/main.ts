// The werkbank: each change of the form is asked of the server, and what it answers takes the place of what was there.
import './werkbank.css';
import { Bench } from './bench';
import { addSliders } from './sliders';

const root = document.querySelector<HTMLElement>('.wb');
const form = document.querySelector<HTMLFormElement>('#wb-form');
if (root && form) {
  addSliders(form);
  new Bench(document, root, form).start();
}
