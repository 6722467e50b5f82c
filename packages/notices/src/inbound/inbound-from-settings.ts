import { startInboundServer } from './inbound-server.ts'
import type { InboundDeps } from './take-in-mail.ts'

type Settings = {
  MAIL_FROM: string
  REPLY_URL?: string
  REPLY_LINK_HOURS: number
  INBOUND_SMTP_HOST: string
  INBOUND_SMTP_PORT?: number
}

/** Starts the server for what comes back, where a port is set, and has it end with the process. */
export async function startInboundFrom(
  env: Settings,
  deps: Omit<InboundDeps, 'mailbox' | 'replyLinkMs'>,
  resources: AsyncDisposableStack,
): Promise<void> {
  const { MAIL_FROM: mailbox, INBOUND_SMTP_HOST: host, INBOUND_SMTP_PORT: port } = env
  if (port === undefined) return
  const replyLinkMs = env.REPLY_URL === undefined ? null : env.REPLY_LINK_HOURS * 3_600_000
  const inbound = { ...deps, mailbox, replyLinkMs }
  resources.use(await startInboundServer(inbound, { host, port }))
  deps.log.info({ port }, 'mail that comes back is taken in')
}
