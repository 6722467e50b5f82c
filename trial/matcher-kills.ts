import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drawNumbers, flipBits } from '../packages/matcher/src/index/drawn-hashes.ts'
import { connect, createFieldCrypto } from '../packages/runtime/src/index.ts'
import { createTestDatabase } from '../packages/runtime/src/testing.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { startLife, type Life } from './matcher-kills/life.ts'
import { openList, type ChangingList, type Listed } from './matcher-kills/lists.ts'

export const needs = ['postgres'] as const

const KILLS = 100
const SEED = 1
const FIRST_ENTRIES = 20_000
const LONGEST_LIFE_MS = 600
const SAMPLE = 60
const KEY = Buffer.alloc(32, 7)

/**
 * Kills a matcher at seeded random moments, while it takes over changes, makes tables anew and writes its
 * snapshot, and shows that the next one answers exactly: every active entry is found, none that was
 * withdrawn is, and their number is that of the database.
 *
 * Real Postgres, lists and snapshots. Between two lives entries come and go as well.
 *
 * @param options.n  kills
 */
export async function run({ n = KILLS, seed = SEED }: TrialOptions): Promise<TrialResult> {
  const database = await createTestDatabase()
  const db = connect(database.url)
  const folder = mkdtempSync(join(tmpdir(), 'nightlight-matcher-kills-'))
  const env = {
    DATABASE_URL: database.url,
    FIELD_KEY: KEY.toString('hex'),
    LIST_SNAPSHOT: join(folder, 'lists'),
  }
  const numbers = drawNumbers(seed)
  const failures: string[] = []
  let fromSnapshot = 0
  let killedEarly = 0
  try {
    const list = await openList(db, createFieldCrypto(KEY), seed)
    await list.add(FIRST_ENTRIES)
    for (let kill = 0; kill <= n; kill++) {
      const life = await startLife(env)
      if (life.usedSnapshot()) fromSnapshot++
      failures.push(
        ...(await faultsOf(life, list, seed + kill)).map((one) => `life ${kill}: ${one}`),
      )
      if (kill === n) {
        await life.kill()
        break
      }
      await change(list, numbers)
      const livesMs = numbers.below(LONGEST_LIFE_MS)
      if (livesMs < 100) killedEarly++
      await new Promise((resolve) => setTimeout(resolve, livesMs))
      await life.kill()
      if (numbers.below(2) === 0) await change(list, numbers)
    }
    if (fromSnapshot === 0 && n > 10)
      failures.push('no life began with a snapshot: it was not tried')
    const figures = { seed, entries: list.active.size, withdrawn: list.gone.length, fromSnapshot }
    return {
      name: 'matcher-kills',
      tried: n,
      failed: failures.length,
      details: [{ ...figures, killedWithin100Ms: killedEarly }, ...failures],
    }
  } finally {
    await db.destroy()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function change(list: ChangingList, numbers: ReturnType<typeof drawNumbers>): Promise<void> {
  await list.add(1 + numbers.below(1_500))
  await list.withdraw(1 + numbers.below(300))
}

/** What the process finds, held against what it must find. */
async function faultsOf(life: Life, list: ChangingList, seed: number): Promise<string[]> {
  const numbers = drawNumbers(seed)
  const active = sampleOf([...list.active.values()], numbers)
  const gone = sampleOf(list.gone, numbers)
  const asked = [...active, ...gone]
  const near = ({ pdq }: Listed): string => {
    return Buffer.from(flipBits(Buffer.from(pdq, 'hex'), numbers.below(32), numbers)).toString(
      'hex',
    )
  }
  const reply = await life.ask({ pdq: asked.map(near), md5: asked.map(({ md5 }) => md5) })
  const faults: string[] = []
  if (reply.entries !== list.active.size) {
    faults.push(`${reply.entries} entries instead of ${list.active.size}`)
  }
  asked.forEach(({ id }, at) => {
    const wanted = list.active.has(id) ? [id] : []
    for (const how of ['pdq', 'md5'] as const) {
      if (reply[how][at]!.join() !== wanted.join()) {
        faults.push(`${how} of an entry that is ${wanted.length > 0 ? 'active' : 'withdrawn'}`)
      }
    }
  })
  return faults
}

const sampleOf = (all: readonly Listed[], numbers: ReturnType<typeof drawNumbers>): Listed[] =>
  all.length === 0 ? [] : Array.from({ length: SAMPLE }, () => all[numbers.below(all.length)]!)
