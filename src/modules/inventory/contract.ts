// Inventory knows what is on the shelf and what is held for which order. It knows no prices and no shoppers.
import { Type } from 'typebox'
import { command, contract, event, query } from '#kernel/contract.ts'
import { Handle, Id, Quantity, Sku, Time } from '#commerce/scalars.ts'

const Adjustment = Type.Object(
  {
    sku: Sku,
    location: Handle,
    /** Either a difference, or what is on hand after a count. */
    delta: Type.Optional(Type.Integer({ minimum: -10_000_000, maximum: 10_000_000 })),
    setTo: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000 })),
    reason: Type.String({ minLength: 1, maxLength: 200 }),
  },
  { additionalProperties: false },
)

export const inventory = contract('inventory', {
  queries: {
    /** What could be sold now, over all locations; a SKU that was never stocked has 0. One statement for all. */
    available: query(
      { skus: Type.Array(Sku, { maxItems: 200 }) },
      Type.Array(Type.Object({ sku: Sku, available: Type.Integer() })),
      { deadlineMs: 500 },
    ),
    /** The places where goods lie, in the order in which holds take from them. */
    locations: query({}, Type.Array(Type.Object({ handle: Handle, name: Type.String() })), { deadlineMs: 500 }),
  },
  commands: {
    /**
     * Holds every line or none, SKUs in sorted order, demand summed per SKU. Asked again with the same order, it changes nothing
     * and answers the same. `out_of_stock` carries `lines: [{ sku, wanted, available }]`; `order_closed` when it was released before.
     */
    hold: command(
      {
        orderId: Id,
        expiresAt: Time,
        lines: Type.Array(Type.Object({ sku: Sku, quantity: Quantity }), { minItems: 1, maxItems: 200 }),
      },
      Type.Object({ held: Type.Integer() }),
      { key: 'orderId', refuses: { out_of_stock: 409, order_closed: 409 }, deadlineMs: 800 },
    ),
    /** Gives back what an order holds; what was sold goes back on the shelf. Comes it before its hold, the late hold is refused. */
    release: command({ orderId: Id }, Type.Object({ released: Type.Integer() }), { key: 'orderId', deadlineMs: 800 }),
    /** Makes a location where there is none of this handle; one that exists stays as it is. */
    ensureLocation: command(
      { handle: Handle, name: Type.String({ minLength: 1, maxLength: 120 }) },
      Type.Object({ handle: Handle }),
      { key: 'handle', deadlineMs: 800 },
    ),
    /** Books what came in, was counted or got lost, all or none. `below_held`: less on hand than is held; carries `sku` and `held`. */
    adjust: command(
      { batchId: Id, adjustments: Type.Array(Adjustment, { minItems: 1, maxItems: 2_000 }) },
      Type.Object({ booked: Type.Integer() }),
      { key: 'batchId', refuses: { location_unknown: 422, below_held: 409 }, deadlineMs: 5_000 },
    ),
  },
  events: {
    /** A SKU crossed a threshold (`low` is 5 or fewer), or an operator adjusted it. Not told at each hold. */
    StockChanged: event({ sku: Sku, available: Type.Enum(['in', 'low', 'out']) }, { key: 'sku' }),
  },
})
