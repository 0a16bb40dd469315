import { Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { type Route, get } from '#kernel/module.ts'
import type { CatalogContext } from '../context.ts'
import { keepFile, readKept } from './media-files.ts'
import { readContent } from './media-store.ts'

/** Bytes under a hash never change. */
const forAYear = 'public, max-age=31536000, immutable'
/** An SVG that is opened by itself may style itself, and do nothing else. */
const svgPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
const mimes: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  svg: 'image/svg+xml',
}
/** The bytes are UTF-8, whatever an XML declaration says. */
const typeOf = (mime: string): string => (mime === 'image/svg+xml' ? `${mime}; charset=utf-8` : mime)

export const mediaRoutes: Route<CatalogContext>[] = [
  get(
    '/media/:file',
    {
      summary: 'Shows a picture of the shop.',
      description:
        'The name is the SHA-256 of the bytes and the ending of their kind, as `images` of a product say it.',
      access: 'anyone',
      params: Type.Object({ file: Type.String({ pattern: '^[0-9a-f]{64}(\\.[a-z]{2,5})?$' }) }),
      reply: Type.String({ format: 'binary' }),
      refuses: { picture_not_found: 404 },
    },
    async (context: CatalogContext, { params, headers }) => {
      const [hash, extension = null] = params.file.split('.') as [string, string?]
      const etag = `"${hash}"`
      const mime = extension === null ? undefined : mimes[extension]
      // Whoever has the hash has the bytes; nothing need be read.
      if (mime !== undefined && headers['if-none-match'] === etag)
        return { status: 304, headers: headersOf(etag, mime) }
      const found = await pictureOf(context, hash, mime)
      if (found === null)
        throw new Refusal('picture_not_found', 404, {
          detail: 'There is no such picture. Take its address from a product.',
        })
      return { status: 200, body: found.content, type: typeOf(found.mime), headers: headersOf(etag, found.mime) }
    },
  ),
]

const headersOf = (etag: string, mime: string): Record<string, string> => ({
  etag,
  'cache-control': forAYear,
  'content-security-policy': svgPolicy,
  'content-type': typeOf(mime),
  'cross-origin-resource-policy': 'cross-origin',
  vary: 'Accept-Encoding',
})

/** From this process's files when the ending says what it is, else from the database, which is then kept as a file. */
async function pictureOf(
  context: CatalogContext,
  hash: string,
  mime: string | undefined,
): Promise<{ content: Buffer; mime: string } | null> {
  const kept = mime === undefined ? null : await readKept(context, hash)
  if (kept !== null && mime === mimeOf(kept)) return { content: kept, mime: mime! }
  const found = await readContent(context.db, hash)
  if (found === null || (mime !== undefined && mime !== found.mime)) return null
  if (kept === null)
    await keepFile(context, hash, found.content).catch((error) =>
      context.log.warn({ hash, err: String(error) }, 'a picture was not kept as a file'),
    )
  return found
}

/**
 * Files were checked when they came in, so their first bytes tell the kind: a picture is not served under another's
 * ending.
 */
function mimeOf(content: Buffer): string {
  const start = content.toString('latin1', 0, 12)
  if (start.startsWith('\x89PNG')) return 'image/png'
  if (start.startsWith('\xff\xd8')) return 'image/jpeg'
  if (start.startsWith('GIF8')) return 'image/gif'
  return start.startsWith('RIFF') ? 'image/webp' : 'image/svg+xml'
}
