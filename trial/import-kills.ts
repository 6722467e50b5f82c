import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { importList } from '../packages/matcher/src/import-list.ts'
import { drawNumbers } from '../packages/matcher/src/index/drawn-hashes.ts'
import { activateSubmission } from '../packages/matcher/src/submissions/activate-submission.ts'
import {
  connect,
  createFieldCrypto,
  type Db,
  type FieldCrypto,
} from '../packages/runtime/src/index.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { addMedia, drawBytes, drawnFingerprint } from '../bench/retro-match/seen-media.ts'
import {
  afterActivation,
  afterImport,
  afterLookBack,
  afterRevocation,
  type Faults,
} from './import-kills/check-state.ts'
import {
  KNOWN_MEDIA,
  LIST_TERMS,
  md5Of,
  MEDIA,
  SHARED,
  sharedFileOf,
  STEPS,
  type Step,
} from './import-kills/rows.ts'
import { runStep } from './import-kills/run-step.ts'

export const needs = ['postgres'] as const

const KILLS = 50
const SEED = 1
const KEY = Buffer.alloc(32, 7)
/** A step that was killed so often is let go on. */
const MOST_KILLS = 3

/**
 * Kills the import of a list, its activation, the look back and its revocation at seeded random moments, each time
 * begins the step again, and shows that every row is there once and everything is in the state it must be in.
 *
 * @param options.n  kills of each step that came while it ran
 */
export async function run({ n = KILLS, seed = SEED }: TrialOptions): Promise<TrialResult> {
  const numbers = drawNumbers(seed)
  const kills: Record<Step, number> = { import: 0, activate: 0, 'look-back': 0, revoke: 0 }
  const usualMs: Record<Step, number> = { import: 0, activate: 0, 'look-back': 0, revoke: 0 }
  const failures: string[] = []
  let rounds = 0
  const database = await createTestDatabase()
  const db = connect(database.url, { max: 3 })
  const crypto = createFieldCrypto(KEY)
  try {
    for (; STEPS.some((step) => kills[step] < n) && rounds < n * 3; rounds++) {
      const round = rounds
      let submission = ''
      const step = async (which: Step): Promise<void> => {
        const env = {
          DATABASE_URL: database.url,
          FIELD_KEY: KEY.toString('hex'),
          ROUND: String(round),
          SUBMISSION: submission,
        }
        for (let killed = 0; ;) {
          const mayKill = usualMs[which] > 0 && kills[which] < n && killed < MOST_KILLS
          const after = mayKill ? numbers.below(Math.ceil(usualMs[which])) : Infinity
          const { wasKilled, ms } = await runStep(which, env, after)
          if (!wasKilled) {
            usualMs[which] ||= ms
            return
          }
          kills[which]++
          killed++
        }
      }
      const hold = (which: string, faults: Faults): void => {
        failures.push(...faults.map((fault) => `round ${round}, after ${which}: ${fault}`))
      }
      await seeMedia(db, crypto, round)
      await step('import')
      submission = await newestSubmission(db)
      hold('import', await afterImport(db, submission))
      await step('activate')
      hold('activation', await afterActivation(db, submission))
      await step('look-back')
      hold('look back', await afterLookBack(db, submission))
      await activateShared(db, crypto, round)
      await step('revoke')
      // the matches of what is shared are kept
      hold('revocation', await afterRevocation(db, submission, KNOWN_MEDIA / 2))
      await db.deleteFrom('match_review').execute()
    }
    for (const which of STEPS) {
      if (kills[which] < n) failures.push(`${which}: only ${kills[which]} kills came while it ran`)
    }
    return {
      name: 'import-kills',
      tried: Object.values(kills).reduce((sum, count) => sum + count, 0),
      failed: failures.length,
      details: [{ seed, rounds, kills, usualMs }, ...failures],
    }
  } finally {
    await db.destroy()
    await database.drop()
  }
}

async function newestSubmission(db: Db): Promise<string> {
  const { id } = await db
    .selectFrom('submission')
    .select('id')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow()
  return id
}

/** Media that were seen before; half of the known ones are of entries that will be shared. */
async function seeMedia(db: Db, crypto: FieldCrypto, round: number): Promise<void> {
  const draw = drawBytes(round + 100)
  for (let n = 0; n < MEDIA; n++) {
    const fingerprint = drawnFingerprint(draw)
    const number = n % 2 === 0 ? n : SHARED + n
    const md5 = n < KNOWN_MEDIA ? md5Of(round, number) : fingerprint.md5
    await addMedia(db, crypto, { ...fingerprint, md5 })
  }
  await sql`analyze media, match_run`.execute(db)
}

/** Another submission to the list of the round, with some of the same rows. */
async function activateShared(db: Db, crypto: FieldCrypto, round: number): Promise<void> {
  const file = sharedFileOf(round)
  const { submissionId } = await importList(
    { db, crypto },
    {
      source: {
        bytes: (async function* () {
          yield file
        })(),
        format: 'plain',
      },
      authority: 'Trial police',
      list: `list ${round}`,
      terms: LIST_TERMS,
      by: { actor: 'trial:officer', name: 'officer' },
      dryRun: false,
      facts: { headSha256: createHash('sha256').update(file).digest() },
    },
  )
  await activateSubmission(db, submissionId, { actor: 'trial:second', name: 'second' })
  await db
    .updateTable('submission')
    .set({ look_back: 'released' })
    .where('id', '=', submissionId)
    .execute()
}
