import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { text } from 'node:stream/consumers'
import { signRequest } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { callerDirectory } from '../caller-directory.ts'
import { fileUnreadable, mustBeReadable } from '../unreadable-file.ts'
import { isId } from './caller-key.ts'
import { submitInParts } from './submit-in-parts.ts'

export type SubmitOptions = {
  url: string
  list: string
  keyFile: string
  signingKey?: string
  signingKeyId?: string
  type: string
  with?: string[]
  dryRun?: boolean
}

/**
 * `nightlight lists submit FILE`: hands a file in over HTTP. Without a signature it goes in parts, of which those that came
 * outlive a cut; what is signed, or only tried, goes in one piece, read twice: once for its digest, which is signed, and
 * once to be sent. It is never in memory as a whole.
 *
 * @throws {DomainError} `option-invalid`, `file-unreadable`, `signing-key-invalid`, `service-unreachable`; the code of
 *   a refusal of the service
 */
export async function listsSubmit(file: string, options: SubmitOptions): Promise<void> {
  const path = resolve(callerDirectory(), file)
  await mustBeReadable(path, 'Handing in a list: the file')
  const target = targetOf(options)
  const key = (await readText(options.keyFile, 'the API key')).trim()
  const signer = await signerOf(options)
  if (!signer && !options.dryRun) {
    const facts = Object.fromEntries(target.searchParams)
    const handed = { url: target.origin, key, listId: options.list, facts }
    const submission = await submitInParts(path, handed)
    if (submission !== null) {
      console.log(JSON.stringify(submission))
      return
    }
  }
  const { size } = await stat(path)
  const digest = createHash('sha256')
  await pipeline(createReadStream(path), digest)
  const fields = {
    'content-type': options.type,
    'content-digest': `sha-256=:${digest.digest('base64')}:`,
  }
  const message = { method: 'POST', targetUri: target.href, fields: Object.entries(fields) }
  const signed =
    signer && signRequest(message, signer.key, { keyId: signer.keyId, now: new Date() })
  const headers = { ...fields, ...signed, authorization: `Bearer ${key}`, 'content-length': size }
  const answer = await send(target, headers, path)
  const body = await text(answer)
  const status = answer.statusCode ?? 0
  if (status >= 200 && status < 300) {
    console.log(body)
    return
  }
  const { code = `http-${status}`, detail = `status ${status}` } = problemOf(body)
  throw new DomainError('invalid', code, `Handing in a list: ${detail}`)
}

/** As the service reads it: what is signed is this text. */
function targetOf({ url, list, dryRun, with: facts = [] }: SubmitOptions): URL {
  const base = URL.parse(url)
  if (!base || !/^https?:$/.test(base.protocol) || !isId(list)) {
    throw invalid('--url must be that of the service, and --list the id of a list')
  }
  const target = new URL(`/v1/hash-lists/${list}/submissions`, base.origin)
  for (const fact of facts) {
    const at = fact.indexOf('=')
    if (at < 1) throw invalid('--with must be name=value')
    target.searchParams.set(fact.slice(0, at), fact.slice(at + 1))
  }
  if (dryRun) target.searchParams.set('dryRun', 'true')
  return target
}

async function signerOf({
  signingKey,
  signingKeyId,
}: SubmitOptions): Promise<{ key: KeyObject; keyId: string } | null> {
  if (signingKey === undefined && signingKeyId === undefined) return null
  if (signingKey === undefined || signingKeyId === undefined || !isId(signingKeyId)) {
    throw invalid('--signing-key and --signing-key-id go together')
  }
  const pem = await readText(signingKey, 'the private key')
  try {
    return { key: createPrivateKey(pem), keyId: signingKeyId.toLowerCase() }
  } catch {
    throw new DomainError(
      'invalid',
      'signing-key-invalid',
      'Handing in a list: --signing-key is no private key in PEM',
    )
  }
}

async function send(
  target: URL,
  headers: Record<string, string | number>,
  path: string,
): Promise<IncomingMessage> {
  const request = target.protocol === 'https:' ? httpsRequest : httpRequest
  const sending = request(target, { method: 'POST', headers })
  const { promise, resolve: answered, reject } = Promise.withResolvers<IncomingMessage>()
  sending.on('response', answered)
  sending.on('error', (cause) =>
    reject(
      new DomainError(
        'conflict',
        'service-unreachable',
        'Handing in a list: the service does not answer, or was cut off; the same command hands it in again',
        { cause },
      ),
    ),
  )
  // a refusal comes before the end, and its answer is what counts
  pipeline(createReadStream(path), sending).catch(() => undefined)
  return promise
}

function problemOf(body: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(body) as { code?: string; detail?: string }
  } catch {
    return {}
  }
}

const readText = (file: string, what: string): Promise<string> =>
  readFile(resolve(callerDirectory(), file), 'utf8').catch((cause: unknown) => {
    throw fileUnreadable(`Handing in a list: ${what}`, cause)
  })

const invalid = (wanted: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `Handing in a list: ${wanted}`)
