import { createHash } from 'node:crypto'
import type { ListTerms } from '../../packages/matcher/src/list-store.ts'

export const LIST_TERMS: ListTerms = {
  legalClass: 'csam',
  purpose: 'notice-and-takedown',
  jurisdictions: [],
  classification: null,
  maxDistance: 31,
  opens: 'never',
  expiresAt: null,
}

export const STEPS = ['import', 'activate', 'look-back', 'revoke'] as const
export type Step = (typeof STEPS)[number]

/** Rows of a file: so many are new, and some of them stand in it twice; some are no hash. */
export const FRESH = 9_000
export const TWICE = 700
export const REFUSED = 300
/** Of the fresh ones, those that another submission to the same list has as well. */
export const SHARED = 3_000
/** Media that were seen before, and those of them that are on the list. */
export const MEDIA = 400
export const KNOWN_MEDIA = 60

export const md5Of = (round: number, n: number): string =>
  createHash('md5').update(`trial ${round} ${n}`).digest('hex')

/** The file of a round, with duplicates and bad rows spread over it. */
export function fileOf(round: number): Buffer {
  const lines: string[] = []
  for (let n = 0; n < FRESH; n++) {
    lines.push(md5Of(round, n))
    if (n >= 100 && n < 100 + TWICE) lines.push(md5Of(round, n - 100).toUpperCase())
    if (n % (FRESH / REFUSED) === 0) lines.push(`no hash ${n}`)
  }
  return Buffer.from(`${lines.join('\n')}\n`)
}

/** The first rows of it, as another file. */
export const sharedFileOf = (round: number): Buffer =>
  Buffer.from(Array.from({ length: SHARED }, (_, n) => `${md5Of(round, n)}\n`).join(''))
