// A form of the screen as a deed: by the table that the server reads as well, so that it means the same without a script.
import type { Deed } from '../atelier/outbox';

/** What a button asks for, as the page lists it. */
export interface Order {
  readonly verb: string;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly fields: readonly string[];
}

export type Orders = Readonly<Record<string, Order>>;

/** Return the deed of a sent form; undefined if the page knows no such button. */
export function deedOf(sent: FormData, orders: Orders, clusterOf: (title: string) => string, makeId: () => string): Deed | undefined {
  const order = orders[String(sent.get('order') ?? '')];
  if (!order) return undefined;
  const body: Record<string, unknown> = { ...order.fixed };
  for (const name of order.fields) {
    const given = String(sent.get(name) ?? '').trim();
    if (name === 'cards') body[name] = sent.getAll(name).map(String);
    else if (name === 'seconds') body[name] = Number(given);
    else if (given) body[name] = given;
  }
  if (order.fields.includes('title')) {
    const title = String(body['title'] ?? '');
    body['title'] = title;
    body['cluster'] = clusterOf(title) || makeId();
  }
  return { id: makeId(), verb: order.verb, body, said_in: '' };
}
