import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { httpsServer, lookAtCertificate } from './own-certificates.ts'

let files: string
let pair: { key: Buffer; cert: Buffer }
beforeAll(() => {
  files = mkdtempSync(join(tmpdir(), 'certificate-'))
  const at = (name: string) => join(files, name)
  const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']
  const to = ['-nodes', '-keyout', at('key'), '-out', at('cert'), '-days', '20']
  execFileSync('openssl', [...request, ...to, '-subj', '/CN=console.example'], { stdio: 'ignore' })
  pair = { key: readFileSync(at('key')), cert: readFileSync(at('cert')) }
})
afterAll(() => rmSync(files, { recursive: true, force: true }))

async function listening(server: Server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}
const days = (at: Date | null): number => Math.round((at!.getTime() - Date.now()) / 86_400_000)

describe('lookAtCertificate', () => {
  it('reads the end of one that nobody vouches for, and says so', async () => {
    await using server = await listening(createTlsServer(pair))
    const seen = await lookAtCertificate({ name: 'console', host: '127.0.0.1', port: server.port })
    expect(seen.problem).toBe('not-trusted')
    expect(days(seen.endsAt)).toBe(20)
  })

  it('asks a mail server for TLS first, and hands it no credential', async () => {
    const heard: string[] = []
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.write('220-mail\r\n220 mail.example\r\n')
      socket.on('data', function talk(chunk) {
        const said = chunk.toString('latin1').trim()
        heard.push(said)
        if (said !== 'STARTTLS') return void socket.write('250-mail\r\n250 STARTTLS\r\n')
        socket.off('data', talk)
        socket.write('220 go on\r\n')
        new TLSSocket(socket, { isServer: true, ...pair }).on('error', () => undefined)
      })
    })
    await using open = await listening(server)
    const { port } = open
    const seen = await lookAtCertificate({ name: 'mail', host: '127.0.0.1', port, startTls: true })
    expect(days(seen.endsAt)).toBe(20)
    expect(heard).toEqual(['EHLO localhost', 'STARTTLS'])
  })

  it('says that nobody answers, or not with TLS', async () => {
    const shut = await lookAtCertificate({ name: 'reply', host: '127.0.0.1', port: 9 })
    expect(shut).toEqual({ endsAt: null, problem: 'unreachable' })
    await using silent = await listening(createServer((socket) => void socket.resume()))
    const { port } = silent
    const late = await lookAtCertificate(
      { name: 'mail', host: '127.0.0.1', port, startTls: true },
      300,
    )
    expect(late).toEqual({ endsAt: null, problem: 'unreachable' })
  })
})

describe('httpsServer', () => {
  it('is of https addresses alone', () => {
    expect(httpsServer('console', 'http://127.0.0.1:1')).toEqual([])
    expect(httpsServer('console', undefined)).toEqual([])
    expect(httpsServer('console', 'https://[::1]:8443')).toEqual([
      { name: 'console', host: '::1', port: 8443 },
    ])
  })
})
