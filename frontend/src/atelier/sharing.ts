// Several people on one device, and one person who had to join again: whose words wait where.
import type { Values } from './contract';
import { type Drawer, openDrawer } from './outbox';

type Person = Pick<Values, 'atelier' | 'me'>;

/** The name under which this device keeps what one person wrote and chose. */
export const ownName = (words: Person): string => `${words.atelier.id}-${words.me.id}`;

const outName = (words: Person): string => `vk-atelier-${words.atelier.id}-out`;

/** Note that this person takes no part any more: what waits goes along with who joins next from this page. */
export function noteOut(storage: Storage | undefined, words: Person): void {
  try {
    storage?.setItem(outName(words), words.me.id);
  } catch {
    // Nothing can be kept here; then nothing waits beyond this page either.
  }
}

/** Take over what waited for someone who was out and joined again. */
export async function carryOver(storage: Storage | undefined, words: Person, drawer: Drawer): Promise<void> {
  const before = storage?.getItem(outName(words));
  if (!before) return;
  if (before !== words.me.id) {
    const { drawer: old } = await openDrawer(`${words.atelier.id}-${before}`);
    const waited = await old.all();
    const known = new Set((await drawer.all()).map((one) => one.deed.id));
    for (const one of waited) if (!known.has(one.deed.id)) await drawer.add(one.deed);
    await old.remove(waited.map((one) => one.deed.id));
  }
  storage?.removeItem(outName(words));
}
