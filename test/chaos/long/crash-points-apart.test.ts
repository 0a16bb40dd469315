import test from 'node:test'
import { deaths } from '../crash-points.suite.ts'
import { type Scenario, crashAt } from '../crash-scenario.ts'
import { sharedTrial } from '../trial.ts'

const shop = sharedTrial({ topology: 'apart', stock: { mug: 10_000 } })

/** Whose modules pass the point. */
const homes = { orders: 'checkout', payments: 'checkout', relay: 'checkout', inventory: 'rest', inbox: 'rest' } as const
const homeOf = (point: string) => homes[point.split('.')[0] as keyof typeof homes]

for (const { name, apart, ...scenario } of deaths) {
  const where: Scenario = { ...scenario, group: homeOf(scenario.point), ...apart }
  test(`apart: ${name}`, async () => crashAt(await shop(), where))
}
