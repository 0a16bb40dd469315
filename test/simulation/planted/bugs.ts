/**
 * Bugs as somebody might write them one day, each a change of the source as it is loaded. The simulation must catch every
 * one of them: a net that never held a fish proves nothing.
 */

export type Planted = {
  name: string
  /** What the bug does. */
  what: string
  file: string
  /** Each `find` stands exactly once in the file. */
  changes: { find: string; replace: string }[]
}

const change = (find: string, replace: string) => ({ find, replace })

export const planted: Planted[] = [
  {
    name: 'inbox insert dropped',
    what: 'A reaction no longer notes the fact as seen, so that a second delivery takes effect again.',
    file: 'src/kernel/events/inbox.ts',
    changes: [
      change(
        "const whole = own === '' ? `with ${seen.text} ${text}` : `${own}${seen.text}, ${text.slice(own.length)}`",
        "const whole = seen && own === '' ? text : text",
      ),
      change('[...values, ...seen.values]', 'values'),
    ],
  },
  {
    name: 'hold after pay',
    what: 'The money is taken before the goods are held.',
    file: 'src/modules/orders/complete-order.ts',
    changes: [
      change(
        'const refusal = await holdGoods(context, order)',
        'if (order.total > 0) await payFor(context, order)\n    const refusal = await holdGoods(context, order)',
      ),
    ],
  },
  {
    name: 'cursor by sequence',
    what: 'The relay remembers how far it read, and passes over what failed or committed late.',
    file: 'src/kernel/events/outbox.ts',
    changes: [
      change(
        'where sent_at is null and type = any($3::text[]) order by pos limit $2`',
        'where sent_at is null and type = any($3::text[]) and pos > $4 order by pos limit $2`',
      ),
      change(
        'return (await runOn(pool, deadline, text, [holder, limit, known])) as Fact[]',
        `const facts = (await runOn(pool, deadline, text, [holder, limit, known, reached.get(holder + schema) ?? 0])) as Fact[]
  if (facts.length > 0) reached.set(holder + schema, facts.at(-1)!.pos)
  return facts`,
      ),
      change(
        'export async function readUnsent(',
        'const reached = new Map<string, number>()\nexport async function readUnsent(',
      ),
    ],
  },
  {
    name: 'fence not checked',
    what: 'Who lost the lease of an order still ends its saga.',
    file: 'src/modules/orders/order-store.ts',
    changes: [
      change(
        'where sagas.order_id = given.id and sagas.fence = given.fence returning',
        'where sagas.order_id = given.id returning',
      ),
    ],
  },
  {
    name: 'release forgotten on decline',
    what: 'The goods of an order whose payment was declined stay held.',
    file: 'src/modules/inventory/module.ts',
    changes: [
      change("when(PaymentFailed, 'release-unpaid-stock', (once, { orderId }) => releaseHold(once, orderId)),", ''),
    ],
  },
  {
    name: 'unknown treated as failure',
    what: 'A provider that does not answer is taken for one that declined.',
    file: 'src/modules/orders/complete-order.ts',
    changes: [
      change(
        "if (payment.status === 'declined' || payment.status === 'voided')",
        "if (payment.status === 'declined' || payment.status === 'voided' || payment.status === 'unknown')",
      ),
    ],
  },
  {
    name: 'key not claimed',
    what: 'A key that was used before makes another order.',
    file: 'src/modules/orders/order-store.ts',
    changes: [
      change(
        'on conflict (principal, key) do nothing returning order_id',
        'on conflict (principal, key) do update set order_id = excluded.order_id returning order_id',
      ),
    ],
  },
  {
    name: 'sent before delivery',
    what: 'Facts are marked as sent before anybody got them.',
    file: 'src/kernel/events/relay.ts',
    changes: [
      change(
        "crash('relay.round.after_read')",
        'await markSent(pool, clock.now() + roundMs, schema, holder, facts.map(({ id }) => id), false)',
      ),
    ],
  },
  {
    name: 'hold not keyed by order',
    what: 'A hold that is asked for twice takes the goods twice.',
    file: 'src/modules/inventory/hold-store.ts',
    changes: [
      change(
        "where order_id = any(array(select order_id from ${given('orderId')}))\n    ), line as",
        "where false and order_id = any(array(select order_id from ${given('orderId')}))\n    ), line as",
      ),
      change(
        'from picks group by order_id, expires_at\n',
        'from picks group by order_id, expires_at on conflict (order_id) do nothing\n',
      ),
    ],
  },
  {
    name: 'key of the provider not stable',
    what: 'Each try to pay has a key of its own, so that the provider charges again.',
    file: 'src/modules/orders/complete-order.ts',
    changes: [change('key: `${id}:${attempt}`,', 'key: `${id}:${attempt}:${Math.random()}`,')],
  },
  {
    name: 'money not given back',
    what: 'An order that ended while it was paid releases its goods and forgets the money.',
    file: 'src/modules/orders/finish-orders.ts',
    changes: [
      change(
        "order.total === 0 ? { status: 'none' } : await payments.cancel({ orderId: order.id })",
        "payments === undefined ? { status: 'unknown' } : { status: 'none' }",
      ),
    ],
  },
]
