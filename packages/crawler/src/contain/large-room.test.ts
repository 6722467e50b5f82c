import { expect, it } from 'vitest'
import { createLargeRoom, largeFor } from './large-room.ts'

const limits = { videoBytes: 300, archiveBytes: 200 }
const readers = (room: ReturnType<typeof createLargeRoom>) => ({
  room,
  videos: { isAvailable: true, fingerprint: () => Promise.reject(new Error('not asked')) },
})
const never = new AbortController().signal

it('is given to one at a time, and to those who wait in the order in which they came', async () => {
  const room = createLargeRoom(limits, { crawl: 1, check: 1 })
  const first = room.tryTake()!
  const order: string[] = []
  const waiting = (['check', 'crawl'] as const).map(async (looker) => {
    using place = await room.wait(looker, never)
    order.push(looker)
    expect(place).not.toBeNull()
    expect(room.tryTake()).toBeNull()
  })
  expect(room.tryTake()).toBeNull()
  first[Symbol.dispose]()
  await Promise.all(waiting)
  expect(order).toEqual(['check', 'crawl'])
  using again = room.tryTake()
  expect(again).not.toBeNull()
})

it('sends those away of whom enough wait, and has others wait all the same', async () => {
  const room = createLargeRoom(limits, { crawl: 1, check: 0 })
  using first = room.tryTake()
  expect(first).not.toBeNull()
  const stop = new AbortController()
  const waiting = room.wait('crawl', stop.signal)
  expect(await room.wait('crawl', never)).toBeNull()
  expect(await room.wait('check', never)).toBeNull()
  stop.abort(new Error('stopping'))
  await expect(waiting).rejects.toThrow('stopping')
  const next = room.wait('crawl', never)
  first?.[Symbol.dispose]()
  expect(await next).not.toBeNull()
})

it('tells a page that found no room when to come, and forgets it then', () => {
  const room = createLargeRoom(limits)
  const first = room.tryTake()!
  expect(room.isTooEarly('page')).toBe(false)
  room.comeBack('page')
  expect([room.isTooEarly('page'), room.isTooEarly('other')]).toEqual([true, false])
  first[Symbol.dispose]()
  expect(room.isTooEarly('page')).toBe(false)
  using again = room.tryTake()
  expect(again && room.isTooEarly('page')).toBe(false)
})

it('keeps nobody waiting within a fetch', async () => {
  const room = createLargeRoom(limits)
  const switches = { archives: true, videos: true }
  using held = new DisposableStack()
  const one = largeFor(readers(room), switches, held)!
  const two = largeFor(readers(room), switches, held)!
  expect([await one.room(250, never), await two.room(250, never)]).toEqual([250, 'busy'])
  expect(await largeFor(readers(room), switches, 'ours')!.room(250, never)).toBe(250)
  held.dispose()
  expect(room.tryTake()).not.toBeNull()
})
