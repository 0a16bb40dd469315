import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Overloaded, Unavailable } from '../errors.ts'
import type { TrafficClass } from '../module.ts'
import { poolQueueOf } from './pool-queue.ts'
import { runs } from '../../../test/properties/runs.ts'

const clock = { now: () => 0 }
const anyClass = fc.constantFrom<TrafficClass>('checkout', 'browse', 'back')
const inMinutes = fc.integer({ min: 60_000, max: 600_000 })
const anyStep = fc.oneof(fc.record({ traffic: anyClass, deadline: inMinutes }), fc.constant('give' as const))

/** Takes steps and tells who got a place, in order, who was refused, and the longest that the line ever was. */
function play(places: number, waitMax: number, steps: ('give' | { traffic: TrafficClass; deadline: number })[]) {
  const queue = poolQueueOf(places, waitMax, clock)
  const [served, refused]: [number[], { at: number; by: TrafficClass | null; error: unknown }[]] = [[], []]
  let [held, longest, begun] = [0, 0, 0]
  const waits: Promise<void>[] = []
  const waiting = new Map<number, TrafficClass>()
  for (const [at, step] of steps.entries()) {
    if (step === 'give') {
      if (held === 0) continue
      held--
      const before = queue.waiting()
      queue.give()
      if (before > 0) held++
    } else {
      begun++
      try {
        const wait = queue.take(step.deadline, step.traffic)
        if (wait === null) {
          held++
          served.push(at)
        } else {
          waiting.set(at, step.traffic)
          waits.push(
            wait.then(
              () => void served.push(at),
              (error) => void refused.push({ at, by: null, error }),
            ),
          )
        }
      } catch (error) {
        refused.push({ at, by: step.traffic, error })
      }
    }
    longest = Math.max(longest, queue.waiting())
    assert.ok(held <= places, 'never more than there are places')
  }
  const finish = async () => {
    while (queue.waiting() > 0) queue.give()
    await Promise.all(waits)
    return { served, refused, begun }
  }
  return { queue, longest, finish }
}

test('F27 the line is never longer than it may be, nobody is forgotten, and no buyer is refused for somebody lesser', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 0, max: 5 }),
      fc.array(anyStep),
      async (places, waitMax, steps) => {
        const { longest, finish } = play(places, waitMax, steps)
        const { served, refused, begun } = await finish()

        assert.ok(longest <= waitMax)
        assert.equal(served.length + refused.length, begun)
        assert.ok(refused.every(({ error }) => error instanceof Overloaded))
        const isBuyer = (at: number) => (steps[at] as { traffic: TrafficClass }).traffic === 'checkout'
        assert.ok(
          refused.every(({ at, by }) => by !== null || !isBuyer(at)),
          'who waits and buys is never pushed out',
        )
      },
    ),
    runs(),
  )
})

test('F27 buyers go first, then readers, then the back office; in a class who has least time left', async () => {
  const queue = poolQueueOf(1, 9, clock)
  queue.take(60_000, 'back')
  const order: string[] = []
  for (const [traffic, deadline] of [
    ['back', 70_000],
    ['browse', 90_000],
    ['checkout', 90_000],
    ['browse', 80_000],
  ] as const)
    void queue.take(deadline, traffic)!.then(() => order.push(`${traffic} ${deadline}`))

  for (let left = 4; left > 0; left--) {
    queue.give()
    await Promise.resolve()
  }
  await Promise.resolve()

  assert.deepEqual(order, ['checkout 90000', 'browse 80000', 'browse 90000', 'back 70000'])
})

test('F27 work of the lowest class has its turn however many buyers keep coming', async () => {
  const queue = poolQueueOf(1, 9, clock)
  queue.take(60_000, 'back')
  let isServed = false
  void queue.take(600_000, 'back')!.then(() => (isServed = true))

  for (let left = 6; left > 0 && !isServed; left--) {
    void queue.take(60_000, 'checkout')
    queue.give()
    await Promise.resolve()
    await Promise.resolve()
  }

  assert.ok(isServed)
  while (queue.waiting() > 0) queue.give()
})

test('F27 a full line refuses who comes, but the last in it makes way for a better class', async () => {
  const queue = poolQueueOf(1, 2, clock)
  queue.take(60_000, 'checkout')
  const early = queue.take(60_000, 'browse')!
  const late = queue.take(90_000, 'browse')!.catch((error) => error)

  assert.throws(() => queue.take(60_000, 'browse'), Overloaded)
  assert.throws(() => queue.take(60_000, 'back'), Overloaded)
  const buyer = queue.take(60_000, 'checkout')!
  assert.ok((await late) instanceof Overloaded)
  queue.give()
  await buyer
  queue.give()
  await early
})

test('F27 jobs and relays pass a line full of readers, and wait behind buyers', async () => {
  const queue = poolQueueOf(1, 2, clock)
  queue.take(60_000, 'browse')
  const order: string[] = []
  const readers = [1, 2].map(() =>
    queue.take(60_000, 'browse')!.then(
      () => 'served',
      () => 'refused',
    ),
  )

  void queue.take(60_000, undefined)!.then(() => order.push('job'))
  void queue.take(60_000, 'checkout')!.then(() => order.push('buyer'))
  for (let left = 2; left > 0; left--) {
    queue.give()
    await Promise.resolve()
  }
  await Promise.resolve()

  assert.deepEqual(await Promise.all(readers), ['refused', 'refused'])
  assert.deepEqual(order, ['buyer', 'job'])
})

test('F27 nobody waits past a deadline, and who gave up takes no place', async () => {
  const queue = poolQueueOf(1, 9, { now: () => 59_990 })
  queue.take(60_000, 'browse')

  const error = await queue.take(60_000, 'browse')!.catch((each: unknown) => each)
  queue.give()

  assert.ok(error instanceof Unavailable)
  assert.equal(queue.waiting(), 0)
  assert.equal(queue.take(60_000, 'browse'), null, 'the place is free again')
  assert.throws(() => queue.take(59_990, 'browse'), Unavailable)
})
