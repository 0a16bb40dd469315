/** The real importer: how many rows a second, and how its memory stays. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { cpuUs, peakResidentBytes, postgresCpuUs, residentBytes } from './cost.ts'
import { type Figure, type Group, median, plain } from './figure.ts'
import { type Cluster, openCluster, openShop, secret } from './shop.ts'

export const importing: Group = {
  about:
    '`banyan import` of a CSV file, a product a row with two texts, price and stock, into the demo shop; its own process, sampled five times a second. Memory is flat when the last quarter needs no more than the second.',
  async measure(bench) {
    const products = bench.isQuick ? 5_000 : 100_000
    const cluster = await openCluster()
    try {
      const shop = await openShop(cluster)
      await shop.close()
      const file = join(cluster.folder, 'products.csv')
      await writeProducts(file, products)
      bench.say(`${products.toLocaleString('en')} products`)
      return figuresOf(await importFile(cluster, file), products)
    } finally {
      await cluster.close()
    }
  },
}

type Imported = { seconds: number; resident: number[]; peak: number; nodeUs: number; databaseUs: number; said: string }

async function importFile(cluster: Cluster, file: string): Promise<Imported> {
  const program = join(import.meta.dirname, '..', 'src', 'cli.ts')
  const databaseBefore = postgresCpuUs(cluster.pid)
  const began = performance.now()
  const child = spawn(process.execPath, [program, 'import', file], {
    cwd: cluster.folder,
    env: {
      ...process.env,
      DATABASE_URL: cluster.url,
      BANYAN_SECRET: secret,
      BANYAN_DATA_DIR: join(cluster.folder, 'import'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
  const resident: number[] = []
  let [peak, nodeUs] = [0, 0]
  const timer = setInterval(() => {
    const pid = child.pid!
    nodeUs = Math.max(nodeUs, cpuUs(pid))
    if (nodeUs === 0) return
    resident.push(residentBytes(pid))
    peak = Math.max(peak, peakResidentBytes(pid))
  }, 200)
  const [code] = await once(child, 'close')
  clearInterval(timer)
  if (code !== 0) throw new Error(`the import ended with ${code}:\n${said.slice(-2_000)}`)
  const seconds = (performance.now() - began) / 1_000
  return { seconds, resident, peak, nodeUs, databaseUs: postgresCpuUs(cluster.pid) - databaseBefore, said }
}

/** A file like one that a shop brings: words of their own, two languages, a category, a tag, a price and stock. */
async function writeProducts(file: string, products: number): Promise<void> {
  const out = createWriteStream(file)
  out.write('handle,sku,title,title:de,description,brand,tags,categories,price,stock,weightGrams\n')
  for (let at = 1; at <= products; at++) {
    const text = `Made by hand from what the ${at % 97} hills around give; the ${at}th of its kind. `.repeat(4)
    const line = `made-${at},M${at},Lamp made ${at},Leuchte Nummer ${at},"${text}",Maker ${at % 50},made|lamp,lamps,${at % 90}.90,${at % 40},${at % 3000}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}

function figuresOf({ seconds, resident, peak, nodeUs, databaseUs, said }: Imported, products: number): Figure[] {
  if (!said.includes(`${products} created`)) throw new Error(`the import did not make every product: ${said}`)
  const mb = (bytes: number) => bytes / 2 ** 20
  const part = (from: number, to: number) =>
    mb(median(resident.slice(Math.floor(resident.length * from), Math.ceil(resident.length * to))))
  const work = `import of ${products.toLocaleString('en')} products`
  return [
    {
      id: 'import-rate',
      work: `${work}, until all is told`,
      value: products / seconds,
      unit: 'rows/s',
      beside: `${plain(seconds)} s; Node ${plain(nodeUs / products)} + PostgreSQL ${plain(databaseUs / products)} µs a row`,
    },
    { id: 'import-memory', work: `${work}, most memory of the process`, value: mb(peak), unit: 'MB' },
    {
      id: 'import-flat',
      work: `${work}, memory of the last quarter of the time`,
      value: part(0.75, 1),
      unit: 'MB',
      baseline: { work: 'the second quarter', value: part(0.25, 0.5) },
      ratio: part(0.75, 1) / part(0.25, 0.5),
    },
  ]
}
