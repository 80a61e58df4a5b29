// The entry of the page of who takes part. Without it the page still shows the step and takes in a card.
import './atelier.css';
import { valuesOf, type Values } from './contract';
import { storageOf } from './drafts';
import { openDrawer } from './outbox';
import { Participant } from './participant';

const root = document.getElementById('at');
if (root) {
  const words = valuesOf<Values>(document, 'at-values');
  const { drawer, isKept } = await openDrawer(words.atelier.id);
  const storage = storageOf(window);
  await new Participant(root, words, { drawer, isKept: isKept && storage !== undefined, storage }).start();
}
