/** What goes between machines, and between people and machines: real requests of the one to the real server code of the other. */
import type { Server } from 'node:http'
import type { Answered, Asked, Wire } from '../../src/kernel/calls/wire.ts'
import { internalOf } from '../../src/http/internal.ts'
import type { Machine } from './machine.ts'
import type { Fate, Operation } from './operation.ts'
import type { World } from './world.ts'

export type Network = {
  /** How a machine reaches the group of this name. */
  wireTo(machine: Machine, group: string): Wire
  /** A machine of a group that lives, by chance where there are several; null when none does. */
  anyOf(group: string): Machine | null
}

/** Makes the network of a world. */
export function networkOf(world: World): Network {
  const servers = new WeakMap<Machine, Server>()
  const serverOf = (machine: Machine): Server => {
    let server = servers.get(machine)
    if (server === undefined)
      servers.set(machine, (server = internalOf(machine.process, undefined as any, undefined as any)))
    return server
  }
  const anyOf = (group: string): Machine | null => {
    const there = world.alive().filter((each) => each.group === group)
    return there.length < 2 ? (there[0] ?? null) : world.dice.work.pick(there)
  }
  return {
    anyOf,
    wireTo: (from, group) => ({
      close: async () => {},
      ask: (asked) => {
        const [, , module, method] = asked.path.split('/')
        const what =
          method === '_events'
            ? `push to ${module}/${JSON.parse(asked.body!)[0].subscriber}`
            : `call ${module}.${method}`
        const operation: Operation = { kind: 'call', from: from.name, to: group, what }
        const serve = (to: Machine) => served(serverOf(to), asked)
        return travel(world, from, { operation, timeoutMs: asked.timeoutMs, find: () => anyOf(group), serve })
      },
    }),
  }
}

/** A connection that failed, as Node says it. */
const failed = (code: string) => Object.assign(new Error(code), { code })

/** Who asks: a machine, or a person, who never dies. */
export type Asker = Pick<Machine, 'name' | 'within' | 'crash'>
/** Who is asked: a machine, or the provider. */
export type Addressee = Pick<Machine, 'name' | 'within' | 'onDeath'>
/** What somebody does with a request, once it is there. `fate` is that of the whole exchange. */
export type Serve<To extends Addressee> = (to: To, fate: Fate) => Promise<Answered>
export type Journey<To extends Addressee> = {
  operation: Operation
  timeoutMs: number
  /** Who lives at the address when the request gets there; null when nobody does. */
  find: () => To | null
  serve: Serve<To>
}

/**
 * One request there and one answer back. Rejects as a real connection does: refused when nobody lives there, reset when
 * who worked on it dies, timed out when nothing comes.
 */
export function travel<To extends Addressee>(world: World, from: Asker, journey: Journey<To>): Promise<Answered> {
  const { operation, timeoutMs, find, serve } = journey
  const { scheduler } = world
  const { what, to: address } = operation
  const fate = world.fateOf(operation)
  return new Promise((resolve, reject) => {
    let told = false
    const tell = (ms: number, how: string, say: () => void) =>
      scheduler.plan(ms, () =>
        from.within(() => {
          if (told) return
          told = true
          noTimeout()
          if (how !== '') world.note(from.name, `${what}: ${how}`)
          say()
        }),
      )
    const arrive = (isCopy: boolean) => {
      if (world.isCut(from.name, address)) return
      const to = find()
      if (to === null) return isCopy ? undefined : tell(1, 'nobody is there', () => reject(failed('ECONNREFUSED')))
      let answered = false
      const answer = (ms: number, how: string, say: () => void) => {
        if (answered) return
        answered = true
        if (isCopy || fate.loss === 'answer' || world.isCut(address, from.name)) return
        if (fate.crash === 'after') from.crash(`after ${what}`)
        tell(ms, how, say)
      }
      to.onDeath.push(() => answer(1, 'the connection breaks', () => reject(failed('ECONNRESET'))))
      to.within(() => {
        world.note(to.name, `${what} from ${from.name}${isCopy ? ', once more' : ''}`)
        void serve(to, fate).then((given) => answer(fate.backMs, '', () => resolve(given)))
      })
    }
    const noTimeout = tell(timeoutMs, 'no answer in time', () => reject(new DOMException('timed out', 'TimeoutError')))
    if (fate.crash === 'before' || fate.crash === 'dropped')
      scheduler.plan(fate.thereMs / 2, () => from.crash(`before ${what}`))
    const lateMs = fate.loss === 'late' ? fate.lossMs : 0
    if (fate.loss === 'late') tell(lateMs, 'the connection breaks', () => reject(failed('ECONNRESET')))
    if (fate.loss === 'request' || fate.crash === 'dropped') return
    scheduler.plan(fate.thereMs + lateMs, () => arrive(false))
    if (fate.copyMs !== null) scheduler.plan(fate.thereMs + lateMs + fate.copyMs, () => arrive(true))
  })
}

/** Gives a request to the real internal server, without a socket. */
function served(server: Server, { method, path, headers, body }: Asked): Promise<Answered> {
  return new Promise((answered) => {
    const request = {
      method,
      url: path,
      headers,
      async *[Symbol.asyncIterator]() {
        yield Buffer.from(body ?? '')
      },
    }
    let status = 0
    const response = {
      writeHead(code: number) {
        status = code
        return response
      },
      end: (text: string | Buffer) => answered({ status, headers: {}, text: text.toString() }),
    }
    server.emit('request', request, response)
  })
}
