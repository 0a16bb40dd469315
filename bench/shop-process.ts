/**
 * A shop as `npm start` starts it, as a process of its own that the bench measures. With BENCH_PROVIDER=instant payments get a
 * provider that answers in this process, through the place where a process keeps its adapters; nothing else differs.
 */
import { modules } from '../src/modules.ts'
import { start } from '../src/start.ts'
import { instantProvider } from './instant-provider.ts'

const isInstant = process.env['BENCH_PROVIDER'] === 'instant'
const memory = () => ({ ports: new Map([['test', instantProvider()]]), badSignatures: 0 })
const running = await start({
  modules: isInstant
    ? modules.map((each) => (each.contract.name === 'payments' ? { ...each, memory } : each))
    : modules,
})
console.log(`BENCH ${JSON.stringify({ url: running.url, internalUrl: running.internalUrl })}`)
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))
