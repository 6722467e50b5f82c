import { setTimeout } from 'node:timers/promises'
import type { Answer, Zone } from '../ssrf/dns-server.ts'
import type { Case } from './case.ts'

const FAILED = 'failed: dns-failed'
const DOMAIN = 'hostile.example.net'

const address = (data: string): Answer => ({ type: 'A', data })
const thousand = Array.from({ length: 1000 }, (_, at) => address(`127.0.${at >> 8}.${at & 255}`))

const NAMES: Readonly<Record<string, () => ReturnType<Zone>>> = {
  slow: async () => {
    await setTimeout(6_000, null, { ref: false })
    return [address('127.0.0.1')]
  },
  never: () => new Promise<null>(() => undefined),
  thousand: () => thousand,
  seventeen: () => thousand.slice(0, 17),
  nowhere: () => null,
  empty: () => [],
  itself: () => [{ type: 'CNAME', data: `itself.${DOMAIN}` }],
  chain: () =>
    Array.from({ length: 400 }, (_, at): Answer => {
      const name = at === 0 ? `chain.${DOMAIN}` : `${at}.${DOMAIN}`
      return { type: 'CNAME', name, data: `${at + 1}.${DOMAIN}` }
    }),
}

/** What the names of the trial have. */
export const hostileZone: Zone = (name, type) =>
  type === 'other' ? [] : (NAMES[name.split('.')[0] ?? '']?.() ?? null)

/** Names that are slow to resolve, or have more than a name may have. */
export const DNS_CASES: readonly Case[] = Object.keys(NAMES).map((name) => ({
  name: `dns: ${name}`,
  url: `http://${name}.${DOMAIN}:PORT/`,
  ends: [FAILED],
  maxMs: 6_000,
  isSlow: name === 'slow' || name === 'never',
}))
