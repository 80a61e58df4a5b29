// The scenario page: sliders beside amounts; each change is asked of the server, and its answer takes the old one's place.
import './scenario.css';
import { Answering } from './answering';
import { addSliders } from './sliders';

const root = document.querySelector<HTMLElement>('.sn[data-answer]');
const form = document.querySelector<HTMLFormElement>('#sn-form');
if (root && form) {
  addSliders(root, root.dataset['slider'] ?? '');
  new Answering(document, root, form).start();
}
