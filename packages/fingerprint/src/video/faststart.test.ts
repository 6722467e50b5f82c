import { describe, expect, it } from 'vitest'
import { faststart } from './faststart.ts'

const box = (type: string, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}
const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, at) => bytes.writeUInt32BE(value >>> 0, at * 4))
  return bytes
}
const index = (...tables: Buffer[]): Buffer =>
  box('moov', box('trak', box('mdia', box('minf', box('stbl', ...tables)))))
const kind = box('ftyp', Buffer.from('isom\0\0\0\0isom'))
const data = box('mdat', Buffer.from('the data of a drawing'))
const end = box('free', Buffer.alloc(4))

describe('faststart', () => {
  it('moves the index before the data, and the places in it along', () => {
    const stco = box('stco', u32(0, 2, 28, 40))
    const co64 = box('co64', u32(0, 1, 0, 28))
    const moov = index(stco, co64)
    const moved = Buffer.concat(faststart(Buffer.concat([kind, data, moov, end])))
    const by = moov.length
    const wanted = index(
      box('stco', u32(0, 2, 28 + by, 40 + by)),
      box('co64', u32(0, 1, 0, 28 + by)),
    )
    expect(moved).toEqual(Buffer.concat([kind, wanted, data, end]))
  })

  it.each<[string, Buffer]>([
    ['in order', Buffer.concat([kind, index(), data])],
    ['without an index', Buffer.concat([kind, data])],
    ['whose index breaks off', Buffer.concat([kind, data, index().subarray(0, 20)])],
    ['of nothing', Buffer.alloc(0)],
  ])('leaves a file alone that is %s', (_, file) => {
    expect(faststart(file)).toEqual([file])
  })

  it.each<[string, Buffer]>([
    ['more places than it has', box('stco', u32(0, 0xffffffff, 28))],
    ['a place near the largest', box('stco', u32(0, 1, 0xffffffff))],
    ['nothing in it', box('co64')],
    ['a box longer than the one around it', Buffer.concat([u32(999), Buffer.from('stco')])],
  ])('reads nothing outside a table with %s', (_, table) => {
    const file = Buffer.concat([kind, data, index(table)])
    expect(Buffer.concat(faststart(file))).toHaveLength(file.length)
  })
})
