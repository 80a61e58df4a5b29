// What was written on this device and is not yet known to be in: kept in the browser's own database, so that a dead
// network, a reload or a flat battery loses nothing.

/** One deed, as it is sent. */
export interface Deed {
  readonly id: string;
  readonly verb: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly said_in: string;
}

/** A deed that waits; refused ones wait for a person, not for the network. */
export interface Waiting {
  readonly order: number;
  readonly deed: Deed;
  readonly refused: string;
}

/** Where what waits is kept. */
export interface Drawer {
  add(deed: Deed): Promise<void>;
  all(): Promise<Waiting[]>;
  remove(ids: readonly string[]): Promise<void>;
  refuse(id: string, why: string): Promise<void>;
}

/** In memory: for tests, and for a browser that lets nothing be kept (then the page says so). */
export class MemoryDrawer implements Drawer {
  #waiting: Waiting[] = [];
  #order = 0;

  add(deed: Deed): Promise<void> {
    this.#waiting.push({ order: ++this.#order, deed, refused: '' });
    return Promise.resolve();
  }

  all(): Promise<Waiting[]> {
    return Promise.resolve([...this.#waiting]);
  }

  remove(ids: readonly string[]): Promise<void> {
    this.#waiting = this.#waiting.filter((one) => !ids.includes(one.deed.id));
    return Promise.resolve();
  }

  refuse(id: string, why: string): Promise<void> {
    this.#waiting = this.#waiting.map((one) => (one.deed.id === id ? { ...one, refused: why } : one));
    return Promise.resolve();
  }
}

const STORE = 'waiting';

/** In the browser's database, one for each atelier. */
export class KeptDrawer implements Drawer {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  static open(atelier: string): Promise<KeptDrawer> {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open(`vk-atelier-${atelier}`, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore(STORE, { keyPath: 'order', autoIncrement: true }).createIndex('id', 'deed.id', { unique: true });
      };
      asked.onsuccess = () => resolve(new KeptDrawer(asked.result));
      asked.onerror = () => reject(asked.error ?? new Error('indexedDB'));
    });
  }

  async add(deed: Deed): Promise<void> {
    await this.#within('readwrite', (store) => store.add({ deed, refused: '' }));
  }

  all(): Promise<Waiting[]> {
    return this.#within('readonly', (store) => store.getAll() as IDBRequest<Waiting[]>);
  }

  async remove(ids: readonly string[]): Promise<void> {
    const found = await this.all();
    const orders = found.filter((one) => ids.includes(one.deed.id)).map((one) => one.order);
    for (const order of orders) await this.#within('readwrite', (store) => store.delete(order));
  }

  async refuse(id: string, why: string): Promise<void> {
    const found = (await this.all()).find((one) => one.deed.id === id);
    if (found) await this.#within('readwrite', (store) => store.put({ ...found, refused: why }));
  }

  #within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(STORE, mode);
      const request = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error ?? new Error('indexedDB'));
      transaction.onabort = () => reject(transaction.error ?? new Error('indexedDB'));
    });
  }
}

/** The best drawer that this browser has. */
export async function openDrawer(atelier: string): Promise<{ drawer: Drawer; isKept: boolean }> {
  try {
    return { drawer: await KeptDrawer.open(atelier), isKept: true };
  } catch {
    return { drawer: new MemoryDrawer(), isKept: false };
  }
}
