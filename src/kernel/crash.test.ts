import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import test from 'node:test'

const module = JSON.stringify(new URL('crash.ts', import.meta.url).href)

/** Runs `body` in a process of its own that has `crash` and `armCrash`; answers how it ended and what it said. */
function run(body: string): { signal: string | null; status: number | null; said: string } {
  const program = `import { armCrash, crash } from ${module}; import { writeSync } from 'node:fs'; const say = (text) => writeSync(1, text)\n${body}`
  const { signal, status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
  })
  return { signal, status, said: stdout }
}

test('an armed point ends the process at its pass, without a goodbye', () => {
  const ended = run(`
    armCrash({ point: 'a.b.c', pass: 3 })
    process.on('exit', () => say('goodbye'))
    try { for (let at = 1; at <= 9; at++) { crash('a.b.other'); say(String(at)); crash('a.b.c') } } finally { say('finally') }`)

  assert.deepEqual(ended, { signal: 'SIGKILL', status: null, said: '123' })
})

test('points that are not armed do nothing', () => {
  const ended = run(`crash('a.b.c'); armCrash({ point: 'a.b.c', pass: 1 }); armCrash(null); crash('a.b.c'); say('on')`)

  assert.deepEqual(ended, { signal: null, status: 0, said: 'on' })
})
