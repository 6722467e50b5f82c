import { resolve } from 'node:path'
import { DomainError, LANGUAGES, mayDo } from '@nightlight/contract'
import {
  activatePolicy,
  createDeadlines,
  endPolicy,
  idInForce,
  listPolicies,
  noteSimulation,
  parsePolicy,
  proposePolicy,
  readPolicy,
  readPolicyFile,
  rerouteTakedown,
  simulate,
  standingOf,
  tellRoute,
  toldRoute,
  type StoredPolicy,
} from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { asCaller, type CallerDeps, type CallerOptions } from './as-caller.ts'
import { isId, type Caller } from './caller-key.ts'

const YEAR_MS = 365 * 24 * 3_600_000

/** `nightlight policies list`: the newest first, and which one new cases are routed by. */
export const policiesList = (options: CallerOptions): Promise<void> =>
  asCaller(options, 'policy:read', async ({ db }) => {
    const inForce = await idInForce(db, new Date())
    return (await listPolicies(db)).map((stored) => rowOf(stored, inForce))
  })

/** `nightlight policies show POLICY`: its document, and who answers for it. */
export const policiesShow = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(
    options,
    'policy:read',
    async ({ db }) => {
      const stored = await readPolicy(db, id)
      const { document, sha256 } = stored
      return [{ ...rowOf(stored, await idInForce(db, new Date())), sha256, document }]
    },
    (row) => JSON.stringify(row, null, 2),
  )

/** `nightlight policies propose FILE`: nothing is routed by it before somebody else activates it. */
export const policiesPropose = (file: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'policy:write', async ({ db }, by) => {
    const path = file.endsWith('.json') ? resolve(callerDirectory(), file) : file
    const policy = await proposePolicy(db, await readPolicyFile(path), by)
    return [{ policy, state: 'waits for a simulation and for a second person' }]
  })

/** `nightlight policies activate POLICY`: by another person than who proposed it. */
export const policiesActivate = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'policy:activate', async ({ db }, by) => {
    await activatePolicy(db, id, by, new Date())
    return [{ policy: id, state: 'active' }]
  })

/** `nightlight policies end POLICY`: nothing more is routed by it. */
export const policiesEnd = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'policy:write', async ({ db }, by) => {
    await endPolicy(db, id, by, new Date())
    return [{ policy: id, state: 'ended' }]
  })

/**
 * `nightlight policies simulate POLICY`: each past case that it would route otherwise, for whoever may
 * see cases, and the counts as the last record.
 */
export const policiesSimulate = (
  id: string,
  options: CallerOptions & { since?: string },
): Promise<void> =>
  asCaller(options, 'policy:read', async (deps, by) => simulated(deps, by, id, sinceOf(options)))

async function* simulated(
  { db }: CallerDeps,
  by: Caller,
  id: string,
  since: Date,
): AsyncGenerator<Record<string, unknown>> {
  const stored = await readPolicy(db, id)
  const run = simulate(db, parsePolicy(stored.document), { since })
  for (;;) {
    const { done, value } = await run.next()
    if (done) {
      const { byPlan, cases, differing } = value
      await noteSimulation(db, stored.id, by, { cases, differing })
      yield { policy: id, since: since.toISOString(), cases, differing, ...plansOf(byPlan) }
      return
    }
    if (!mayDo(by.role, 'takedown:read')) continue
    const { happened, would, ...facts } = value
    yield { ...facts, happened: planText(happened), would: planText(would) }
  }
}

const plansOf = (byPlan: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(byPlan).map(([plan, count]) => [`by ${plan}`, count]))

const planText = (plan: readonly string[] | null): string => plan?.join() ?? 'person'

function sinceOf({ since }: { since?: string }): Date {
  const date = since === undefined ? new Date(Date.now() - YEAR_MS) : new Date(since)
  if (!Number.isNaN(date.getTime())) return date
  throw new DomainError(
    'invalid',
    'option-invalid',
    'Simulating a policy: --since must be a day such as 2026-01-31',
  )
}

/** `nightlight policies explain TAKEDOWN`: "why did this go to the police?" */
export const policiesExplain = (
  takedown: string,
  options: CallerOptions & { language: string },
): Promise<void> =>
  asCaller(
    options,
    'takedown:read',
    async ({ db }) => {
      const language = LANGUAGES.find((code) => code === options.language)
      if (!language) {
        throw new DomainError(
          'invalid',
          'option-invalid',
          `Explaining a route: --language must be one of ${LANGUAGES.join(', ')}`,
        )
      }
      const told = await toldRoute(db, takedown, new Date())
      return [{ ...told, lines: tellRoute(told, language) }]
    },
    ({ lines }) => lines.join('\n'),
  )

/** `nightlight policies reroute TAKEDOWN`: by the policy in force, before anybody was told of it. */
export const policiesReroute = (takedown: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'takedown:reroute', async ({ db }, { actor }) => {
    if (!isId(takedown)) {
      throw new DomainError(
        'invalid',
        'option-invalid',
        'Routing anew: give the id of a takedown, as the console and the API have it',
      )
    }
    await rerouteTakedown(
      { db, deadlines: createDeadlines(1), now: () => new Date() },
      takedown,
      actor,
    )
    return [{ takedown, state: 'to be routed anew' }]
  })

const rowOf = (stored: StoredPolicy, inForce: string | null) => {
  const standing = standingOf(stored, inForce, new Date())
  return {
    policy: stored.id,
    name: stored.name,
    jurisdiction: stored.jurisdiction,
    validFrom: stored.valid_from,
    validTo: stored.valid_to,
    state: stored.state,
    isInForce: standing === 'in-force',
    standing,
    proposedBy: stored.proposed_by,
    simulatedAt: stored.simulated_at?.toISOString() ?? null,
    activatedBy: stored.activated_by,
    activatedAt: stored.activated_at?.toISOString() ?? null,
    endedAt: stored.ended_at?.toISOString() ?? null,
  }
}
