import type { Random } from '../../packages/cli/src/demo/drawing/random.ts'
import type { File } from './file.ts'
import { repairPng } from './formats/png.ts'

/** One way of spoiling a file; `other` is another good one of any format. */
type Damage = (bytes: Buffer, random: Random, other: Buffer) => Buffer

const HEAD_BYTES = 96

/** Ways that know nothing of the format. */
const DAMAGES: Readonly<Record<string, Damage>> = {
  truncated: (bytes, random) => bytes.subarray(0, random.whole(0, bytes.length - 1)),
  'cut near the end': (bytes, random) => bytes.subarray(0, -random.whole(1, 64)),
  'bits flipped': (bytes, random) => flipBits(bytes, random, random.whole(1, 60), bytes.length),
  'bits of the head flipped': (bytes, random) =>
    flipBits(bytes, random, random.whole(1, 6), HEAD_BYTES),
  'run zeroed': (bytes, random) => overwrite(bytes, random, () => 0),
  'run set': (bytes, random) => overwrite(bytes, random, () => 0xff),
  'run of noise': (bytes, random) => overwrite(bytes, random, () => random.whole(0, 255)),
  'boundary number written': writeBoundaryNumber,
  'slice removed': (bytes, random) => {
    const [from, to] = slice(bytes, random)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  'slice repeated': (bytes, random) => {
    const [from, to] = slice(bytes, random)
    const times = random.whole(1, 40)
    const copies = Array.from({ length: times }, () => bytes.subarray(from, to))
    return Buffer.concat([bytes.subarray(0, to), ...copies, bytes.subarray(to)])
  },
  'slices swapped': (bytes, random) => {
    const [from, to] = slice(bytes, random)
    const parts = [bytes.subarray(to), bytes.subarray(from, to)]
    return Buffer.concat([bytes.subarray(0, from), ...parts])
  },
  'noise inserted': (bytes, random) => {
    const at = random.whole(0, bytes.length)
    return Buffer.concat([bytes.subarray(0, at), noise(random, 40), bytes.subarray(at)])
  },
  'head on another body': (bytes, random, other) => {
    const at = random.whole(4, Math.min(bytes.length, 600))
    return Buffer.concat([bytes.subarray(0, at), other.subarray(Math.min(at, other.length))])
  },
  'another file behind it': (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, random.whole(12, bytes.length)), other]),
}

/** Spoils a good file in one or two of the ways; checksums of a PNG are often made right again. */
export function damage(original: File, others: readonly File[], random: Random): File {
  const names = Object.keys(DAMAGES)
  const chosen = [random.pick(names), ...(random.whole(1, 4) === 1 ? [random.pick(names)] : [])]
  let bytes: Buffer = Buffer.from(original.bytes)
  for (const name of chosen) {
    if (bytes.length > 1) bytes = DAMAGES[name]!(bytes, random, random.pick(others).bytes)
  }
  if (original.format === 'png' && random.whole(0, 1) === 1) {
    bytes = Buffer.from(bytes)
    repairPng(bytes)
  }
  return { name: `${original.name}: ${chosen.join(', ')}`, format: original.format, bytes }
}

/** A good signature with nothing but noise behind it. */
export function noiseBehind(original: File, random: Random): File {
  const head = original.bytes.subarray(0, random.pick([8, 12, 16, 32, 64]))
  const bytes = Buffer.concat([head, noise(random, random.whole(0, 4000))])
  return { name: `noise behind ${head.length} bytes of ${original.name}`, format: 'random', bytes }
}

function flipBits(bytes: Buffer, random: Random, count: number, within: number): Buffer {
  const last = Math.min(bytes.length, within) - 1
  for (let i = 0; i < count; i++) bytes[random.whole(0, last)]! ^= 1 << random.whole(0, 7)
  return bytes
}

function overwrite(bytes: Buffer, random: Random, value: () => number): Buffer {
  const [from, to] = slice(bytes, random)
  for (let at = from; at < to; at++) bytes[at] = value()
  return bytes
}

function writeBoundaryNumber(bytes: Buffer, random: Random): Buffer {
  const number = random.pick([
    '00000000',
    '00000001',
    '7fffffff',
    '80000000',
    'ffffffff',
    '0000ffff',
  ])
  const written = Buffer.from(number, 'hex').subarray(random.pick([0, 2]))
  if (random.whole(0, 1) === 1) written.reverse()
  written.copy(bytes, random.whole(0, Math.min(bytes.length - 1, random.pick([40, 400, 4000]))))
  return bytes
}

/** Short slices as often as long ones. */
function slice(bytes: Buffer, random: Random): [from: number, to: number] {
  const from = random.whole(0, bytes.length - 1)
  const longest = random.pick([4, 16, 256, bytes.length])
  return [from, Math.min(bytes.length, from + random.whole(1, longest))]
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.whole(0, 255)))
}
