import { Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { type Request, type Route, post } from '#kernel/module.ts'
import { Id } from '#commerce/scalars.ts'
import type { CatalogContext } from '../context.ts'
import { AdminProduct } from '../products/admin-product.ts'
import { shownChange } from '../products/admin-routes.ts'
import { changeProduct, changeRefusals } from '../products/change-product.ts'
import { bytesOf, keepPicture, pictureRefusals } from './keep-picture.ts'
import type { Media } from './media.ts'
import { pictureBytesMax } from './picture.ts'

const Kept = Type.Object(
  {
    hash: Type.String(),
    mime: Type.String(),
    extension: Type.String(),
    width: Type.Integer(),
    height: Type.Integer(),
    bytes: Type.Integer(),
    url: Type.String(),
  },
  { title: 'Media' },
)
const refuses = { ...pictureRefusals, no_file: 422 } as const
const upload = { access: 'staff', multipart: true, bodyLimit: pictureBytesMax + 1, deadlineMs: 30_000 } as const
const what =
  'PNG, JPEG, WebP, GIF or a plain SVG, at most 10 MB each, known by their content. ' +
  'Place, camera and comments are left out.'

/** Keeps every file of the request, one after the other. Refuses `no_file` (422) when there is none. */
async function keepAll(
  context: CatalogContext,
  { files }: Pick<Request<never, never, never>, 'files'>,
): Promise<Media[]> {
  const kept: Media[] = []
  for await (const { stream } of files()) kept.push(await keepPicture(context, await bytesOf(stream)))
  if (kept.length === 0) throw new Refusal('no_file', 422, { detail: 'Send at least one file as multipart/form-data.' })
  return kept
}

export const mediaAdminRoutes: Route<CatalogContext>[] = [
  post(
    '/api/admin/media',
    {
      ...upload,
      summary: 'Uploads pictures.',
      description: `${what} Products take them by \`url\`.`,
      reply: Type.Object({ items: Type.Array(Kept) }),
      statuses: [201],
      refuses,
    },
    async (context: CatalogContext, request) => {
      const items = await keepAll(context, request)
      return { status: 201, body: { items }, audit: { after: { pictures: items.map(({ url }) => url) } } }
    },
  ),
  post(
    '/api/admin/products/:id/media',
    {
      ...upload,
      summary: 'Uploads pictures to the end of a product’s.',
      description: `${what} PATCH \`images\` of the product puts them in order.`,
      params: Type.Object({ id: Id }),
      reply: AdminProduct,
      statuses: [201],
      refuses: { ...refuses, ...changeRefusals, too_many_images: 422 },
    },
    async (context: CatalogContext, request) => {
      const kept = await keepAll(context, request)
      const change = await changeProduct(context, request.params.id, request.headers['if-match'], (before) => {
        const added = kept.filter(
          ({ hash }, at) =>
            kept.findIndex((each) => each.hash === hash) === at && !before.images.some((image) => image.hash === hash),
        )
        const images = [
          ...before.images,
          ...added.map(({ url, hash, width, height }) => ({ url, hash, width, height })),
        ]
        if (images.length > 50)
          throw new Refusal('too_many_images', 422, {
            detail: 'A product shows 50 pictures at most. Remove some first.',
          })
        return { ...before, images }
      })
      return shownChange(change, 201)
    },
  ),
]
