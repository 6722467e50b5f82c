import { createHmac, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttpCall } from '../channels/http-call.ts'
import { createMailer, type Mailer } from '../channels/mailer.ts'
import { AWS_KEYS, startAws } from '../channels/testing-aws.ts'
import { startHttpServer, type HttpAnswer } from '../channels/testing-http.ts'
import { askCheck, askTest, proposeOwnWebhook, testsDue, testsOf } from '../portal/channel-tests.ts'
import { proposeChannel } from '../provider-channel-store.ts'
import { createWorld, seedProvider, type World } from '../testing-notices.ts'
import { startMailServer } from '../testing-servers.ts'
import { testChannel } from './test-channel.ts'

const secret = randomBytes(32)
const by = (world: World) => ({ actor: 'provider:Desk', name: 'Desk', at: world.now() })

let world: World
let mails: Awaited<ReturnType<typeof startMailServer>>
let mailer: Mailer
let hook: Awaited<ReturnType<typeof startHttpServer>>
let says: HttpAnswer = { code: 204 }
beforeAll(async () => {
  world = await createWorld()
  mails = await startMailServer()
  mailer = createMailer({ url: mails.url, timeoutMs: 5_000, name: 'hotline.example' })
  hook = await startHttpServer(() => says)
})
afterAll(async () => {
  await hook[Symbol.asyncDispose]()
  await mailer[Symbol.asyncDispose]()
  await mails[Symbol.asyncDispose]()
  await world[Symbol.asyncDispose]()
})

const inTrx = <T>(run: Parameters<ReturnType<World['db']['transaction']>['execute']>[0]) =>
  world.db.transaction().execute(run) as Promise<T>

const run = (testId: string, allowNetworks = ['127.0.0.0/8']) => {
  const mailbox = 'notices@hotline.example'
  const sender = { organisation: 'Hotline', mailbox, domain: 'hotline.example', replyUrl: null }
  const call = createHttpCall({ allowNetworks, timeoutMs: 5_000 })
  return testChannel({ ...world, mailer, call, dkim: [], sender })({ testId }, world.context)
}

async function withHook(url = `${hook.url}/notices`) {
  const providerId = await seedProvider(world)
  const asked = { providerId, url, secret: `whsec_${secret.toString('base64')}` }
  const channelId = await inTrx<string>((trx) =>
    proposeOwnWebhook(trx, world.crypto, asked, by(world)),
  )
  const ask = () => inTrx<string>((trx) => askTest(trx, { providerId, channelId }, by(world)))
  return { providerId, channelId, ask }
}

describe('testChannel', () => {
  it('posts a signed message of no case to an endpoint that waits for approval, once', async () => {
    const { providerId, ask } = await withHook()
    const testId = await ask()
    expect(await testsDue(world.db, world.now(), 9)).toContain(testId)
    expect(await run(testId)).toEqual({ status: 'done' })
    expect(await run(testId)).toMatchObject({ status: 'skipped' })
    const [request, ...more] = hook.requests.splice(0)
    expect(more).toEqual([])
    const { headers, body } = request!
    const signed = `${testId}.${headers['webhook-timestamp']}.${body}`
    const expected = createHmac('sha256', secret).update(signed).digest('base64')
    expect(headers['webhook-id']).toBe(testId)
    expect(headers['webhook-signature']).toBe(`v1,${expected}`)
    expect(JSON.parse(body)).toMatchObject({
      type: 'notice.test',
      data: { noticeId: testId, kind: 'test', language: 'en', xarf: [], addresses: [] },
    })
    expect(await testsOf(world.db, providerId, 9)).toMatchObject([
      { id: testId, outcome: 'accepted', code: 204 },
    ])
    expect(await testsDue(world.db, world.now(), 9)).not.toContain(testId)
  })

  it.each([
    [{ code: 404 }, 'turned-away', 404],
    [{ code: 500 }, 'deferred', 500],
    ['hang-up', 'in-doubt', null],
  ] as const)('keeps what came of it: %j', async (answer, outcome, code) => {
    const { providerId, ask } = await withHook()
    says = answer
    await run(await ask())
    says = { code: 204 }
    expect(await testsOf(world.db, providerId, 9)).toMatchObject([{ outcome, code }])
  })

  it('reaches nothing inside that was not opened', async () => {
    const { providerId, ask } = await withHook()
    hook.requests.length = 0
    await run(await ask(), [])
    expect(hook.requests).toEqual([])
    expect(await testsOf(world.db, providerId, 9)).toMatchObject([
      { outcome: 'deferred', code: null },
    ])
  })

  it('mails to the mailbox in use, and says where there is none', async () => {
    for (const mailbox of ['abuse@hosting.example', null]) {
      const providerId = await seedProvider(world, { mailbox })
      const asked = { providerId, channelId: null }
      const testId = await inTrx<string>((trx) => askTest(trx, asked, by(world)))
      await run(testId)
      const outcome = mailbox === null ? 'unsendable' : 'accepted'
      expect(await testsOf(world.db, providerId, 9)).toMatchObject([{ id: testId, outcome }])
    }
    expect(mails.mails).toHaveLength(1)
    expect(mails.mails[0]).toContain('Subject: TEST - not a notice')
    expect(mails.mails[0]).toContain('To: abuse@hosting.example')
  })
})

describe('an interface', () => {
  const provider = async (kind: 'aws' | 'cloudflare', configuration: unknown) => {
    const providerId = await seedProvider(world)
    const person = by(world)
    const channelId = await inTrx<string>((trx) =>
      proposeChannel(trx, world.crypto, { providerId, kind, configuration, by: person }),
    )
    const ask = () => inTrx<string>((trx) => askCheck(trx, channelId, by(world)))
    const told = async () => {
      const made = world.db.selectFrom('channel_test').select(['outcome', 'code'])
      return made.where('provider_id', '=', providerId).executeTakeFirstOrThrow()
    }
    return { providerId, channelId, ask, told }
  }

  it('of AWS is asked for a report that nobody has, which proves the keys and reports nothing', async () => {
    await using aws = await startAws(world.now)
    const { ask, told } = await provider('aws', aws.settings)
    const testId = await ask()
    expect(await run(testId)).toEqual({ status: 'done' })
    expect(await run(testId)).toMatchObject({ status: 'skipped' })
    expect(await told()).toEqual({ outcome: 'proved', code: 200 })
    expect(aws.requests.map(({ method }) => method)).toEqual(['GET'])
    expect(aws.reports).toEqual([])
  })

  it('of AWS refuses keys that are not its own', async () => {
    await using aws = await startAws(world.now)
    const secretAccessKey = 'not/the/key/that/it/knows/of'
    const { ask, told } = await provider('aws', { ...aws.settings, secretAccessKey })
    await run(await ask())
    expect(await told()).toEqual({ outcome: 'turned-away', code: 403 })
  })

  it.each([
    [{ code: 200, body: { success: true, result: { reports: [] } } }, 'proved', 200],
    [{ code: 200, body: { hello: 'there' } }, 'reached', 200],
    [{ code: 302, headers: { location: 'https://example.org/' } }, 'reached', 302],
    [{ code: 403, body: { success: false } }, 'turned-away', 403],
    [{ code: 503 }, 'deferred', 503],
    ['hang-up', 'deferred', null],
  ] as const)(
    'of Cloudflare is claimed to be no more than it says: %j',
    async (answer, outcome, code) => {
      await using api = await startHttpServer(() => answer)
      const apiToken = 'token-of-forty-characters-for-this-test-1'
      const endpoint = `${api.url}/client/v4`
      const settings = { accountId: '0a'.repeat(16), apiToken, endpoint }
      const { ask, told } = await provider('cloudflare', settings)
      await run(await ask())
      expect(await told()).toEqual({ outcome, code })
      expect(api.requests).toHaveLength(1)
      expect(api.requests[0]).toMatchObject({
        method: 'GET',
        url: `/client/v4/accounts/${'0a'.repeat(16)}/abuse-reports?page=1&per_page=1`,
        body: '',
      })
      expect(api.requests[0]!.headers['authorization']).toBe(`Bearer ${apiToken}`)
    },
  )

  it('inside that was not opened is not reached', async () => {
    await using aws = await startAws(world.now)
    const { ask, told } = await provider('aws', aws.settings)
    await run(await ask(), [])
    expect(aws.requests).toEqual([])
    expect(await told()).toEqual({ outcome: 'deferred', code: null })
  })

  it('is not asked in the portal, and no webhook by the hotline', async () => {
    const { providerId, channelId } = await provider('aws', AWS_KEYS)
    const asked = { providerId, channelId }
    await expect(inTrx((trx) => askTest(trx, asked, by(world)))).rejects.toMatchObject({
      code: 'channel-not-triable',
    })
    const hooked = await withHook()
    await expect(inTrx((trx) => askCheck(trx, hooked.channelId, by(world)))).rejects.toMatchObject({
      code: 'channel-not-triable',
    })
  })
})

describe('askTest', () => {
  it('counts and lists nothing that the hotline had an interface asked', async () => {
    const { providerId, channelId, ask } = await withHook()
    const person = by(world)
    const interfaceOf = { providerId, kind: 'aws', configuration: AWS_KEYS, by: person } as const
    const aws = await inTrx<string>((trx) => proposeChannel(trx, world.crypto, interfaceOf))
    const check = () => inTrx<string>((trx) => askCheck(trx, aws, by(world)))
    for (let n = 0; n < 5; n++) await check()
    await expect(check()).rejects.toMatchObject({ code: 'channel-tests-many' })
    const testId = await ask()
    expect(await testsOf(world.db, providerId, 9)).toMatchObject([{ id: testId, channelId }])
  })

  it('takes five within an hour, of ways of the provider alone', async () => {
    const { providerId, ask } = await withHook()
    const other = await withHook()
    const foreign = { providerId, channelId: other.channelId }
    await expect(inTrx((trx) => askTest(trx, foreign, by(world)))).rejects.toMatchObject({
      code: 'channel-not-found',
    })
    for (let n = 0; n < 5; n++) await ask()
    await expect(ask()).rejects.toMatchObject({ code: 'channel-tests-many' })
    world.wait(1.1)
    await ask()
  })
})
