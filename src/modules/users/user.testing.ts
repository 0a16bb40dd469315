/** People for tests of this module: made and logged in by the routes that everybody uses. */
type Answer = { status: number; headers: Record<string, string>; body: any; text: string }
export type Shop = {
  http(
    method: string,
    path: string,
    options?: { body?: unknown; token?: string; headers?: Record<string, string> },
  ): Promise<Answer>
}

export const password = 'four words in a row'
export const registration = (email: string) => ({ email, password, firstName: 'Mara', lastName: 'Lind' })

/** Registers and logs in. Answers the account with its tokens. */
export async function givenUser(shop: Shop, email = 'mara@example.com') {
  const { body: user } = await shop.http('POST', '/api/users/register', { body: registration(email) })
  return { ...user, ...(await givenLogin(shop, email)) } as {
    id: string
    email: string
    accessToken: string
    refreshToken: string
  }
}

export async function givenLogin(
  shop: Shop,
  email: string,
  secret = password,
): Promise<{ accessToken: string; refreshToken: string }> {
  const { status, body, text } = await shop.http('POST', '/api/users/login', { body: { email, password: secret } })
  if (status !== 200) throw new Error(`could not log in: ${text}`)
  return body
}

export const refresh = (shop: Shop, refreshToken: string) =>
  shop.http('POST', '/api/users/refresh', { body: { refreshToken } })
