import { defineModule, every } from '#kernel/module.ts'
import { adminRoutes } from './admin-routes.ts'
import { type NotificationsContext, type NotificationsMemory, memory, needs } from './context.ts'
import { notifications } from './contract.ts'
import { sweepLetters } from './letter-store.ts'
import { sendLetters } from './send-letters.ts'
import { reactions } from './write-letter.ts'

export const notificationsModule = defineModule<typeof notifications, typeof needs, NotificationsMemory>({
  contract: notifications,
  needs,
  at: import.meta.url,
  memory,
  answers: {},
  reactions,
  routes: adminRoutes,
  jobs: [
    every(1_000, 'send-letters', sendLetters, { on: 'each' }),
    every(600_000, 'sweep-letters', ({ db }: NotificationsContext) => sweepLetters(db)),
  ],
})
