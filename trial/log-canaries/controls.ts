import { createSupervisor } from '../../packages/cli/src/supervisor.ts'
import { writeAudit, type Db } from '../../packages/runtime/src/index.ts'
import { sql } from 'kysely'
import type { Canaries, Canary, CanaryKind } from './canaries.ts'
import type { Find, Source } from './search.ts'

/** Where a leak is planted for real, each by the way that what is written there takes. */
const PLANTED = [
  'nightlight.log',
  'postgres.log',
  'queue',
  'audit log',
  'trial_leak.leaked',
] as const

/**
 * What docs/database.md, "In clear", has in clear: columns with a name of a host, which work is ordered and takedowns are
 * told apart by; the register of providers, from public registries; what a list rests on; reasons, without the addresses
 * and hashes in them. Nothing of a whole address, a hash, a reporter, a mail or a secret is ever one of them.
 */
const IN_CLEAR: Readonly<Record<string, CanaryKind>> = {
  'location.host': 'host',
  'host_lane.host': 'host',
  'takedown.host': 'host',
  'provider.handle': 'person',
  'provider.name': 'person',
  'provider_contact.mailbox': 'person',
  'submission.legal_basis': 'note',
  'submission.end_note': 'note',
  'list_entry.reason': 'note',
  'entry_vote.reason': 'note',
  'decision.reason': 'note',
}
/** Words of the register; other persons are nowhere in clear. */
const OF_REGISTER = ['contact of a registry', 'mailbox of a provider']

export const FORMS_AGAIN = 'forms shown again'

/**
 * Whether the design has it in clear at that place, as it is. A form that was refused comes back to whoever sent it with the
 * text that they typed, and with no secret.
 */
export function isMeantToBe({ kind, place, form, what }: Find): boolean {
  if (form !== 'as it is') return false
  if (place === FORMS_AGAIN) return ['address', 'host', 'person', 'note'].includes(kind)
  return IN_CLEAR[place] === kind && (kind !== 'person' || OF_REGISTER.includes(what))
}

/** Leaks a canary by the supervisor of processes, the database server, the queue, the audit log and a clear column. */
export async function plantControls(db: Db, canaries: Canaries, logFile: string): Promise<Canary> {
  const value = canaries.word('control', 'planted')
  const entry = new URL('./fixtures/leaking-process.ts', import.meta.url).href
  {
    await using supervisor = createSupervisor({
      logFile,
      env: { LEAKED: value },
      say: () => undefined,
    })
    await supervisor.start({ name: 'leaking', entry, env: {} })
  }
  await sql`do ${sql.lit(`begin raise log '%', '${value}'; end`)}`.execute(db)
  await sql`create table bullmq.trial_leak (leaked text)`.execute(db)
  await sql`create trigger trial_keep after insert or update on bullmq.trial_leak
    for each row execute function public.trial_keep()`.execute(db)
  await sql`insert into bullmq.trial_leak values (${value})`.execute(db)
  await sql`drop table bullmq.trial_leak`.execute(db)
  await writeAudit(db, {
    actor: 'trial',
    action: 'audit.exported',
    objectType: 'audit',
    objectId: value,
  })
  await sql`create table public.trial_leak as select ${sql.lit(value)}::text as leaked`.execute(db)
  return canaries.all().find((one) => one.value === value)!
}

/** What must have been there for the search to mean anything. */
export function checkReached(
  found: readonly Find[],
  sources: readonly Source[],
  reached: Readonly<Record<string, boolean>>,
): string[] {
  const missed = PLANTED.filter(
    (place) => !found.some((find) => find.kind === 'control' && find.place === place),
  ).map((place) => `control: what was planted in ${place} was not found`)
  const empty = sources.filter(({ text }) => text === '').map(({ place }) => `${place} is empty`)
  const notReached = Object.entries(reached)
    .filter(([, isSo]) => !isSo)
    .map(([what]) => `not reached: ${what}`)
  const log = sources.find(({ place }) => place === 'nightlight.log')?.text ?? ''
  const roles = ['api', 'audit', 'crawler', 'exchange', 'matcher', 'notices'].filter(
    (role) => !log.includes(`"role":"${role}"`),
  )
  return [
    ...missed,
    ...empty,
    ...notReached,
    ...roles.map((role) => `no line of ${role} in the log`),
  ]
}
