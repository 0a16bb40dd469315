/** File parts of a multipart body, as they arrive; nothing is buffered whole. */
import type { MultipartFile } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { Request } from '../module.ts'
import { kernelRefusal } from './problem.ts'

type File = { name: string; filename: string; type: string; stream: AsyncIterable<Buffer> }

/** The files of the request, one after the other; read each stream to its end before the next. Refuses `body_too_large` (413) in the middle of a stream. */
export async function* filesOf(request: FastifyRequest): ReturnType<Request<never, never, never>['files']> {
  if (!request.isMultipart?.()) throw kernelRefusal('unsupported_media_type', { detail: 'Send the file as multipart/form-data.' })
  for await (const part of request.files()) yield fileOf(part)
}

function fileOf({ fieldname, filename, mimetype, file }: MultipartFile): File {
  async function* whole(): AsyncIterable<Buffer> {
    for await (const chunk of file) yield chunk as Buffer
    if (file.truncated) throw kernelRefusal('body_too_large')
  }
  return { name: fieldname, filename, type: mimetype, stream: whole() }
}
