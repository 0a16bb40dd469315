import { describe } from '#kernel/compose.ts'
import { type NotificationsContext, senderOf, templatesOf } from './context.ts'
import { attemptsMax, doubtMs, doubtsMax, waitMs } from './letter.ts'
import { type Claimed, claimLetters, keepLetters, markFailed, markSent, putOff } from './letter-store.ts'
import { type MailServer, type Posted, connectionsMax, openMailServer, postMs } from './mail-server.ts'
import { renderLetter } from './render-letter.ts'

/** Longer than one letter can take, so that nobody claims what is still on its way. */
const leaseMs = 60_000
/** What is left for the marks when the last letter took all its time. */
const marksMs = 5_000

/**
 * Hands what is due to the mail server, as many at once as there are connections, until nothing is due or the job's time is nearly
 * over. A letter goes out once: a second copy is possible only when this process ends, or the connection breaks, between the end of
 * the letter and the mark here; it has the Message-ID of the first, by which mailboxes know it. Without a server letters are kept.
 */
export async function sendLetters(context: NotificationsContext): Promise<void> {
  const { db, clock, deadline, settings } = context
  if (settings.smtpUrl === null) return keepLetters(db)
  let server: MailServer | null = null
  try {
    for (let isOpen = true; isOpen && deadline - clock.now() > postMs + marksMs;) {
      const letters = await claimLetters(db, connectionsMax, leaseMs)
      if (letters.length === 0) break
      const { smtpUrl, mailFrom } = settings
      const open = (server ??= openMailServer(smtpUrl, mailFrom))
      const answers = await Promise.all(letters.map((letter) => sendOne(context, open, letter)))
      isOpen = answers.every(({ outcome }) => outcome !== 'no_server' && outcome !== 'unknown')
    }
  } finally {
    server?.close()
  }
}

async function sendOne(context: NotificationsContext, server: MailServer, letter: Claimed): Promise<Posted> {
  const { db, log } = context
  const posted = await post(context, server, letter)
  if (posted.outcome === 'sent') {
    await markSent(db, letter)
    return posted
  }
  // A server may quote what it refused, and the link in it is a secret. The log gets no reason: it quotes the reader's address.
  const reason = letter.token === null ? posted.reason : posted.reason.replaceAll(letter.token, '…')
  const { id, template, attempts, doubts } = letter
  const isDoubt = posted.outcome === 'unknown'
  const isOver = posted.outcome === 'refused' || attempts >= attemptsMax || (isDoubt && doubts + 1 >= doubtsMax)
  if (isOver)
    await markFailed(db, letter, isDoubt ? `It may have arrived, the mail server did not say: ${reason}` : reason)
  else await putOff(db, letter, isDoubt ? doubtMs : waitMs(attempts, id), reason, isDoubt)
  log.warn(
    { letter: id, template, attempts, code: posted.code },
    isOver ? 'a letter was given up' : 'a letter is sent later',
  )
  return posted
}

async function post(context: NotificationsContext, server: MailServer, letter: Claimed): Promise<Posted> {
  if (letter.isDead)
    return { outcome: 'refused', code: 'link_expired', reason: 'Its link was dead before it could be sent.' }
  try {
    const { subject, text, html, language } = renderLetter(letter, senderOf(context), templatesOf(context), 'sent')
    const messageId = letter.edition === 1 ? letter.id : `${letter.id}.${letter.edition}`
    return await server.post({ messageId, to: letter.recipient, subject, text, html, language, date: letter.createdAt })
  } catch (error) {
    // A fault of ours, in a template most likely: it is mended before the letter is given up.
    context.log.error(
      { letter: letter.id, template: letter.template, err: describe(error) },
      'a letter could not be rendered',
    )
    return { outcome: 'later', code: 'internal', reason: 'The letter could not be rendered; the log says why.' }
  }
}
