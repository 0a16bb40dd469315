/** Where a simulated shop stands: when it begins, and which processes it has. */

/** A Monday, noon; every seed begins here. */
export const startMs = Date.parse('2026-03-02T12:00:00.000Z')

const database = 'main'
const databases = { main: 'DATABASE_URL' }
/** `one` for a shop of one process or of equal ones, `apart` for two groups that call each other. */
export const topologies = {
  one: { bus: 'database', databases, groups: { shop: { url: 'http://shop.test', database, modules: ['*'] } } },
  apart: {
    bus: 'http',
    databases,
    groups: {
      checkout: { url: 'http://checkout.test', database, modules: ['orders', 'carts', 'payments'] },
      rest: { url: 'http://rest.test', database, modules: ['*'] },
    },
  },
} as const

/** The processes of a stage, with the group of each. */
export const stages = {
  one: { topology: 'one', groups: ['shop'] },
  replicas: { topology: 'one', groups: ['shop', 'shop'] },
  apart: { topology: 'apart', groups: ['checkout', 'rest'] },
} as const
export type StageName = keyof typeof stages
