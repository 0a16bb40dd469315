import type { Context } from '#kernel/module.ts'
import { letterNames } from './letter.ts'
import type { Sender } from './render-letter.ts'
import { type Templates, readTemplates } from './template-files.ts'

export const needs = {}
/** The templates, read once a process at the first letter. */
export type NotificationsMemory = { templates: Templates | null }
export type NotificationsContext = Context<typeof needs, NotificationsMemory>
export const memory = (): NotificationsMemory => ({ templates: null })

/** The templates of this shop. Throws when a file is missing or cannot be read. */
export function templatesOf({ memory: kept }: NotificationsContext): Templates {
  kept.templates ??= readTemplates(new URL('./templates/', import.meta.url), letterNames)
  return kept.templates
}

/** Who writes the letters: the name before the address in `mailFrom`, or the shop's host where there is none. */
export function senderOf({ settings: { mailFrom, publicUrl } }: NotificationsContext): Sender {
  const before = /^([^<]*)</.exec(mailFrom)?.[1] ?? ''
  const name = before.replaceAll('"', '').trim()
  return { name: name === '' ? new URL(publicUrl).host : name, url: publicUrl }
}
