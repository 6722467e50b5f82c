import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  connect,
  createFieldCrypto,
  writeAudit,
  type Db,
  type FieldCrypto,
} from '@nightlight/runtime'
import { createTestDatabase } from '@nightlight/runtime/testing'
import { createLogKey, verifierOf, type LogKey } from './checkpoint.ts'
import { readKeptHead } from './kept-head.ts'
import { liveLog } from './live-log.ts'
import { runRound } from './round.ts'
import { verifyLog, type Trust, type Verdict } from './verify-log.ts'

const MASTER_KEY = Buffer.alloc(32, 7)

/** A database of the test's own with its sequencer, whose rounds the test runs. */
export async function openTestLog() {
  const database = await createTestDatabase()
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-audit-'))
  const db = connect(database.url)
  const deps = {
    db,
    crypto: createFieldCrypto(MASTER_KEY),
    key: createLogKey(MASTER_KEY),
    keptHead: join(dir, 'kept-head'),
    now: () => new Date(),
  }
  return {
    ...deps,
    dir,
    masterKey: MASTER_KEY,
    url: database.url,
    /** Writes events, each with a detail of its own. */
    write: async (count: number, actor = 'analyst:Robin') => {
      for (let n = 0; n < count; n++) {
        const event = { actor, action: 'match.decided', objectType: 'match', objectId: `m${n}` }
        await writeAudit(db, { ...event, detail: { n, verdict: 'confirm' } })
      }
    },
    round: (everyMs = 0) => runRound(deps, { everyMs }),
    verify: (trust: Partial<Trust> = {}) => verifyLive(deps, trust),
    async [Symbol.asyncDispose]() {
      await db.destroy()
      await database.drop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type TestLog = Awaited<ReturnType<typeof openTestLog>>

/** As the command does it: in one state of the database, against the file of the signer. */
export async function verifyLive(
  { db, crypto, key, keptHead }: { db: Db; crypto: FieldCrypto; key: LogKey; keptHead: string },
  trust: Partial<Trust> = {},
): Promise<Verdict> {
  const verifier = verifierOf(key)
  const head = await readKeptHead(keptHead, verifier)
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((trx) =>
      verifyLog(liveLog(trx, crypto), { key: verifier, anchors: head ? [head] : [], ...trust }),
    )
}
