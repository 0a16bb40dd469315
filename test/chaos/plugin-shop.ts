/** A shop with a module of somebody else's, which breaks what can be broken: `npm start` with one more module. */
import { Type } from 'typebox'
import { runUntilSignal } from '../../src/start.ts'
import { contract } from '../../src/kernel/contract.ts'
import { defineModule, post } from '../../src/kernel/module.ts'
import { modules } from '../../src/modules.ts'

const gadgets = contract('gadgets', {})
const begun = Type.Object({ begun: Type.Boolean() })
/** Answers, and does `harm` right after. */
const trap = (name: string, harm: () => void) =>
  post(
    `/api/gadgets/${name}`,
    { summary: `Breaks the process: ${name}.`, access: 'anyone', reply: begun },
    async () => {
      setImmediate(harm)
      return { status: 200, body: { begun: true } }
    },
  )

const gadgetsModule = defineModule({
  contract: gadgets,
  needs: {},
  at: import.meta.url,
  answers: {},
  routes: [
    trap('throw', () => {
      throw new Error('a gadget threw where nobody catches')
    }),
    trap('reject', () => void Promise.reject(new Error('a gadget forgot its promise'))),
    trap('loop', () => {
      for (;;);
    }),
  ],
})

await runUntilSignal({ modules: [...modules, gadgetsModule] })
