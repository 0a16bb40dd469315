import { defineModule } from '#kernel/module.ts'
import { tasks } from './contract.ts'

export const tasksModule = defineModule({ contract: tasks, needs: {}, at: import.meta.url, answers: {} })
