/** One dispatcher behind every link: deadline → principal → validate → act → map errors → trace. */
import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Settings } from 'typebox/system'
import type { Call } from '../contract.ts'
import { type FieldError, Refusal, Unavailable } from '../errors.ts'
import type { Context, Module, Principal, Trace } from '../module.ts'

/** What travels with every call: on whose behalf, until when (epoch ms), and the trace. */
export type Origin = { principal: Principal; deadline: number; trace: Trace }
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
    .Errors(value)
    .filter(({ keyword }) => keyword !== 'boolean')
    .flatMap((each) => findingsOf(each as Finding))
  return named.length > 0 ? named.slice(0, 20) : [{ pointer: '', code: 'invalid', detail: 'does not fit' }]
}

type Finding = { keyword: string; instancePath: string; message: string; params: Record<string, unknown> }
/** Points at the member itself, also where it is missing or unknown, so that a form can show it there. */
function findingsOf({ keyword, instancePath, message, params }: Finding): FieldError[] {
  const names = (params['requiredProperties'] ?? params['additionalProperties']) as string[] | undefined
  const code = keyword === 'required' ? 'required' : keyword === 'additionalProperties' ? 'unknown_field' : 'invalid'
  const detail =
    code === 'required' ? 'is required' : code === 'unknown_field' ? 'is not a field of this request' : message
  if (!names?.length) return [{ pointer: instancePath, code, detail }]
  return names.map((name) => ({
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
