// Notifications knows which letter was written to whom, and whether it went out. It calls nobody: events carry what letters need.
import { contract } from '#kernel/contract.ts'

export const notifications = contract('notifications', {})
