import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startHttpServer, type HttpAnswer } from '../channels/testing-http.ts'
import { settleDoubt } from '../settle-doubt.ts'
import { attentionOf, channelRow, dueByChannel, triedSince } from '../testing-channels.ts'
import { readTakedown } from '../testing-notices.ts'
import { createPostOffice, onlyMail, type PostOffice } from '../testing-post-office.ts'

const SECRETS = [`whsec_${'A'.repeat(43)}=`]

let office: PostOffice
let hooks: Awaited<ReturnType<typeof startHttpServer>>
let answer: HttpAnswer
beforeAll(async () => {
  office = await createPostOffice()
  hooks = await startHttpServer(() => answer)
})
afterAll(async () => {
  await hooks[Symbol.asyncDispose]()
  await office[Symbol.asyncDispose]()
})
beforeEach(() => {
  hooks.requests.length = 0
  office.server.mails.length = 0
  office.answer(250)
})

/** A notice for a webhook that answered so to its first call. */
async function tried(said: HttpAnswer) {
  const due = await dueByChannel(office, 'webhook', { url: `${hooks.url}/`, secrets: SECRETS })
  answer = said
  await office.send(due.noticeId)
  return { ...due, takedownId: due.cases[0]!.takedownId }
}

async function again(noticeId: string, said: HttpAnswer = answer): Promise<void> {
  answer = said
  await office.fallDue(noticeId)
  await office.expireLease(noticeId)
  await office.send(noticeId)
}

const outcomesOf = async (noticeId: string) =>
  (await office.attemptsOf(noticeId)).map(({ outcome }) => outcome)

describe('a channel that does not take a notice', () => {
  it.each([429, 500, 503])('for two hours (%i) makes room for mail, and says so', async (code) => {
    const { noticeId, takedownId } = await tried({ code })
    await triedSince(office, noticeId, 1.9)
    await again(noticeId)
    expect(hooks.requests).toHaveLength(2)
    expect(office.server.mails).toEqual([])
    await triedSince(office, noticeId, 0.2)
    await again(noticeId)
    expect(hooks.requests).toHaveLength(2)
    await office.send(noticeId)
    expect((await onlyMail(office)).messageId).toBe((await office.noticeOf(noticeId)).message_id)
    expect(await outcomesOf(noticeId)).toEqual(['deferred', 'deferred', 'fallen-back', 'accepted'])
    expect(await readTakedown(office.world, takedownId)).toMatchObject({
      status: 'notified',
      attention: 'channel-refused',
      state: { noticesSent: 1 },
    })
  })

  it('is not waited for longer, whatever it asks for', async () => {
    const { noticeId } = await tried({ code: 503, headers: { 'retry-after': '86400' } })
    const waitMs = (await office.noticeOf(noticeId)).due_at.getTime() - Date.now()
    expect(waitMs).toBeLessThanOrEqual(2 * 3_600_000)
    expect(waitMs).toBeGreaterThan(1.9 * 3_600_000)
  })

  it('but takes it in time gets it, and no mail goes', async () => {
    const { noticeId } = await tried({ code: 503 })
    await again(noticeId, { code: 204 })
    await triedSince(office, noticeId, 3)
    await office.send(noticeId)
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect(office.server.mails).toEqual([])
  })

  it.each([['hang-up' as const], [{ code: 502 }], [{ code: 504 }]])(
    'and may have it (%j) is tried once more, then asked of a person',
    async (said) => {
      const { noticeId, takedownId } = await tried(said)
      await triedSince(office, noticeId, 3)
      await again(noticeId, { code: 503 })
      expect(hooks.requests).toHaveLength(2)
      expect((await office.noticeOf(noticeId)).state).toBe('refused')
      expect(await attentionOf(office, takedownId)).toBe('notice-in-doubt')
      expect(office.server.mails).toEqual([])
      const { db, deadlines, now } = office.world
      const found = { noticeId, arrived: false, actor: 'ana', at: now() }
      await db.transaction().execute((trx) => settleDoubt(trx, { deadlines }, found))
      await office.send(noticeId)
      expect(office.server.mails).toHaveLength(1)
      expect((await readTakedown(office.world, takedownId)).state.noticesSent).toBe(1)
    },
  )

  it('and may have it takes its copy after so long as before', async () => {
    const { noticeId } = await tried('hang-up')
    await triedSince(office, noticeId, 3)
    await again(noticeId, { code: 204 })
    expect((await office.noticeOf(noticeId)).state).toBe('sent')
    expect(office.server.mails).toEqual([])
  })

  it('and may have it is never followed by mail when it turns the copy away', async () => {
    const { noticeId, channelId, takedownId } = await tried('hang-up')
    await again(noticeId, { code: 410 })
    expect((await office.noticeOf(noticeId)).state).toBe('refused')
    expect((await channelRow(office, channelId)).disabled_because).toBe('http-410')
    expect(await attentionOf(office, takedownId)).toBe('notice-in-doubt')
    await office.send(noticeId)
    expect(office.server.mails).toEqual([])
  })

  it('and may have it is never followed by mail when it was shut meanwhile', async () => {
    const { noticeId, channelId, takedownId } = await tried('hang-up')
    const shut = office.world.db.updateTable('provider_channel').set({ state: 'disabled' })
    await shut.where('id', '=', channelId).execute()
    await again(noticeId)
    expect(await attentionOf(office, takedownId)).toBe('notice-in-doubt')
    expect(office.server.mails).toEqual([])
  })

  it('asks to be called again at once and is called after a pause', async () => {
    const { noticeId } = await tried({ code: 429, headers: { 'retry-after': '0' } })
    answer = { code: 429, headers: { 'retry-after': '0' } }
    await office.fallDue(noticeId)
    await office.send(noticeId, undefined, { patience: office.world.patience })
    const waitMs = (await office.noticeOf(noticeId)).due_at.getTime() - Date.now()
    expect(waitMs).toBeGreaterThan(20_000)
  })
})
