/** Requests without a socket, as a test writes them. */
import type { Principal } from '../../src/kernel/module.ts'

/** `as`: a principal that the test makes up; `payload`: bytes as they are, instead of a JSON `body`. */
export type HttpOptions = {
  body?: unknown
  headers?: Record<string, string>
  token?: string
  as?: Principal
  payload?: Buffer | string
}
export type Answer = { status: number; headers: Record<string, string>; body: any; text: string; bytes: Buffer }
export type World = Awaited<ReturnType<typeof newWorld>>

const secret = 'a secret of the test world, long enough'

/** Opens a world; it closes with the test. */
export async function newWorld(t: Pick<TestContext, 'after'>, options: WorldOptions = {}) {
  const { all, real } = await modulesOf(options.modules, options.fakes)
  // Stand-ins have an outbox too, which stays empty, so that a settling world may look into all of them.
  const database = await freshDatabase(all)
  const each = options.databases === 'each' ? real : []
  const own = await Promise.all(
    each.map(async (module) => [module.contract.name, await freshDatabase([module])] as const),
  )
  const dataDir = mkdtempSync(join(tmpdir(), 'banyan-world-'))
  const time = movableClock()
  const logs: { level: string; fields: any; message: string }[] = []
  const log = options.log ?? keptLog(logs)
  const statements: string[] = []
  const owner = new pg.Pool({ connectionString: database.url, max: 4 })
  owner.on('error', () => {})
  const urls = new Map(own.map(([name, { url }]) => [name, url]))
  const pools = poolsOf(
    (schema) => urls.get(schema) ?? database.url,
    real,
    log,
    time.clock,
    (text) => statements.push(text),
  )
  const secrets = secretsOf(secret)
  const provider = await startProvider(
    real,
    database.url,
    time.clock,
    log,
    secrets.key('test provider webhooks').toString('hex'),
  )
  const settings: Settings = {
    publicUrl: 'http://shop.test',
    dataDir,
    testProviderUrl: provider?.url ?? null,
    smtpUrl: null,
    mailFrom: 'shop@example.com',
    admin: null,
    limits: { loginsPerMinute: 10_000, loginsPerAccountPerMinute: 10_000, requestsPerSecond: 1_000_000 },
    ...options.settings,
  }
  const topology = readTopology(JSON.stringify(inOneProcess), 'one.json', all)
  const process = compose({
    modules: all,
    topology,
    group: 'shop',
    poolOf: pools.of,
    relayPoolOf: pools.relayOf,
    link: options.link ?? 'local',
    settings,
    secrets,
    log,
    clock: time.clock,
    random: systemRandom,
    ids: uuidv7From(time.clock, systemRandom),
  })
  const server = lazily(() => openServer(process))

  t.after(async () => {
    const isWhole = real.length === all.length && options.databases !== 'each' && options.promises !== false
    const breaches = isWhole ? await checkInvariants((text, values) => owner.query(text, values), 30 * 86_400) : []
    await (await server.opened())?.close()
    await process.stop()
    await provider?.close()
    await Promise.all([...pools.all, owner].map((pool) => pool.end()))
    await Promise.all([database, ...own.map(([, each]) => each)].map((each) => each.drop()))
    rmSync(dataDir, { recursive: true, force: true })
    assert.deepEqual(breaches, [], 'a promise of the shop is broken after this test')
  })

  const sql = async <Row = any>(strings: TemplateStringsArray, ...values: unknown[]): Promise<Row[]> =>
    (
      await owner.query(
        strings.reduce((left, right, at) => `${left}$${at}${right}`),
        values,
      )
    ).rows

  return {
    process,
    settings,
    secrets,
    clock: time.clock,
    statements,
    logs,
    sql,
    url: database.url,
    provider,
    providerUrl: provider?.url ?? null,
    client: <C extends Contract>(contract: C, principal: Principal = system): Client<C> =>
      process.clientFor<Client<C>>(contract, {
        principal,
        deadline: time.clock.now() + 10_000,
        trace: { requestId: 'test', traceparent: null },
      }),
    /** A context of a module, for calling an act directly. */
    context: (name: string, principal: Principal = system): any =>
      process.contextFor(
        all.find(({ contract }) => contract.name === name)!,
        {
          principal,
          deadline: time.clock.now() + 10_000,
          trace: { requestId: 'test', traceparent: null },
        },
      ),
    http: async (method: string, path: string, options: HttpOptions = {}) =>
      httpOf((await server.open()).app, method, path, options),
    server: () => server.open(),
    settle: () => process.settle(),
    async moveTime(duration: Duration) {
      const ms = msOf(duration)
      time.move(ms)
      await owner.query(`update banyan.test_clock set shift = shift + $1::bigint * interval '1 ms'`, [ms])
    },
    job: (module: string, name: string) => process.jobs.run(module, name),
    runDue: () => process.jobs.runDue(),
    async events<E extends Event>(event: E): Promise<BodyOf<E>[]> {
      const schema = event.type.split('.')[1]!
      return (
        await owner.query(`select payload from ${schema}.outbox where type = $1 order by pos`, [event.type])
      ).rows.map(({ payload }) => payload)
    },
    /** Delivers an event as its module would tell it; for reactions of modules whose neighbours are fakes. */
    async tell<E extends Event>(event: E, body: BodyOf<E>, id = process.options.ids.next()) {
      for (const { contract, reactions } of all) {
        for (const { subscriber } of reactions.filter((each) => each.event.type === event.type)) {
          const aggregateid = String((body as Record<string, unknown>)[event.key])
          const at = new Date(time.clock.now()).toISOString()
          await process.receive(
            {
              module: contract.name,
              subscriber,
              pos: ++told,
              id,
              aggregateid,
              type: event.type,
              payload: body as object,
              at,
            },
            time.clock.now() + 5_000,
          )
        }
      }
      return id
    },
    letters: async () => (await owner.query('select * from notifications.letters order by created_at')).rows,
    staff: { kind: 'user', id: '00000000-0000-7000-8000-0000000000aa', roles: ['staff'] } as Principal,
    administrator: {
      kind: 'user',
      id: '00000000-0000-7000-8000-0000000000ab',
      roles: ['administrator', 'staff'],
    } as Principal,
    customer: (id: string): Principal => ({ kind: 'user', id, roles: ['customer'] }),
  }
}

/** Asks a server in the same process; answers status, headers and the parsed body. */
export async function httpOf(
  app: any,
  method: string,
  path: string,
  { body, headers = {}, token, as, payload }: HttpOptions,
): Promise<Answer> {
  const bearer = as === undefined ? token : `test:${Buffer.from(JSON.stringify(as)).toString('base64url')}`
  const response = await app.inject({
    method,
    url: path,
    payload: payload ?? (body === undefined ? undefined : JSON.stringify(body)),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...headers,
    },
  })
  const text = response.body as string
  const json = /json/.test(String(response.headers['content-type'])) && text !== ''
  return {
    status: response.statusCode,
    headers: response.headers,
    body: json ? JSON.parse(text) : text,
    text,
    bytes: response.rawPayload,
  }
}
