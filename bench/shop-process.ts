/**
 * A shop as `npm start` starts it, as a process of its own that the bench measures. With BENCH_PROVIDER=instant payments get a
 * provider that answers in this process, through the place where a process keeps its adapters; nothing else differs.
 */
import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { modules } from '../src/modules.ts'
import { start } from '../src/start.ts'
import { instantProvider } from './instant-provider.ts'

const isInstant = process.env['BENCH_PROVIDER'] === 'instant'
const provider = instantProvider()
const memory = () => ({ ports: new Map([['test', provider]]), badSignatures: 0 })
const running = await start({
  modules: isInstant
    ? modules.map((each) => (each.contract.name === 'payments' ? { ...each, memory } : each))
    : modules,
})
console.log(`BENCH ${JSON.stringify({ url: running.url, internalUrl: running.internalUrl })}`)
process.once('SIGTERM', async () => {
  await running.stop()
  // For the checker, which asks the provider too.
  if (isInstant) writeFileSync(process.env['BENCH_BOOKS']!, JSON.stringify(provider.books()))
  process.exit(0)
})

// SIGUSR2 begins a CPU profile, the next one ends it: for finding where the time goes under a load that is measured anyway.
const profileFile = process.env['BENCH_PROFILE']
if (profileFile !== undefined) {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.setSamplingInterval', { interval: 200 })
  let isRunning = false
  process.on('SIGUSR2', () => {
    if (isRunning)
      void session.post('Profiler.stop').then(({ profile }) => writeFileSync(profileFile, JSON.stringify(profile)))
    else void session.post('Profiler.start')
    isRunning = !isRunning
  })
}
