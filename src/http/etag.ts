/** Strong entity tags (RFC 9110 §8.8.3) and the conditions on them. */
import { hash } from 'node:crypto'
import { kernelRefusal } from './problem.ts'

/** The tag of these bytes: half a SHA-256, quoted. Equal bytes, equal tag, in every process. */
export function strongEtag(bytes: Buffer | string): string {
  return `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`
}

/** The tag of a row that carries a version: cheaper than its bytes, and the same for every language of the answer. */
export const versionEtag = (id: string, version: number): string => `"${id}.${version}"`

/**
 * True when `If-None-Match` names the tag, or any (`*`): the client has it already. Compares weakly, as RFC 9110
 * §13.1.2 says.
 */
export function noneMatchHits(ifNoneMatch: string | undefined, etag: string | undefined): boolean {
  if (ifNoneMatch === undefined || etag === undefined) return false
  return ifNoneMatch.trim() === '*' || tagsOf(ifNoneMatch).includes(etag.replace(/^W\//, ''))
}

/**
 * Refuses `precondition_failed` (412) when the client sent `If-Match` and none of its tags is the present one. Without
 * the header, all is well.
 */
export function requireMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return
  // A weak tag never matches here (RFC 9110 §13.1.1), so it is not stripped.
  if (!ifMatch.split(',').some((each) => each.trim() === etag)) throw kernelRefusal('precondition_failed')
}

const tagsOf = (list: string): string[] => list.split(',').map((each) => each.trim().replace(/^W\//, ''))
