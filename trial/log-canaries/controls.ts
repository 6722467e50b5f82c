import { createSupervisor } from '../../packages/cli/src/supervisor.ts'
import { writeAudit, type Db } from '../../packages/runtime/src/index.ts'
import { sql } from 'kysely'
import type { Canaries, Canary } from './canaries.ts'
import type { Find, Source } from './search.ts'

/** Where a leak is planted for real, each by the way that what is written there takes. */
const PLANTED = [
  'nightlight.log',
  'postgres.log',
  'queue',
  'audit log',
  'table trial_leak',
] as const

/** Clear columns that are meant to hold it: what work is ordered by, the register of providers, what a list rests on. */
const IN_CLEAR: Readonly<Partial<Record<Canary['kind'], readonly string[]>>> = {
  host: ['table location', 'table host_lane', 'table takedown'],
  person: ['table provider', 'table provider_contact'],
  note: ['table submission'],
}

/** Whether the design has it in clear at that place, as it is. */
export const isMeantToBe = ({ kind, place, form }: Find): boolean =>
  form === 'as it is' && (IN_CLEAR[kind]?.includes(place) ?? false)

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
