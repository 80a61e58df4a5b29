// The entry of the page of who takes part. Without it the page still shows the step and takes in a card.
import './atelier.css';
import { valuesOf, type Values } from './contract';
import { storageOf } from './drafts';
import { carryOver, ownName } from './sharing';
import { openDrawer } from './outbox';
import { Participant } from './participant';

const root = document.getElementById('at');
if (root) {
  const words = valuesOf<Values>(document, 'at-values');
  const storage = storageOf(window);
  // A phone can be shared: what one person wrote is never sent as another's.
  const own = ownName(words);
  const { drawer, isKept } = await openDrawer(own);
  await carryOver(storage, words, drawer);
  await new Participant(root, words, { drawer, isKept: isKept && storage !== undefined, storage }).start();
}
