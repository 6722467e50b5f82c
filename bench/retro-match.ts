import { importList } from '../packages/matcher/src/import-list.ts'
import { drawHashes, drawPdq } from '../packages/matcher/src/index/drawn-hashes.ts'
import { HashIndex } from '../packages/matcher/src/index/hash-index.ts'
import { followLists } from '../packages/matcher/src/list-follower.ts'
import { lookBack } from '../packages/matcher/src/look-back/look-back.ts'
import { activateSubmission } from '../packages/matcher/src/submissions/activate-submission.ts'
import { connect, createFieldCrypto, createLog, type Db } from '../packages/runtime/src/index.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { BenchOptions, BenchResult } from '../scripts/measurement.ts'
import { meetsGoals } from './goals.ts'
import { addMedia, drawBytes, drawnFingerprint, writePages } from './retro-match/seen-media.ts'

export const needs = ['postgres'] as const

const ENTRIES = 100_000
const MEDIA = 5_000_000
const PLANTED = 1_000
const QUERIES = 200_000
const QUERIES_A_MEDIA = 16
const RADIUS = 31

const GOALS = { lookBackMs: 60_000, found: PLANTED, toSearchOfEach: 3 }

/**
 * Compares 100,000 new entries of a PDQ and an MD5 each with five million media that were fingerprinted before, from
 * the activation until the count is there; a thousand of the media are near, and all of them must be found. The
 * baseline is a search for each PDQ of a sample of media in an index of the same entries, on one thread.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const media = quick ? 200_000 : MEDIA
  const planted = quick ? 100 : PLANTED
  const database = await createTestDatabase()
  const db = connect(database.url, { max: 6 })
  const crypto = createFieldCrypto(Buffer.alloc(32, 7))
  const log = createLog('bench', { level: 'silent' })
  try {
    await writePages(db, crypto, media)
    const hashes = await plant(db, crypto, planted)
    const databaseUrl = database.url
    await using follower = await followLists({ db, crypto, log, databaseUrl, searchThreads: 1 })
    const submissionId = await stage(db, crypto, hashes)
    const startedAt = performance.now()
    await activateSubmission(db, submissionId, { actor: 'bench:second', name: 'second' })
    const use = { purpose: 'notice-and-takedown', jurisdiction: 'BE' }
    const now = (): Date => new Date()
    const { lists } = follower
    const refresh = (): Promise<void> => follower.refresh()
    await lookBack({ db, crypto, log, lists, refresh, use, now })
    const lookBackMs = performance.now() - startedAt
    const { look_back_found: found } = await db
      .selectFrom('submission')
      .select('look_back_found')
      .where('id', '=', submissionId)
      .executeTakeFirstOrThrow()
    const searchUs = searchOfEachUs(hashes)
    const figures = {
      media,
      entries: ENTRIES,
      lookBackMs,
      mediaPerSecond: (media * 1000) / lookBackMs,
      usAQuery: (lookBackMs * 1000) / (media * QUERIES_A_MEDIA),
      searchUsAQuery: searchUs,
      peakMegabytes: process.resourceUsage().maxRSS / 1024,
      found,
    }
    const ratios = { toSearchOfEach: searchUs / figures.usAQuery }
    const goals = quick ? { found: planted } : GOALS
    return {
      name: 'retro-match',
      figures,
      ratios,
      goals,
      held: meetsGoals({ ...figures, ...ratios }, goals),
    }
  } finally {
    await db.destroy()
    await database.drop()
  }
}

/** PDQ of the entries; some of them are those of media that are there. */
async function plant(
  db: Db,
  crypto: ReturnType<typeof createFieldCrypto>,
  planted: number,
): Promise<Uint8Array> {
  const hashes = drawPdq(ENTRIES, 3)
  const draw = drawBytes(2)
  for (let n = 0; n < planted; n++) {
    const pdq = Buffer.from(hashes.subarray(n * 32, (n + 1) * 32)).toString('hex')
    const fingerprint = drawnFingerprint(draw)
    const pdqOrientations = fingerprint.pdqOrientations.with(n % 8, pdq)
    await addMedia(db, crypto, { ...fingerprint, pdqOrientations })
  }
  return hashes
}

async function stage(
  db: Db,
  crypto: ReturnType<typeof createFieldCrypto>,
  hashes: Uint8Array,
): Promise<string> {
  const all = Buffer.from(hashes)
  const draw = drawBytes(4)
  const lines = Array.from({ length: ENTRIES }, (_, at) => {
    const pdq = all.toString('hex', at * 32, (at + 1) * 32)
    return `${JSON.stringify({ md5: draw(16).toString('hex'), pdq })}\n`
  })
  const { submissionId, accepted } = await importList(
    { db, crypto },
    {
      source: { bytes: parts(lines), format: 'ndjson' },
      authority: 'Bench police',
      list: 'retro-match',
      terms: {
        legalClass: 'csam',
        purpose: 'notice-and-takedown',
        jurisdictions: [],
        classification: null,
        maxDistance: RADIUS,
        opens: 'never',
        expiresAt: null,
      },
      by: { actor: 'bench:officer', name: 'officer' },
      dryRun: false,
    },
  )
  if (accepted !== ENTRIES) throw new Error(`bench retro-match: ${accepted} accepted`)
  return submissionId
}

async function* parts(lines: readonly string[]): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < lines.length; from += 1_000) {
    yield Buffer.from(lines.slice(from, from + 1_000).join(''))
  }
}

function searchOfEachUs(hashes: Uint8Array): number {
  const index = new HashIndex(ENTRIES)
  index.addMany(hashes)
  index.finish()
  const queries = drawHashes('uniform', QUERIES, 5)
  let best = Infinity
  for (let time = 0; time < 3; time++) {
    const startedAt = performance.now()
    index.searchPacked(queries, RADIUS, () => undefined)
    best = Math.min(best, ((performance.now() - startedAt) * 1000) / QUERIES)
  }
  return best
}
