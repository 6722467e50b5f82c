import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import {
  approveOpinions,
  endOpinions,
  opinionSources,
  requestOpinions,
  type OpinionConfig,
} from '@nightlight/matcher'
import { callerDirectory } from '../caller-directory.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import type { Caller } from './caller-key.ts'
import { readConfig } from './lists-exchange.ts'

/** `nightlight opinions add CONFIG`: asks that another organisation be asked for second opinions. */
export const opinionsAdd = (configFile: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:write', async (deps, by) => {
    mustBeOfHotline(by)
    const config = await readConfig<OpinionConfig>(resolve(callerDirectory(), configFile))
    return [{ source: await requestOpinions(deps, config, by), state: 'waits for approval' }]
  })

/** `nightlight opinions approve SOURCE`: by another person than who asked for it. */
export const opinionsApprove = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:activate', async ({ db }, by) => {
    mustBeOfHotline(by)
    await approveOpinions(db, id, by)
    return [{ source: id, state: 'approved' }]
  })

/** `nightlight opinions end SOURCE`: nothing more is sent. */
export const opinionsEnd = (id: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:write', async ({ db }, by) => {
    mustBeOfHotline(by)
    await endOpinions(db, id, by)
    return [{ source: id, state: 'ended' }]
  })

/** `nightlight opinions show`: who is asked, and how that goes. */
export const opinionsShow = (options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:read', async ({ db }, by) => {
    mustBeOfHotline(by)
    return opinionSources(db)
  })

/** Pictures of all lists are asked about: no single authority decides it. */
function mustBeOfHotline({ authorityId }: Caller): void {
  if (authorityId === null) return
  throw new DomainError(
    'forbidden',
    'not-allowed',
    'Second opinions: an officer acts for one authority; ask a supervisor of the hotline',
  )
}
