import { createDraw } from '../api-fuzz/draw.ts'
import { operationsOf, sample, type Description } from '../api-fuzz/operations.ts'
import { jsonOf, type Ask } from './ask.ts'
import type { Canaries } from './canaries.ts'

const PAGES = [
  '/console',
  '/console/matches',
  '/console/tasks',
  '/console/lists',
  '/console/providers',
]

/**
 * Asks every operation that the API describes, with an address, a mailbox and a token wherever a text can stand, as it should
 * be and in broken ways; and the pages, with a form that carries them.
 *
 * @returns how many requests were sent
 */
export async function sendBadInput(
  ask: Ask,
  { key, cookie, seed }: { key: string; cookie: string; seed: number },
  canaries: Canaries,
): Promise<number> {
  const draw = createDraw(seed)
  const url = `https://${canaries.word('host', 'host in bad input')}.example.net/${canaries.word('address', 'path in bad input')}?q=${canaries.word('address', 'query in bad input')}`
  const mailbox = `${canaries.word('person', 'mailbox in bad input')}@example.net`
  const token = canaries.word('secret', 'token in bad input')
  const hash = canaries.digest('hash in bad input')
  const values = [url, mailbox, token, hash]
  const auth = { authorization: `Bearer ${key}` }
  const description = jsonOf<Description>(await ask('GET', '/openapi.json'))
  let sent = 0
  const tell: Ask = (...request) => {
    sent++
    return ask(...request)
  }
  for (const operation of operationsOf({ paths: description.paths ?? {} })) {
    const { method, body } = operation
    const unknown = operation.path.replaceAll(/\{[^}]+\}/g, '018f0000-0000-7000-8000-000000000000')
    const wrong = operation.path.replaceAll(/\{[^}]+\}/g, encodeURIComponent(url))
    const query = operation.parameters
      .filter((one) => one.in === 'query')
      .map(({ name }) => `${name}=${encodeURIComponent(draw.one(values))}`)
    const json = { ...auth, 'content-type': 'application/json' }
    const asked = `${unknown}?${query.join('&')}`
    const texts = body
      ? [url, mailbox, hash].map((one) => JSON.stringify(filled(sample(body, draw), one, token)))
      : ['']
    const [text = ''] = texts
    const bodies =
      method === 'GET'
        ? [undefined]
        : [...texts, `${text.slice(0, -1)},"${url}":1}`, `{"${url}`, `"${token}"`]
    for (const one of bodies) {
      const withBody = one === undefined ? {} : { body: one }
      const headers = { ...json, 'idempotency-key': `${token}-${sent}` }
      await tell(method, asked, { headers, ...withBody })
    }
    await tell(method, wrong, { headers: json, ...(body ? { body: text } : {}) })
    await tell(method, unknown, {
      headers: { authorization: `Bearer ${token}`, cookie: `session=${token}` },
    })
    await tell(method, unknown, {
      headers: { ...auth, 'content-type': `text/${token}`, accept: token },
      ...(method === 'GET' ? {} : { body: url }),
    })
  }
  for (const path of [
    `/${encodeURIComponent(url)}`,
    `/sign-in?token=${token}`,
    `/reply?token=${token}`,
    `/reply/notice?link=${encodeURIComponent(url)}`,
    `/console/reports/${encodeURIComponent(url)}`,
    ...PAGES.map((page) => `${page}?after=${token}&q=${encodeURIComponent(url)}`),
  ]) {
    for (const headers of [
      { cookie },
      { cookie: `nightlight=${token}` },
      { ...auth, accept: 'text/html' },
    ]) {
      await tell('GET', path, { headers: { ...headers, referer: url, 'user-agent': mailbox } })
    }
  }
  const form = new URLSearchParams({
    form: token,
    url,
    note: url,
    token,
    code: token,
    address: mailbox,
  })
  const page = (await tell('GET', '/console', { headers: { cookie } })).body
  const [, good = ''] = /name="form"\s+value="([\w-]+)"/.exec(page) ?? []
  const forms = [form.toString(), new URLSearchParams({ form: good, url, note: url }).toString()]
  for (const path of [
    '/console/reports',
    '/sign-in',
    '/sign-in/code',
    '/reply',
    '/reply/new-link',
    '/reply/code',
  ]) {
    for (const body of forms) {
      const headers = {
        cookie,
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'same-origin',
      }
      await tell('POST', path, { headers, body })
    }
  }
  return sent
}

const SECRET = /token|code|secret|password|challenge/i

/** The same shape with the value for every text that is free, and the token where a secret is asked for: a name may be any word. */
function filled(made: unknown, value: string, token: string): unknown {
  if (typeof made === 'string') return value
  if (Array.isArray(made)) return made.map((one) => filled(one, value, token))
  if (typeof made === 'object' && made !== null) {
    return Object.fromEntries(
      Object.entries(made).map(([name, one]) => [
        name,
        filled(one, SECRET.test(name) ? token : value, token),
      ]),
    )
  }
  return made
}
