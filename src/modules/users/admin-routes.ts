import { type Static, Type } from 'typebox'
import { limitQuery, cursorOf, pageOf, readCursor } from '#http/paging.ts'
import { del, get, patch, post } from '#kernel/module.ts'
import { GivenEmail, Id, PersonName, Time } from '#commerce/scalars.ts'
import { type AuditEntry, readEntries } from './audit/audit-entry-store.ts'
import type { UsersContext } from './context.ts'
import { Nothing } from './routes.ts'
import { giveRole, inviteStaff, inviteStaffAgain, memberOf } from './staff/change-staff.ts'
import { type StaffMember, readStaff } from './staff/staff-store.ts'
import { UserView, localeOf, viewOf } from './user/user.ts'

const strict = { additionalProperties: false }
const StaffRole = Type.Enum(['staff', 'administrator'])
const MemberView = Type.Intersect(
  [UserView, Type.Object({ invited: Type.Boolean({ description: 'No password was chosen yet.' }) })],
  { title: 'StaffMember' },
)
const member = ({ invited, ...user }: StaffMember) => ({ ...viewOf(user), invited })
const params = Type.Object({ userId: Id })
const next = Type.Optional(Type.String())

const staffRoutes = [
  get(
    '/api/admin/staff',
    {
      summary: 'List who runs the shop',
      access: 'administrator',
      query: Type.Object(limitQuery),
      reply: Type.Object({ items: Type.Array(MemberView), next }),
    },
    async ({ db, secrets }: UsersContext, { query: { limit = 20, after } }) => {
      const afterId = after === undefined ? null : (readCursor(secrets, 'staff', after)[0] as string)
      const page = pageOf(await readStaff(db, { afterId, limit: limit + 1 }), limit, ({ id }) =>
        cursorOf(secrets, 'staff', [id]),
      )
      return { status: 200, body: { ...page, items: page.items.map(member) } }
    },
  ),
  get(
    '/api/admin/staff/{userId}',
    { summary: 'Read one of staff', access: 'administrator', params, reply: MemberView },
    async (context: UsersContext, { params: { userId } }) => ({
      status: 200,
      body: member(await memberOf(context, userId)),
    }),
  ),
  post(
    '/api/admin/staff',
    {
      summary: 'Invite somebody to run the shop',
      access: 'administrator',
      statuses: [201],
      reply: MemberView,
      description: 'A letter carries the link by which a password is chosen, good for 24 hours.',
      body: Type.Object({ email: GivenEmail, firstName: PersonName, lastName: PersonName, role: StaffRole }, strict),
      refuses: { email_taken: 409 },
      example: { email: 'jonas@example.com', firstName: 'Jonas', lastName: 'Weber', role: 'staff' },
    },
    async (context: UsersContext, { body, locales }) => {
      const invited = member(await inviteStaff(context, { ...body, locale: localeOf(locales) }))
      return {
        status: 201,
        body: invited,
        headers: { location: `/api/admin/staff/${invited.id}` },
        audit: { after: { email: invited.email, role: body.role } },
      }
    },
  ),
  post(
    '/api/admin/staff/{userId}/invitation',
    {
      summary: 'Send an invitation once more',
      access: 'administrator',
      statuses: [202],
      params,
      reply: MemberView,
      refuses: { invitation_accepted: 409 },
    },
    async (context: UsersContext, { params: { userId } }) => ({
      status: 202,
      body: member(await inviteStaffAgain(context, userId)),
    }),
  ),
  patch(
    '/api/admin/staff/{userId}',
    {
      summary: 'Give an account a role',
      access: 'administrator',
      params,
      body: Type.Object({ role: StaffRole }, strict),
      reply: MemberView,
      description: 'Also takes customers onto staff, if their address is proven. Ends the sessions of the account.',
      refuses: { last_administrator: 409, email_unverified: 409 },
    },
    async (context: UsersContext, { params: { userId }, body: { role } }) => {
      const { before, after } = await giveRole(context, userId, role)
      return {
        status: 200,
        body: member(await memberOf(context, userId)),
        audit: { before: { role: before }, after: { role: after } },
      }
    },
  ),
  del(
    '/api/admin/staff/{userId}',
    {
      summary: 'Take somebody off staff',
      access: 'administrator',
      params,
      statuses: [204],
      reply: Nothing,
      refuses: { last_administrator: 409 },
      description: 'The account stays, as a customer’s; its sessions end.',
    },
    async (context: UsersContext, { params: { userId } }) => {
      await memberOf(context, userId)
      const { before, after } = await giveRole(context, userId, 'customer')
      return { status: 204, audit: { before: { role: before }, after: { role: after } } }
    },
  ),
]

const roles = [
  { name: 'customer', detail: 'Buys. Sees own account, carts and orders.' },
  { name: 'staff', detail: 'Runs the shop: products, stock, orders, customers.' },
  { name: 'administrator', detail: 'Also decides who runs the shop, and reads the audit log.' },
]
const roleRoutes = [
  get(
    '/api/admin/roles',
    {
      summary: 'List the roles and what each opens',
      access: 'staff',
      reply: Type.Object({ items: Type.Array(Type.Object({ name: Type.String(), detail: Type.String() })) }),
    },
    async (_context: UsersContext) => ({ status: 200, body: { items: roles } }),
  ),
]

const Entry = Type.Object(
  {
    id: Id,
    at: Time,
    module: Type.String(),
    actor: Type.String(),
    actorEmail: Type.Optional(Type.String()),
    route: Type.String(),
    target: Type.Optional(Type.String()),
    status: Type.Integer(),
    changes: Type.Optional(Type.Unknown()),
    requestId: Type.String(),
  },
  { title: 'AuditEntry' },
)
/** Absent is absent: what an entry does not have is left out. */
const present = (entry: AuditEntry) =>
  Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null)) as Static<typeof Entry>

const auditRoutes = [
  get(
    '/api/admin/audit-log',
    {
      summary: 'List what staff wrote, newest first',
      access: 'administrator',
      query: Type.Object({
        ...limitQuery,
        actor: Type.Optional(Type.String({ maxLength: 100, description: 'Id of the user who wrote.' })),
        module: Type.Optional(Type.String({ maxLength: 60 })),
        target: Type.Optional(Type.String({ maxLength: 300, description: 'Id of what was written.' })),
        from: Type.Optional(Time),
        to: Type.Optional(Time),
      }),
      reply: Type.Object({ items: Type.Array(Entry), next }),
    },
    async ({ db, secrets }: UsersContext, { query: { limit = 20, after, ...filter } }) => {
      const [at, id] = (after === undefined ? [] : readCursor(secrets, 'audit-log', after)) as string[]
      const rows = await readEntries(db, filter, at === undefined ? null : { at, id: id! }, limit + 1)
      const page = pageOf(rows, limit, (last) => cursorOf(secrets, 'audit-log', [last.at, last.id]))
      return { status: 200, body: { ...page, items: page.items.map(present) } }
    },
  ),
]

export const adminRoutes = [...staffRoutes, ...roleRoutes, ...auditRoutes]
