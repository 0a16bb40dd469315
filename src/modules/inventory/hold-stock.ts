import type { InputOf, OutputOf } from '#kernel/contract.ts'
import { crash } from '#kernel/crash.ts'
import { twice } from '#kernel/database/sql.ts'
import { refusal } from '#kernel/errors.ts'
import type { Context } from '#kernel/module.ts'
import { inventory } from './contract.ts'
import { readHold, takeHold } from './hold-store.ts'
import { demandOf } from './stock.ts'

const { hold } = inventory.commands

/** Holds the stock of an order, all lines or none. Refuses `out_of_stock` with what is short, `order_closed` when it was released before. */
export async function holdStock(
  { db }: Context,
  { orderId, lines, expiresAt }: InputOf<typeof hold>,
): Promise<OutputOf<typeof hold>> {
  crash('inventory.hold.before_commit')
  const taken = await twice(() => takeHold(db, orderId, demandOf(lines), expiresAt))
  crash('inventory.hold.after_commit')
  // Who waited for a twin of this order finds too few: the missing ones are its own.
  const { state, held, short } = taken.short.length > 0 ? ((await readHold(db, orderId)) ?? taken) : taken
  if (short.length > 0)
    throw refusal(hold, 'out_of_stock', { detail: 'Take fewer of these, or leave them out.', lines: short })
  if (state === 'released' || state === 'returned') {
    throw refusal(hold, 'order_closed', { detail: 'The order ended before its goods were held. Place a new one.' })
  }
  return { held }
}
