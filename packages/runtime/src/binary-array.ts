/** Types of array elements, with their numbers in Postgres' catalogue. */
const OIDS = { bytea: 17, text: 25, uuid: 2950 } as const

type Element = { bytea: Uint8Array; text: string; uuid: string }

const HEAD = 20

/**
 * A parameter that Postgres reads as an array, in its binary format: for some thousand elements several times as
 * quick as text, on both sides. Cast it, as in `${binaryArray('uuid', ids)}::uuid[]`.
 *
 * @param items  null for a null element
 * @see https://www.postgresql.org/docs/current/xtypes.html and `array_recv` of its source for the layout
 */
export function binaryArray<Type extends keyof Element>(
  type: Type,
  items: readonly (Element[Type] | null)[],
): Buffer {
  let size = HEAD
  for (const item of items) size += 4 + (item === null ? 0 : sizeOf(type, item))
  const out = Buffer.allocUnsafe(size)
  out.writeInt32BE(items.length === 0 ? 0 : 1, 0)
  out.writeInt32BE(items.includes(null) ? 1 : 0, 4)
  out.writeInt32BE(OIDS[type], 8)
  out.writeInt32BE(items.length, 12)
  out.writeInt32BE(1, 16)
  let at = HEAD
  for (const item of items) {
    const length = item === null ? -1 : sizeOf(type, item)
    at = out.writeInt32BE(length, at)
    if (item === null) continue
    if (typeof item !== 'string') out.set(item, at)
    else if (type === 'uuid') out.write(item.replaceAll('-', ''), at, 'hex')
    else out.write(item, at)
    at += length
  }
  return items.length === 0 ? out.subarray(0, 12) : out
}

function sizeOf(type: keyof Element, item: Uint8Array | string): number {
  if (type === 'uuid') return 16
  return typeof item === 'string' ? Buffer.byteLength(item) : item.length
}
