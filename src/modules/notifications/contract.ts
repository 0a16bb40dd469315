// Notifications knows which letter was written to whom, and whether it went out. It calls nobody: events carry what letters need.
import { contract } from '#kernel/contract.ts'

/** Nobody asks it anything and nothing it knows is a fact for others; the back office reads it by its routes. */
export const notifications = contract('notifications', {})
