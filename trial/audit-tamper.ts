import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { createLogKey, openCheckpoint, verifierOf } from '../packages/audit/src/checkpoint.ts'
import { exportLog } from '../packages/audit/src/export-log.ts'
import { openTestLog, type TestLog } from '../packages/audit/src/testing-log.ts'
import { createRandom } from '../packages/cli/src/demo/drawing/random.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { tally, type Draw, type Outcome } from './audit-tamper/edit.ts'
import {
  signedAnew,
  tryExportEdit,
  verifyFiles,
  type ExportWorld,
  type Files,
} from './audit-tamper/export-edits.ts'
import type { Signed } from './audit-tamper/forge.ts'
import { tryLiveEdit } from './audit-tamper/live-edits.ts'

export const needs = ['postgres'] as const

const EDITS = 10_000
const SEED = 1
/** Events that are written before each checkpoint. */
const STEPS = [40, 90, 60, 75, 30, 42]
/** Of the checkpoints, those that somebody else has kept; the last one is the signer's own. */
const KEPT_ELSEWHERE = [1, 3, 5]
/** One of so many edits is made in the database. */
const LIVE_SHARE = 50

/**
 * Alters a log in random ways, one at a time, on an export in memory and in the rows of a database with its triggers off,
 * and has the real verification look for it; each time it must be found at its place.
 *
 * The database belongs to who alters it, and in two ways the key of the log as well. Those two, and a log that was set back,
 * no look at the log alone can find: they are found by the checkpoint that the signer keeps in a file of its own, and by
 * those that an auditor or a witness kept, as the control shows.
 *
 * @param options.n  edits
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = EDITS, seed = SEED } = options
  await using log = await openTestLog()
  const world = await openWorld(log)
  const random = createRandom(seed)
  const draw: Draw = (count) => random.whole(0, count - 1)
  const problems = await control(log, world)
  const outcomes: Outcome[] = []
  const started = performance.now()
  for (let edit = 0; edit < n; edit++) {
    const isLive = edit % LIVE_SHARE === 0
    const live = { ...log, ...world, size: world.signed.at(-1)!.size }
    outcomes.push(await (isLive ? tryLiveEdit(live, draw) : tryExportEdit(world, draw)))
    if (edit % 1000 === 999) console.error(`audit-tamper: ${edit + 1} edits`)
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10
  problems.push(...(await isWell(log, world)).map((one) => `afterwards ${one}`))
  const failed = outcomes.filter(({ problem }) => problem !== null)
  const live = outcomes.filter(({ where }) => where === 'live').length
  return {
    name: 'audit-tamper',
    tried: n,
    failed: failed.length + problems.length,
    details: [
      { seed, seconds, events: world.signed.at(-1)!.size, checkpoints: world.signed.length },
      { onTheExport: n - live, onTheDatabase: live },
      ...Object.entries(tally(outcomes))
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([way, found]) => ({ way, found })),
      ...problems,
      ...failed.slice(0, 20),
    ],
  }
}

/** A log with several checkpoints, and its export as it was at each of them. */
async function openWorld(log: TestLog): Promise<ExportWorld> {
  const states: Files[] = []
  const heads: { size: number; at: Date; root: Buffer }[] = []
  for (const step of STEPS) {
    await log.write(step)
    const round = await log.round()
    if (round.status !== 'done') throw new Error(`Preparing the trial: ${round.status}`)
    const files = await exportFiles(log)
    states.push(files)
    const opened = openCheckpoint(files.get('checkpoint')!.toString(), verifierOf(log.key))
    if (typeof opened === 'string') throw new Error(`Preparing the trial: ${opened}`)
    heads.push(opened)
  }
  return {
    files: states.at(-1)!,
    older: states.slice(0, -1),
    signed: heads.map(({ size, at }): Signed => ({ size, at })),
    key: log.key,
    otherKey: createLogKey(Buffer.alloc(32, 8), log.key.origin),
    trust: { key: verifierOf(log.key), anchors: KEPT_ELSEWHERE.map((at) => heads[at]!) },
  }
}

async function exportFiles(log: TestLog): Promise<Files> {
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-tamper-'))
  try {
    await exportLog(log.db, dir, { key: verifierOf(log.key), witnesses: [] })
    const found = await readdir(dir, { recursive: true, withFileTypes: true })
    const files = found.filter((entry) => entry.isFile())
    const paths = files.map((entry) => join(entry.parentPath, entry.name))
    return new Map(
      await Promise.all(
        paths.map(async (path) => [relative(dir, path), await readFile(path)] as const),
      ),
    )
  } finally {
    await rm(dir, { recursive: true })
  }
}

/** What must hold before anything is altered; and what a log alone cannot show, which the forger must have made well. */
async function control(log: TestLog, world: ExportWorld): Promise<string[]> {
  const problems = await isWell(log, world)
  const { key } = world.trust
  const blind = { 'an old state': world.older[2]!, 'a log that was signed anew': signedAnew(world) }
  for (const [what, files] of Object.entries(blind)) {
    const { finding } = await verifyFiles(files, { key })
    if (finding) problems.push(`${what} is found by looking at the log alone, which cannot be`)
  }
  return problems
}

async function isWell(log: TestLog, world: ExportWorld): Promise<string[]> {
  const verdicts = [await verifyFiles(world.files, world.trust), await log.verify(world.trust)]
  return verdicts.flatMap(({ finding }) =>
    finding ? [`the log as it was written does not verify: ${finding.code}`] : [],
  )
}
