/** What people send who mean no good, or whose programs are broken. Texts are classics of each kind, not a full list of one. */

/** Bodies that are no JSON, or JSON that says two things. Each must be 400 whatever the address. */
export const brokenBodies: Record<string, Buffer | string> = {
  'open brace': '{',
  'two values': '{}{}',
  'trailing comma': '{"a":1,}',
  'single quotes': "{'a':1}",
  'bare word': 'undefined',
  'not a number': '{"a":NaN}',
  'half a surrogate': '{"a":"\\ud800"}',
  'half a surrogate as key': '{"\\udfff":1}',
  'NUL escaped': '{"a":"x\\u0000y"}',
  'NUL as it is': '{"a":"x\0y"}',
  'byte order mark': Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  'UTF-16': Buffer.from('{"a":1}', 'utf16le'),
  'overlong slash': Buffer.from([0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]),
  'a cut character': Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xe6, 0xbc, 0x22, 0x7d]),
  'a key twice': '{"quantity":1,"quantity":2}',
  'a key twice, once escaped': '{"email":"a@b.c","em\\u0061il":"d@e.f"}',
  '1e309': '{"quantity":1e309}',
  'minus zero': '{"quantity":-0}',
  '2^53+1': '{"quantity":9007199254740993}',
  '10 k digits': `{"quantity":${'9'.repeat(10_000)}}`,
  'deep arrays': `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
  'deep objects': `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  'a bare list': '[]',
  'a bare number': '1',
  'a bare text': '"text"',
  null: 'null',
}

/** For texts, queries, cursors, headers and paths. A sleep that slept would show as a deadline that passed. */
export const injections = [
  `' or '1'='1`,
  `'; drop table orders.orders; --`,
  `" or 1=1 --`,
  `') union select email, secret from users.users --`,
  `1; select pg_sleep(20)`,
  `'||(select pg_sleep(20))||'`,
  `\\'; select 1; --`,
  `$1`,
  `%' and 1=cast((select version()) as int) --`,
  `{"$ne":null}`,
  `{{constructor.constructor('return process')()}}`,
  '${7*7}#{7*7}<%= 7*7 %>',
  `<script>alert(1)</script>`,
  `../../../../etc/passwd`,
  `..%2f..%2f..%2fetc%2fpasswd`,
  `file:///etc/passwd`,
  `http://169.254.169.254/latest/meta-data/`,
  `a\r\nset-cookie: a=b`,
  `=cmd|' /C calc'!A0`,
  `%s%s%s%n`,
  `\u202eevil\u202c`,
  `ﬀİıſK`,
  `(((((((((((((((((((((a)*)*)*)*)*)*)*`,
  `${'a'.repeat(3_000)}!`,
  `& | ! <-> :* 'a' ( )`,
  `:*`,
  `\\`,
  `%`,
  `_`,
  ` `,
  ``,
]

/** Names that a client might hope are bound to the row. */
export const privileges: Record<string, unknown> = {
  role: 'administrator',
  roles: ['administrator'],
  isAdmin: true,
  price: 1,
  unitPrice: { amount: 1, currency: 'EUR' },
  total: { amount: 1, currency: 'EUR' },
  status: 'PAID',
  customerId: '01890a5d-ac96-774b-bcce-b302099a8057',
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  ownerId: '01890a5d-ac96-774b-bcce-b302099a8057',
  emailVerified: true,
  verified: true,
  passwordHash: 'x',
  token: 'x',
  version: 0,
  createdAt: '2020-01-01T00:00:00Z',
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
}

/** In the place of any value. */
export const otherValues: unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1_000_000_000,
  Number.MAX_SAFE_INTEGER,
  '',
  '1',
  [],
  {},
  [[]],
  [null],
  { a: 1 },
]

/** In the place of numbers. */
export const otherNumbers: unknown[] = [
  -1,
  -1_000_000,
  0.5,
  1e-9,
  1_000_000_000,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  '1',
  null,
]

export const wrongCursors = [
  'x',
  '.',
  'a.b',
  `${Buffer.from('[0]').toString('base64url')}.${'A'.repeat(43)}`,
  `${Buffer.from('{"__proto__":{}}').toString('base64url')}.`,
  `' or 1=1 --.x`,
  'A'.repeat(999),
  'A'.repeat(2_000),
]

export const wrongLimits = [
  '1000000000',
  '0',
  '-1',
  '1.5',
  '101',
  'ten',
  '1e1',
  ' 1',
  '',
  '0x10',
  '99999999999999999999',
  '20&limit=30',
]

/** Other spellings of an address; none of them may open what the right spelling does not. */
export const spellings: Record<string, (path: string) => string> = {
  'slash at the end': (path) => `${path}/`,
  'two slashes': (path) => path.replace('/', '//'),
  'two slashes inside': (path) => path.replace('/api/', '/api//'),
  'capital letters': (path) => path.toUpperCase(),
  'one capital letter': (path) => path.replace('/api', '/Api'),
  'encoded letter': (path) => path.replace('/api', '/%61pi'),
  'encoded letter later': (path) => path.replace('admin', '%61dmin').replace('orders', '%6frders'),
  'encoded slash': (path) => path.replace('/api/', '/api%2f'),
  'encoded twice': (path) => path.replace('/api', '/%2561pi'),
  'dot inside': (path) => path.replace('/api/', '/api/./'),
  'up and down': (path) => path.replace('/api/', '/api/carts/../'),
  'encoded up': (path) => path.replace('/api/', '/api/carts/%2e%2e/'),
  'matrix parameter': (path) => `${path};a=b`,
  'semicolon inside': (path) => path.replace('/api/', '/api;/'),
  backslash: (path) => path.replace('/api/', '/api\\'),
  'NUL at the end': (path) => `${path}%00`,
  'wrong percent': (path) => `${path}%zz`,
  overlong: (path) => `${path}%c0%ae`,
  tab: (path) => `${path}%09`,
  'json ending': (path) => `${path}.json`,
}

/** Each is no `Idempotency-Key`: too long, not visible, not ASCII, nothing. */
export const wrongKeys = ['k'.repeat(256), 'k'.repeat(10_000), 'two words', 'ü', ' ', '']

/** What a proxy would say of the host, said by somebody who is no proxy. */
export const strangeHosts: Record<string, string>[] = [
  { host: 'evil.example' },
  { host: 'evil.example:1@shop.test' },
  { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher', 'x-forwarded-port': '1' },
  { forwarded: 'for=127.0.0.1;host=evil.example;proto=https' },
  { origin: 'https://evil.example', referer: 'https://evil.example/a' },
  { 'x-original-url': '//evil.example/api/admin/staff', 'x-rewrite-url': '//evil.example/api/admin/staff' },
]
