import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { approveFeed, feeds, requestFeed, type ExchangeConfig } from '@nightlight/matcher'
import type { Db } from '@nightlight/runtime'
import { sql } from 'kysely'
import { callerDirectory } from '../caller-directory.ts'
import { mustBeReadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { mustBeOwn } from './caller-key.ts'

/** `nightlight lists exchange add LIST CONFIG`: asks that an exchange keep a list up to date. */
export const exchangeAdd = (
  listId: string,
  configFile: string,
  options: CallerOptions & { every: number },
): Promise<void> =>
  asCaller(options, 'list:write', async (deps, by) => {
    await mustBeOwn(deps.db, by, 'list', listId)
    const config = await readConfig(resolve(callerDirectory(), configFile))
    const request = { listId, config, everyMinutes: options.every }
    return [{ exchange: await requestFeed(deps, request, by), state: 'waits for approval' }]
  })

/** `nightlight lists exchange approve EXCHANGE`: by another person than who asked for it. */
export const exchangeApprove = (feedId: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:activate', async ({ db }, by) => {
    await mustBeOwn(db, by, 'list', await listOfFeed(db, feedId))
    await approveFeed(db, feedId, by)
    return [{ exchange: feedId, state: 'approved' }]
  })

/** An exchange that is not there is as one of another authority: the id of no list stands for it. */
async function listOfFeed(db: Db, feedId: string): Promise<string> {
  const feed = await db
    .selectFrom('list_feed')
    .select('list_id')
    .where(sql<string>`id::text`, '=', feedId.toLowerCase())
    .executeTakeFirst()
  return feed?.list_id ?? feedId
}

/** `nightlight lists exchange show`: which there are, and how they are. */
export const exchangeShow = (options: CallerOptions): Promise<void> =>
  asCaller(options, 'list:read', async ({ db }, { authorityId }) => feeds(db, authorityId))

/** @throws {DomainError} `exchange-config` */
export async function readConfig<Config = ExchangeConfig>(file: string): Promise<Config> {
  await mustBeReadable(file, 'Adding an exchange: the configuration', 'exchange-config')
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Config
  } catch {
    // no cause: what a parser quotes may be a credential
    throw new DomainError(
      'invalid',
      'exchange-config',
      'Adding an exchange: the configuration is not JSON; it is a file with kind, baseUrl and credentials',
    )
  }
}
