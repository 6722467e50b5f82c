import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { activateSubmission } from '../packages/matcher/src/submissions/activate-submission.ts'
import { endSubmission } from '../packages/matcher/src/submissions/end-submission.ts'
import { followLists } from '../packages/matcher/src/list-follower.ts'
import { connect, createFieldCrypto, createLog } from '../packages/runtime/src/index.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { meetsGoals } from './goals.ts'
import { copySeconds } from './import/copy-baseline.ts'
import { writePlain, writeVics } from './import/draw-files.ts'
import type { Imported } from './import/importing-process.ts'

export const needs = ['postgres'] as const

const PROGRAM = new URL('import/importing-process.ts', import.meta.url)
const MATCHABLE = 100_000

const GOALS = {
  vicsPeakMegabytes: 350,
  plainPeakMegabytes: 350,
  vicsToCopy: 0.5,
  plainToCopy: 0.5,
  activatedToMatchableMs: 5_000,
  revokedToGoneMs: 5_000,
}

/**
 * Imports a Project VIC file of two million media and a plain list of ten million hashes, each in a process whose
 * memory is measured, against plain COPY of the rows that came of it in the same run; and tells how long 100,000
 * entries take from their activation until a matcher finds all of them, and from their revocation until it finds none.
 */
export async function run({ quick }: BenchOptions): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'nightlight-import-'))
  const figures: Record<string, Figure> = {}
  const ratios: Record<string, Figure> = {}
  try {
    for (const [name, write, count] of [
      ['vics', writeVics, quick ? 100_000 : 2_000_000],
      ['plain', writePlain, quick ? 200_000 : 10_000_000],
    ] as const) {
      const file = join(folder, name)
      await write(file, count)
      const { imported, copy } = await importOnce(file, name)
      if (imported.accepted !== count)
        throw new Error(`bench import: ${imported.accepted} accepted`)
      Object.assign(figures, {
        [`${name}Rows`]: count,
        [`${name}FileMegabytes`]: statSync(file).size / 2 ** 20,
        [`${name}Seconds`]: imported.seconds,
        [`${name}RowsPerSecond`]: count / imported.seconds,
        [`${name}CopySeconds`]: copy,
        [`${name}PeakMegabytes`]: imported.peakMegabytes,
      })
      ratios[`${name}ToCopy`] = copy / imported.seconds
      rmSync(file)
    }
    const file = join(folder, 'matchable')
    await writePlain(file, quick ? 10_000 : MATCHABLE)
    Object.assign(figures, await changeMs(file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const held = meetsGoals({ ...figures, ...ratios }, GOALS)
  return { name: 'import', figures, ratios, goals: GOALS, held }
}

async function importOnce(
  file: string,
  list: string,
): Promise<{ imported: Imported; copy: number }> {
  const database = await createTestDatabase()
  const db = connect(database.url, { max: 2 })
  try {
    const imported = await importIn(database.url, file, list)
    return { imported, copy: await copySeconds(db) }
  } finally {
    await db.destroy()
    await database.drop()
  }
}

async function importIn(databaseUrl: string, file: string, list: string): Promise<Imported> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    // as `scripts/run.mjs` and the service start their processes
    '--max-semi-space-size=16',
    PROGRAM.pathname,
    databaseUrl,
    file,
    list,
  ])
  return JSON.parse(stdout) as Imported
}

/** Of a matcher that runs, until it has every entry in memory, and then none. */
async function changeMs(file: string): Promise<Record<string, number>> {
  const database = await createTestDatabase()
  const db = connect(database.url, { max: 4 })
  const crypto = createFieldCrypto(Buffer.alloc(32, 7))
  const log = createLog('bench', { level: 'silent' })
  const follower = await followLists({ db, crypto, log, databaseUrl: database.url })
  try {
    const { submissionId, accepted } = await importIn(database.url, file, 'matchable')
    const second = { actor: 'bench:second', name: 'second' }
    const until = async (isSo: () => boolean): Promise<number> => {
      const startedAt = performance.now()
      while (!isSo()) await new Promise((next) => setTimeout(next, 5))
      return performance.now() - startedAt
    }
    const activated = activateSubmission(db, submissionId, second)
    const activatedToMatchableMs = await until(() => follower.lists().entries === accepted)
    await activated
    const said = { reason: 'revoked', note: '' } as const
    const revoked = endSubmission(db, submissionId, said, second)
    const revokedToGoneMs = await until(() => follower.lists().entries === 0)
    await revoked
    return { activatedToMatchableMs, revokedToGoneMs }
  } finally {
    await follower[Symbol.asyncDispose]()
    await db.destroy()
    await database.drop()
  }
}
