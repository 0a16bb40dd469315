import type { InputOf } from '#kernel/contract.ts'
import { forget } from '#kernel/copy.ts'
import type { Tx } from '#kernel/database/sql.ts'
import { Refusal, refusal } from '#kernel/errors.ts'
import type { ShippingContext } from './context.ts'
import { shipping } from './contract.ts'
import { type GivenOption, type GivenZone, wholeOption, wholeZone } from './given-offer.ts'
import type { Option } from './option.ts'
import * as options from './option-store.ts'
import * as zones from './zone-store.ts'

const { putOffer: face } = shipping.commands
type Unversioned<T> = Omit<T, 'version' | 'createdAt'>
export const offerRefuses = {
  ...face.refuses,
  zone_not_found: 404,
  zone_in_use: 409,
  shipping_option_not_found: 404,
  precondition_failed: 412,
} as const

/**
 * Makes or changes zones and options by id, all or none; takes effect in this process at once. Refuses what the
 * contract says.
 */
export async function putOffer(
  context: ShippingContext,
  { changeId, ...given }: InputOf<typeof face>,
): Promise<{ set: number }> {
  const [allZones, allOptions] = [given.zones.map(wholeZone), given.options.map(wholeOption)]
  const answer = { set: allZones.length + allOptions.length }
  return writing(context, () =>
    context.db.transaction(async (tx) => {
      if (!(await zones.noteChange(tx, changeId, answer)))
        return (await zones.readChange(tx, changeId)) as { set: number }
      for (const zone of allZones) await zones.writeZone(tx, zone)
      for (const option of allOptions) await writeWhole(tx, option)
      return answer
    }),
  )
}

/** A new zone. */
export async function createZone(context: ShippingContext, given: Omit<GivenZone, 'id'>): Promise<zones.ZoneRow> {
  const zone = wholeZone({ ...given, id: context.ids.next() })
  await writing(context, () => zones.writeZone(context.db, zone))
  return zoneById(context, zone.id)
}

/**
 * Changes a zone: `change` gets it as it is and answers it as it shall be. Refuses `zone_not_found`, and 412 when it
 * moved meanwhile.
 */
export async function changeZone(context: ShippingContext, id: string, change: (now: zones.ZoneRow) => GivenZone) {
  const before = await zoneById(context, id)
  const zone = wholeZone(change(before))
  if (!(await writing(context, () => zones.updateZone(context.db, zone, before.version)))) throw moved()
  return { before, after: { ...before, ...zone, version: before.version + 1 } }
}

/** Removes a zone without options. Refuses `zone_not_found`, `zone_in_use`. */
export async function removeZone(context: ShippingContext, id: string): Promise<void> {
  const removed = await writing(context, () => zones.deleteZone(context.db, id)).catch((error: unknown) => {
    if (isMissing(error))
      throw new Refusal('zone_in_use', 409, { detail: 'Remove or move its shipping options first.' })
    throw error
  })
  if (!removed) throw zoneNotFound()
}

/** A zone with its version. Refuses `zone_not_found`. */
export async function zoneById({ db }: ShippingContext, id: string): Promise<zones.ZoneRow> {
  const zone = await zones.readZone(db, id)
  if (zone === null) throw zoneNotFound()
  return zone
}

/** A new option. Refuses `zone_unknown`, `subtotals_crossed`. */
export async function createOption(
  context: ShippingContext,
  given: Omit<GivenOption, 'id'>,
): Promise<options.OptionRow> {
  const option = wholeOption({ ...given, id: context.ids.next() })
  await writing(context, () => context.db.transaction((tx) => writeWhole(tx, option)))
  return optionById(context, option.id)
}

/**
 * Changes an option: `change` gets it as it is and answers it as it shall be. Refuses `shipping_option_not_found` and
 * what `createOption` refuses.
 */
export async function changeOption(
  context: ShippingContext,
  id: string,
  change: (now: options.OptionRow) => GivenOption,
) {
  return writing(context, () =>
    context.db.transaction(async (tx) => {
      const before = (await options.lockOption(tx, id)) ? await options.readOption(tx, id) : null
      if (before === null) throw optionNotFound()
      const option = wholeOption(change(before))
      await writeWhole(tx, option)
      return { before, after: { ...before, ...option, version: before.version + 1 } }
    }),
  )
}

/**
 * Removes an option: carts that chose it are told so when they are priced next. Refuses `shipping_option_not_found`.
 */
export async function removeOption(context: ShippingContext, id: string): Promise<void> {
  if (!(await writing(context, () => options.deleteOption(context.db, id)))) throw optionNotFound()
}

/** An option with its version. Refuses `shipping_option_not_found`. */
export async function optionById({ db }: ShippingContext, id: string): Promise<options.OptionRow> {
  const option = await options.readOption(db, id)
  if (option === null) throw optionNotFound()
  return option
}

async function writeWhole(tx: Tx, option: Option): Promise<void> {
  await options.writeOption(tx, option).catch((error: unknown) => {
    if (isMissing(error))
      throw refusal(face, 'zone_unknown', { detail: 'Name a zone that exists; see /api/admin/shipping-zones.' })
    throw error
  })
  await options.writeOptionPrices(tx, option)
}

/** What a client may send back of a row: everything but what the shop counts. */
export function bare<T extends { version: number; createdAt: string }>({
  version: _version,
  createdAt: _createdAt,
  ...rest
}: T): Unversioned<T> {
  return rest
}

const moved = (): Refusal =>
  new Refusal('precondition_failed', 412, { detail: 'Read it again: somebody else changed it.' })
const zoneNotFound = (): Refusal =>
  new Refusal('zone_not_found', 404, { detail: 'See /api/admin/shipping-zones for those that exist.' })
const optionNotFound = (): Refusal =>
  new Refusal('shipping_option_not_found', 404, { detail: 'See /api/admin/shipping-options for those that exist.' })
/** 23503: a foreign key refused. */
const isMissing = (error: unknown): boolean => (error as { code?: string } | null)?.code === '23503'

/** Afterwards this process reads zones and options anew. */
async function writing<T>({ memory }: ShippingContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    forget(memory)
  }
}
