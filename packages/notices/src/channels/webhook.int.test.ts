import { createHmac, generateKeyPairSync, randomBytes, verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { attentionOf, channelRow, dueByChannel } from '../testing-channels.ts'
import { readTakedown } from '../testing-notices.ts'
import { createPostOffice, type PostOffice } from '../testing-post-office.ts'
import { startHttpServer, type HttpAnswer, type Received } from './testing-http.ts'

const secret = randomBytes(32)
const keys = generateKeyPairSync('ed25519')
const seed = Buffer.from(keys.privateKey.export({ format: 'jwk' }).d!, 'base64url')
const SECRETS = [`whsk_${seed.toString('base64')}`, `whsec_${secret.toString('base64')}`]

/** A receiver that checks both signatures by itself and takes each `webhook-id` once. */
async function startReceiver(now: () => Date) {
  const taken = new Map<string, { type: string; data: Record<string, unknown> }>()
  const script = { answer: (_request: Received): HttpAnswer | null => null, copies: 0 }
  const server = await startHttpServer((request) => {
    const said = script.answer(request)
    if (!isSigned(request, now())) return { code: 401 }
    const id = request.headers['webhook-id']!
    if (said !== null && said !== 'hang-up') return said
    if (taken.has(id)) script.copies++
    else taken.set(id, JSON.parse(request.body) as { type: string; data: Record<string, unknown> })
    return said ?? { code: 204 }
  })
  return { ...server, taken, script }
}

function isSigned({ headers, body }: Received, now: Date): boolean {
  const at = Number(headers['webhook-timestamp'])
  if (Math.abs(at - now.getTime() / 1000) > 300) return false
  const content = Buffer.from(`${headers['webhook-id']}.${at}.${body}`)
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map((one) => one.split(','))
  const [[v1a, asymmetric = ''] = [], [v1, symmetric = ''] = []] = signatures
  const expected = createHmac('sha256', secret).update(content).digest('base64')
  const isOurs = verify(null, content, keys.publicKey, Buffer.from(asymmetric, 'base64'))
  return v1a === 'v1a' && v1 === 'v1' && isOurs && symmetric === expected
}

let office: PostOffice
let receiver: Awaited<ReturnType<typeof startReceiver>>
beforeAll(async () => {
  office = await createPostOffice()
  receiver = await startReceiver(office.world.now)
})
afterAll(async () => {
  await receiver[Symbol.asyncDispose]()
  await office[Symbol.asyncDispose]()
})
beforeEach(() => {
  receiver.taken.clear()
  receiver.requests.length = 0
  receiver.script.copies = 0
  receiver.script.answer = () => null
  office.server.mails.length = 0
  office.answer(250)
})

const due = (url = `${receiver.url}/hooks/notices`) =>
  dueByChannel(office, 'webhook', { url, secrets: SECRETS }, [{}, {}])

describe('a webhook', () => {
  it('gets a notice, signed, under the id of the notice', async () => {
    const { noticeId, cases } = await due()
    await office.send(noticeId)
    const { type, data } = receiver.taken.get(noticeId)!
    expect(type).toBe('notice.created')
    expect(data).toMatchObject({ noticeId, kind: 'provider-notice', language: 'en' })
    expect((data['addresses'] as { url: string }[]).map(({ url }) => url).toSorted()).toEqual(
      cases.map(({ imageUrl }) => imageUrl).toSorted(),
    )
    expect(data['xarf']).toHaveLength(2)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', channel: 'webhook' })
    expect((await readTakedown(office.world, cases[0]!.takedownId)).status).toBe('notified')
    expect(office.server.mails).toEqual([])
  })

  it.each([408, 425, 429, 500, 502, 503])('that answers %i gets it later', async (code) => {
    const { noticeId } = await due()
    receiver.script.answer = () => ({ code, headers: { 'retry-after': '90' } })
    await office.send(noticeId)
    const row = await office.noticeOf(noticeId)
    expect(row).toMatchObject({ state: 'due', channel: 'webhook' })
    expect(Math.abs(row.due_at.getTime() - Date.now() - 90_000)).toBeLessThan(30_000)
    receiver.script.answer = () => null
    await office.fallDue(noticeId)
    await office.send(noticeId)
    expect([...receiver.taken.keys()]).toEqual([noticeId])
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('that hung up gets it again under the same id, and has it once', async () => {
    const { noticeId } = await due()
    receiver.script.answer = () => 'hang-up'
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('handover')
    receiver.script.answer = () => null
    await office.expireLease(noticeId)
    await office.send(noticeId)
    expect([...receiver.taken.keys()]).toEqual([noticeId])
    expect(receiver.script.copies).toBe(1)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
  })

  it('that answers 410 is shut, and the notice goes by mail', async () => {
    const { noticeId, channelId, cases } = await due()
    receiver.script.answer = () => ({ code: 410 })
    await office.send(noticeId)
    expect(await channelRow(office, channelId)).toMatchObject({
      state: 'disabled',
      disabled_because: 'http-410',
    })
    await office.send(noticeId)
    expect(office.server.mails).toHaveLength(1)
    expect(await office.noticeOf(noticeId)).toMatchObject({ state: 'sent', channel: 'smtp' })
    expect(await attentionOf(office, cases[0]!.takedownId)).toBe('channel-refused')
  })

  it('is not followed where it redirects: the notice goes by mail', async () => {
    const { noticeId, channelId } = await due()
    receiver.script.answer = () => ({
      code: 307,
      headers: { location: `${receiver.url}/elsewhere` },
    })
    await office.send(noticeId)
    await office.send(noticeId)
    expect(receiver.requests.map(({ url }) => url)).toEqual(['/hooks/notices'])
    expect(office.server.mails).toHaveLength(1)
    expect((await channelRow(office, channelId)).state).toBe('active')
  })

  it('that was shut since takes nothing: what waits for it goes by mail', async () => {
    const { noticeId, channelId } = await due()
    await office.world.db
      .updateTable('provider_channel')
      .set({ state: 'disabled' })
      .where('id', '=', channelId)
      .execute()
    await office.send(noticeId)
    await office.send(noticeId)
    expect(receiver.requests).toEqual([])
    expect(office.server.mails).toHaveLength(1)
  })

  it.each(['http://192.0.2.1/', 'http://hooks.example/', 'https://10.0.0.1/', 'https://[::1]/'])(
    'at %s is never connected to',
    async (url) => {
      const { noticeId } = await due(url)
      await office.send(noticeId)
      expect(await office.attemptsOf(noticeId)).toEqual([
        { n: 1, outcome: 'deferred', smtp_code: null },
      ])
    },
  )
})
