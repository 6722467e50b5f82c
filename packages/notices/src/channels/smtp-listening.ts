import type { AddressInfo } from 'node:net'
import type { SMTPServer, SMTPServerError } from 'smtp-server'

/** The whole mail, or null when it is above `maxBytes`; reads to the end either way. */
export async function collect(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size <= maxBytes) chunks.push(chunk)
  }
  return size <= maxBytes ? Buffer.concat(chunks, size) : null
}

/** What an SMTP server answers, as the error that its handlers take. */
export const reply = (responseCode: number, message: string): SMTPServerError =>
  Object.assign(new Error(message), { responseCode })

/** Listens. @returns the port. @throws what the system says of an address that cannot be had */
export function listen(server: SMTPServer, at: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(at.port, at.host, () => {
      server.server.removeListener('error', reject)
      resolve((server.server.address() as AddressInfo).port)
    })
  })
}
