import { readFileSync } from 'node:fs'
import type { Db, Enqueue, FieldCrypto, Log } from '@nightlight/runtime'
import { askChannels } from './channel-answers.ts'
import { createChannels, type Channels } from './channels.ts'
import { readDkimKey, type DkimKey } from './channels/dkim.ts'
import { createHttpCall, type HttpCall } from './channels/http-call.ts'
import type { Mailer } from './channels/mailer.ts'
import type { Deadlines } from './deadline.ts'

export type ChannelEnvironment = {
  MAIL_FROM: string
  ORGANISATION: string
  /** Files of private keys, and a selector for each. */
  dkimKeys: readonly string[]
  dkimSelectors: readonly string[]
  /** CIDR, opened although not public. */
  allowNetworks: readonly string[]
  /** For one call to a provider. */
  timeoutMs: number
}

export type ChannelsOfProcess = {
  channels: Channels
  /** Asks providers what they made of what they took; to be called again and again. */
  askChannels: (signal: AbortSignal) => Promise<void>
  /** With what a way is tried by a message about no case. */
  testing: { call: HttpCall; dkim: readonly DkimKey[] }
}

/**
 * The ways by which providers are told in this process, as its settings say.
 *
 * @throws {DomainError} `dkim-key-unusable`, `bad-network`; an error of the file system for a key that
 *   cannot be read
 */
export function createChannelsFrom(
  settings: ChannelEnvironment,
  deps: {
    db: Db
    crypto: FieldCrypto
    mailer: Mailer
    deadlines: Deadlines
    enqueue: Enqueue
    now: () => Date
    log: Log
  },
): ChannelsOfProcess {
  const { MAIL_FROM: mailbox, ORGANISATION: organisation, allowNetworks, timeoutMs } = settings
  const domain = mailbox.slice(mailbox.indexOf('@') + 1)
  const dkim = settings.dkimKeys.map((file, index) =>
    readDkimKey(readFileSync(file, 'utf8'), settings.dkimSelectors[index] ?? '', domain),
  )
  const call = createHttpCall({ allowNetworks, timeoutMs })
  const reporter = { organisation, mailbox }
  return {
    channels: createChannels({ ...deps, call, dkim, mailbox, reporter }),
    askChannels: askChannels({ ...deps, call }),
    testing: { call, dkim },
  }
}
