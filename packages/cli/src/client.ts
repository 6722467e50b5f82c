import { DomainError } from '@nightlight/contract'
import { readServiceFile } from './data-directory.ts'
import { findInstallation } from './installation.ts'

export type Client = {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown, idempotencyKey: string): Promise<T>
}

/** Talks to the HTTP API of a service. */
export function createClient(url: string, key: string): Client {
  const call = async <T>(
    path: string,
    init: { method: string; body?: string; headers?: Record<string, string> },
  ): Promise<T> => {
    const answer = await fetch(new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
      signal: AbortSignal.timeout(30_000),
    }).catch((error: unknown) => {
      throw new DomainError(
        'conflict',
        'service-unreachable',
        'Asking the service: it does not answer; start it with "npm start"',
        { cause: error },
      )
    })
    const body: unknown = await answer.json().catch(() => null)
    if (answer.ok) return body as T
    const problem = (body ?? {}) as { code?: string; detail?: string; title?: string }
    throw new DomainError(
      'invalid',
      problem.code ?? `http-${answer.status}`,
      `Asking the service: ${problem.detail ?? problem.title ?? `status ${answer.status}`}`,
    )
  }
  return {
    get: (path) => call(path, { method: 'GET' }),
    post: (path, body, idempotencyKey) =>
      call(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      }),
  }
}

/**
 * A client for the service of a data directory, or for `NIGHTLIGHT_URL` with `NIGHTLIGHT_KEY`.
 *
 * @throws {DomainError} `service-not-running` when neither is there; as `findInstallation`
 */
export async function findClient(data: string): Promise<Client> {
  const { NIGHTLIGHT_URL: url, NIGHTLIGHT_KEY: key } = process.env
  if (url && key) return createClient(url, key)
  const service = await readServiceFile(await findInstallation(data))
  if (service) return createClient(service.url, service.key)
  throw new DomainError(
    'conflict',
    'service-not-running',
    'Asking the service: none runs on this data directory; start it with "npm start", or set NIGHTLIGHT_URL and NIGHTLIGHT_KEY',
  )
}
