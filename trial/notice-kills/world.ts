import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRandom, type Random } from '../../packages/cli/src/demo/drawing/random.ts'
import {
  connect,
  createFieldCrypto,
  parseMasterKey,
  prepareQueue,
  type Db,
  type FieldCrypto,
} from '../../packages/runtime/src/index.ts'
import { createTestDatabase } from '../../packages/runtime/src/testing.ts'
import { startMailServer, type MailServer } from './mail-server.ts'
import { createLauncher, type NoticesProcess } from './notices-process.ts'
import { startRegistry } from './providers.ts'
import type { Case } from './rows.ts'
import { createSeeder } from './seed-cases.ts'

/** Length of a policy hour: 100 ms. */
const PACE = 1 / 36_000
/** How long after its notice a reminder would be due. */
export const REMIND_MS = 24 * 3_600_000 * PACE
/** Far longer than the mail gate takes, as it has to be. */
const LEASE_MS = 1_000

/** Everything around the notices process: database, mail gate, registry, and who makes cases. */
export type World = {
  db: Db
  crypto: FieldCrypto
  databaseUrl: string
  mailServer: MailServer
  /** Decides when a life ends. */
  plan: Random
  /** Adds 0 to 8 media, each on one page or two. */
  seedCases(): Promise<Case[]>
  launch: () => NoticesProcess
  /** How often the process logged what, from warnings on. */
  logged: Map<string, number>
  [Symbol.asyncDispose](): Promise<void>
}

const MOST_MEDIA = 8

/**
 * Starts it all, on a database of its own on the server of TEST_DATABASE_URL.
 *
 * @param settings  of the process, in place of those of this trial
 */
export async function openWorld(
  seed: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<World> {
  await using resources = new AsyncDisposableStack()
  const database = await createTestDatabase()
  resources.defer(() => database.drop())
  await prepareQueue({ kind: 'postgres', url: database.url })
  const db = connect(database.url, { name: 'trial' })
  resources.defer(() => db.destroy())
  const fieldKey = randomBytes(32).toString('hex')
  const crypto = createFieldCrypto(parseMasterKey(fieldKey))
  // A stream for each purpose, so that what one of them draws does not shift the others.
  const stream = (purpose: number): Random => createRandom(4 * seed + purpose)
  const registry = resources.use(await startRegistry(stream(0)))
  const mailServer = resources.use(await startMailServer({ db, crypto }, stream(1)))
  const compiled = await mkdtemp(join(tmpdir(), 'nightlight-trial-'))
  resources.defer(() => rm(compiled, { recursive: true, force: true }))
  const amounts = stream(2)
  const seedMedia = await createSeeder({ db, crypto, random: amounts })
  const logged = new Map<string, number>()
  const env = {
    ...SETTINGS,
    ...settings,
    DATABASE_URL: database.url,
    FIELD_KEY: fieldKey,
    RDAP_URL: registry.url,
    SMTP_URL: mailServer.url,
    // Compiling its modules is most of what a start costs; only a life that ends in order adds to it.
    NODE_COMPILE_CACHE: compiled,
  }
  const launch = createLauncher(env, (line) => {
    const name = nameOf(line)
    logged.set(name, (logged.get(name) ?? 0) + 1)
  })
  const owned = resources.move()
  return {
    db,
    crypto,
    databaseUrl: database.url,
    mailServer,
    plan: stream(3),
    seedCases: () => seedMedia(amounts.whole(0, MOST_MEDIA)),
    launch,
    logged,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const SETTINGS = {
  ROUTING_POLICY: 'direct',
  PACE: String(PACE),
  SWEEP_MS: '100',
  SMTP_LEASE_MS: String(LEASE_MS),
  MAIL_FROM: 'notices@nightlight-trial.invalid',
  LOG_LEVEL: 'warn',
}

/** What a line of the log is about, without what differs each time. */
function nameOf(line: string): string {
  try {
    const { msg, job, error } = JSON.parse(line) as Record<string, unknown>
    return JSON.stringify({ msg, job, error })
  } catch {
    return 'a line that is not JSON'
  }
}
