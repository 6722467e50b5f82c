import { Agent, request } from 'node:http'
import { DomainError } from '@nightlight/contract'
import { lookupPlace } from './lookup-place.ts'
import type { LookupAnswer, LookupQuestion } from './lookup-terms.ts'

const ASK_MS = 10_000
const CONNECTIONS = 8

export type AskLookups = (question: LookupQuestion) => Promise<LookupAnswer>

/**
 * Asks the process that holds the lists, over connections that are kept.
 *
 * @param at  as `lookupPlace` reads it
 * @returns asking rejects with {DomainError} conflict `lookups-unavailable`: nobody answers there, or the lists are not
 *   those of now
 */
export function createLookupClient({ at, token }: { at: string; token: string }): {
  ask: AskLookups
  [Symbol.dispose](): void
} {
  const place = lookupPlace(at)
  const where = 'path' in place ? { socketPath: place.path } : place
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const ask: AskLookups = (question) =>
    new Promise((resolve, reject) => {
      const body = Buffer.from(JSON.stringify(question))
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': body.length,
      }
      const signal = AbortSignal.timeout(ASK_MS)
      const fail = (): void =>
        reject(
          new DomainError('conflict', 'lookups-unavailable', 'Looking hashes up: nobody answers'),
        )
      const asking = request({ ...where, agent, method: 'POST', headers, signal }, (response) => {
        const pieces: Buffer[] = []
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', fail)
        response.on('end', () => {
          if (response.statusCode !== 200) return fail()
          resolve(JSON.parse(Buffer.concat(pieces).toString('utf8')) as LookupAnswer)
        })
      })
      asking.on('error', fail)
      asking.end(body)
    })
  return { ask, [Symbol.dispose]: () => agent.destroy() }
}
