// Tasks knows long work that a person started: how far it is, what went wrong in which row. It calls those it imports into.
import { contract } from '#kernel/contract.ts'

export const tasks = contract('tasks', {})
