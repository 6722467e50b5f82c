import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createMailGate } from './channels/mail-gate.ts'
import { createMailer } from './channels/mailer.ts'
import { acceptedByGate, createMailLedger } from './mail-ledger.ts'
import { createWorld, type World } from './testing-notices.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

const mail = (messageId: string) => ({
  messageId,
  from: 'notices@notices.example',
  to: ['abuse@host.example'],
  raw: Buffer.from('Subject: secret\r\n\r\nhttps://host.example/secret.jpg\r\n'),
  receivedAt: world.now(),
})

const rowOf = (messageId: string) =>
  world.db
    .selectFrom('mail_ledger')
    .selectAll()
    .where('message_id', '=', messageId)
    .executeTakeFirst()

describe('createMailLedger', () => {
  it('takes a mail over once and counts the copies it drops', async () => {
    const ledger = createMailLedger(world)
    const entry = mail('<one@notices.example>')
    expect(await ledger.record(entry)).toBe('recorded')
    expect(await ledger.record(entry)).toBe('already-there')
    expect(await ledger.record(entry)).toBe('already-there')
    expect(await rowOf(entry.messageId)).toMatchObject({
      copies_dropped: 2,
      recipients: ['abuse@host.example'],
      accepted_at: world.now(),
    })
  })

  it('takes a mail over once when ten come at once', async () => {
    const ledger = createMailLedger(world)
    const entry = mail('<ten@notices.example>')
    const answers = await Promise.all(Array.from({ length: 10 }, () => ledger.record(entry)))
    expect(answers.filter((answer) => answer === 'recorded')).toHaveLength(1)
  })

  it('keeps the mail sealed', async () => {
    const entry = mail('<sealed@notices.example>')
    await createMailLedger(world).record(entry)
    const { mail_ct } = (await rowOf(entry.messageId))!
    expect(mail_ct.toString('latin1')).not.toContain('secret')
    const place = { table: 'mail_ledger', column: 'mail_ct', row: entry.messageId }
    expect(world.crypto.open(place, mail_ct)).toEqual(entry.raw)
  })

  it('has what the gate answered for', async () => {
    const deps = { ledger: createMailLedger(world), now: world.now }
    const options = { host: '127.0.0.1', port: 0, maxBytes: 100_000 }
    await using gate = await createMailGate(deps, options)
    await using mailer = createMailer({ url: gate.url, timeoutMs: 5000, name: 'test.example' })
    const messageId = '<gate@notices.example>'
    const { from, to } = mail(messageId)
    const raw = Buffer.from(`Message-ID: ${messageId}\r\n\r\nhello\r\n`)
    const outcome = await mailer.deliver({ from, to: to[0]!, raw })
    expect(outcome.status).toBe('accepted')
    expect(await acceptedByGate(world.db, messageId)).toEqual(world.now())
  })
})

describe('acceptedByGate', () => {
  it('is null for what never came', async () => {
    expect(await acceptedByGate(world.db, '<never@notices.example>')).toBeNull()
  })
})
