import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from './errors.ts'
import { networkOf } from './identity/sign-in-limit.ts'
import { createBuckets, type Buckets } from './token-buckets.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Taken however many there are: nobody who reports is turned away. */
    isNeverLimited?: boolean
  }
}

/** How many requests are taken a minute, of each process. */
export type RateLimits = {
  perKey: number
  /** Of a network (24 bits of version 4, 64 of version 6), whatever keys it has. */
  perNetwork: number
  /** Reports of reporters of a network that are looked at at once; more are taken and wait for the sweep. */
  reportsAtOnce: number
  /** Forms of the reply page of a network: each notice takes a few, and many people sit behind one address. */
  repliesPerNetwork: number
}

export const RATE_LIMITS: RateLimits = {
  perKey: 1_200,
  perNetwork: 6_000,
  reportsAtOnce: 10,
  repliesPerNetwork: 120,
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Limits of the API, kept in memory: they hold without a Redis, for each process by itself.
 *
 * `network` belongs before keys are looked up, so that guessing them is limited too; `key` after.
 *
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ 10
 */
export function createRateLimits(
  now: () => Date,
  given: Partial<RateLimits> = {},
): { network: Hook; key: Hook; isAtOnce: (request: FastifyRequest) => boolean } {
  const { perKey, perNetwork, reportsAtOnce } = { ...RATE_LIMITS, ...given }
  const networks = createBuckets(perNetwork, now)
  const keys = createBuckets(perKey, now)
  const reports = createBuckets(reportsAtOnce, now)
  return {
    network: (request, reply) => hold('network', networks, networkOf(request.ip), request, reply),
    async key(request, reply) {
      const { principal } = request
      return principal && (await hold('key', keys, principal.actor, request, reply))
    },
    isAtOnce: ({ ip, principal }) =>
      principal?.role !== 'reporter' || reports.take(networkOf(ip)).isTaken,
  }
}

async function hold(
  name: string,
  buckets: Buckets,
  whose: string,
  { routeOptions }: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  if (routeOptions.config.isNeverLimited === true) return undefined
  const { isTaken, left, fullInSeconds, nextInSeconds } = buckets.take(whose)
  reply.header('ratelimit-policy', `"${name}";q=${buckets.perMinute};w=60`)
  reply.header('ratelimit', `"${name}";r=${left};t=${fullInSeconds}`)
  if (isTaken) return undefined
  return reply
    .code(429)
    .header('retry-after', nextInSeconds)
    .type('application/problem+json')
    .send(problem(429, 'too-many-requests'))
}
