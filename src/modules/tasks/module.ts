import { defineModule, every } from '#kernel/module.ts'
import { adminRoutes } from './admin-routes.ts'
import { needs } from './context.ts'
import { tasks } from './contract.ts'
import { runTasks } from './run-tasks.ts'
import { sweepFiles } from './sweep-files.ts'

export const tasksModule = defineModule({
  contract: tasks,
  needs,
  at: import.meta.url,
  answers: {},
  routes: adminRoutes,
  // Each process runs those whose files are on its disk; the lease of a task lets one of them do it.
  jobs: [
    every(1_000, 'run-tasks', runTasks, { on: 'each' }),
    every(3_600_000, 'sweep-files', sweepFiles, { on: 'each' }),
  ],
})
