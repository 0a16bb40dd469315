/**
 * What an act is given. A context is made for each request, event, job and call between modules, several for one purchase; so it
 * makes its database, log and clients only when they are asked for.
 */
import type { Call } from './contract.ts'
import type { Link, Origin } from './calls/dispatch.ts'
import type { ComposeOptions } from './compose.ts'
import { type Db, databaseOf, type Work } from './database/sql.ts'
import type { Log } from './log.ts'
import { type Context, type Module, headersOf } from './module.ts'

type Neighbour = { name: string; queries: object; commands: object }
type Make = (origin: Origin) => Context<any, any>

/** Makes contexts for the modules of a process. `linkTo` says how a module is reached. */
export function contextsOf(
  options: ComposeOptions,
  linkTo: (module: string) => Link,
): (module: Module, origin: Origin) => Context<any, any> {
  const memories = new Map(options.modules.map((module) => [module.contract.name, module.memory()]))
  const makers = new Map<Module, Make>()
  return (module, origin) => {
    let make = makers.get(module)
    if (make === undefined)
      makers.set(module, (make = makerOf(options, module, memories.get(module.contract.name), linkTo)))
    return make(origin)
  }
}

/** What all contexts of a module share stands on the prototype, enumerable, so that `for in` sees a whole context. */
function makerOf(options: ComposeOptions, module: Module, memory: unknown, linkTo: (module: string) => Link): Make {
  const { poolOf, clock, random, ids, log, secrets, settings } = options
  const schema = module.contract.name
  const pool = poolOf(schema)
  const calling = new Map(Object.entries(module.needs).map(([name, each]) => [name, clientsOf(each)]))

  class ModuleContext {
    readonly principal: Origin['principal']
    readonly deadline: number
    readonly trace: Origin['trace']
    readonly #origin: Origin
    #work: Work | null = null
    #db: Db | null = null
    #log: Log | null = null
    #clients: Map<string, object> | null = null

    constructor(origin: Origin) {
      this.#origin = origin
      this.principal = origin.principal
      this.deadline = origin.deadline
      this.trace = origin.trace
    }

    static work(self: ModuleContext): Work {
      return (self.#work ??= {
        deadline: self.deadline,
        transactions: 0,
        traffic: self.#origin.traffic,
        headers: headersOf(self.trace),
      })
    }

    static db(self: ModuleContext): Db {
      return (self.#db ??= databaseOf(pool, schema, ModuleContext.work(self)))
    }

    static log(self: ModuleContext): Log {
      return (self.#log ??= logWith(log, { module: schema, requestId: self.trace.requestId, ...headersOf(self.trace) }))
    }

    static client(self: ModuleContext, name: string): object {
      let client = self.#clients?.get(name)
      if (client === undefined) {
        client = calling.get(name)!(linkTo(module.needs[name]!.name), self.#origin, ModuleContext.work(self))
        ;(self.#clients ??= new Map()).set(name, client)
      }
      return client
    }
  }

  const face = ModuleContext.prototype
  Object.assign(face, { clock, random, ids, secrets, settings, memory })
  const enumerable = true
  const has = (name: string, read: (self: ModuleContext) => unknown) =>
    Object.defineProperty(face, name, {
      enumerable,
      get(this: ModuleContext) {
        return read(this)
      },
    })
  has('db', ModuleContext.db)
  has('log', ModuleContext.log)
  for (const name of calling.keys()) has(name, (self) => ModuleContext.client(self, name))
  return (origin) => new ModuleContext(origin) as unknown as Context<any, any>
}

/**
 * Makes clients of a module: one function per call, made when it is asked for. A call while a transaction is open is a bug: with
 * one shared pool it deadlocks in `one` and not in `services`.
 */
export function clientsOf(neighbour: Neighbour): (link: Link, origin: Origin, work: Work) => object {
  class Client {
    readonly #link: Link
    readonly #origin: Origin
    readonly #work: Work

    constructor(link: Link, origin: Origin, work: Work) {
      this.#link = link
      this.#origin = origin
      this.#work = work
    }

    static send(self: Client, call: Call, input: unknown): Promise<unknown> {
      if (self.#work.transactions > 0)
        throw new Error(`${neighbour.name}.${call.name} was called while a transaction is open`)
      return self.#link(call, input, self.#origin)
    }
  }
  for (const [method, call] of Object.entries<Call>({ ...neighbour.queries, ...neighbour.commands })) {
    Object.defineProperty(Client.prototype, method, {
      enumerable: true,
      get(this: Client) {
        return (input: unknown) => Client.send(this, call, input)
      },
    })
  }
  return (link, origin, work) => new Client(link, origin, work)
}

function logWith(log: Log, fields: object): Log {
  return {
    debug: (more, message) => log.debug({ ...fields, ...more }, message),
    info: (more, message) => log.info({ ...fields, ...more }, message),
    warn: (more, message) => log.warn({ ...fields, ...more }, message),
    error: (more, message) => log.error({ ...fields, ...more }, message),
  }
}
