import { startExchangeServer, type TestAnswer } from './testing-exchange.ts'

export const SHIELD_LOGIN = { user: 'hotline', password: 'correct horse' }

/** What the server says of a hash in base64. */
export type ShieldKnows = ReadonlyMap<string, unknown>

const json = (status: number, value: unknown): TestAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/**
 * Shield's look-up of PDQ hashes; a hash that is not known gets `unknown`, a request with one of `untaken` is refused.
 *
 * The words of its 401 are those of their clients' tests, those of its 400 come from notes of a
 * user of theirs.
 */
export function startShieldServer(
  at: Date,
  knows: ShieldKnows,
  unknown: unknown = null,
  untaken: ReadonlySet<string> = new Set(),
) {
  const login = Buffer.from(`${SHIELD_LOGIN.user}:${SHIELD_LOGIN.password}`).toString('base64')
  return startExchangeServer(at, (request) => {
    if (request.headers['authorization'] !== `Basic ${login}`) {
      const detail = 'Please supply your API username and password in the Authorization header'
      return json(401, { detail })
    }
    if (request.method !== 'POST' || request.path !== '/v1/pdq/') {
      return json(404, { detail: 'Not Found' })
    }
    const { hashes } = JSON.parse(request.body) as { hashes: string[] }
    const isGood = (hash: string) => Buffer.from(hash, 'base64').length === 32 && !untaken.has(hash)
    if (!hashes.every(isGood)) {
      return json(400, { detail: 'invalid pdq hash' })
    }
    const entries = hashes.map((hash) => [hash, knows.has(hash) ? knows.get(hash) : unknown])
    return json(200, { scanned_hashes: Object.fromEntries(entries) })
  })
}
