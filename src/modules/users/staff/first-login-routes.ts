import { readFileSync } from 'node:fs'
import { Type } from 'typebox'
import { findings } from '#kernel/calls/dispatch.ts'
import { Refusal } from '#kernel/errors.ts'
import { get, post } from '#kernel/module.ts'
import type { UsersContext } from '../context.ts'
import { GivenEmail } from '#commerce/scalars.ts'
import { NewPassword, Nothing, OneTimeToken } from '../routes.ts'
import { isOpenLink, makeFirstAdministrator } from '../first-administrator.ts'
import { type FirstLogin, deadLinkPage, donePage, formPage, sheetPath } from './first-login-page.ts'

const html = 'text/html; charset=utf-8'
const sheet = readFileSync(new URL('./first-login.css', import.meta.url))
const FirstLoginBody = Type.Object(
  { token: OneTimeToken, email: GivenEmail, password: NewPassword },
  { additionalProperties: false },
)

/** The link of the first start, for programs and for people. */
export const firstLoginRoutes = [
  post(
    '/api/users/first-login',
    {
      summary: 'Make the first administrator by the link of the first start',
      access: 'anyone',
      limit: 'login',
      statuses: [204],
      idempotency: 'none',
      body: FirstLoginBody,
      reply: Nothing,
      refuses: { token_invalid: 410, password_too_common: 422 },
    },
    async (context: UsersContext, { body }) => {
      await makeFirstAdministrator(context, body)
      return { status: 204 }
    },
  ),
  get(
    '/admin/first-login',
    {
      summary: 'The same as a page with a form',
      access: 'anyone',
      limit: 'login',
      query: Type.Object({ token: Type.Optional(Type.String({ maxLength: 200 })) }),
      reply: Type.String(),
    },
    async (context: UsersContext, { query: { token = '' } }) => {
      const open = await isOpenLink(context, token)
      return {
        status: 200,
        type: html,
        body: open ? formPage({ token, email: '', problem: null }) : deadLinkPage(),
        headers: { 'cache-control': 'no-store' },
      }
    },
  ),
  post(
    '/admin/first-login',
    {
      summary: 'Where the form goes',
      access: 'anyone',
      limit: 'login',
      raw: true,
      bodyLimit: 8_192,
      idempotency: 'none',
      reply: Type.String(),
    },
    async (context: UsersContext, { raw, headers }) => {
      if (!/^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? ''))
        throw new Refusal('unsupported_media_type', 415)
      const body = Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
      return {
        status: 200,
        type: html,
        body: await answerOf(context, {
          token: body['token'] ?? '',
          email: body['email'] ?? '',
          password: body['password'] ?? '',
        }),
      }
    },
  ),
  get(
    sheetPath,
    { summary: 'Style sheet of that page', access: 'anyone', reply: Type.String() },
    async (_context: UsersContext) => ({
      status: 200,
      type: 'text/css; charset=utf-8',
      body: sheet,
      headers: { 'cache-control': 'public, max-age=300' },
    }),
  ),
]

/** The next page: done, the form with what to mend, or that the link is dead. The password is never sent back. */
async function answerOf(
  context: UsersContext,
  body: { token: string; email: string; password: string },
): Promise<string> {
  const form = (field: 'email' | 'password', text: string): string =>
    formPage({ ...body, problem: { field, text } } satisfies FirstLogin)
  const [wrong] = findings(FirstLoginBody, body)
  if (wrong?.pointer === '/token') return deadLinkPage()
  if (wrong?.pointer === '/email') return form('email', 'Enter a whole address, for example "mara@example.com".')
  if (wrong !== undefined) return form('password', 'Enter 8 to 1,024 characters.')
  try {
    await makeFirstAdministrator(context, body)
    return donePage(body.email.trim())
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return error.code === 'token_invalid'
      ? deadLinkPage()
      : form('password', error.details.detail ?? 'Choose another password.')
  }
}
