import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@nightlight/client'
import { DomainError } from '@nightlight/contract'
import { activateSubmission, importList, type ImportResult } from '@nightlight/matcher'
import {
  connect,
  type Db,
  type FieldCrypto,
  openDataKeys,
  parseMasterKey,
  untilStopped,
} from '@nightlight/runtime'
import { sayWelcome } from '../commands/start.ts'
import { openDataDirectory, type DataDirectory } from '../data-directory.ts'
import { startService, type Service } from '../service.ts'
import { driveDemo } from './driver.ts'
import type { HostView } from './host-view.ts'
import { readMails } from './mail-summary.ts'
import { otherRoles } from './other-roles.ts'
import { createProgressView } from './progress-view.ts'
import { DEMO_AUTHORITY, DEMO_LIST, DEMO_PACE, demoSettings, worldFactsOf } from './settings.ts'
import { summaryTable, type DemoSummary, type MailFacts } from './summary.ts'
import type { WorldFacts } from './world.ts'

type DemoOptions = { data?: string; port: number; json?: boolean; exit?: boolean }

/** Long enough for a slow machine; the demo itself takes half a minute. */
const GIVE_UP_MS = 180_000

/** `nightlight demo`: the whole job on harmless pictures. */
export async function demo(options: DemoOptions): Promise<void> {
  const temporary = options.data === undefined
  const path = options.data ?? (await mkdtemp(join(tmpdir(), 'nightlight-demo-')))
  try {
    const directory = await openDataDirectory(path)
    if (existsSync(directory.postgres) && !existsSync(directory.demo)) {
      throw new DomainError(
        'conflict',
        'data-directory-of-a-service',
        'Starting the demo: this directory holds a real service; choose another --data, or none',
      )
    }
    await mkdir(directory.demo, { recursive: true })
    await runDemo(directory, options)
  } finally {
    if (temporary) await rm(path, { recursive: true, force: true })
  }
}

/** `start` on a directory that a demo was cut off in: its world comes back and the job goes on. */
export async function continueDemo(
  directory: DataDirectory,
  options: { port: number },
): Promise<void> {
  console.log('This directory belongs to a demo; it goes on where it was')
  await runDemo(directory, options)
}

async function runDemo(directory: DataDirectory, options: DemoOptions): Promise<void> {
  const started = performance.now()
  const out = options.json ? process.stderr : process.stdout
  const say = (line: string): void => void out.write(`  ${line}\n`)
  out.write(`Nightlight demo on ${directory.path}\n`)
  const stop = new AbortController()
  const stopped = untilStopped().then(() => stop.abort())
  let facts: WorldFacts | undefined
  await using service = await startService(directory, demoEnvironment(directory), {
    port: options.port,
    say,
    beforeRoles: async (_station, supervisor) => {
      const ready = await supervisor.start({
        name: 'demo world',
        entry: import.meta.resolve('./world-process.ts'),
        env: { DEMO_DIR: directory.demo },
      })
      facts = worldFactsOf(ready)
      say(`world      ${facts.hosts.length} web hosts, a registry, a mail server on loopback`)
      return demoSettings(facts)
    },
  })
  await using database = await openDatabase(service)
  const list = await importDemoList(database, facts!.list.path)
  const progress = createProgressView(out)
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(GIVE_UP_MS)])
  let hosts: HostView[] = []
  await driveDemo({
    client: createClient({ url: service.url, key: service.key }),
    facts: facts!,
    signal,
    onRound: (seen) => {
      hosts = seen
      progress.show(seen)
    },
  }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
  if (stop.signal.aborted) return
  const summary: DemoSummary = {
    ok: hosts.length > 0 && hosts.every(({ reached }) => reached),
    seconds: Math.round(performance.now() - started) / 1000,
    policyHourMs: Math.round(3_600_000 * DEMO_PACE),
    console: service.url,
    list,
    hosts,
    mail: await countMails(database),
  }
  if (options.json) process.stdout.write(`${JSON.stringify(summary)}\n`)
  else out.write(`${summaryTable(summary)}\n`)
  if (!summary.ok) process.exitCode = 1
  if (options.exit) return
  await sayWelcome(service, 'supervisor')
  out.write(`${otherRoles(directory.path, await anyProvider(database.db))}\n`)
  await stopped
}

/** By whose handle somebody of a provider is let in. */
async function anyProvider(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('provider')
    .select('handle')
    .where('kind', '=', 'host')
    .orderBy('handle')
    .limit(1)
    .executeTakeFirst()
  return row?.handle ?? null
}

/**
 * Of the surroundings the demo takes only where a Redis is, and there it keeps to names of its own: it
 * must never work on the database or the queue of a real service.
 */
function demoEnvironment(directory: DataDirectory): Record<string, string | undefined> {
  const { REDIS_URL, REDIS_URL_FILE, LOG_LEVEL } = process.env
  const name = createHash('sha256').update(directory.path).digest('hex').slice(0, 12)
  return { REDIS_URL, REDIS_URL_FILE, LOG_LEVEL, QUEUE_PREFIX: `demo-${name}` }
}

type Opened = { db: Db; crypto: FieldCrypto }

async function openDatabase(service: Service): Promise<Opened & AsyncDisposable> {
  const db = connect(service.station.databaseUrl, { max: 2, name: 'demo' })
  // as long as a service: keys may be turned meanwhile
  const keys = await openDataKeys(db, parseMasterKey(service.station.fieldKey))
  return {
    db,
    crypto: keys.crypto,
    async [Symbol.asyncDispose]() {
      await keys[Symbol.asyncDispose]()
      await db.destroy()
    },
  }
}

async function importDemoList(
  opened: Opened,
  file: string,
): Promise<Pick<ImportResult, 'accepted' | 'duplicate' | 'refused' | 'refusedBy'>> {
  const result = await importList(opened, {
    source: { bytes: createReadStream(file), format: 'auto' },
    authority: DEMO_AUTHORITY,
    list: DEMO_LIST,
    terms: {
      legalClass: 'csam',
      classification: 'baseline',
      purpose: 'notice-and-takedown',
      jurisdictions: [],
      maxDistance: 31,
      opens: 'exact',
      expiresAt: null,
    },
    by: { actor: 'demo:officer', name: 'officer' },
    dryRun: false,
  })
  const colleague = { actor: 'demo:colleague', name: 'colleague' }
  await activateSubmission(opened.db, result.submissionId, colleague)
  const { accepted, duplicate, refused, refusedBy } = result
  return { accepted, duplicate, refused, refusedBy }
}

async function countMails({ db, crypto }: Opened): Promise<MailFacts> {
  const mails = await readMails(db, crypto)
  return {
    mails: mails.length,
    messageIds: new Set(mails.map(({ messageId }) => messageId)).size,
    copiesDropped: mails.reduce((sum, { copiesDropped }) => sum + copiesDropped, 0),
    xarfReports: mails.reduce((sum, { xarfObjects }) => sum + xarfObjects, 0),
  }
}
