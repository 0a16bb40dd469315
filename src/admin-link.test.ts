import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import { dropAdminLink, keepAdminLink } from './admin-link.ts'

function folder(t: TestContext): string {
  const made = mkdtempSync(join(tmpdir(), 'banyan-link-'))
  t.after(() => rmSync(made, { recursive: true, force: true }))
  return made
}

test('the link of the first start can be read by its owner only, whatever lay there before', (t) => {
  const dataDir = folder(t)
  const old = join(dataDir, 'admin-login.txt')
  writeFileSync(old, 'an older link')
  chmodSync(old, 0o666)

  const file = keepAdminLink(dataDir, 'http://shop.test/admin/first-login?token=a')

  assert.equal(file, old)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  assert.equal(readFileSync(file, 'utf8'), 'http://shop.test/admin/first-login?token=a\n')
})

test('a link that somebody put there does not lead the secret elsewhere', (t) => {
  const [dataDir, elsewhere] = [folder(t), join(folder(t), 'theirs.txt')]
  writeFileSync(elsewhere, 'theirs')
  symlinkSync(elsewhere, join(dataDir, 'admin-login.txt'))

  keepAdminLink(dataDir, 'secret')

  assert.equal(readFileSync(elsewhere, 'utf8'), 'theirs')
})

test('a link that nobody needs any more is removed, and one that is not there is no fault', (t) => {
  const dataDir = folder(t)
  const file = keepAdminLink(dataDir, 'secret')

  dropAdminLink(dataDir)
  dropAdminLink(dataDir)

  assert.equal(existsSync(file), false)
})
