/** Every key of the shop is an HKDF (RFC 5869) label of BANYAN_SECRET; BANYAN_SECRET_PREVIOUS still opens what it closed. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** Said, because Node took a tag cut to four bytes for a tag until it was said, and four bytes can be guessed. */
const tag = { authTagLength: 16 }

export type Secrets = {
  /** HMAC-SHA-256 of the text under the label's key, base64url, with the key's version in front. */
  sign(label: string, text: string): string
  /** True when `signature` was made by `sign` under the present or the previous secret. Constant time. */
  verify(label: string, text: string, signature: string): boolean
  /** 32 bytes for uses that bring their own algorithm. */
  key(label: string): Buffer
  /** AES-256-GCM with a random nonce; `open` throws when it was changed or sealed under an unknown secret. */
  seal(label: string, text: string): string
  open(label: string, sealed: string): string
}

/** Takes the shop's secret (at least 32 characters) and, while it is rotated, the one before. */
export function secretsOf(secret: string, previous: string | null = null): Secrets {
  const keys = new Map<string, Buffer>()
  const keyOf = (from: string, label: string) => {
    const name = `${from === secret ? 'now' : 'before'}:${label}`
    let key = keys.get(name)
    if (key === undefined) keys.set(name, (key = Buffer.from(hkdfSync('sha256', from, 'banyan', label, 32))))
    return key
  }
  const mac = (from: string, label: string, text: string) =>
    createHmac('sha256', keyOf(from, label)).update(text).digest('base64url')
  const known = previous === null ? [secret] : [secret, previous]
  return {
    key: (label) => keyOf(secret, label),
    sign: (label, text) => mac(secret, label, text),
    verify(label, text, signature) {
      const given = Buffer.from(signature)
      return known.some((each) => {
        const right = Buffer.from(mac(each, label, text))
        return right.length === given.length && timingSafeEqual(right, given)
      })
    },
    seal(label, text) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', keyOf(secret, label), nonce, tag)
      const closed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), closed]).toString('base64url')
    },
    open(label, sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      let failure: unknown
      for (const each of known) {
        try {
          const cipher = createDecipheriv('aes-256-gcm', keyOf(each, label), bytes.subarray(0, 12), tag)
          cipher.setAuthTag(bytes.subarray(12, 28))
          return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8')
        } catch (error) {
          failure = error
        }
      }
      throw new Error(`cannot open what was sealed as ${label}`, { cause: failure })
    },
  }
}
