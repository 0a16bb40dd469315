/** Every death by a crash point, for one process and for two groups of modules. */
import type { Scenario } from './crash-scenario.ts'

/** `apart`: which group dies there, and at which pass of the point, when it is another. */
export type Death = Scenario & { name: string; apart?: { group: 'checkout' | 'rest'; pass: number } }

/** The fourth subscriber of a purchase is carts. */
const onlyInCheckout = { apart: { group: 'checkout' as const, pass: 1 } }

/** Each is one death: which promise it tries, where the process dies, at which pass, and what it was doing. */
export const deaths: Death[] = [
  {
    name: 'F01 killed before the order is written: nothing is there, and the same key makes one order',
    point: 'orders.accept.before_commit',
    leaves: { orders: 0, holds: 0, charges: 0 },
  },
  {
    name: 'F02 killed after the order is written: the same key answers that order',
    point: 'orders.accept.after_commit',
    leaves: { orders: 1, holds: 0, charges: 0 },
  },
  {
    name: 'F03 killed before the goods are held: asked again by the order, it is one hold',
    point: 'inventory.hold.before_commit',
    leaves: { orders: 1, holds: 0, charges: 0 },
  },
  {
    name: 'F03 killed when the goods are held and inventory has not said so: asked again by the order, it is one hold',
    point: 'inventory.hold.after_commit',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: 'F03 killed when orders has heard of the hold: asked again by the order, it is one hold',
    point: 'orders.hold.after_answer',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: 'F04 killed before the provider is asked: it is asked once',
    point: 'payments.pay.before_provider',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: "F04 killed between the provider's yes and our row: asked again by the key, it is one charge",
    point: 'payments.pay.after_provider',
    leaves: { orders: 1, holds: 1, charges: 1 },
  },
  {
    name: 'F04 killed between our row and our yes to orders: the row answers, and it is one charge',
    point: 'payments.pay.after_commit',
    leaves: { orders: 1, holds: 1, charges: 1 },
  },
  {
    name: 'F04 killed between the payment and the confirmation: paid once',
    point: 'orders.pay.after_answer',
    leaves: { orders: 1, holds: 1, charges: 1 },
  },
  {
    name: "F05 killed between the provider's no and our row: the goods come back",
    point: 'payments.pay.after_provider',
    drive: 'decline',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: 'F05 killed when orders has heard the no: the goods come back',
    point: 'orders.pay.after_answer',
    drive: 'decline',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: 'F05 killed between the failed order and the release: the goods come back',
    point: 'orders.confirm.after_commit',
    drive: 'decline',
    leaves: { orders: 1, holds: 1, charges: 0 },
  },
  {
    name: 'F06 killed when the order is confirmed and nobody knows: the fact is told after the restart',
    point: 'orders.confirm.after_commit',
    leaves: { orders: 1, holds: 1, charges: 1 },
  },
  {
    name: 'F06 F20 the relay is killed when it has read the facts: they are told after the restart, once',
    point: 'relay.round.after_read',
  },
  {
    name: 'F07 the relay is killed between delivery and mark: delivered twice, applied once',
    point: 'relay.round.after_delivery',
  },
  {
    name: 'F07 the relay is killed in its second round, between delivery and mark: delivered twice, applied once',
    point: 'relay.round.after_delivery',
    pass: 2,
    paysAfterFirstRound: true,
  },
  {
    name: 'F07 the relay is killed behind its mark: nothing is delivered twice, nothing is lost',
    point: 'relay.round.after_mark',
  },
  ...([1, 2, 3, 4] as const).flatMap((pass) => [
    {
      name: `F09 killed before the effect of delivery ${pass}: neither the effect nor its inbox row is there, later both are`,
      point: 'inbox.reaction.before_commit',
      pass,
      ...(pass === 4 ? onlyInCheckout : {}),
    },
    {
      name: `F08 killed between the effect of delivery ${pass} and its yes: delivered again, dropped`,
      point: 'inbox.reaction.after_commit',
      pass,
      ...(pass === 4 ? onlyInCheckout : {}),
    },
  ]),
  {
    name: 'F11 the sweeper is killed with an order that it claimed: another finishes it when the lease has run out',
    point: 'orders.sweep.after_claim',
    drive: 'sweep',
  },
  {
    name: 'F59 killed when the order is expired, and the buyer pays meanwhile: the money goes back, then the goods',
    point: 'orders.expire.after_commit',
    drive: 'expire',
    paysLate: true,
  },
  {
    name: 'F59 killed when the payment of an expired order is undone and its goods are not: they come back',
    point: 'orders.undo.after_cancel',
    drive: 'expire',
  },
  {
    name: 'F59 killed when the goods of an expired order are back and its saga is not over: it ends',
    point: 'orders.undo.after_release',
    drive: 'expire',
  },
]
