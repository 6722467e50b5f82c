import { statfs } from 'node:fs/promises'
import { readHealth, troublesOf } from '@nightlight/audit'
import { policyCover, type PolicyCover } from '@nightlight/notices'
import {
  lastBackups,
  readMigrations,
  seenCertificates,
  seenProcesses,
  type Db,
  type SeenCertificate,
  type SeenProcess,
} from '@nightlight/runtime'
import { matcherStates, type MatcherState } from '../counts-store.ts'
import {
  casesWithoutPolice,
  clockAheadMs,
  databaseFacts,
  feedsRead,
  keysEndingSoon,
  listsEndingSoon,
  registriesReadAt,
  waitingNow,
  type DatabaseFacts,
  type FeedRead,
  type ListEnding,
  type Waiting,
  type WaitingKind,
} from './health-store.ts'

/** Processes without which something stands still; `exchange` is there only where lists are exchanged. */
export const PROCESSES = ['api', 'crawler', 'matcher', 'notices', 'audit'] as const
/** A process says every half minute that it is there. */
const SILENT_MS = 120_000
/** One that is not needed everywhere and was silent for so long was taken out, as was one that stopped in order. */
const GONE_MS = 24 * 3_600_000

const MINUTE_MS = 60_000
/** What has waited for longer than this is looked at. */
export const LONGEST_WAIT_MS: Readonly<Record<WaitingKind, number>> = {
  crawl: 15 * MINUTE_MS,
  check: 60 * MINUTE_MS,
  takedown: 15 * MINUTE_MS,
  notice: 15 * MINUTE_MS,
  event: 15 * MINUTE_MS,
  submission: 24 * 60 * MINUTE_MS,
}
/** Free space below this part of a disk is not enough to go on for long. */
const LEAST_FREE = 0.1

export type ProcessHealth = {
  process: string
  seen: (SeenProcess & { running: number }) | null
  isWell: boolean
}

export type ServiceHealth = {
  database: DatabaseFacts
  /** The migration that this program ends with. */
  newestMigration: string
  troubles: string[]
  /** What new cases are routed by; null where no policy is in force. */
  policy: PolicyCover | null
  unsignedSeconds: number
  processes: ProcessHealth[]
  waiting: (Waiting & { isWell: boolean })[]
  matchers: MatcherState[]
  /** Where this process runs; bytes. */
  disk: { free: number; size: number; isWell: boolean }
  keys: { id: string; name: string; expiresAt: Date }[]
  backups: Awaited<ReturnType<typeof lastBackups>>
  certificates: SeenCertificate[]
  /** How far the clock of this machine is ahead of that of the database. */
  clockAheadMs: number
  feeds: FeedRead[]
  lists: ListEnding[]
  /** Cases that wait for a mailbox of the police to be set up. */
  unsetPolice: number
  /** When the directory of registries was read; null where none was asked for yet. */
  registriesReadAt: Date | null
}

/** How the service is: facts that somebody who runs it acts on, none of a case and no secret. */
export async function readServiceHealth(db: Db, now: Date): Promise<ServiceHealth> {
  const log = await readHealth(db)
  const seen = await seenProcesses(db)
  const { bavail, blocks, bsize } = await statfs(process.cwd())
  const there = seen.filter(
    ({ heardAt, stoppedAt }) => stoppedAt === null && now.getTime() - heardAt.getTime() < GONE_MS,
  )
  const names = [...new Set([...PROCESSES, ...there.map((one) => one.process)])]
  return {
    database: await databaseFacts(db),
    newestMigration: readMigrations().at(-1)?.name ?? '',
    troubles: troublesOf(log, now),
    policy: await policyCover(db, now),
    unsignedSeconds: log.unsequencedSeconds,
    processes: names.map((name) => processHealth(name, seen, now)),
    waiting: (await waitingNow(db)).map((one) => ({
      ...one,
      isWell:
        one.oldest === null || now.getTime() - one.oldest.getTime() < LONGEST_WAIT_MS[one.kind],
    })),
    matchers: await matcherStates(db),
    disk: {
      free: bavail * bsize,
      size: blocks * bsize,
      isWell: bavail / blocks > LEAST_FREE,
    },
    keys: await keysEndingSoon(db),
    backups: await lastBackups(db),
    certificates: await seenCertificates(db),
    clockAheadMs: await clockAheadMs(db),
    feeds: await feedsRead(db),
    lists: await listsEndingSoon(db),
    unsetPolice: await casesWithoutPolice(db),
    registriesReadAt: await registriesReadAt(db),
  }
}

function processHealth(
  name: string,
  all: readonly (SeenProcess & { running: number })[],
  now: Date,
): ProcessHealth {
  const seen = all.find((one) => one.process === name) ?? null
  return { process: name, seen, isWell: seen !== null && isRunning(seen, now) }
}

/** Whether a process was heard lately, and did not say since that it stops. */
export const isRunning = ({ heardAt, stoppedAt }: SeenProcess, now: Date): boolean =>
  stoppedAt === null && now.getTime() - heardAt.getTime() < SILENT_MS
