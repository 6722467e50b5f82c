import type { HashAlgorithm } from '@nightlight/contract'
import { array, assert, asyncProperty, nat } from 'fast-check'
import { expect } from 'vitest'
import { bytesOf } from '../fixtures/synthetic.ts'
import type { ListRow, SetAside } from './list-row.ts'
import { readList, type ListSource } from './read-list.ts'

export type Outcome = { format: string; rows: ListRow[]; setAside: SetAside }
export type ReadOptions = Partial<Omit<ListSource, 'bytes'>> & { cuts?: readonly number[] }

/** All rows of a list whose bytes are cut at `cuts`. */
export async function read(
  text: string | Uint8Array,
  { cuts = [], ...options }: ReadOptions = {},
): Promise<Outcome> {
  const list = await readList({ format: 'auto', ...options, bytes: bytesOf(text, cuts) })
  const rows = await Array.fromAsync(list.rows)
  return { format: list.format, rows, setAside: { ...list.setAside } }
}

export type HashRow = ListRow & { status: 'row' }

export const row = (line: number, ...hashes: [HashAlgorithm, string][]): HashRow => ({
  status: 'row',
  line,
  hashes: hashes.map(([algorithm, text]) => ({ algorithm, text })),
})

export const unreadable = (line: number, reason: string): unknown => ({
  status: 'unreadable',
  line,
  reason,
})

/** Checks that a list reads the same however its bytes are cut, byte by byte among them. */
export async function expectSameAtEveryCut(
  text: string | Uint8Array,
  options: ReadOptions = {},
): Promise<void> {
  const whole = await read(text, options)
  const size = Buffer.byteLength(text)
  await assert(
    asyncProperty(array(nat(size), { maxLength: 30 }), async (cuts) => {
      expect(await read(text, { ...options, cuts })).toEqual(whole)
    }),
    { seed: 11, numRuns: 60 },
  )
  const every = Array.from({ length: size }, (_, at) => at)
  expect(await read(text, { ...options, cuts: every })).toEqual(whole)
}
