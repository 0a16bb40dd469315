import { type Static, Type } from 'typebox'
import { Refusal } from '#kernel/errors.ts'
import { cursorOf, limitQuery, pageOf, readCursor } from '#http/paging.ts'
import { get, post } from '#kernel/module.ts'
import { present } from '#commerce/priced-view.ts'
import { Id, Time } from '#commerce/scalars.ts'
import { type NotificationsContext, senderOf, templatesOf } from './context.ts'
import { type Written, letterNames, letterStates } from './letter.ts'
import { type LetterRow, readLetter, readLetters, sendAgain } from './letter-list-store.ts'
import { renderLetter, subjectOf } from './render-letter.ts'

const State = Type.Enum([...letterStates])
const Template = Type.Enum([...letterNames])
const fields = {
  id: Id,
  template: Template,
  recipient: Type.String(),
  locale: Type.String(),
  subject: Type.String(),
  state: State,
  attempts: Type.Integer(),
  /** What the mail server said when it did not take the letter. */
  error: Type.Optional(Type.String()),
  createdAt: Time,
  sentAt: Type.Optional(Time),
  nextTryAt: Type.Optional(Time),
}
const LetterView = Type.Object(fields, { title: 'Letter' })
const LetterDetail = Type.Object({ ...fields, text: Type.String(), html: Type.String() }, { title: 'LetterDetail' })
const params = Type.Object({ id: Id })

/** The letters of the shop, for staff. What opens an account or an order stands in them as `…`. */
export const adminRoutes = [
  get(
    '/api/admin/letters',
    {
      summary: 'List letters, the latest first',
      description: '`kept` letters were written while the shop had no mail server. Letters are deleted after 30 days.',
      access: 'staff',
      query: Type.Object({
        ...limitQuery,
        recipient: Type.Optional(
          Type.String({ minLength: 1, maxLength: 254, description: 'The whole address, in any case.' }),
        ),
        state: Type.Optional(State),
        template: Type.Optional(Template),
      }),
      reply: Type.Object({ items: Type.Array(LetterView), next: Type.Optional(Type.String()) }),
    },
    async (context: NotificationsContext, { query }) => {
      const { db, secrets } = context
      const { limit = 20, after, recipient = null, state = null, template = null } = query
      const beforeId = after === undefined ? null : (readCursor(secrets, 'letters', after)[0] as string)
      const rows = await readLetters(db, { recipient, state, template, beforeId, limit: limit + 1 })
      const { items, ...next } = pageOf(rows, limit, ({ id }) => cursorOf(secrets, 'letters', [id]))
      return { status: 200, body: { items: items.map((row) => viewOf(context, row)), ...next } }
    },
  ),
  get(
    '/api/admin/letters/{id}',
    {
      summary: 'Read a letter as it was sent, its secrets left out',
      access: 'staff',
      params,
      reply: LetterDetail,
      refuses: { not_found: 404 },
    },
    async (context: NotificationsContext, { params: { id } }) => ({
      status: 200,
      body: detailOf(context, found(await readLetter(context.db, id))),
    }),
  ),
  post(
    '/api/admin/letters/{id}/send-again',
    {
      summary: 'Send a letter once more',
      description:
        'It goes out within a second or two, as a new message. A letter whose link is dead is not sent: its reader asks for a new one.',
      access: 'staff',
      params,
      statuses: [202],
      reply: LetterView,
      refuses: { not_found: 404, letter_waiting: 409, link_expired: 409, no_mail_server: 409 },
    },
    async (context: NotificationsContext, { params: { id } }) => {
      const { db, settings } = context
      const { state } = found(await readLetter(db, id))
      if (settings.smtpUrl === null) {
        throw new Refusal('no_mail_server', 409, {
          detail: 'The shop has no mail server. Set SMTP_URL and start it again.',
        })
      }
      if (state === 'waiting')
        throw new Refusal('letter_waiting', 409, { detail: 'The letter is on its way. Look at it in a minute.' })
      const again = await sendAgain(db, id)
      const letter = found(await readLetter(db, id))
      if (!again && letter.state !== 'waiting') {
        throw new Refusal('link_expired', 409, {
          detail: 'The link of this letter is dead. Let its reader ask for a new one.',
        })
      }
      return {
        status: 202,
        body: viewOf(context, letter),
        audit: { before: { state }, after: { state: letter.state } },
      }
    },
  ),
]

function found(letter: LetterRow | null): LetterRow {
  if (letter === null)
    throw new Refusal('not_found', 404, { detail: 'There is no such letter; after 30 days letters are deleted.' })
  return letter
}

/** The token itself stays in the database: what staff sees says only that there is one. */
const written = ({ template, recipient, locale, payload, hasToken }: LetterRow): Written => ({
  template,
  recipient,
  locale,
  payload,
  token: hasToken ? '…' : null,
})

function viewOf(context: NotificationsContext, row: LetterRow): Static<typeof LetterView> {
  const { id, template, recipient, locale, state, attempts, createdAt, error, sentAt, nextTryAt } = row
  const subject = subjectOf(written(row), senderOf(context), templatesOf(context))
  return {
    id,
    template,
    recipient,
    locale,
    subject,
    state,
    attempts,
    createdAt,
    ...present({ error, sentAt, nextTryAt }),
  }
}

function detailOf(context: NotificationsContext, row: LetterRow): Static<typeof LetterDetail> {
  const { text, html } = renderLetter(written(row), senderOf(context), templatesOf(context), 'shown')
  return { ...viewOf(context, row), text, html }
}
