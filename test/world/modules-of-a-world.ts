/** The modules of a test world: those under test are real, their neighbours answer from fakes that are checked against the contracts. */
import { readdirSync } from 'node:fs'
import { check } from '../../src/kernel/calls/dispatch.ts'
import type { Contract } from '../../src/kernel/contract.ts'
import type { Module } from '../../src/kernel/module.ts'

export type Fakes = Record<string, Record<string, (input: any) => unknown>>

const folder = new URL('../../src/modules/', import.meta.url)
export const moduleNames = readdirSync(folder).sort()

/** Real modules by name (default: all), and a stand-in for each of the others, so that a topology is whole. */
export async function modulesOf(
  real: string[] | undefined,
  fakes: Fakes = {},
): Promise<{ all: Module[]; real: Module[] }> {
  const all: Module[] = []
  const names = real ?? moduleNames.filter((name) => !(name in fakes))
  for (const name of moduleNames)
    all.push(names.includes(name) ? await realModule(name) : await fakeModule(name, fakes[name] ?? {}))
  return { all, real: all.filter(({ contract }) => names.includes(contract.name)) }
}

async function realModule(name: string): Promise<Module> {
  const exported = await import(new URL(`${name}/module.ts`, folder).href)
  return exported[`${name}Module`] as Module
}

async function fakeModule(name: string, answers: Record<string, (input: any) => unknown>): Promise<Module> {
  const exported = await import(new URL(`${name}/contract.ts`, folder).href)
  const contract = exported[name] as Contract
  const calls = { ...contract.queries, ...contract.commands }
  const fake = (method: string) => async (_context: unknown, input: unknown) => {
    const answer = answers[method]
    if (answer === undefined) throw new Error(`${name}.${method} was called, but this world has no fake for it`)
    const output = await answer(input)
    check(calls[method]!.output, JSON.parse(JSON.stringify(output ?? null)), `the fake answer of ${name}.${method}`)
    return output
  }
  return {
    contract,
    needs: {},
    at: new URL(`stand-in-for/${name}`, folder).href,
    memory: () => ({}),
    reactions: [],
    routes: [],
    jobs: [],
    delayed: [],
    answers: Object.fromEntries(Object.keys(calls).map((method) => [method, fake(method)])),
  }
}
