/** The page behind the link of the first start: a form that needs no script. What people typed is escaped. */
import { type Html, html, pageOf } from '#http/page.ts'

export type FirstLogin = {
  token: string
  email: string
  /** What to mend, or null when nothing was sent yet. */
  problem: { field: 'email' | 'password'; text: string } | null
}

/** Where the form's own style sheet stands, beside the kernel's. */
export const sheetPath = '/assets/first-login.css'

/** The form: e-mail and password of the administrator. A password is never shown again. */
export function formPage({ token, email, problem }: FirstLogin): string {
  const wrong = (field: 'email' | 'password') =>
    problem?.field === field && html`<p class="wrong" id="${field}-wrong">${problem.text}</p>`
  const invalid = (field: 'email' | 'password') =>
    problem?.field === field && html` aria-invalid="true" aria-describedby="${field}-wrong"`
  return page(
    'Make the first administrator',
    html`<p>Whoever has these can change everything in the shop. The link works once, for 24 hours.</p>
      <form method="post" action="/admin/first-login">
        <input type="hidden" name="token" value="${token}" />
        <div class="field">
          <label for="email">E-mail</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            required
            maxlength="254"
            value="${email}"
            ${invalid('email')}
          />
          ${wrong('email')}
        </div>
        <div class="field">
          <label for="password">Password</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="new-password"
            required
            minlength="8"
            maxlength="1024"
            ${invalid('password')}
          />
          <p class="hint">At least 8 characters; four words in a row do well.</p>
          ${wrong('password')}
        </div>
        <button type="submit">Make administrator</button>
      </form>`,
  )
}

/** What stands there when the link was used or is too old. */
export function deadLinkPage(): string {
  return page(
    'This link does not work any more',
    html`<p>It was used, is over 24 hours old, or the shop has an administrator. Log in, or start Banyan again.</p>`,
  )
}

/** What follows on success. */
export function donePage(email: string): string {
  return page(
    'You are the administrator',
    html`<p>Log in with <strong>${email}</strong> and the password you chose.</p>
      <p><a href="/">Go to the start page</a></p>`,
  )
}

function page(title: string, rest: Html): string {
  const main = html`<main id="main" class="wrap">
    <link rel="stylesheet" href="${sheetPath}" />
    <section class="once">
      <div class="hang"><h1>${title}</h1></div>
      ${rest}
    </section>
  </main>`
  return String(pageOf(title, 'Banyan', main).body)
}
