import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createMailGate, type LedgerMail, type MailLedger } from './mail-gate.ts'
import { createMailer } from './mailer.ts'

const NOW = new Date('2026-05-01T12:00:00Z')

function ledger(record?: MailLedger['record']) {
  const mails: LedgerMail[] = []
  return {
    mails,
    record:
      record ??
      (async (mail: LedgerMail) => {
        if (mails.some(({ messageId }) => messageId === mail.messageId)) return 'already-there'
        mails.push(mail)
        return 'recorded'
      }),
  } satisfies MailLedger & { mails: LedgerMail[] }
}

const gateOn = (book: MailLedger, maxBytes = 100_000) =>
  createMailGate({ ledger: book, now: () => NOW }, { host: '127.0.0.1', port: 0, maxBytes })

const mail = (header: string, body = 'Hello\r\n.\r\n..two\r\n') => ({
  from: 'notices@hotline.example',
  to: 'abuse@host.example',
  raw: Buffer.from(`${header}\r\n\r\n${body}`),
})

const SOUND = mail('Subject: x\r\nMessage-ID: <a@hotline.example>')

async function hand(url: string, ...mails: (typeof SOUND)[]) {
  await using mailer = createMailer({ url, timeoutMs: 5000, name: 'test.example' })
  const outcomes = []
  for (const one of mails) outcomes.push(await mailer.deliver(one))
  return outcomes
}

describe('createMailGate', () => {
  it('records the mail as it came', async () => {
    const book = ledger()
    await using gate = await gateOn(book)
    expect(await hand(gate.url, SOUND)).toEqual([
      { status: 'accepted', code: 250, response: '250 2.0.0 recorded' },
    ])
    expect(book.mails).toEqual([
      {
        messageId: '<a@hotline.example>',
        from: SOUND.from,
        to: [SOUND.to],
        raw: SOUND.raw,
        receivedAt: NOW,
      },
    ])
  })

  it('does not answer before the ledger has the mail', async () => {
    const asked = Promise.withResolvers<void>()
    const written = Promise.withResolvers<'recorded'>()
    const book = ledger(() => {
      asked.resolve()
      return written.promise
    })
    await using gate = await gateOn(book)
    let answered = false
    const handing = hand(gate.url, SOUND).finally(() => {
      answered = true
    })
    await asked.promise
    expect(answered).toBe(false)
    written.resolve('recorded')
    expect(await handing).toMatchObject([{ status: 'accepted' }])
  })

  it('takes the same Message-ID a second time and drops it', async () => {
    const book = ledger()
    await using gate = await gateOn(book)
    expect(await hand(gate.url, SOUND, SOUND)).toMatchObject([
      { status: 'accepted', response: '250 2.0.0 recorded' },
      { status: 'accepted', response: '250 2.0.0 already there, dropped' },
    ])
    expect(book.mails).toHaveLength(1)
  })

  it('reads a Message-ID that is folded or spelt otherwise', async () => {
    const book = ledger()
    await using gate = await gateOn(book)
    await hand(gate.url, mail('message-id:\r\n <b@hotline.example>'))
    expect(book.mails[0]?.messageId).toBe('<b@hotline.example>')
  })

  it.each([
    ['without a Message-ID', mail('Subject: x')],
    ['with one in the body only', mail('Subject: x', 'Message-ID: <a@hotline.example>\r\n')],
    ['with two', mail('Message-ID: <a@hotline.example>\r\nMessage-ID: <b@hotline.example>')],
    ['with a malformed one', mail('Message-ID: a@hotline.example')],
    ['with an empty one', mail('Message-ID:')],
  ])('refuses a mail %s', async (_what, one) => {
    const book = ledger()
    await using gate = await gateOn(book)
    expect(await hand(gate.url, one)).toMatchObject([{ status: 'refused', code: 550 }])
    expect(book.mails).toEqual([])
  })

  it('refuses a mail that is too big', async () => {
    const book = ledger()
    await using gate = await gateOn(book, 1000)
    const big = mail('Message-ID: <a@hotline.example>', 'x'.repeat(1000))
    expect(await hand(gate.url, big)).toMatchObject([{ status: 'refused', code: 552 }])
    expect(book.mails).toEqual([])
  })

  it('asks to come back when the ledger fails, and says nothing of why', async () => {
    const book = ledger(() => Promise.reject(new Error('secret.example is down')))
    await using gate = await gateOn(book)
    expect(await hand(gate.url, SOUND)).toEqual([
      { status: 'deferred', code: 451, response: '451 4.3.0 not recorded, try again' },
    ])
  })

  it('records nothing of a mail that breaks off', async () => {
    const book = ledger()
    {
      await using gate = await gateOn(book)
      const socket = connect(gate.port, '127.0.0.1')
      await once(socket, 'data')
      socket.write('EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n')
      let heard = ''
      while (!heard.includes('354')) heard += String((await once(socket, 'data'))[0])
      socket.end('Message-ID: <a@hotline.example>\r\n\r\nhalf')
      await once(socket, 'close')
      expect(await hand(gate.url, mail('Message-ID: <b@hotline.example>'))).toMatchObject([
        { status: 'accepted' },
      ])
    }
    expect(book.mails.map(({ messageId }) => messageId)).toEqual(['<b@hotline.example>'])
  })

  it('keeps mails handed over at the same time apart', async () => {
    const book = ledger()
    await using gate = await gateOn(book)
    const numbers = Array.from({ length: 20 }, (_, index) => index % 10)
    await Promise.all(
      numbers.map((n) => hand(gate.url, mail(`Message-ID: <m${n}@hotline.example>`, `body ${n}`))),
    )
    expect(book.mails.map(({ messageId }) => messageId).sort()).toEqual(
      Array.from({ length: 10 }, (_, n) => `<m${n}@hotline.example>`),
    )
    for (const { messageId, raw } of book.mails) {
      expect(Buffer.from(raw).toString()).toContain(`body ${messageId.at(2)}`)
    }
  })

  it('refuses an address the strict grammar refuses', async () => {
    const book = ledger()
    await using gate = await gateOn(book)
    const socket = connect(gate.port, '127.0.0.1')
    await once(socket, 'data')
    socket.write('EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<"a b"@localhost>\r\n')
    let heard = ''
    while (!/^5\d\d /m.test(heard)) heard += String((await once(socket, 'data'))[0])
    socket.end('QUIT\r\n')
    await once(socket, 'close')
    expect(heard).toMatch(/^5\d\d /m)
  })

  it('fails to start on a port that is taken', async () => {
    await using gate = await gateOn(ledger())
    const taken = { host: '127.0.0.1', port: gate.port, maxBytes: 1000 }
    await expect(createMailGate({ ledger: ledger(), now: () => NOW }, taken)).rejects.toThrow(
      'EADDRINUSE',
    )
  })
})
