/** One dispatcher behind every link: deadline → principal → validate → act → map errors → trace. */
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import type { Call } from '../contract.ts'
import { type FieldError, Refusal, Unavailable } from '../errors.ts'
import type { Context, Module, Principal, Trace, TrafficClass } from '../module.ts'

/**
 * What travels with every call: on whose behalf, until when (epoch ms), the trace, and the class of the request that began
 * it, by which it waits for a connection; none for jobs and relays.
 */
export type Origin = { principal: Principal; deadline: number; trace: Trace; traffic?: TrafficClass }
/** How a call reaches its module; the caller cannot tell links apart but by the time they take. */
export type Link = (call: Call, input: unknown, origin: Origin) => Promise<unknown>
export type Dispatch = (module: string, method: string, input: unknown, origin: Origin) => Promise<unknown>

// By default it stops at eight, and one for each unknown field comes before the finding that names them all.
Settings.Set({ maxErrors: 200 })

const validators = new WeakMap<object, Validator>()
/** The validator of a schema, compiled at first use: 200 routes start in 20 ms instead of 1.1 s. */
export function validatorOf(schema: TSchema): Validator {
  let validator = validators.get(schema)
  if (validator === undefined) validators.set(schema, (validator = Compile(schema)))
  return validator
}

/** What is wrong with a value, at most 20 findings; an empty list when nothing is. */
export function findings(schema: TSchema, value: unknown): FieldError[] {
  const validator = validatorOf(schema)
  if (validator.Check(value)) return []
  // The "boolean" finding only repeats, as a false schema, what "additionalProperties" says with the name.
  const named = validator
    .Errors(clipped(value, longestIn(schema)))
    .filter(({ keyword }) => keyword !== 'boolean')
    .flatMap((each) => findingsOf(each as Finding))
  return named.length > 0 ? named.slice(0, shownMax) : [{ pointer: '', code: 'invalid', detail: 'does not fit' }]
}
const shownMax = 20

/**
 * `Check` stops at a text that is too long; `Errors` goes on and hands it to the pattern, whose author thought of short
 * ones: a quarter of a megabyte could hold the process for a minute. So a text is cut where it is too long for every field.
 */
function clipped(value: unknown, most: number): unknown {
  if (typeof value === 'string') return value.length > most ? value.slice(0, most) : value
  if (typeof value !== 'object' || value === null) return value
  let copy: Record<string, unknown> | null = null
  // Copied only where something is cut: a body of many small members is looked at, not built anew.
  for (const name of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[name]
    const each = clipped(member, most)
    if (each !== member)
      (copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>)[name] = each
  }
  return copy ?? value
}

const longest = new WeakMap<object, number>()
/** One more than the longest text that any field of a schema takes, and at least 4,097. */
function longestIn(schema: TSchema): number {
  let most = longest.get(schema)
  if (most === undefined) {
    const bounds = JSON.stringify(schema).matchAll(/"maxLength":(\d+)/g)
    longest.set(schema, (most = Math.max(4_096, ...[...bounds].map(([, each]) => Number(each))) + 1))
  }
  return most
}

type Finding = { keyword: string; instancePath: string; message: string; params: Record<string, unknown> }
/** Points at the member itself, also where it is missing or unknown, so that a form can show it there. */
function findingsOf({ keyword, instancePath, message, params }: Finding): FieldError[] {
  const names = (params['requiredProperties'] ?? params['additionalProperties']) as string[] | undefined
  const code = keyword === 'required' ? 'required' : keyword === 'additionalProperties' ? 'unknown_field' : 'invalid'
  const detail =
    code === 'required' ? 'is required' : code === 'unknown_field' ? 'is not a field of this request' : message
  if (!names?.length) return [{ pointer: instancePath, code, detail }]
  // Twenty are shown of any number; somebody may have sent tens of thousands.
  return names.slice(0, shownMax).map((name) => ({
    pointer: `${instancePath}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    code,
    detail,
  }))
}

/** Refuses `invalid` (400) with pointers when the value does not fit. */
export function check(schema: TSchema, value: unknown, what: string): void {
  const errors = findings(schema, value)
  if (errors.length > 0)
    throw new Refusal('invalid', 400, { detail: `Correct ${what} where the pointers say.`, errors })
}

export type ContextFor = (module: Module, origin: Origin) => Context<any, any>

/** Makes the dispatcher of a process for the modules it serves. A call that is not served here is `Unavailable`. */
export function dispatcherOf(modules: Module[], contextFor: ContextFor, clock: { now(): number }): Dispatch {
  const byName = new Map(modules.map((module) => [module.contract.name, module]))
  return async (name, method, input, origin) => {
    const module = byName.get(name)
    const call = module && callOf(module, method)
    if (module === undefined || call === undefined) throw new Unavailable(`${name}.${method} is not served here`)
    const now = clock.now()
    const deadline = Math.min(origin.deadline, now + call.deadlineMs)
    if (deadline <= now) throw new Unavailable(`${name}.${method}: no time left`)
    check(call.input, input, `the input of ${name}.${method}`)
    try {
      return await module.answers[method]!(contextFor(module, { ...origin, deadline }), input)
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'invalid' && !Object.hasOwn(call.refuses, error.code)) {
        throw new Error(`${name}.${method} refused with "${error.code}", which it does not declare`, { cause: error })
      }
      throw error
    }
  }
}

/** Own members only: a method named `constructor` is nobody's. */
function callOf({ contract: { queries, commands } }: Module, method: string): Call | undefined {
  if (Object.hasOwn(queries, method)) return queries[method]
  return Object.hasOwn(commands, method) ? commands[method] : undefined
}
