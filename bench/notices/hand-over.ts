import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { isXarf } from '../../packages/notices/src/documents/testing-xarf.ts'
import { createMailGate, createMailLedger } from '../../packages/notices/src/index.ts'
import {
  connect,
  createFieldCrypto,
  parseMasterKey,
  prepareQueue,
  type Db,
} from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { descendants } from '../../trial/damaged-images/process-memory.ts'
import { createLauncher } from '../../trial/notice-kills/notices-process.ts'
import { cpuTime, parentOf } from '../crawl/processes.ts'
import { makeDue, seedTakedowns } from './seed.ts'

const MAX_MAIL_BYTES = 10 * 2 ** 20
const LOOK_MS = 250
const LONGEST_MS = 600_000

export type HandOverFigures = {
  notices: number
  /** From the process being ready, with every first notice due, until the last notice is settled as sent. */
  handOverMs: number
  noticesPerSecond: number
  /** Until the last notice was composed. */
  composedMs: number
  meanMailBytes: number
  /** In the ledger more than once; refused by the XARF schema. */
  copies: number
  invalid: number
  /** Warnings and errors in the log of the process. */
  logged: number
  /** CPU time a notice: of the notices process, of Postgres, and of the mail gate with the check of the reports. */
  processCpuMs: number
  postgresCpuMs: number
  gateCpuMs: number
}

/**
 * Has the real notices process compose, render and hand over one first notice to each of so many providers.
 *
 * The other side is the real mail gate, which keeps every mail sealed in its ledger in Postgres; here it also parses
 * each mail and holds its reports against the XARF schema before it answers, all on the same cores.
 */
export async function measureHandOver(notices: number): Promise<HandOverFigures> {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  await prepareQueue({ kind: 'postgres', url: database.url })
  const db = connect(database.url, { name: 'bench' })
  resources.defer(() => db.destroy())
  const fieldKey = randomBytes(32).toString('hex')
  const crypto = createFieldCrypto(parseMasterKey(fieldKey))
  await seedTakedowns(db, crypto, { providers: notices, takedowns: notices, as: 'authorised' })
  await makeDue(db, 'notice', 0, notices)

  const seen = { invalid: 0, bytes: 0 }
  const ledger = createMailLedger({ db, crypto })
  const gate = resources.use(
    await createMailGate(
      {
        ledger: {
          async record(mail) {
            seen.bytes += mail.raw.length
            if (!(await isValid(mail.raw))) seen.invalid++
            return ledger.record(mail)
          },
        },
        now: () => new Date(),
      },
      { host: '127.0.0.1', port: 0, maxBytes: MAX_MAIL_BYTES },
    ),
  )
  let logged = 0
  const env = {
    DATABASE_URL: database.url,
    FIELD_KEY: fieldKey,
    ROUTING_POLICY: 'direct',
    SMTP_URL: gate.url,
    MAIL_FROM: 'notices@nightlight-bench.invalid',
    LOG_LEVEL: 'warn',
    // Nobody is to be asked: what a registry would say is there already.
    RDAP_URL: 'http://127.0.0.1:1/',
    SECURITY_TXT: 'off',
  }
  const process = createLauncher(env, () => logged++)()
  resources.defer(() => process.kill())
  if (!(await process.ready)) throw new Error(`bench notices: ${process.words()}`)
  const postgres = await postgresProcess(db)
  const { pid } = globalThis.process
  const before = { own: cpuTime(pid), postgres: cpuTime(postgres).below }
  const startedAt = performance.now()
  let composedMs = 0
  for (;;) {
    const { written, sent } = await countNotices(db)
    const ms = performance.now() - startedAt
    if (written === notices && composedMs === 0) composedMs = ms
    if (sent === notices) break
    if (ms > LONGEST_MS)
      throw new Error(`bench notices: ${sent} of ${notices} sent: ${process.words()}`)
    await pause(LOOK_MS)
  }
  const handOverMs = performance.now() - startedAt
  const own = cpuTime(pid)
  const ofPostgres = cpuTime(postgres).below - before.postgres
  // The server may have been started by this program, and then counts as below it.
  const ofOthers = descendants(pid).includes(postgres) ? ofPostgres : 0
  const spent = {
    processCpuMs: (own.below - before.own.below - ofOthers) / notices,
    postgresCpuMs: ofPostgres / notices,
    gateCpuMs: (own.own - before.own.own) / notices,
  }
  await process.stop()
  return {
    notices,
    handOverMs,
    noticesPerSecond: (notices * 1000) / handOverMs,
    composedMs,
    meanMailBytes: Math.round(seen.bytes / notices),
    copies: await countCopies(db, notices),
    invalid: seen.invalid,
    logged,
    ...spent,
  }
}

/** The server's main process; all connections are below it. */
async function postgresProcess(db: Db): Promise<number> {
  const { rows } = await sql<{ id: number }>`select pg_backend_pid() as id`.execute(db)
  return parentOf(rows[0]!.id)
}

/** `attachmentEncoding` has them as text. */
function parsed(content: string | ArrayBuffer | Uint8Array): unknown {
  if (typeof content !== 'string') throw new TypeError('Reading a mail: a part is not text')
  return JSON.parse(content)
}

/** Whether a mail has a report, and each is as XARF asks. */
async function isValid(raw: Uint8Array): Promise<boolean> {
  const { attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const reports = attachments.filter(({ mimeType }) => mimeType === 'application/json')
  return reports.length > 0 && reports.every(({ content }) => isXarf(parsed(content)))
}

async function countNotices(db: Db): Promise<{ written: number; sent: number }> {
  const { rows } = await sql<{ written: number; sent: number }>`
    select count(*)::int as written, count(*) filter (where state = 'sent')::int as sent from notice`.execute(
    db,
  )
  return rows[0]!
}

/** @throws when the ledger has another number of mails than there are notices */
async function countCopies(db: Db, notices: number): Promise<number> {
  const { rows } = await sql<{ mails: number; copies: number }>`
    select count(*)::int as mails, coalesce(sum(copies_dropped), 0)::int as copies from mail_ledger`.execute(
    db,
  )
  const { mails, copies } = rows[0]!
  if (mails !== notices) throw new Error(`bench notices: ${mails} mails of ${notices} notices`)
  return copies
}
