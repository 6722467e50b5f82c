/** What a colour profile does to the channels: which XYZ column each takes, and its curve. */
export type ProfileForm = {
  /** Columns of the matrix for red, green and blue. */
  columns: readonly (readonly [number, number, number])[]
  /** Output for equal steps of input, 0–65535. */
  curve: readonly number[]
}

const SRGB_COLUMNS = [
  [0.4361, 0.2225, 0.0139],
  [0.3851, 0.7169, 0.0971],
  [0.1431, 0.0606, 0.7141],
] as const

const [RED, GREEN, BLUE] = SRGB_COLUMNS

/** Swaps red and blue: the picture looks quite different with it. */
export const SWAPPING_PROFILE: ProfileForm = { columns: [BLUE, GREEN, RED], curve: [0, 65_535] }

/** Turns every colour into one grey: a viewer that applies it shows nothing of the picture. */
export const HIDING_PROFILE: ProfileForm = { columns: SRGB_COLUMNS, curve: [30_000, 30_001] }

/** A colour profile, version 2, of a matrix and one curve; for tests. */
export function encodeProfile({ columns, curve }: ProfileForm): Buffer {
  const points = Buffer.concat([number32(curve.length), ...curve.map(number16)])
  const shared = tagData('curv', points)
  const name = Buffer.from('drawn\0')
  const description = Buffer.concat([number32(name.length), name, Buffer.alloc(78)])
  const tags: [string, Buffer][] = [
    ['desc', tagData('desc', description)],
    ['cprt', tagData('text', Buffer.from('CC0\0'))],
    ['wtpt', tagData('XYZ ', xyz([0.9642, 1, 0.8249]))],
    ['rXYZ', tagData('XYZ ', xyz(columns[0]!))],
    ['gXYZ', tagData('XYZ ', xyz(columns[1]!))],
    ['bXYZ', tagData('XYZ ', xyz(columns[2]!))],
    ['rTRC', shared],
    ['gTRC', shared],
    ['bTRC', shared],
  ]
  let offset = 128 + 4 + tags.length * 12
  const table = tags.map(([name, data]) => {
    const entry = Buffer.concat([Buffer.from(name), number32(offset), number32(data.length)])
    offset += data.length
    return entry
  })
  const body = [number32(tags.length), ...table, ...tags.map(([, data]) => data)]
  return Buffer.concat([header(offset), ...body])
}

/** A JPEG with a profile in it, in place of any other. */
export function withJpegProfile(jpeg: Uint8Array, profile: Uint8Array): Buffer {
  const mark = Buffer.from('ICC_PROFILE\0\x01\x01', 'latin1')
  const length = number16(2 + mark.length + profile.length)
  const segment = Buffer.concat([Buffer.from('ffe2', 'hex'), length, mark, profile])
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)])
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(128)
  bytes.writeUInt32BE(length, 0)
  bytes.writeUInt32BE(0x02400000, 8)
  bytes.write('mntrRGB XYZ ', 12, 'latin1')
  bytes.write('acsp', 36, 'latin1')
  xyz([0.9642, 1, 0.8249]).copy(bytes, 68)
  return bytes
}

function tagData(type: string, data: Buffer): Buffer {
  const padding = Buffer.alloc((4 - (data.length % 4)) % 4)
  return Buffer.concat([Buffer.from(type), Buffer.alloc(4), data, padding])
}

function xyz(values: readonly number[]): Buffer {
  return Buffer.concat(values.map((value) => number32(Math.round(value * 65_536))))
}

function number16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16BE(value)
  return bytes
}

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
