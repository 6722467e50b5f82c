import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls'
import { sql } from 'kysely'
import { startSweep } from './lifecycle.ts'
import type { Log } from './log.ts'
import type { Db, DbOrTransaction } from './postgres.ts'

/** An address of the service's own, as the operator has set it up. */
export type OwnServer = {
  name: 'console' | 'reply' | 'mail'
  host: string
  port: number
  /** Mail that begins in the clear and asks for TLS. */
  startTls?: boolean
}

export type SeenCertificate = {
  name: OwnServer['name']
  lookedAt: Date
  endsAt: Date | null
  problem: 'unreachable' | 'not-trusted' | null
}

const EVERY_MS = 6 * 3_600_000
const TIMEOUT_MS = 10_000

/** Has a process look now and every six hours at the certificates of addresses that it was set up with, until disposed of. */
export const startCertificateWatch = (
  deps: { db: Db; log: Log },
  servers: readonly OwnServer[],
  everyMs = EVERY_MS,
): { [Symbol.asyncDispose](): Promise<void> } =>
  startSweep(deps, 'certificates', everyMs, async () => {
    for (const server of servers) {
      const { endsAt, problem } = await lookAtCertificate(server)
      await sql`
        insert into certificate_seen (name, ends_at, problem) values (${server.name}, ${endsAt}, ${problem})
        on conflict (name) do update
          set looked_at = clock_timestamp(), ends_at = excluded.ends_at, problem = excluded.problem`.execute(
        deps.db,
      )
    }
  })

/** The server of a web address; null where it is not https. */
export function httpsServer(name: OwnServer['name'], address: string | undefined): OwnServer[] {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : null
  if (url?.protocol !== 'https:') return []
  const host = url.hostname.replace(/^\[|\]$/g, '')
  return [{ name, host, port: url.port === '' ? 443 : Number(url.port) }]
}

/** Looks once; what does not answer is a result. No credential is sent, and nothing but the certificate is read. */
export async function lookAtCertificate(
  { host, port, startTls = false }: OwnServer,
  timeoutMs = TIMEOUT_MS,
): Promise<Pick<SeenCertificate, 'endsAt' | 'problem'>> {
  const signal = AbortSignal.timeout(timeoutMs)
  const plain = connect({ host, port })
  plain.on('error', () => undefined)
  let secure: TLSSocket | undefined
  try {
    await once(plain, 'connect', { signal })
    if (startTls) await askForTls(plain, signal)
    // one that has ended or is of another name is read all the same: that is what the look is for
    secure = connectTls({
      socket: plain,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 && { servername: host }),
      ...(isIP(host) !== 0 && { host }),
    })
    secure.on('error', () => undefined)
    await once(secure, 'secureConnect', { signal })
    return said(secure)
  } catch {
    return { endsAt: null, problem: 'unreachable' }
  } finally {
    secure?.destroy()
    plain.destroy()
  }
}

function said(socket: TLSSocket): Pick<SeenCertificate, 'endsAt' | 'problem'> {
  const { valid_to: end } = socket.getPeerCertificate() as Partial<PeerCertificate>
  const endsAt = end === undefined ? null : new Date(end)
  // that it has ended is told by its end
  const hasEnded = endsAt !== null && endsAt.getTime() <= Date.now()
  return { endsAt, problem: socket.authorized || hasEnded ? null : 'not-trusted' }
}

/** RFC 3207: hears the greeting, says EHLO, asks for TLS. */
async function askForTls(socket: Socket, signal: AbortSignal): Promise<void> {
  await reply(socket, signal)
  for (const command of ['EHLO localhost', 'STARTTLS']) {
    socket.write(`${command}\r\n`)
    await reply(socket, signal)
  }
}

const MOST_SAID = 16 * 1024

async function reply(socket: Socket, signal: AbortSignal): Promise<void> {
  let heard = ''
  while (!/^[0-9]{3} .*\r\n$/m.test(heard)) {
    const [chunk] = (await once(socket, 'data', { signal })) as [Buffer]
    heard += chunk.toString('latin1')
    if (heard.length > MOST_SAID) throw new Error('Asking for TLS: too long a reply')
  }
  if (!heard.startsWith('2')) throw new Error('Asking for TLS: refused')
}

/** Those that were looked at within a day: an address that was taken out is looked at no more. */
export async function seenCertificates(db: DbOrTransaction): Promise<SeenCertificate[]> {
  const { rows } = await sql<SeenCertificate>`
    select name, looked_at as "lookedAt", ends_at as "endsAt", problem from certificate_seen
     where looked_at > clock_timestamp() - interval '1 day' order by name`.execute(db)
  return rows
}
