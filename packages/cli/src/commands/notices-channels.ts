import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { DomainError } from '@nightlight/contract'
import {
  approveChannel,
  channelsOf,
  createDeadlines,
  disableChannel,
  proposeChannel,
  providerNamed,
  settleDoubt,
} from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { mustBeReadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'

const KINDS = ['aws', 'cloudflare', 'webhook', 'reply-page', 'smtp'] as const

/** `nightlight notices channels PROVIDER`: by which ways it is told and which server each leads to, without what it takes to use them. */
export const channels = (name: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'key:write', async ({ db, crypto }) =>
    channelsOf(db, crypto, await providerNamed(db, name)),
  )

/**
 * `nightlight notices add-channel PROVIDER KIND FILE`: proposes a way by which it is told.
 *
 * @throws {DomainError} `option-invalid`, `file-unreadable`, `provider-not-found`,
 *   `channel-settings-invalid`; as `asCaller`
 */
export async function addChannel(
  name: string,
  said: string,
  file: string,
  options: CallerOptions & { rank: string },
): Promise<void> {
  const kind = KINDS.find((known) => known === said)
  const rank = Number(options.rank)
  if (!kind || !Number.isInteger(rank) || rank < 0 || rank > 1000) {
    throw invalid(`Adding a channel: give ${KINDS.join(', ')}, and a rank from 0 to 1000`)
  }
  const path = resolve(callerDirectory(), file)
  await mustBeReadable(path, 'Adding a channel: the file')
  const configuration = jsonOf(await readFile(path, 'utf8'))
  await asCaller(options, 'key:write', async ({ db, crypto }, by) =>
    db.transaction().execute(async (trx) => {
      const providerId = await providerNamed(trx, name)
      const proposal = { providerId, kind, rank, configuration, by }
      return [{ channel: await proposeChannel(trx, crypto, proposal), kind, state: 'proposed' }]
    }),
  )
}

/**
 * `nightlight notices approve-channel CHANNEL`: puts it into use, by another person than who proposed it.
 *
 * @throws {DomainError} `option-invalid`, `channel-not-proposed`, `second-person-needed`; as `asCaller`
 */
export async function approve(channel: string, options: CallerOptions): Promise<void> {
  mustBeId(channel)
  await asCaller(options, 'key:write', async ({ db }, by) =>
    db.transaction().execute(async (trx) => {
      await approveChannel(trx, channel, by, new Date())
      return [{ channel, state: 'active' }]
    }),
  )
}

/**
 * `nightlight notices disable-channel CHANNEL`: what waits for it goes by mail.
 *
 * @throws {DomainError} `option-invalid`, `channel-not-found`; as `asCaller`
 */
export async function disable(channel: string, options: CallerOptions): Promise<void> {
  mustBeId(channel)
  await asCaller(options, 'key:write', async ({ db }, { actor }) =>
    db.transaction().execute(async (trx) => {
      const by = { actor, because: 'by hand', at: new Date() }
      if (await disableChannel(trx, channel, by)) return [{ channel, state: 'disabled' }]
      const hint = 'Disabling a channel: none of this id is proposed or in use'
      throw new DomainError('not-found', 'channel-not-found', hint)
    }),
  )
}

/**
 * `nightlight notices settle NOTICE arrived|lost`: what a person found out about a notice that was cut
 * off on its way.
 *
 * @throws {DomainError} `option-invalid`, `notice-not-in-doubt`; as `asCaller`
 */
export async function settle(
  noticeId: string,
  said: string,
  options: CallerOptions,
): Promise<void> {
  mustBeId(noticeId)
  if (said !== 'arrived' && said !== 'lost')
    throw invalid('Settling a notice: give arrived or lost')
  const deadlines = createDeadlines(1)
  await asCaller(options, 'reply:handle', async ({ db }, { actor }) =>
    db.transaction().execute(async (trx) => {
      const found = { noticeId, arrived: said === 'arrived', actor, at: new Date() }
      await settleDoubt(trx, { deadlines }, found)
      return [{ notice: noticeId, settled: said }]
    }),
  )
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalid('Adding a channel: the file is no JSON')
  }
}

function mustBeId(text: string): void {
  if (!isId(text)) throw invalid('Reading an option: an id is needed')
}

const invalid = (message: string) => new DomainError('invalid', 'option-invalid', message)
