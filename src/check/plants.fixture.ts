/** For every promise a breach, planted by SQL: small enough that no other promise is broken with it. */
import type { Orders } from './sound-shop.fixture.ts'

export type Plant = { id: string; promise: string; sql(orders: Orders): string }
const plant = (id: string, promise: string, sql: Plant['sql']): Plant => ({ id, promise, sql })
const hour = `interval '1 hour'`

const charge = (key: string, amount: string) => `
  insert into test_provider.payments (id, key, body_hash, method, status, amount, currency, capture, captured, metadata, return_url, created_at)
  select 'pay_' || md5(key), key, '', 'test_ok', 'succeeded', amount, 'EUR', 'now', amount, '{}', '', now()
  from (select ${key} as key, ${amount} as amount) as made`
/** A movement and what takes it back, so that the level is still the sum of its movements. */
const movements = (sku: string) => `
  insert into inventory.movements (sku, location, kind, delta, reference)
  values ('${sku}', 'hamburg', 'sold', -1, 'nobody'), ('${sku}', 'hamburg', 'adjusted', 1, 'nobody');`
const booking = (orderId: string, at = 'now()') => `
  insert into orders.ledger (order_id, entry, at, account, debit, credit, currency)
  values (${orderId}, 'again', ${at}, 'provider', 5, 0, 'EUR'), (${orderId}, 'again', ${at}, 'receivable', 0, 5, 'EUR');`

export const plants: Plant[] = [
  plant(
    'I1',
    'an order that is not finished has a saga that finishes it',
    ({ atBank }) => `delete from orders.sagas where order_id = '${atBank}'`,
  ),
  plant(
    'I1',
    'no saga is overdue',
    ({ atBank }) => `update orders.sagas set wake_at = banyan.now() - ${hour} where order_id = '${atBank}'`,
  ),
  plant(
    'I1',
    'no key and no saga names an order that is not there',
    () =>
      `insert into orders.claims (principal, key, body_hash, order_id) values ('guest', 'k', '', gen_random_uuid())`,
  ),
  plant(
    'I2',
    'an order is charged at most once, by our books and by the provider’s',
    ({ sent }) => `
      insert into payments.payments (id, order_id, attempt, provider, provider_id, status, amount, currency, capture, captured)
      select gen_random_uuid(), order_id, 2, provider, 'pay_' || md5('${sent}:2'), status, amount, currency, capture, captured
      from payments.payments where order_id = '${sent}';
      ${charge(`'${sent}:2'`, `(select amount from payments.payments where order_id = '${sent}' and attempt = 1)`)}`,
  ),
  plant(
    'I2',
    'a charge is what its order costs, in its currency',
    ({ sent }) => `
      update payments.payments set amount = amount + 1 where order_id = '${sent}';
      update test_provider.payments set amount = amount + 1 where key = '${sent}:1'`,
  ),
  plant('I2', 'no charge is without its order', () => charge(`gen_random_uuid() || ':1'`, '1690')),
  plant(
    'I2',
    'an order that ended keeps no money and no authorisation',
    ({ declined }) => `
      update payments.payments set status = 'authorised' where order_id = '${declined}';
      update test_provider.payments set status = 'authorised' where key = '${declined}:1'`,
  ),
  plant(
    'I2',
    'a paid order has its payment',
    ({ authorised }) => `
      delete from payments.payments where order_id = '${authorised}'; delete from test_provider.payments where key = '${authorised}:1'`,
  ),
  plant(
    'I2',
    'the provider’s books say the same as ours',
    ({ sent }) => `update test_provider.payments set refunded = 1 where key = '${sent}:1'`,
  ),
  plant(
    'I3',
    'no level is negative, and no more is held than is there',
    () => `
      alter table inventory.stock drop constraint stock_covers_holds; update inventory.stock set on_hand = on_hand - 100 where sku = 'pot';
      insert into inventory.movements (sku, location, kind, delta) values ('pot', 'hamburg', 'adjusted', -100);
      update catalog.stock set state = 'out' where sku = 'pot'`,
  ),
  plant(
    'I3',
    'what is on hand is the sum of its movements',
    () => `update inventory.stock set on_hand = on_hand + 1 where sku = 'pot'`,
  ),
  plant(
    'I4',
    'what is held is the sum of open holds',
    () => `update inventory.stock set held = held + 1 where sku = 'pot'`,
  ),
  plant('I4', 'what was sold and came back is booked once', () => movements('pot')),
  plant(
    'I4',
    'nothing is held for an order that ended, or that is not there',
    ({ declined }) => `
      update inventory.holds set state = 'held' where order_id = '${declined}'; update inventory.stock set held = held + 2 where sku = 'pot'`,
  ),
  plant(
    'I4',
    'a paid order sold what was bought, a cancelled one kept nothing',
    ({ members }) => `update inventory.holds set quantities = '{2}' where order_id = '${members}'; ${movements('mug')}`,
  ),
  plant(
    'I5',
    'the debits of every booking equal its credits, in the currency of its order',
    ({ sent }) =>
      `update orders.ledger set credit = credit + (account = 'revenue')::int where order_id = '${sent}' and entry = 'sale'`,
  ),
  plant(
    'I5',
    'the rows of a booking were written together, and never since',
    ({ sent }) => `update orders.ledger set account = account where order_id = '${sent}' and account = 'revenue'`,
  ),
  plant('I5', 'the ledger has what an order sold, took and gave back, once', ({ sent }) => booking(`'${sent}'`)),
  plant('I5', 'no entry is without its order', () => booking(`'00000000-0000-7000-8000-000000000000'`)),
  plant(
    'I6',
    'facts are told soon',
    () =>
      `insert into orders.outbox (aggregateid, type, payload, created_at) values ('x', 'x', '{}', banyan.now() - ${hour})`,
  ),
  plant(
    'I6',
    'no fact is parked: each of them waits for a person',
    () => `insert into inventory.waiting (subscriber, event_id, pos, aggregateid, type, payload, at, next_at, parked)
      values ('sell-held-stock', gen_random_uuid(), 1, 'x', 'x', '{}', banyan.now() - ${hour}, banyan.now(), true)`,
  ),
  plant(
    'I6',
    'every fact that was told reached every subscriber',
    () =>
      `delete from inventory.inbox where event_id = (select event_id from inventory.inbox where subscriber = 'sell-held-stock' limit 1)`,
  ),
  plant(
    'I6',
    'the cart of a paid order is closed with it, or with another paid order of the same cart',
    ({ sent }) => `update carts.carts set closed_at = null where order_id = '${sent}'`,
  ),
  plant(
    'I6',
    'the cart of a paid order is closed with it, or with another paid order of the same cart',
    ({ sent, members }) => `update carts.carts set order_id = '${members}' where order_id = '${sent}'`,
  ),
  plant(
    'I7',
    'no subscriber had the facts of one aggregate in another order',
    () => `with first as (
        select id from pricing.outbox o where exists (select from pricing.outbox e where e.aggregateid = o.aggregateid and e.pos > o.pos) order by pos limit 1
      )
      update catalog.inbox set blocked = false where event_id = (select id from first)`,
  ),
  plant(
    'I8',
    'a key and its order name each other',
    ({ sent, members }) => `update orders.claims set order_id = '${members}' where order_id = '${sent}'`,
  ),
  plant(
    'I8',
    'the answer of a finished order is kept, and none before it is finished',
    ({ sent }) => `delete from orders.answers where order_id = '${sent}'`,
  ),
  plant(
    'I8',
    'what is kept under a key is the answer about its order',
    ({ sent, members }) =>
      `update orders.answers set answer = (select answer from orders.answers where order_id = '${members}') where order_id = '${sent}'`,
  ),
  plant(
    'I10',
    'lists and pages show the stock that inventory has',
    () => `update catalog.stock set state = 'low' where sku = 'pot'`,
  ),
  plant(
    'I10',
    'lists and pages show the prices that pricing has',
    () => `update catalog.offers set amount = amount - 1 where min_quantity = 10`,
  ),
  plant(
    'I10',
    'a product stands on the shelves that its state, categories and prices put it on, at its price',
    () =>
      `update catalog.shelves set price_from = price_from + 1 where product_id = (select product_id from catalog.variants where sku = 'pot')`,
  ),
  plant(
    'I11',
    'amounts are whole minor units, and an order’s lines, taxes, shipping and discount add up to its total',
    ({ sent }) =>
      `update orders.orders set snapshot = jsonb_set(snapshot::jsonb, '{totals,tax}', '1')::json where id = '${sent}'`,
  ),
  plant(
    'I11',
    'no more is given back than was captured, and orders and payments agree on both',
    ({ refunded }) => `
      update payments.payments set refunded = refunded + 1 where order_id = '${refunded}';
      update test_provider.payments set refunded = refunded + 1 where key = '${refunded}:1'`,
  ),
  plant(
    'I12',
    'no table refers to a table of another module',
    () =>
      `alter table carts.carts add constraint reaches foreign key (order_id) references orders.orders (id) not valid`,
  ),
  plant(
    'I12',
    'no view, function or trigger of a module reaches into another',
    () => `create view orders.paid as select id from payments.payments`,
  ),
  plant(
    'I12',
    'nobody but a module’s own login may touch its schema',
    () => `grant usage on schema payments to module_orders`,
  ),
  plant(
    'I13',
    'an order, its key and its cart belong to one person',
    ({ members }) => `update carts.carts set user_id = gen_random_uuid() where order_id = '${members}'`,
  ),
  plant(
    'I13',
    'a letter went to the person whom its fact names',
    () =>
      `update notifications.letters set recipient = 'eve@example.com' where id = (select id from notifications.letters limit 1)`,
  ),
  plant(
    'I15',
    'an order went only along declared transitions, to the state it is in',
    ({ declined }) =>
      `insert into orders.timeline (order_id, at, kind, actor) values ('${declined}', now(), 'cancelled', 'x')`,
  ),
  plant(
    'I15',
    'how far an order is paid and sent is what was booked and sent',
    ({ members }) => `update orders.orders set fulfilment_status = 'fulfilled' where id = '${members}'`,
  ),
  plant(
    'I15',
    'a payment went only along declared moves',
    ({ captured }) => `update payments.outbox set payload = (payload::jsonb || '{"status":"action"}')::json
      where pos = (select max(pos) from payments.outbox where payload ->> 'orderId' = '${captured}')`,
  ),
]
