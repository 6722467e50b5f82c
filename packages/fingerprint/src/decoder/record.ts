import {
  PIPELINE_VERSION,
  refuse,
  type DecodeLimits,
  type Description,
  type DescriptionOutcome,
} from '../outcome.ts'
import { MIME_TYPES } from '../picture/picture-kind.ts'

/** First line of a decoder process, once it can decode. */
export const READY = 'ready'

/** Longest line a decoder process may write, with its line end. */
export const MAX_RECORD_BYTES = 4096

const HASH = /^[0-9a-f]{64}$/
const MESSAGE = /^[a-z][ -~]{0,119}$/
const CODES = ['not-an-image', 'svg-refused', 'too-many-pixels', 'damaged'] as const

/**
 * Checks a line of the decoder process, which is trusted with nothing.
 *
 * Every field has a fixed form and range and unknown fields are not allowed, so that a decoder taken
 * over by a picture can neither pass pixels on nor bring strange values into the store.
 *
 * @returns undefined when anything is not as it must be
 */
export function parseRecord(line: string, limits: DecodeLimits): DescriptionOutcome | undefined {
  const record = parseObject(line)
  if (record?.['status'] === 'refused') return parseRefusal(record)
  if (record?.['status'] !== 'described' || !hasKeys(record, ['status', 'description'])) {
    return undefined
  }
  const description = record['description']
  if (!isObject(description) || !isDescription(description, limits)) return undefined
  return { status: 'described', description }
}

function parseRefusal(record: Record<string, unknown>): DescriptionOutcome | undefined {
  const code = CODES.find((known) => known === record['code'])
  const message = record['message']
  if (code === undefined || typeof message !== 'string' || !MESSAGE.test(message)) return undefined
  return hasKeys(record, ['status', 'code', 'message']) ? refuse(code, message) : undefined
}

type Check = (value: unknown, limits: DecodeLimits) => boolean

const CHECKS: Record<keyof Description, Check> = {
  mime: (value) => MIME_TYPES.some((mime) => mime === value),
  width: (value, limits) => isInRange(value, 1, limits.maxPixels),
  height: (value, limits) => isInRange(value, 1, limits.maxPixels),
  frames: (value, limits) => isInRange(value, 1, limits.maxFrames),
  pdq: isHash,
  pdqQuality: (value) => isInRange(value, 0, 100),
  pdqOrientations: isEightHashes,
  pdqSampled: isEightHashes,
  blockhash: isHash,
  pipelineVersion: (value) => value === PIPELINE_VERSION,
}

function isDescription(
  value: Record<string, unknown>,
  limits: DecodeLimits,
): value is Record<string, unknown> & Description {
  if (!hasKeys(value, Object.keys(CHECKS))) return false
  if (!Object.entries(CHECKS).every(([key, check]) => check(value[key], limits))) return false
  const { width, height, pdq, pdqOrientations } = value
  if (!Array.isArray(pdqOrientations) || pdqOrientations[0] !== pdq) return false
  return Number(width) * Number(height) <= limits.maxPixels
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasKeys(value: object, keys: readonly string[]): boolean {
  const found = Object.keys(value)
  return found.length === keys.length && keys.every((key) => found.includes(key))
}

function isInRange(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && HASH.test(value)
}

function isEightHashes(value: unknown): boolean {
  return Array.isArray(value) && value.length === 8 && value.every(isHash)
}
