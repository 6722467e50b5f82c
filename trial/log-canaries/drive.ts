import { writeFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { jsonOf, type Ask } from './ask.ts'
import type { Canaries } from './canaries.ts'
import type { Installation } from './service.ts'
import type { World } from './world.ts'

const ROUND_MS = 250

type Item = { id: string }
type Page = { items: Item[] }

export type Desk = {
  ask: Ask
  /** Headers of the supervisor. */
  auth: Record<string, string>
  canaries: Canaries
}

/** Makes a key on this machine. @returns the file that it is in, and the key */
export async function makeKey(
  installation: Installation,
  dir: string,
  canaries: Canaries,
  name: string,
  ...who: string[]
): Promise<{ file: string; key: string }> {
  const args = ['keys', 'create', '--json', '--name', name, '--role', ...who]
  const { out } = await installation.command(args, { answers: true })
  const { key } = JSON.parse(out) as { key: string }
  canaries.keep('secret', 'API key', key.slice(20))
  const file = join(dir, `${name}.key`)
  await writeFile(file, key, { mode: 0o600 })
  return { file, key }
}

/** Hands the list in and has it count. */
export async function bringList(
  installation: Installation,
  dir: string,
  { list }: World,
  canaries: Canaries,
  people: { officer: string; activator: string },
): Promise<number | null> {
  const file = join(dir, `list-${canaries.word('address', 'name of a file').slice(4)}.csv`)
  await writeFile(file, list)
  const words = {
    '--list': 'Trial list',
    '--authority': 'Trial police',
    '--officer': canaries.word('person', 'officer of a list'),
    '--legal-basis': canaries.word('note', 'legal basis'),
    '--key-file': people.officer,
    '--activate-key-file': people.activator,
  }
  const args = ['lists', 'import', file, '--open-exact', ...Object.entries(words).flat()]
  const { code } = await installation.command(args)
  return code
}

/** Reports an address as a person does. @returns the id, or null where it was not taken */
export async function report({ ask, auth, canaries }: Desk, url: string): Promise<string | null> {
  const answer = await ask('POST', '/v1/reports', {
    headers: {
      ...auth,
      'content-type': 'application/json',
      'idempotency-key': canaries.word('note', 'idempotency key'),
    },
    body: JSON.stringify({
      url,
      note: `${canaries.word('note', 'note of a reporter')} ${url}`,
      reporter: `${canaries.word('person', 'mailbox of a reporter')}@example.net`,
    }),
  })
  return jsonOf<Item>(answer).id ?? null
}

/** Asks until it is so, or the time is over. */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  limitMs: number,
): Promise<boolean> {
  const end = Date.now() + limitMs
  while (Date.now() < end) {
    if (await isSo()) return true
    await setTimeout(ROUND_MS)
  }
  return false
}

export const postJson = ({ ask, auth }: Desk, path: string, body: unknown) =>
  ask('POST', path, {
    headers: { ...auth, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

/** Has events told to a subscriber. @returns whether it was taken */
export async function subscribe(desk: Desk, hook: string): Promise<boolean> {
  const made = await postJson(desk, '/v1/event-hooks', {
    name: 'Trial desk',
    url: hook,
    types: ['notice.sent', 'takedown.opened'],
  })
  const { secret } = jsonOf<{ secret: string }>(made)
  if (secret) desk.canaries.keep('secret', 'secret of a subscriber', secret)
  const { id } = jsonOf<Item>(made)
  if (id) await postJson(desk, `/v1/event-hooks/${id}/test`, {})
  return id !== undefined
}

/** What providers answer: by a person who heard it, by mail that comes back, by a webhook with no right. */
export async function answerNotices(
  desk: Desk,
  world: World,
  inboundPort: number,
): Promise<number> {
  const { ask, auth, canaries } = desk
  const detail = canaries.word('mail', 'words of a provider')
  const { items = [] } = jsonOf<Page>(await ask('GET', '/v1/takedowns?limit=50', { headers: auth }))
  let answered = 0
  for (const { id } of items) {
    const found = jsonOf<{ notices: Item[] }>(
      await ask('GET', `/v1/takedowns/${id}`, { headers: auth }),
    )
    for (const notice of (found.notices ?? []).slice(0, 2)) {
      const answers = [{ answer: 'disputed', detail }]
      const { status } = await postJson(desk, `/v1/notices/${notice.id}/replies`, { answers })
      if (status < 300) answered++
    }
    const until = new Date(Date.now() + 60_000).toISOString()
    for (const reason of [canaries.word('note', 'reason of a hold'), 'investigation']) {
      await postJson(desk, `/v1/takedowns/${id}/holds`, { reason, until })
    }
    await postJson(desk, `/v1/takedowns/${id}/exports`, {
      reason: 'police-request',
      legalBasis: canaries.word('note', 'legal basis of an export'),
    })
  }
  const [first] = world.mail.envelopes
  const sender = /<([^>]+)>/.exec(first?.from ?? '')?.[1] ?? 'nobody@example.net'
  const back = [
    `From: ${canaries.word('person', 'sender of an answer')}@example.net`,
    `To: ${sender}`,
    `Subject: ${canaries.word('mail', 'subject of an answer')}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${canaries.word('mail', 'text of an answer')} ${world.pages[0]}`,
  ]
  await mailIn(
    inboundPort,
    `${canaries.word('person', 'envelope of an answer')}@example.net`,
    sender,
    back,
  )
  await mailIn(inboundPort, '', sender, ['Content-Type: multipart/report', '', ...back])
  await mailIn(inboundPort, `bad ${detail}`, `bad ${detail}`, ['no mail', ...back])
  return answered
}

/** Hands a mail in by SMTP, whatever is said to it. */
async function mailIn(
  port: number,
  from: string,
  to: string,
  lines: readonly string[],
): Promise<void> {
  const socket = createConnection({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  const commands = [
    'EHLO trial',
    `MAIL FROM:<${from}>`,
    `RCPT TO:<${to}>`,
    'DATA',
    [...lines, '.'].join('\r\n'),
    'QUIT',
  ]
  let held = ''
  const done = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.setTimeout(5_000, () => socket.destroy())
  socket.on('data', (chunk) => {
    held += chunk.toString()
    if (!/^\d{3} .*\r\n$/m.test(held)) return
    held = ''
    const next = commands.shift()
    if (next === undefined) socket.end()
    else socket.write(`${next}\r\n`)
  })
  await done
}

/** Has a link made for a person of a role. @returns what stands in it behind the # */
export async function invite(installation: Installation, role: string): Promise<string> {
  const args = ['people', 'invite', '--role', role, '--name', `Invited ${role}`, '--json']
  const { out } = await installation.command(args, { answers: true })
  const { link } = JSON.parse(out) as { link: string }
  return link.slice(link.indexOf('#') + 1)
}

/** Signs a person in by the link that the start prints, or another. @returns the cookie */
export async function signIn({ ask, canaries }: Desk, token: string): Promise<string> {
  canaries.keep('secret', 'sign-in link', token)
  const answer = await ask('POST', '/sign-in', {
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
    },
    body: new URLSearchParams({ token }).toString(),
  })
  const cookies = ([answer.headers['set-cookie']].flat() as (string | undefined)[]).flatMap(
    (one) => one?.split(';')[0] ?? [],
  )
  for (const cookie of cookies) {
    const value = cookie.slice(cookie.indexOf('=') + 1)
    if (value.length >= 20) canaries.keep('secret', 'session', value)
  }
  return cookies.join('; ')
}
