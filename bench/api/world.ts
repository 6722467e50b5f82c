import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Role } from '../../packages/contract/src/index.ts'
import { createApiKey } from '../../packages/api/src/identity/api-key.ts'
import { createSignInLink } from '../../packages/api/src/identity/sign-in-link.ts'
import {
  connect,
  createLog,
  ensureDataKeys,
  freePort,
  migrate,
  openDataKeys,
  prepareQueue,
  processLogins,
  startPostgres,
  type Db,
  type FieldCrypto,
} from '../../packages/runtime/src/index.ts'
import { createLauncher, type NoticesProcess } from '../../trial/notice-kills/notices-process.ts'
import { descendants } from '../../trial/damaged-images/process-memory.ts'
import { amountsOf, type Amounts, type Density } from './amounts.ts'
import { fill, type Further } from './fill.ts'

const ENTRY = new URL('../../packages/api/src/main.ts', import.meta.url).pathname
/** One caller stands for all of them here, and is no more than the limits let through of many. */
const UNLIMITED = { RATE_PER_KEY: '1000000', RATE_PER_NETWORK: '1000000' }

/** Of a line of the log. */
const WARNING = 40

export type World = {
  amounts: Amounts
  takedowns: number
  databaseBytes: number
  url: string
  /** As the owner of the database, for who looks how a statement runs. */
  databaseUrl: string
  bearer: Record<'analyst' | 'supervisor', string>
  /** Id of the api process that runs. */
  apiProcess(): number
  /** Starts the real api process; resolves when it listens. */
  start(): Promise<NoticesProcess>
  db: Db
  crypto: FieldCrypto
  /** A session, as the value of the cookie header; of an officer of an authority, or of somebody of a provider. */
  signIn(role?: Role, of?: { authority?: string; provider?: string }): Promise<string>
  [Symbol.asyncDispose](): Promise<void>
}

/** A Postgres of its own, durable as in service, with so many reports, and the login of the api process to it. */
export async function openWorld(
  reports: number,
  density?: Density,
  further?: Further,
): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-bench-api-'))
  stack.defer(() => rm(dir, { recursive: true, force: true }))
  const postgres = stack.use(
    await startPostgres({
      dataDir: join(dir, 'postgres'),
      log: createLog('bench', { level: 'warn' }),
    }),
  )
  await migrate(postgres.url)
  await prepareQueue({ kind: 'postgres', url: postgres.url })
  const db = connect(postgres.url, { name: 'bench', max: 2 })
  stack.defer(() => db.destroy())
  const masterKey = randomBytes(32)
  await ensureDataKeys(db, masterKey)
  const { crypto } = stack.use(await openDataKeys(db, masterKey, { followMs: 0 }))
  const amounts = amountsOf(reports, density)
  const { takedowns } = await fill(db, crypto, amounts, further)
  const keyOf = async (role: 'analyst' | 'supervisor'): Promise<string> =>
    `Bearer ${(await createApiKey(db, crypto, { role, name: role, actor: 'bench' })).key}`
  const bearer = { analyst: await keyOf('analyst'), supervisor: await keyOf('supervisor') }
  const logins = await processLogins(postgres.url)
  if (!logins) throw new Error('Preparing the benchmark: the roles of the processes are missing')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const launch = createLauncher(
    {
      DATABASE_URL: logins.api,
      FIELD_KEY: masterKey.toString('hex'),
      HOST: '127.0.0.1',
      PORT: String(port),
      ...UNLIMITED,
    },
    hearWarning,
    ENTRY,
  )
  const { rows } = await sql<{ bytes: string }>`
    select pg_database_size(current_database()) as bytes`.execute(db)
  const lives: NoticesProcess[] = []
  stack.defer(async () => {
    await Promise.all(lives.map((life) => life.kill()))
  })
  const owned = stack.move()
  return {
    amounts,
    takedowns,
    databaseBytes: Number(rows[0]!.bytes),
    url,
    databaseUrl: postgres.url,
    bearer,
    apiProcess: () => apiBelow(process.pid),
    async start() {
      const life = launch()
      lives.push(life)
      if (!(await life.ready)) throw new Error(`Starting the api process: ${life.words()}`)
      return life
    },
    db,
    crypto,
    async signIn(role = 'supervisor', of = {}) {
      const link = await createSignInLink(db, crypto, {
        role,
        name: `Bench ${role}`,
        ...of,
        ttlMs: 600_000,
        baseUrl: url,
      })
      const answer = await fetch(`${url}/sign-in`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token: new URL(link).hash.slice(1) }),
        headers: { 'sec-fetch-site': 'same-origin' },
      })
      return answer.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ')
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Says what the process warns of, and leaves out that it answered. */
function hearWarning(line: string): void {
  try {
    if ((JSON.parse(line) as { level: number }).level >= WARNING) console.error(line)
  } catch {
    // cut off in its middle
  }
}

/** The one process below this one that runs the entry of the api. */
function apiBelow(id: number): number {
  const found = descendants(id).find((one) => {
    const args = commandOf(one)
    return args[0] === process.execPath && args.includes(ENTRY)
  })
  if (found === undefined) throw new Error('Looking for the api process: there is none')
  return found
}

const commandOf = (id: number): string[] => {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0')
  } catch {
    return []
  }
}
