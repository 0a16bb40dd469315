/** The page behind the link of the first start: a form that needs no script. Texts are escaped, and nothing is loaded but the one style sheet. */

export type FirstLogin = {
  token: string
  email: string
  /** What to mend, or null when nothing was sent yet. */
  problem: { field: 'email' | 'password'; text: string } | null
}

/** The form: e-mail and password of the administrator. */
export function formPage({ token, email, problem }: FirstLogin): string {
  const wrong = (field: 'email' | 'password') => (problem?.field === field ? ` aria-invalid="true" aria-describedby="${field}-problem"` : '')
  const told = (field: 'email' | 'password') => (problem?.field === field ? `<p class="problem" id="${field}-problem">${escaped(problem.text)}</p>` : '')
  return page('Make the first administrator', `
    <p>Whoever has these can change everything in the shop. This link works once, for 24 hours.</p>
    <form method="post" action="/admin/first-login">
      <input type="hidden" name="token" value="${escaped(token)}">
      <p><label for="email">E-mail</label><br>
        <input id="email" name="email" type="email" autocomplete="username" required maxlength="254" value="${escaped(email)}"${wrong('email')}></p>
      ${told('email')}
      <p><label for="password">Password</label><br>
        <input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="1024"${wrong('password')}></p>
      ${told('password')}
      <p>At least 8 characters; four words in a row do well.</p>
      <p><button type="submit">Make administrator</button></p>
    </form>`)
}

/** What stands there when the link was used or is too old. */
export const deadLinkPage = (): string => page('This link does not work any more', `
    <p>It was used before, is over 24 hours old, or the shop has an administrator.
      Start Banyan again to get a new one, or log in.</p>`)

/** What follows on success. */
export const donePage = (email: string): string => page('You are the administrator', `
    <p>Log in with <strong>${escaped(email)}</strong> and the password you chose.</p>
    <p><a href="/">Go to the start page</a></p>`)

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title} · Banyan</title>
  <link rel="stylesheet" href="/assets/banyan.css">
</head>
<body>
  <main>
    <h1>${title}</h1>${body}
  </main>
</body>
</html>
`
}

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => marks[mark]!)
