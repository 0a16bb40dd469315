import { readFileSync } from 'node:fs'
import { readTopology } from '#kernel/topology.ts'
import { modules } from '../modules.ts'
import { type Command, UsageFailure, say } from './command.ts'

export const command: Command = {
  help: 'Usage: banyan topology check <file>\n\nProves that every module has exactly one group that serves it and one that works for it, and that nobody calls or hears who is not there.',
  async run([word, file]) {
    if (word !== 'check' || file === undefined) throw new UsageFailure('Say `topology check` and a file.')
    const topology = readTopology(readFileSync(file, 'utf8'), file, modules)
    for (const { contract } of modules) {
      say(
        `${contract.name.padEnd(14)} served by ${topology.home(contract.name, 'serves')}, worked for by ${topology.home(contract.name, 'works')}`,
      )
    }
    return 0
  },
}
