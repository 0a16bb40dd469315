/** A picture of ours: the SHA-256 of its bytes is its name. */
export type Media = {
  hash: string
  mime: string
  extension: string
  width: number
  height: number
  bytes: number
  url: string
}

/** Where clients find it: relative to the shop, so that it holds behind any address. */
export const urlOf = ({ hash, extension }: Pick<Media, 'hash' | 'extension'>): string => `/media/${hash}.${extension}`
