import { big, bigEndian, type Field } from '../file.ts'

const CONTAINERS = ['meta', 'iprp', 'ipco', 'moov', 'trak', 'mdia', 'minf', 'stbl', 'iinf', 'iref']
// Flags after the header, and a count in those that list entries.
const SKIPPED: Readonly<Record<string, number>> = { meta: 4, iinf: 6, iref: 4 }
const MOST_WORDS = 24

/** Sizes and types of boxes at every depth, and the numbers of those that hold no boxes. */
export function boxFields(bytes: Buffer, from = 0, to = bytes.length): Field[] {
  const fields: Field[] = []
  for (let at = from; at + 8 <= to;) {
    const size = bytes.readUInt32BE(at)
    const type = bytes.toString('latin1', at + 4, at + 8)
    const end = size < 8 ? to : Math.min(to, at + size)
    fields.push(big(at, 4), big(at + 4, 4))
    if (CONTAINERS.includes(type)) {
      fields.push(...boxFields(bytes, at + 8 + (SKIPPED[type] ?? 0), end))
    } else if (type !== 'mdat') fields.push(...numbersIn(at + 8, end, type === 'ispe'))
    at = end
  }
  return fields
}

function numbersIn(from: number, to: number, isSize: boolean): Field[] {
  const words = Math.min(MOST_WORDS, (to - from) >> 2)
  const fields = Array.from({ length: words }, (_, i) => big(from + 4 * i, 4))
  const bytes = Array.from({ length: Math.min(words, 8) }, (_, i) => big(from + i, 1))
  return isSize ? [...fields, ...fields, ...fields] : [...fields, ...bytes]
}

/** A box with a right size. */
export function box(type: string, ...parts: Uint8Array[]): Buffer {
  const data = Buffer.concat(parts)
  return Buffer.concat([bigEndian(4, data.length + 8), Buffer.from(type, 'latin1'), data])
}

/** Where the contents of the first box of a type begin, found by name; -1 when there is none. */
export function findBox(bytes: Buffer, type: string): number {
  const at = bytes.indexOf(type, 0, 'latin1')
  return at === -1 ? -1 : at + 4
}
