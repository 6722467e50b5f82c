/** A value of an MMDB file, as far as geolocation files have them. */
type Value = string | number | { [name: string]: Value }

const SEPARATOR = Buffer.alloc(16)
const MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
const TYPES = { string: 2, map: 7, uint16: 5, uint32: 6, uint64: 9, array: 11 } as const

function control(type: number, size: number): Buffer {
  const [long, ...more] =
    size < 29 ? [size] : size < 285 ? [29, size - 29] : [30, (size - 285) >> 8, (size - 285) & 255]
  return type < 8
    ? Buffer.from([(type << 5) | long, ...more])
    : Buffer.from([long, type - 7, ...more])
}

function encode(value: Value | Value[]): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([control(TYPES.string, text.length), text])
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4)
    bytes.writeUInt32BE(value)
    return Buffer.concat([control(TYPES.uint32, 4), bytes])
  }
  if (Array.isArray(value)) {
    return Buffer.concat([control(TYPES.array, value.length), ...value.map(encode)])
  }
  const entries = Object.entries(value)
  const parts = entries.flatMap(([name, part]) => [encode(name), encode(part)])
  return Buffer.concat([control(TYPES.map, entries.length), ...parts])
}

type Node = { 0: Node | number | null; 1: Node | number | null }

/**
 * Writes an MMDB file of IPv4 networks.
 *
 * @param networks as `192.0.2.0/24`, none inside of another
 * @see the MaxMind DB file format specification, version 2.0
 */
export function writeMmdb(networks: ReadonlyMap<string, Record<string, Value>>): Buffer {
  const root: Node = { 0: null, 1: null }
  const data: Buffer[] = []
  let offset = 0
  for (const [network, value] of networks) {
    const [base = '', bits = ''] = network.split('/')
    const address = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    let node = root
    for (let bit = 0; bit < Number(bits); bit++) {
      const side = ((address >>> (31 - bit)) & 1) as 0 | 1
      if (bit === Number(bits) - 1) node[side] = offset
      else node = (node[side] ??= { 0: null, 1: null }) as Node
    }
    const bytes = encode(value)
    data.push(bytes)
    offset += bytes.length
  }
  const nodes = [root]
  for (const node of nodes) {
    for (const side of [0, 1] as const) {
      const next = node[side]
      if (typeof next === 'object' && next !== null) nodes.push(next)
    }
  }
  const tree = Buffer.alloc(nodes.length * 6)
  for (const [index, node] of nodes.entries()) {
    for (const side of [0, 1] as const) {
      const next = node[side]
      const record =
        next === null
          ? nodes.length
          : typeof next === 'number'
            ? nodes.length + SEPARATOR.length + next
            : nodes.indexOf(next)
      tree.writeUIntBE(record, index * 6 + side * 3, 3)
    }
  }
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_780_000_000,
    database_type: 'Test',
    description: { en: 'Made by a test' },
    ip_version: 4,
    node_count: nodes.length,
    record_size: 24,
  })
  return Buffer.concat([tree, SEPARATOR, ...data, MARK, metadata])
}
