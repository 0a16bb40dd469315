/** Who may: the guest, the user, the machine, by role. */
import type { Access, Principal } from '#kernel/module.ts'
import { kernelRefusal } from './problem.ts'

/**
 * Passes, or refuses: `unauthenticated` (401) when nobody is logged in, `forbidden` (403) when the role does not open
 * it. `customer` is any person who is logged in; staff includes administrators.
 */
export function accessOf(access: Access, { kind, roles }: Principal): void {
  if (access === 'anyone') return
  if (kind === 'guest') throw kernelRefusal('unauthenticated')
  const isAdministrator = roles.includes('administrator')
  const may = {
    customer: kind === 'user',
    staff: isAdministrator || roles.includes('staff'),
    administrator: isAdministrator,
  }
  if (!may[access]) throw kernelRefusal('forbidden')
}
