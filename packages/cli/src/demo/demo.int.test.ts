import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { connect, type Db } from '@nightlight/runtime'
import { testRedisUrl } from '@nightlight/runtime/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataDirectory, readServiceFile } from '../data-directory.ts'
import type { DemoSummary } from './summary.ts'

const MAIN = new URL('../main.ts', import.meta.url).pathname
const ENDS = {
  'removes-at-once': 'removed',
  'removes-after-second-notice': 'removed',
  recompresses: 'still-present',
  unavailable: 'unknown',
  moves: 'still-present',
  returns: 'resurfaced',
}

let dir: string
let children: ChildProcess[]
beforeEach(async () => {
  children = []
  dir = await mkdtemp(join(tmpdir(), 'nightlight-demo-test-'))
})
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
  await rm(dir, { recursive: true, force: true })
})

function run(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const { REDIS_URL: _redis, ...inherited } = process.env
  const child = spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...inherited, ...env },
  })
  children.push(child)
  return child
}

async function finished(child: ChildProcess): Promise<{ code: number | null; out: string }> {
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr?.resume()
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out }
}

/** Resolves with the first line that fits; fails when the program ends before. */
async function lineOf(
  child: ChildProcess,
  stream: 'stdout' | 'stderr',
  fits: RegExp,
): Promise<string> {
  child[stream === 'stdout' ? 'stderr' : 'stdout']?.resume()
  for await (const line of createInterface({ input: child[stream]! })) {
    if (fits.test(line)) return line
  }
  throw new Error(`ended without a line that fits ${fits.source}`)
}

function expectEnds(summary: DemoSummary): void {
  const ends = Object.fromEntries(
    summary.hosts.map(({ behaviour, outcome }) => [behaviour, outcome]),
  )
  expect(ends).toEqual(ENDS)
  expect(summary.ok).toBe(true)
}

/** Everything that would be wrong with the notices of a database, counted. */
async function noticeFaults(db: Db): Promise<Record<string, number>> {
  const count = async (query: ReturnType<typeof sql<{ n: number }>>): Promise<number> =>
    (await query.execute(db)).rows[0]!.n
  return {
    twice: await count(sql`select count(*)::int n from (select 1 from notice_item
      group by takedown_id, seq having count(*) > 1) x`),
    copies: await count(sql`select coalesce(sum(copies_dropped), 0)::int n from mail_ledger`),
    sentButNotInLedger: await count(sql`select count(*)::int n from notice n
      left join mail_ledger l on l.message_id = n.message_id
      where n.state = 'sent' and l.message_id is null`),
    inLedgerButNoNotice: await count(sql`select count(*)::int n from mail_ledger l
      left join notice n on n.message_id = l.message_id where n.id is null`),
    matchedWithoutTakedown: await count(sql`select count(*)::int n from match m
      where m.tier = 'exact' and not exists (select 1 from takedown t join match x
        on x.media_id = t.media_id where x.entry_id = m.entry_id)`),
  }
}

describe('demo', () => {
  it('brings every host to its end and says so in one JSON object', async () => {
    const { code, out } = await finished(run(['demo', '--json', '--exit', '--data', dir]))
    const summary = JSON.parse(out) as DemoSummary
    expectEnds(summary)
    expect(summary.mail.copiesDropped).toBe(0)
    expect(summary.mail.messageIds).toBe(summary.mail.mails)
    expect(summary.list).toMatchObject({ refused: 2 })
    expect(code).toBe(0)
  }, 900_000)

  it('does the same with the queue on Redis', async () => {
    const env = { REDIS_URL: testRedisUrl() }
    const { code, out } = await finished(run(['demo', '--json', '--exit', '--data', dir], env))
    expectEnds(JSON.parse(out) as DemoSummary)
    expect(code).toBe(0)
  }, 900_000)

  it('goes on after a kill -9 of the whole group: nothing lost, no notice twice', async () => {
    const first = run(['demo', '--json', '--exit', '--data', dir])
    await lineOf(first, 'stderr', /[1-9] notices/)
    process.kill(-first.pid!, 'SIGKILL')
    await once(first, 'exit')
    const second = run(['start', '--data', dir, '--port', '0'])
    await lineOf(second, 'stdout', /^Every host reached/)
    const service = await readServiceFile(await openDataDirectory(dir))
    const db = connect(service!.databaseUrl, { max: 1 })
    expect(await noticeFaults(db)).toEqual({
      twice: 0,
      copies: 0,
      sentButNotInLedger: 0,
      inLedgerButNoNotice: 0,
      matchedWithoutTakedown: 0,
    })
    await db.destroy()
    second.stdout?.resume()
    second.kill('SIGTERM')
    const [code] = (await once(second, 'exit')) as [number | null]
    expect(code).toBe(0)
  }, 900_000)
})
