import { httpsServer, type OwnServer } from '@nightlight/runtime'
import { readSmtpUrl } from './channels/smtp-url.ts'

/** Addresses of the operator's own whose certificates are looked at; a mail server that need not encrypt has none to look at. */
export function ownServers(env: {
  REPLY_URL?: string | undefined
  SMTP_URL?: string | undefined
}): OwnServer[] {
  const reply = httpsServer('reply', env.REPLY_URL)
  if (env.SMTP_URL === undefined) return reply
  const { host, port, secure, requireTls } = readSmtpUrl(env.SMTP_URL)
  if (!secure && !requireTls) return reply
  return [...reply, { name: 'mail', host, port, startTls: !secure }]
}
