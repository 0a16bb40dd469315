/** All SQL of pictures. */
import type { Db } from '#kernel/database/sql.ts'
import { type Media, urlOf } from './media.ts'

type Row = Omit<Media, 'url'>

/** What is known of these pictures; unknown hashes are left out. */
export async function readMedia(db: Pick<Db, 'sql'>, hashes: string[]): Promise<Media[]> {
  const rows = await db.sql<Row>`
    select hash, mime, extension, width, height, bytes from catalog.media where hash = any(${hashes}::text[])`
  return rows.map((row) => ({ ...row, url: urlOf(row) }))
}

/** Keeps a picture; one that is there already stays as it is. */
export async function writeMedia(
  db: Pick<Db, 'sql'>,
  { hash, mime, extension, width, height, bytes }: Row,
  content: Buffer,
): Promise<void> {
  await db.sql`
    with media as (
      insert into catalog.media (hash, mime, extension, width, height, bytes)
      values (${hash}, ${mime}, ${extension}, ${width}, ${height}, ${bytes}) on conflict (hash) do nothing
        returning hash
    )
    insert into catalog.media_bytes (hash, content) select hash, ${content}::bytea from media`
}

/** The bytes of a picture with what they are, or null. */
export async function readContent(
  db: Pick<Db, 'sql'>,
  hash: string,
): Promise<{ content: Buffer; mime: string; extension: string } | null> {
  const [row] = await db.sql<{ content: Buffer; mime: string; extension: string }>`
    select media_bytes.content, media.mime, media.extension
    from catalog.media join catalog.media_bytes on media_bytes.hash = media.hash where media.hash = ${hash}`
  return row ?? null
}
