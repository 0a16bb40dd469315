import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { CatalogContext } from '../context.ts'
import type { catalog } from '../contract.ts'
import { keepPicture } from './keep-picture.ts'

type Command = typeof catalog.commands.putPicture

/**
 * Keeps a picture that another module brings. A repeat keeps the same bytes under the same hash, so it changes nothing.
 */
export async function putPicture(context: CatalogContext, { base64 }: InputOf<Command>): Promise<OutputOf<Command>> {
  const { hash, url, width, height } = await keepPicture(context, Buffer.from(base64, 'base64'))
  return { hash, url, width, height }
}
