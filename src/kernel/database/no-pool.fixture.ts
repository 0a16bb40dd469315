import type { Pool } from './pool.ts'

/** The pool of a process that needs no database: whoever asks it for a connection is told so. */
export const noPool: Pool = {
  url: '',
  now: Date.now,
  committed: () => {},
  counted: null,
  waiting: () => 0,
  lacksRoom: () => false,
  end: async () => {},
  take: () => Promise.reject(new Error('this test has no database')),
}
