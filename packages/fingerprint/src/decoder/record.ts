import {
  PARTIAL_VERSION,
  type DecodeLimits,
  type Description,
  type DescriptionOutcome,
  type Refusal,
} from '../outcome.ts'
import { readDescription, writeDescription } from './description-fields.ts'
import { GUARDS, guardBits, guardsOf, type Guard } from './guards.ts'
import { FieldReader, FieldWriter } from './fields.ts'

/**
 * What a decoder process says: `ready` once, with what its self-test found; then for each picture a
 * `question` (quick hashes; the parent answers) or not, the `first-frame` of a file that holds more
 * (the parent answers) or not, and an `outcome`, unless the question was answered with `drop`.
 */
export type DecoderRecord =
  | { kind: 'ready'; guards: Guard[] }
  | { kind: 'question'; description: Description }
  | { kind: 'first-frame'; description: Description }
  | { kind: 'outcome'; outcome: DescriptionOutcome }

/** Longest record of a decoder process, its length prefix included. */
export const MAX_RECORD_BYTES = 2048

/** Bytes of the length that goes before a record, big-endian, not counting itself. */
export const PREFIX_BYTES = 2

const KINDS = ['ready', 'question', 'first-frame', 'described', 'refused'] as const
const REFUSALS = [
  'not-an-image',
  'unsupported',
  'svg-refused',
  'too-many-pixels',
  'damaged',
  'out-of-memory',
] as const
const MAX_AMOUNT = 2 ** 48 - 1
const ALL_GUARDS = guardBits(GUARDS)

/**
 * A record as bytes, its length first.
 *
 * @throws {RangeError} a value that has no place in its field
 */
export function encodeRecord(record: DecoderRecord): Buffer {
  const fields = new FieldWriter(MAX_RECORD_BYTES - PREFIX_BYTES)
  writeRecord(fields, record)
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeUInt16BE(fields.bytes.length)
  return Buffer.concat([prefix, fields.bytes])
}

/**
 * Checks a record of the decoder process, which is trusted with nothing.
 *
 * Every field has a fixed place and a range and none holds text, so that a decoder taken over by a
 * picture can neither pass pixels on nor bring strange values into the store or the log.
 *
 * @param bytes  the record without its length
 * @returns undefined when anything is not as it must be
 */
export function parseRecord(bytes: Uint8Array, limits: DecodeLimits): DecoderRecord | undefined {
  const fields = new FieldReader(bytes)
  try {
    const record = readRecord(fields, limits)
    fields.end()
    return record
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function writeRecord(fields: FieldWriter, record: DecoderRecord): void {
  if (record.kind === 'ready') {
    fields.uint(1, KINDS.indexOf('ready'))
    fields.uint(2, guardBits(record.guards))
  } else if (record.kind === 'question' || record.kind === 'first-frame') {
    fields.uint(1, KINDS.indexOf(record.kind))
    writeDescription(fields, record.description)
  } else if (record.outcome.status === 'described') {
    fields.uint(1, KINDS.indexOf('described'))
    writeDescription(fields, record.outcome.description)
  } else {
    fields.uint(1, KINDS.indexOf('refused'))
    writeRefusal(fields, record.outcome)
  }
}

function readRecord(fields: FieldReader, limits: DecodeLimits): DecoderRecord {
  const kind = fields.oneOf(KINDS)
  if (kind === 'ready') return { kind, guards: guardsOf(fields.uint(2, 0, ALL_GUARDS)) }
  if (kind === 'refused') return { kind: 'outcome', outcome: readRefusal(fields, limits) }
  const description = readDescription(fields, limits)
  if ((description.depth === 'quick') !== (kind === 'question')) {
    throw new RangeError(`read record: depth ${description.depth} out of turn`)
  }
  if (kind === 'question') return { kind, description }
  if (kind === 'first-frame') {
    return { kind, description: { ...description, pipelineVersion: PARTIAL_VERSION } }
  }
  return { kind: 'outcome', outcome: { status: 'described', description } }
}

function writeRefusal(fields: FieldWriter, { code, amount = 0 }: Refusal): void {
  const index = REFUSALS.findIndex((known) => known === code)
  fields.uint(1, index)
  fields.uint(6, Math.min(amount, MAX_AMOUNT))
}

function readRefusal(fields: FieldReader, limits: DecodeLimits): Refusal {
  const code = fields.oneOf(REFUSALS)
  const amount = fields.uint(6, 0, MAX_AMOUNT)
  return { status: 'refused', code, message: messageOf(code, amount, limits) }
}

function messageOf(
  code: (typeof REFUSALS)[number],
  amount: number,
  { maxPixels }: DecodeLimits,
): string {
  switch (code) {
    case 'not-an-image':
      return 'decode picture: no decoder for its kind'
    case 'unsupported':
      return 'decode picture: a format without a decoder here'
    case 'svg-refused':
      return 'recognise picture: SVG document'
    case 'too-many-pixels':
      return `decode picture: ${amount} pixels, limit ${maxPixels}`
    case 'damaged':
      return 'decode picture: damaged beyond reading'
    case 'out-of-memory':
      return 'decode picture: out of memory'
  }
}
