/** File parts of a multipart body, as they arrive; nothing is buffered whole. */
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { FilePart, Request } from '#kernel/module.ts'
import { kernelRefusal } from './problem.ts'

/**
 * The files of the request, one after the other, each of at most `fileSize` bytes; read each stream to its end before
 * the next. Refuses `body_too_large` (413) in the middle of a stream, `malformed_request` (400) what breaks off.
 */
export async function* filesOf(
  request: FastifyRequest,
  fileSize: number,
): ReturnType<Request<never, never, never>['files']> {
  if (!request.isMultipart?.())
    throw kernelRefusal('unsupported_media_type', { detail: 'Send the file as multipart/form-data.' })
  const parts = request.files({ limits: { fileSize } })[Symbol.asyncIterator]()
  for (;;) {
    const { done, value } = await parts.next().catch(broken)
    if (done) return
    yield fileOf(value)
  }
}

/**
 * The parser's own limits have codes, which become answers; everything else it throws is about how the body is written.
 */
const broken = (error: Error & { code?: string }): never => {
  if (error.code?.startsWith('FST_')) throw error
  throw Object.assign(
    kernelRefusal('malformed_request', { detail: 'The multipart body breaks off or is written wrongly.' }),
    { cause: error },
  )
}

function fileOf({ fieldname, filename, mimetype, file, fields }: MultipartFile): FilePart {
  async function* whole(): AsyncIterable<Buffer> {
    const chunks = file[Symbol.asyncIterator]()
    for (;;) {
      const { done, value } = await chunks.next().catch(broken)
      if (done) break
      yield value as Buffer
    }
    if (file.truncated) throw kernelRefusal('body_too_large')
  }
  return { name: fieldname, filename, type: mimetype, stream: whole(), fields: () => textOf(fields) }
}

/** Text fields by name; of one that stands twice the last. */
function textOf(fields: MultipartFile['fields']): Record<string, string> {
  const texts: Record<string, string> = Object.create(null)
  for (const each of Object.values(fields).flat()) {
    if (each?.type === 'field') texts[each.fieldname] = String(each.value)
  }
  return texts
}
