import { newId } from '@nightlight/runtime'
import { decrypt, generateKey, readKey, readMessage, readPrivateKey } from 'openpgp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readMail } from '../channels/testing-mail.ts'
import type { UrlPolicy } from '../documents/url-policy.ts'
import { readLegalFiles } from '../legal-files.ts'
import { doTask } from '../task-done-store.ts'
import { readNotice } from '../notice-store.ts'
import { providerKeys, revokeProviderKey, setUrlPolicy } from '../provider-key-store.ts'
import { vouchedKey } from '../testing-keys.ts'
import { compose, MAIL_DOMAIN, readTakedown, seedProvider } from '../testing-notices.ts'
import { createPostOffice, type PostOffice } from '../testing-post-office.ts'

const SENDER = {
  organisation: 'Test Hotline',
  mailbox: `notices@${MAIL_DOMAIN}`,
  domain: MAIL_DOMAIN,
  replyUrl: 'https://answers.hotline.example/',
}
const URL_ = 'https://host.example/'

let office: PostOffice
let world: PostOffice['world']
beforeAll(async () => {
  office = await createPostOffice()
  world = office.world
})
afterAll(() => office[Symbol.asyncDispose]())
beforeEach(() => {
  office.server.mails.length = 0
  office.answer(250)
})

async function makeKey(hours = 0) {
  const made = await generateKey({
    userIDs: [{ email: 'abuse@hosting.example' }],
    date: world.now(),
    keyExpirationTime: hours * 3600,
  })
  return { material: made.publicKey, secret: made.privateKey }
}

async function due(policy: UrlPolicy | null) {
  const notice = await office.dueNotice()
  await setUrlPolicy(world.db, notice.providerId, policy, 'ann')
  return { ...notice, takedownId: notice.cases[0]?.takedownId ?? '' }
}

const add = (providerId: string, material: string) =>
  vouchedKey(world.db, { providerId, material }, world.now())

async function sent(noticeId: string, over = {}) {
  await office.send(noticeId, undefined, { sender: SENDER, ...over })
  const text = office.server.mails.at(-1) ?? ''
  return { raw: Buffer.from(text, 'latin1'), text }
}

const urlsOf = async (noticeId: string) =>
  (
    await world.db
      .selectFrom('notice_attempt')
      .select('urls')
      .where('notice_id', '=', noticeId)
      .execute()
  ).map(({ urls }) => urls)

describe('sendNotice to a provider with a policy for addresses', () => {
  it('encrypts the whole body to its key', async () => {
    const { noticeId, providerId, takedownId } = await due('encrypted')
    const { material, secret } = await makeKey()
    await add(providerId, material)
    const { text } = await sent(noticeId)
    expect(text).not.toMatch(/host\.example|host\[/)
    expect(text).toContain(`X-Notice-Id: ${noticeId}`)
    const [armoured = ''] =
      /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(text) ?? []
    const { data } = await decrypt({
      message: await readMessage({ armoredMessage: armoured }),
      decryptionKeys: await readPrivateKey({ armoredKey: secret }),
      format: 'binary',
      date: world.now(),
    })
    const inside = await readMail(data)
    expect(inside.attachments[0]?.content).toContain(URL_)
    expect(await urlsOf(noticeId)).toEqual(['encrypted'])
    expect((await readTakedown(world, takedownId)).attention).toBeNull()
  })

  it.each(['missing', 'expired', 'revoked'])(
    'gives no exact address when its key is %s, and has a person see to it',
    async (state) => {
      const { noticeId, providerId, takedownId } = await due('encrypted')
      if (state !== 'missing') {
        const { material } = await makeKey(2)
        const fingerprint = await add(providerId, material)
        if (state === 'expired') world.wait(3)
        if (state === 'revoked') {
          const key = { providerId, fingerprint, by: 'ann' }
          expect(await revokeProviderKey(world.db, key, world.now())).toBe(true)
          expect(await revokeProviderKey(world.db, key, world.now())).toBe(false)
        }
      }
      const { raw, text } = await sent(noticeId)
      expect(text).not.toMatch(/https:\/\/host\.example|hxxps/)
      const mail = await readMail(raw)
      expect(mail.attachments).toEqual([])
      expect(mail.text).toContain('Domain: host[.]example')
      expect(mail.text).toContain(SENDER.replyUrl)
      expect(await urlsOf(noticeId)).toEqual(['reply-page'])
      expect(await readTakedown(world, takedownId)).toMatchObject({
        status: 'notified',
        attention: 'recipient-key-unusable',
      })
    },
  )

  it('sends nothing when there is no other way to give the addresses', async () => {
    const { noticeId, takedownId } = await due('encrypted')
    await sent(noticeId, { sender: { ...SENDER, replyUrl: null } })
    expect(office.server.mails).toEqual([])
    expect((await readTakedown(world, takedownId)).attention).toBe('notice-unsendable')
  })

  describe('that could not go out for want of a key', () => {
    const NO_PAGE = { sender: { ...SENDER, replyUrl: null } }
    const unsendable = async () => {
      const one = await due('encrypted')
      await sent(one.noticeId, NO_PAGE)
      return one
    }
    const isOut = async ({ noticeId, takedownId }: { noticeId: string; takedownId: string }) => {
      expect((await office.noticeOf(noticeId)).state).toBe('due')
      await office.send(noticeId, undefined, NO_PAGE)
      expect(office.server.mails).toHaveLength(1)
      expect(await readTakedown(world, takedownId)).toMatchObject({
        status: 'notified',
        attention: null,
        state: { noticesSent: 1 },
      })
    }
    const taskOf = (takedownId: string) =>
      world.db
        .selectFrom('task')
        .select('id')
        .where('takedown_id', '=', takedownId)
        .where('code', '=', 'notice-unsendable')
        .where('done_at', 'is', null)
        .executeTakeFirstOrThrow()
    const done = (id: string, doneWith: 'mended' | 'told-by-hand') =>
      world.db.transaction().execute((trx) => doTask(trx, { id, by: 'ana', doneWith }))

    it('goes out when the provider has a key', async () => {
      const one = await unsendable()
      await add(one.providerId, (await makeKey()).material)
      expect((await readTakedown(world, one.takedownId)).attention).toBeNull()
      await isOut(one)
    })

    it('goes out when something else is decided for the provider', async () => {
      const one = await unsendable()
      await setUrlPolicy(world.db, one.providerId, 'machine-part', 'ann')
      await isOut(one)
    })

    it('goes out when a person says that it is mended', async () => {
      const one = await unsendable()
      await done((await taskOf(one.takedownId)).id, 'mended')
      const { db } = world
      await db.updateTable('provider').set({ url_policy: 'machine-part' }).execute()
      await isOut(one)
    })

    it('is asked about again when it still cannot', async () => {
      const one = await unsendable()
      await done((await taskOf(one.takedownId)).id, 'mended')
      await office.send(one.noticeId, undefined, NO_PAGE)
      expect(office.server.mails).toEqual([])
      expect((await readTakedown(world, one.takedownId)).attention).toBe('notice-unsendable')
    })

    it('stays where it is when a person has told the provider', async () => {
      const one = await unsendable()
      await done((await taskOf(one.takedownId)).id, 'told-by-hand')
      await add(one.providerId, (await makeKey()).material)
      expect((await office.noticeOf(one.noticeId)).state).toBe('refused')
    })
  })

  it('writes clear text to a provider for whom that was decided, and says so in the record', async () => {
    const { noticeId } = await due('clear-text')
    const { raw } = await sent(noticeId)
    expect((await readMail(raw)).text).toContain(URL_)
    expect(await urlsOf(noticeId)).toEqual(['clear-text'])
  })

  it('does what the installation does where nothing was decided', async () => {
    const { noticeId } = await due(null)
    expect((await readNotice(world.db, noticeId))?.urlPolicy).toBeNull()
    const { raw } = await sent(noticeId)
    const mail = await readMail(raw)
    expect(mail.text).not.toContain(URL_)
    expect(mail.attachments[0]?.content).toContain(URL_)
    expect(await urlsOf(noticeId)).toEqual(['machine-part'])
  })

  it('cites the law of the day and the country', async () => {
    const { noticeId } = await due(null)
    const { raw } = await sent(noticeId, {
      legal: readLegalFiles(),
      now: () => new Date('2026-11-20T12:00:00Z'),
    })
    expect((await readMail(raw)).text).toMatch(/LEGAL BASIS[^]*Netherlands: /)
  })
})

async function answered(noticeId: string, takedownId: string): Promise<void> {
  const { db } = world
  const { provider_id } = await db
    .selectFrom('notice')
    .select('provider_id')
    .where('id', '=', noticeId)
    .executeTakeFirstOrThrow()
  const event_id = newId()
  await db
    .insertInto('inbound_event')
    .values({ id: event_id, provider_id, event_id, kind: 'mail' })
    .execute()
  await db
    .insertInto('reply')
    .values({
      id: newId(),
      event_id,
      notice_id: noticeId,
      class: 'acknowledged',
      waits: false,
      takedown_id: takedownId,
      said_by: 'mail',
      said_at: world.now(),
    })
    .execute()
}

describe('a provider that could act because the host has not', () => {
  it.each([
    ['upstream', 'upstream-notice'],
    ['registrar', 'registrar-notice'],
    ['registry', 'registry-notice'],
  ] as const)('is told as %s whom we told before', async (kind, letter) => {
    const { noticeId, takedownId } = await due(null)
    await sent(noticeId)
    world.wait(1)
    if (kind === 'registry') {
      await answered(noticeId, takedownId)
    }
    const next = await seedProvider(world, { mailbox: `abuse@${kind}.example` })
    const db = world.db
    await db.updateTable('provider').set({ kind, name: 'Next' }).where('id', '=', next).execute()
    world.wait(48)
    await db
      .updateTable('takedown')
      .set({ provider_id: next, notify_at: world.now() })
      .where('id', '=', takedownId)
      .execute()
    await compose(world, next)
    const escalation = await db
      .selectFrom('notice')
      .select(['id', 'kind'])
      .where('provider_id', '=', next)
      .executeTakeFirstOrThrow()
    expect(escalation.kind).toBe(letter)
    const { raw } = await sent(escalation.id)
    const mail = await readMail(raw)
    expect(mail.text).toContain('To: Next')
    expect(mail.text).toMatch(/- Host, Example Hosting: told once,\s+on/)
    expect(mail.text).toContain(kind === 'registry' ? '– answered, but' : '– no answer.')
    expect(mail.attachments[0]?.content).toContain('"hosting_provider": "Example Hosting"')
  })
})

describe('a key that two people vouch for', () => {
  it('is kept with what it says of itself, the newest first', async () => {
    const providerId = await seedProvider(world)
    const [old, young] = [await makeKey(), await makeKey(48)]
    await add(providerId, old.material)
    world.wait(1)
    const fingerprint = await add(providerId, young.material)
    expect((await readKey({ armoredKey: young.material })).getFingerprint()).toBe(fingerprint)
    const kept = await providerKeys(world.db, providerId)
    expect(kept.map(({ material }) => material)).toEqual([young.material, old.material])
    world.wait(1)
    await add(providerId, old.material)
    expect((await providerKeys(world.db, providerId)).map(({ material }) => material)).toEqual([
      old.material,
      young.material,
    ])
  })

  it('is none that nothing can be encrypted to, and no private one', async () => {
    const providerId = await seedProvider(world)
    const { material, secret } = await makeKey(1)
    await expect(add(providerId, secret)).rejects.toMatchObject({ code: 'recipient-key-unfit' })
    world.wait(2)
    await expect(add(providerId, material)).rejects.toMatchObject({ code: 'recipient-key-expired' })
    expect(await providerKeys(world.db, providerId)).toEqual([])
  })
})
