import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

const CONFIG = `
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[tsa]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[other]
basicConstraints = critical, CA:false
extendedKeyUsage = critical, serverAuth
[desk]
serial = SERIAL
digests = sha256, sha512
default_policy = 1.2.3.4.1
signer_digest = sha256
ess_cert_id_alg = sha256
`

/** A timestamping authority on a loopback address: the one of OpenSSL, with certificates of its own. */
export async function startAuthority() {
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-tsa-'))
  const openssl = (...args: string[]) =>
    run(process.env['OPENSSL'] ?? 'openssl', args, { cwd: dir })
  await writeFile(join(dir, 'config'), CONFIG.replace('SERIAL', join(dir, 'serial')))
  await writeFile(join(dir, 'serial'), '01\n')
  const made = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
  const x509 = ['-config', '/dev/null', '-sha256']
  for (const ca of ['ca', 'stranger']) {
    const req = ['req', '-x509', ...made(ca), ...x509, '-subj', `/CN=${ca}`, '-days', '30']
    await openssl(...req, '-out', `${ca}.pem`, '-extensions', 'ca', '-config', 'config').catch(() =>
      openssl(...req, '-out', `${ca}.pem`, '-addext', 'basicConstraints=critical,CA:true'),
    )
  }
  const issue = async (name: string, section: string) => {
    await openssl(
      'req',
      '-new',
      ...made(name),
      ...x509,
      '-subj',
      `/CN=${name}`,
      '-out',
      `${name}.csr`,
    )
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30']
    const with_ = ['-extfile', 'config', '-extensions', section]
    await openssl('x509', '-req', '-in', `${name}.csr`, ...by, ...with_, '-out', `${name}.pem`)
  }
  await issue('desk', 'tsa')
  let refuses = false

  const reply = async (query: Buffer): Promise<Buffer> => {
    await writeFile(join(dir, 'query'), query)
    const by = ['-signer', 'desk.pem', '-inkey', 'desk.key', '-chain', 'ca.pem']
    await openssl(
      'ts',
      '-reply',
      '-config',
      'config',
      '-section',
      'desk',
      '-queryfile',
      'query',
      ...by,
      '-out',
      'reply',
    )
    return readFile(join(dir, 'reply'))
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const isQuery = request.headers['content-type'] === 'application/timestamp-query' && !refuses
      const answered = isQuery ? reply(Buffer.concat(chunks)) : Promise.reject(new Error('refused'))
      answered.then(
        (body) => response.setHeader('content-type', 'application/timestamp-reply').end(body),
        () => response.writeHead(500).end(),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: await readFile(join(dir, 'ca.pem'), 'utf8'),
    caFile: join(dir, 'ca.pem'),
    stranger: await readFile(join(dir, 'stranger.pem'), 'utf8'),
    refuse(isSo: boolean) {
      refuses = isSo
    },
    /** What OpenSSL says of a token; rejects when it does not believe it. */
    async verify(token: Uint8Array, text: string): Promise<string> {
      await writeFile(join(dir, 'token'), token)
      await writeFile(join(dir, 'text'), text)
      const files = ['-data', 'text', '-in', 'token', '-token_in', '-CAfile', 'ca.pem']
      const { stdout, stderr } = await openssl('ts', '-verify', ...files)
      return stdout + stderr
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await rm(dir, { recursive: true })
    },
  }
}
