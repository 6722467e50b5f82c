import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError, EVENT_TYPES, type EventType } from '@nightlight/contract'
import {
  deliveryViews,
  hookNotFound,
  hookViews,
  makeHook,
  pauseHook,
  providerNamed,
  removeHook,
  resumeHook,
  rotateHookSecret,
  testHook,
} from '@nightlight/notices'
import type { Db } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { fileUnreadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'

type AddOptions = CallerOptions & {
  urlFile: string
  type: string[]
  provider?: string
  authority?: string
}
const SHOWN = 200
const CHANGES = { pause: pauseHook, resume: resumeHook, remove: removeHook }

/** `nightlight hooks list`. */
export const hooksList = (options: CallerOptions): Promise<void> =>
  asCaller(options, 'hook:write', ({ db }) => hookViews(db))

/**
 * `nightlight hooks add NAME`.
 *
 * @throws {DomainError} `file-unreadable`, `event-type-invalid`; as `makeHook`
 */
export const hooksAdd = (name: string, options: AddOptions): Promise<void> =>
  asCaller(options, 'hook:write', async ({ db, crypto }, { actor }) => {
    const file = resolve(callerDirectory(), options.urlFile)
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw fileUnreadable('Making a subscription: the file', cause)
    })
    const { provider, authority } = options
    const asked = {
      name,
      url: text.split('\n')[0]!.trim(),
      types: options.type.map(typeOf),
      providerId: provider === undefined ? undefined : await providerNamed(db, provider),
      authorityId: authority === undefined ? undefined : mustBeId(authority),
    }
    const allowNetworks = (process.env['EVENT_ALLOW_NETWORKS'] ?? '')
      .split(/[\s,]+/)
      .filter(Boolean)
    const by = { actor, at: new Date() }
    return [await inOne(db, (trx) => makeHook(trx, { crypto, allowNetworks }, asked, by))]
  })

/** `nightlight hooks rotate HOOK`. */
export const hooksRotate = (
  id: string,
  options: CallerOptions & { overlapHours: number },
): Promise<void> =>
  asCaller(options, 'hook:write', async ({ db, crypto }, { actor }) => {
    const asked = { id: mustBeId(id), overlapHours: options.overlapHours }
    const by = { actor, at: new Date() }
    return [await inOne(db, (trx) => rotateHookSecret(trx, crypto, asked, by))]
  })

/** `nightlight hooks pause|resume|remove|test HOOK`. */
export const hooksChange = (
  verb: keyof typeof CHANGES | 'test',
  id: string,
  options: CallerOptions,
): Promise<void> =>
  asCaller<Record<string, unknown>>(options, 'hook:write', async ({ db }, { actor }) => {
    const by = { actor, at: new Date() }
    mustBeId(id)
    if (verb === 'test') return [{ eventId: await inOne(db, (trx) => testHook(trx, id, by)) }]
    await inOne(db, (trx) => CHANGES[verb](trx, id, by))
    return hookViews(db, id)
  })

/** `nightlight hooks deliveries HOOK`. */
export const hooksDeliveries = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'hook:write', async ({ db }) => {
    const [hook] = await hookViews(db, mustBeId(id))
    if (!hook) throw hookNotFound()
    return deliveryViews(db, id, { limit: SHOWN })
  })

const inOne = <Result>(
  db: Db,
  work: (
    trx: Parameters<Parameters<ReturnType<Db['transaction']>['execute']>[0]>[0],
  ) => Promise<Result>,
): Promise<Result> => db.transaction().execute(work)

function typeOf(text: string): EventType {
  const known = EVENT_TYPES.find((type) => type === text)
  if (known !== undefined) return known
  throw new DomainError(
    'invalid',
    'event-type-invalid',
    `Making a subscription: --type is one of ${EVENT_TYPES.join(', ')}`,
  )
}

function mustBeId(id: string): string {
  if (isId(id)) return id
  throw new DomainError(
    'invalid',
    'option-invalid',
    'Naming it: give an id, as `hooks list` tells it',
  )
}
