/** The two links inside a process: `local` for shops, `loop` for tests. */
import type { Dispatch, Link } from './dispatch.ts'
import { check } from './dispatch.ts'
import { Refusal } from '../errors.ts'

/** A function call. The input is checked as on every link; the output only where a test or a wire is. */
export function localLink(dispatch: Dispatch): Link {
  return (call, input, origin) => dispatch(call.module, call.name, input, origin)
}

/** For tests: everything goes through JSON, outputs are checked, and a command is always sent twice. Both answers must be equal. */
export function loopLink(dispatch: Dispatch): Link {
  return async (call, input, origin) => {
    const send = async () => {
      const answer = await dispatch(call.module, call.name, JSON.parse(JSON.stringify(input)), origin)
      return JSON.stringify(answer ?? {})
    }
    const first = await attempt(send)
    if (call.key !== null) {
      const second = await attempt(send)
      if (second.text !== first.text) {
        throw new Error(`${call.module}.${call.name} does not bear a repeat: first ${first.text}, then ${second.text}`)
      }
    }
    if (first.refusal !== null) throw first.refusal
    const answer = JSON.parse(first.text)
    check(call.output, answer, `the answer of ${call.module}.${call.name}`)
    return answer
  }
}

async function attempt(send: () => Promise<string>): Promise<{ text: string; refusal: Refusal | null }> {
  try {
    return { text: await send(), refusal: null }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { text: `${error.code} ${JSON.stringify(error.details)}`, refusal: error }
  }
}
