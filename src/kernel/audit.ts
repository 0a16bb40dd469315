/** What staff wrote, told by every module's HTTP face in one shape; `users` keeps it and shows it. */
import { Type } from 'typebox'
import type { Event } from './contract.ts'

const body = Type.Object({
  auditId: Type.String(),
  at: Type.String(),
  module: Type.String(),
  actor: Type.String(),
  route: Type.String(),
  target: Type.Optional(Type.String()),
  status: Type.Integer(),
  changes: Type.Optional(Type.Unknown()),
  requestId: Type.String(),
})

/** The one fact that belongs to no module: a write of the back office, answered. Key: its own id. */
export const staffWrote: Event<typeof body> = { type: 'banyan.kernel.StaffWrote.v1', key: 'auditId', version: 1, body }
