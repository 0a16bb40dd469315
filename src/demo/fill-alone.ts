/**
 * Fills a new shop from a process of its own, beside the one that waits to serve it: drawing pictures and living through a month
 * takes 150 MB more than serving does, and a process keeps most of what it once had.
 */
import { enableCompileCache } from 'node:module'

enableCompileCache()
const [{ openLog }, { readConfig }, { modules }, { openShop }, { fillDemoShop }] = await Promise.all([
  import('#kernel/log.ts'),
  import('../config.ts'),
  import('../modules.ts'),
  import('../open-shop.ts'),
  import('./fill-demo-shop.ts'),
])
const shop = await openShop(
  { config: readConfig(process.env), modules, log: openLog({ level: 'warn', name: 'demo' }) },
  true,
)
await fillDemoShop(shop).finally(shop.close)
// Whatever still waits for nothing (a socket kept open, a timer) must not keep the shop waiting.
process.exit(0)
