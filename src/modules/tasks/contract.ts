// Tasks knows long work that a person started: how far it is, what went wrong in which row. It calls those it imports
// into.
import { contract } from '#kernel/contract.ts'

/** Nobody calls tasks: people start, watch and stop them in the back office and on the command line. */
export const tasks = contract('tasks', {})
