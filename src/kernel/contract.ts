/** The face of a module as one value: the source of its types, its checks, its documents and its clients. */
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox'

/** What a call may refuse: code → HTTP status. Declared beside the call, so that the kernel knows no code of any module. */
export type Refuses = Record<string, 400 | 401 | 402 | 403 | 404 | 409 | 410 | 412 | 413 | 415 | 422 | 429>
type Limits<R extends Refuses> = { refuses?: R; deadlineMs?: number }

/** A query may always be repeated. A command may be repeated because `key` names the id that its caller chose. */
export type Call<I extends TSchema = TSchema, O extends TSchema = TSchema, R extends Refuses = Refuses> = {
  module: string
  name: string
  input: I
  output: O
  refuses: R
  deadlineMs: number
  key: string | null
}

/** A fact. `key` names the aggregate: facts of one aggregate arrive in the order in which they became true. */
export type Event<B extends TSchema = TSchema> = { type: string; key: string; version: number; body: B }

export type Contract<
  Q extends Record<string, Call> = Record<string, Call>,
  C extends Record<string, Call> = Record<string, Call>,
  E extends Record<string, Event> = Record<string, Event>,
> = { name: string; queries: Q; commands: C; events: E }

export type InputOf<C extends Call> = Static<C['input']>
export type OutputOf<C extends Call> = Static<C['output']>
export type BodyOf<E extends Event> = Static<E['body']>
export type CallsOf<C extends Contract> = C['queries'] & C['commands']

/** What a neighbour holds: one function per call, the same here and over HTTP. */
export type Client<C extends Contract> = {
  readonly [M in keyof CallsOf<C>]: (input: InputOf<CallsOf<C>[M]>) => Promise<OutputOf<CallsOf<C>[M]>>
}

const strict = { additionalProperties: false }

/**
 * Declares a query: asks, changes nothing, may always be repeated.
 * Takes the properties of its input, the schema of its answer, the refusals it may throw and its longest time (default 1,000 ms).
 */
export function query<I extends TProperties, O extends TSchema, const R extends Refuses = {}>(
  input: I,
  output: O,
  { refuses = {} as R, deadlineMs = 1_000 }: Limits<R> = {},
): Call<TObject<I>, O, NoInfer<R>> {
  return { module: '', name: '', input: Type.Object(input, strict), output, refuses, deadlineMs, key: null }
}

/**
 * Declares a command: changes something, and is safe to repeat, because the callee keeps the value of the input field
 * `key` under a unique constraint on its own rows and answers a repeat from them.
 */
export function command<I extends TProperties, O extends TSchema, const R extends Refuses = {}>(
  input: I,
  output: O,
  limits: Limits<R> & { key: keyof I & string },
): Call<TObject<I>, O, NoInfer<R>> {
  return { ...query<I, O, R>(input, output, limits), key: limits.key }
}

/** Declares a fact with its body; `key` names the field that holds the aggregate's id. A changed shape is a new version. */
export function event<B extends TProperties>(
  body: B,
  { key, version = 1 }: { key: keyof B & string; version?: number },
): Event<TObject<B>> {
  return { type: '', key, version, body: Type.Object(body) }
}

/** Gives every call and event its full name; on the wire an event is `banyan.orders.OrderCreated.v1`. */
export function contract<
  Q extends Record<string, Call> = {},
  C extends Record<string, Call> = {},
  E extends Record<string, Event> = {},
>(name: string, face: { queries?: Q; commands?: C; events?: E }): Contract<Q, C, E> {
  const { queries = {} as Q, commands = {} as C, events = {} as E } = face
  for (const [method, call] of Object.entries({ ...queries, ...commands }))
    Object.assign(call, { module: name, name: method })
  for (const [fact, each] of Object.entries(events)) each.type = `banyan.${name}.${fact}.v${each.version}`
  return { name, queries, commands, events }
}
