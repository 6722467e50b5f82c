import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { DomainError, type Permission } from '@nightlight/contract'
import {
  accreditations,
  approveAccreditation,
  discloseList,
  doAlarm,
  endAccreditation,
  LOOKUP_ALGORITHMS,
  lookupAlarms,
  makeCanaries,
  proposeAccreditation,
  type AskedHash,
  type LookupActor,
} from '@nightlight/matcher'
import type { DbOrTransaction } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { asCaller, type CallerDeps, type CallerOptions } from './as-caller.ts'
import { isId, mustBeOwn, type Caller } from './caller-key.ts'

const act = <Row extends Record<string, unknown>>(
  options: CallerOptions,
  permission: Permission,
  work: (trx: DbOrTransaction, by: LookupActor) => Promise<Row | Row[]>,
): Promise<void> =>
  asCaller(options, permission, async ({ db }, by) => {
    const done = await db.transaction().execute((trx) => work(trx, now(by)))
    return Array.isArray(done) ? done : [done]
  })

const now = ({ actor, name }: Caller): LookupActor => ({ actor, name, at: new Date() })

/** `nightlight lookups list`. */
export const lookupsList = (options: CallerOptions): Promise<void> =>
  act(options, 'lookup:grant', (trx, { at }) => accreditations(trx, at))

export type AccreditOptions = CallerOptions & {
  purpose: string
  list: string[]
  algorithm: string[]
  perceptual?: boolean
  perMinute: number
  perDay: number
  days: number
}

/** `nightlight lookups accredit PROVIDER`. */
export async function lookupsAccredit(provider: string, options: AccreditOptions): Promise<void> {
  for (const id of [provider, ...options.list]) mustBeId(id)
  const request = {
    providerId: provider,
    purpose: options.purpose,
    algorithms: options.algorithm.map(algorithmOf),
    perceptual: options.perceptual,
    listIds: options.list,
    quotaMinute: options.perMinute,
    quotaDay: options.perDay,
    days: options.days,
  }
  await act(options, 'lookup:grant', (trx, by) => proposeAccreditation(trx, request, by))
}

/** `nightlight lookups approve ID`: by another supervisor than who proposed it. */
export async function lookupsApprove(id: string, options: CallerOptions): Promise<void> {
  mustBeId(id)
  await act(options, 'lookup:approve', (trx, by) => approveAccreditation(trx, id, by))
}

/** `nightlight lookups end ID`. */
export async function lookupsEnd(id: string, options: CallerOptions): Promise<void> {
  mustBeId(id)
  await act(options, 'lookup:grant', (trx, by) => endAccreditation(trx, id, by))
}

/** `nightlight lookups alarms [--done ID]`: what waits, after that one was seen to. */
export async function lookupsAlarms(options: CallerOptions & { done?: string }): Promise<void> {
  const { done } = options
  if (done !== undefined) mustBeId(done)
  await act(options, 'lookup:grant', async (trx, by) => {
    if (done !== undefined) await doAlarm(trx, done, by)
    return lookupAlarms(trx)
  })
}

/** `nightlight canaries make ID`: a line of hashes for each; pictures only where a directory is named. */
export async function canariesMake(
  id: string,
  options: CallerOptions & { count: number; pictures?: string },
): Promise<void> {
  mustBeId(id)
  const make = async (deps: CallerDeps, by: Caller) => {
    const drawn = await makeCanaries(deps, { id, count: options.count }, now(by))
    if (options.pictures !== undefined) {
      const directory = resolve(callerDirectory(), options.pictures)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      for (const { hashes, png } of drawn) {
        await writeFile(join(directory, `${hashes.sha256}.png`), png, { mode: 0o600, flag: 'wx' })
      }
    }
    return drawn.map(({ hashes }) => hashes)
  }
  await asCaller(options, 'lookup:grant', make)
}

/** `nightlight lists disclose LIST yes|no`: the police for lists of their own authority; `no` is for supervisors too. */
export const listsDisclose = (
  list: string,
  answer: string,
  options: CallerOptions,
): Promise<void> =>
  asCaller(options, 'list:write', async ({ db }, by) => {
    if (answer !== 'yes' && answer !== 'no') throw invalid('say yes or no')
    await mustBeOwn(db, by, 'list', list)
    const toProviders = answer === 'yes'
    const { authorityId } = by
    await db
      .transaction()
      .execute((trx) => discloseList(trx, list, toProviders, { ...now(by), authorityId }))
    return [{ list, toProviders }]
  })

function algorithmOf(name: string): AskedHash['algorithm'] {
  const found = LOOKUP_ALGORITHMS.find((one) => one === name)
  if (found) return found
  throw invalid(`--algorithm is one of ${LOOKUP_ALGORITHMS.join(', ')}`)
}

function mustBeId(text: string): void {
  if (!isId(text)) throw invalid('give ids, as the lists of providers, lists and lookups tell them')
}

const invalid = (what: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `Reading the options: ${what}`)
