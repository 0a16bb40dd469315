import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Command, UsageFailure, say } from './command.ts'

const home = join(import.meta.dirname, '..', '..')

export const command: Command = {
  help:
    'Usage: banyan new-module <name>\n\nWrites src/modules/<name> with a contract, a table, an act, a route and its test, adds it to src/modules.ts, and passes all checks.\n' +
    'The name is a plural noun that a shopkeeper would use, in lower case: "wishlists".',
  async run([name]) {
    if (name === undefined || !/^[a-z][a-z]{2,29}$/.test(name))
      throw new UsageFailure('Name the module in lower-case letters, for example "wishlists".')
    const folder = join(home, 'src', 'modules', name)
    if (existsSync(folder)) throw new UsageFailure(`There is a module "${name}" already.`)
    mkdirSync(join(folder, 'migrations'), { recursive: true })
    for (const [file, text] of Object.entries(filesOf(name))) writeFileSync(join(folder, file), text)
    enlist(name)
    for (const words of [
      ['oxfmt', folder, join(home, 'src', 'modules.ts')],
      ['node', join(home, 'scripts', 'map.ts')],
    ]) {
      const [program = '', ...rest] = words
      spawnSync(join(home, 'node_modules', '.bin', program), rest, { cwd: home, stdio: 'inherit' })
    }
    say(`Wrote src/modules/${name}. Next: read its contract.ts, then run npm test.`)
    return 0
  },
}

/** Adds the module to the table of contents. */
function enlist(name: string): void {
  const file = join(home, 'src', 'modules.ts')
  const text = readFileSync(file, 'utf8')
  const line = `import { ${name}Module } from './modules/${name}/module.ts'\n`
  writeFileSync(
    file,
    text
      .replace('\nexport const modules', `${line}\nexport const modules`)
      .replace(/\n\]\s*$/, `\n  ${name}Module,\n]\n`),
  )
}

/** A small module that keeps notes: every kind of file once, to be renamed to what it is about. */
function filesOf(name: string): Record<string, string> {
  const Type = `${name[0]!.toUpperCase()}${name.slice(1)}`
  return {
    'contract.ts': `// ${Type} knows … (say in two sentences what this module knows, and what it does not).
import { Type } from 'typebox'
import { command, contract, event } from '#kernel/contract.ts'
import { Id } from '#commerce/scalars.ts'

export const ${name} = contract('${name}', {
  commands: {
    /** Keeps a note under the id that its caller chose; kept again, it changes nothing. */
    keepNote: command({ noteId: Id, text: Type.String({ minLength: 1, maxLength: 500 }) }, Type.Object({ noteId: Id }), {
      key: 'noteId',
    }),
  },
  events: {
    NoteKept: event({ noteId: Id, text: Type.String() }, { key: 'noteId' }),
  },
})
`,
    'context.ts': `import type { Context } from '#kernel/module.ts'

/** Contracts of the modules that this one may call. */
export const needs = {}
export type ${Type}Context = Context<typeof needs>
`,
    'note-store.ts': `import type { Db } from '#kernel/database/sql.ts'
import { ${name} } from './contract.ts'

/** One statement: the note and its fact; a repeat finds the key taken and writes nothing. */
export async function insertNote(db: Db, noteId: string, text: string): Promise<void> {
  await db.sql\`
    with kept as (
      insert into ${name}.notes (id, text) values (\${noteId}, \${text}) on conflict (id) do nothing returning id, text
    )
    insert into ${name}.outbox (aggregateid, type, payload)
    select id, \${${name}.events.NoteKept.type}, json_build_object('noteId', id, 'text', text) from kept\`
}

/** Notes, newest first. */
export async function readNotes(db: Db, limit: number): Promise<{ id: string; text: string }[]> {
  return db.sql\`select id, text from ${name}.notes order by id desc limit \${limit}\`
}
`,
    'keep-note.ts': `import type { InputOf, OutputOf } from '#kernel/contract.ts'
import type { ${Type}Context } from './context.ts'
import type { ${name} } from './contract.ts'
import { insertNote } from './note-store.ts'

type KeepNote = typeof ${name}.commands.keepNote

/** Keeps a note; safe to repeat, because its id is the caller's. */
export async function keepNote({ db }: ${Type}Context, { noteId, text }: InputOf<KeepNote>): Promise<OutputOf<KeepNote>> {
  await insertNote(db, noteId, text)
  return { noteId }
}
`,
    'admin-routes.ts': `import { Type } from 'typebox'
import { get, post } from '#kernel/module.ts'
import { Id } from '#commerce/scalars.ts'
import type { ${Type}Context } from './context.ts'
import { keepNote } from './keep-note.ts'
import { readNotes } from './note-store.ts'

const Note = Type.Object({ id: Id, text: Type.String() }, { title: '${Type}Note' })
const NewNote = Type.Object({ text: Type.String({ minLength: 1, maxLength: 500 }) }, { additionalProperties: false })

export const adminRoutes = [
  get(
    '/api/admin/${name}',
    { summary: 'Lists the newest notes.', access: 'staff', reply: Type.Object({ items: Type.Array(Note) }) },
    async ({ db }: ${Type}Context) => ({ status: 200, body: { items: await readNotes(db, 20) } }),
  ),
  post(
    '/api/admin/${name}',
    { summary: 'Keeps a note.', access: 'staff', body: NewNote, reply: Note, statuses: [201], example: { text: 'Call the potter' } },
    async (context: ${Type}Context, { body: { text } }) => {
      const { noteId } = await keepNote(context, { noteId: context.ids.next(), text })
      return { status: 201, body: { id: noteId, text } }
    },
  ),
]
`,
    'module.ts': `import { defineModule } from '#kernel/module.ts'
import { adminRoutes } from './admin-routes.ts'
import { needs } from './context.ts'
import { ${name} } from './contract.ts'
import { keepNote } from './keep-note.ts'

export const ${name}Module = defineModule({
  contract: ${name},
  needs,
  at: import.meta.url,
  answers: { keepNote },
  routes: adminRoutes,
})
`,
    [`keep-note.test.ts`]: `import assert from 'node:assert/strict'
import test from 'node:test'
import { newWorld } from '../../../test/world/world.ts'
import { ${name} } from './contract.ts'

test('a note that is kept twice under one id stands once, and is told once', async (t) => {
  const world = await newWorld(t, { modules: ['${name}'] })
  const noteId = world.process.options.ids.next()

  await world.client(${name}).keepNote({ noteId, text: 'Call the potter' })
  await world.client(${name}).keepNote({ noteId, text: 'Call the potter' })

  assert.equal((await world.events(${name}.events.NoteKept)).length, 1)
  const { body } = await world.http('GET', '/api/admin/${name}', { as: world.staff })
  assert.deepEqual(body.items, [{ id: noteId, text: 'Call the potter' }])
})

test('a guest does not see the notes', async (t) => {
  const world = await newWorld(t, { modules: ['${name}'] })

  const { status } = await world.http('GET', '/api/admin/${name}')

  assert.equal(status, 401)
})
`,
    'migrations/0001_notes.sql': `create table ${name}.notes (
  id uuid primary key, text text not null, created_at timestamptz not null default banyan.now());
`,
  }
}
