import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainWordsOf, wordsOf } from './search-words.ts'

test('the last word may be unfinished, unless it is excluded, quoted or a single letter', () => {
  const last = (typed: string) => wordsOf(typed).last

  assert.deepEqual(wordsOf('oak cha'), { head: 'oak ', last: `'cha':*` })
  assert.deepEqual(wordsOf('t-shi'), { head: 't-', last: `'shi':*` })
  assert.deepEqual(wordsOf('oak -chair'), { head: 'oak -chair', last: '' })
  assert.deepEqual(wordsOf('"oak cha'), { head: '"oak cha', last: '' })
  assert.deepEqual([last('c'), last('茶'), last('!?'), last('')], [`'c'`, `'茶':*`, '', ''])
})

test('what was meant exactly is not looked for by likeness', () => {
  assert.deepEqual(plainWordsOf('Cérmic of MGU'), ['cermic', 'mgu'])
  assert.deepEqual([plainWordsOf('"cermic"'), plainWordsOf('mug -red'), plainWordsOf('ab')], [[], [], []])
})
