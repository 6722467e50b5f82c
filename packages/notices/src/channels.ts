import { DomainError } from '@nightlight/contract'
import { safeError, type Db, type Log } from '@nightlight/runtime'
import { createAwsAbuseSignal } from './channels/aws-abuse-signal.ts'
import type { Channel } from './channels/channel.ts'
import { createCloudflareAbuse, type CloudflareReporter } from './channels/cloudflare-abuse.ts'
import type { HttpCall } from './channels/http-call.ts'
import { createSmtp, type SmtpDeps } from './channels/smtp.ts'
import { createWebhook } from './channels/webhook.ts'
import type { ChannelSettings } from './channel-settings.ts'
import type { NoticeHead } from './notice-store.ts'
import { readChannel } from './provider-channel-store.ts'

/** Finds the way of a notice. */
export type Channels = (head: Pick<NoticeHead, 'id' | 'channelId'>) => Promise<Channel>

export type ChannelDeps = SmtpDeps & {
  db: Db
  call: HttpCall
  reporter: CloudflareReporter
  now: () => Date
  log: Log
}

/**
 * The ways of this process: mail for every notice that has no other.
 *
 * One that is not in use any more, or whose settings cannot be read, still answers what became of a
 * hand-over, and takes nothing new.
 */
export function createChannels(deps: ChannelDeps): Channels {
  const smtp = createSmtp(deps)
  return async ({ id: noticeId, channelId }) => {
    if (channelId === null) return smtp
    try {
      const found = await readChannel(deps.db, deps.crypto, channelId)
      if (!found) return shut(smtp)
      const channel = open(deps, smtp, found.settings)
      return found.isActive ? channel : shut(channel)
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      deps.log.error({ noticeId, channelId, error: safeError(error) }, 'a channel cannot be used')
      return shut({ ...smtp, settleInDoubt: async () => ({ status: 'unknown', later: false }) })
    }
  }
}

function open(deps: ChannelDeps, smtp: Channel, channel: ChannelSettings): Channel {
  switch (channel.kind) {
    case 'smtp':
      return smtp
    case 'reply-page':
      return createSmtp(deps, 'reply-page')
    case 'aws':
      return createAwsAbuseSignal(deps, channel.settings)
    case 'cloudflare':
      return createCloudflareAbuse(deps, channel.settings, deps.reporter)
    case 'webhook':
      return createWebhook(deps, channel.settings)
  }
}

const shut = (channel: Channel): Channel => ({
  ...channel,
  deliver: async () => ({
    status: 'turned-away',
    code: null,
    response: 'not in use',
    closes: false,
  }),
})
