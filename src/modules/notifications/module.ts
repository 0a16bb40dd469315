import { defineModule } from '#kernel/module.ts'
import { notifications } from './contract.ts'

export const notificationsModule = defineModule({ contract: notifications, needs: {}, at: import.meta.url, answers: {} })
