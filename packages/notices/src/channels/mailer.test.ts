import { once } from 'node:events'
import { type AddressInfo, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { describe, expect, it } from 'vitest'
import { createMailer } from './mailer.ts'
import {
  hangUp,
  MAIL,
  nothing,
  reset,
  say,
  scripted,
  type Act,
  type Script,
} from './testing-smtp.ts'

async function deliver(script: Script, over: { timeoutMs?: number; raw?: Uint8Array } = {}) {
  await using server = await scripted(script)
  const { timeoutMs = 5000, raw = MAIL.raw } = over
  await using mailer = createMailer({ url: server.url, timeoutMs, name: 'test.example' })
  return { outcome: await mailer.deliver({ ...MAIL, raw }), steps: server.steps }
}

describe('deliver', () => {
  it('is accepted when the server says so after the dot', async () => {
    const { outcome } = await deliver({})
    expect(outcome).toEqual({ status: 'accepted', code: 250, response: '250 2.0.0 queued' })
  })

  it('reads an answer of several lines', async () => {
    const { outcome } = await deliver({ dot: say('250-first\r\n250-second\r\n250 last') })
    expect(outcome).toMatchObject({ status: 'accepted', code: 250 })
  })

  it('reads an answer that comes byte by byte', async () => {
    const dot: Act = (socket) => {
      const bytes = [...Buffer.from('250-first\r\n250 last\r\n')]
      const next = () => {
        const byte = bytes.shift()
        if (byte !== undefined) socket.write(Buffer.of(byte), () => setImmediate(next))
      }
      next()
    }
    expect((await deliver({ dot })).outcome).toMatchObject({ status: 'accepted' })
  })

  it('brings every byte of the mail over', async () => {
    const { promise, resolve } = Promise.withResolvers<Buffer>()
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onData(stream, _session, done) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          resolve(Buffer.concat(chunks))
          done()
        })
      },
    })
    const listening = server.listen(0, '127.0.0.1')
    await once(listening, 'listening')
    const { port } = listening.address() as AddressInfo
    {
      const url = `smtp://127.0.0.1:${port}`
      await using mailer = createMailer({ url, timeoutMs: 5000, name: 'test.example' })
      expect((await mailer.deliver(MAIL)).status).toBe('accepted')
    }
    expect((await promise).equals(MAIL.raw)).toBe(true)
    await new Promise<void>((closed) => server.close(closed))
  })

  it.each([
    ['MAIL', '550 5.7.1 no', 'refused', 550],
    ['MAIL', '450 4.7.1 greylisted', 'deferred', 450],
    ['MAIL', '421 4.3.2 closing', 'deferred', 421],
    ['RCPT', '550 5.1.1 unknown', 'refused', 550],
    ['RCPT', '450 4.2.1 greylisted', 'deferred', 450],
    ['RCPT', '451 4.3.0 later', 'deferred', 451],
    ['RCPT', '552 5.2.2 full', 'refused', 552],
    ['DATA', '554 5.5.1 no', 'refused', 554],
    ['DATA', '451 4.3.0 later', 'deferred', 451],
    ['dot', '550 5.7.1 spam', 'refused', 550],
    ['dot', '552 5.3.4 too big', 'refused', 552],
    ['dot', '554-5.7.1 no\r\n554 and no', 'refused', 554],
    ['dot', '421 4.3.2 closing', 'deferred', 421],
    ['dot', '450 4.7.0 later', 'deferred', 450],
    ['dot', '451 4.3.0 later', 'deferred', 451],
    ['dot', '452 4.3.1 full', 'deferred', 452],
    ['greeting', '421 busy', 'deferred', 421],
    ['greeting', '554 no service', 'deferred', 554],
  ] as const)('after %s %s it is %s', async (step, text, status, code) => {
    expect((await deliver({ [step]: say(text) })).outcome).toMatchObject({ status, code })
  })

  it.each([
    ['MAIL', 'sender'],
    ['RCPT', 'recipient'],
    ['DATA', 'content'],
    ['dot', 'content'],
  ] as const)('knows a refusal after %s for one of the %s', async (step, stage) => {
    const { outcome } = await deliver({ [step]: say('550 5.1.1 no') })
    expect(outcome).toMatchObject({ status: 'refused', stage })
  })

  it.each([
    ['MAIL', ['RCPT', 'DATA'], 'sender'],
    ['RCPT', ['DATA'], 'recipient'],
    ['DATA', [], 'content'],
  ] as const)('knows it from a server that takes commands in one go: %s', async (...row) => {
    const [step, after, stage] = row
    const EHLO = say('250-test\r\n250 PIPELINING')
    const outOfOrder = Object.fromEntries(after.map((name) => [name, say('503 5.5.1 not now')]))
    const { outcome } = await deliver({ EHLO, [step]: say('550 5.1.1 no'), ...outOfOrder })
    expect(outcome).toMatchObject({ status: 'refused', stage })
  })

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'is deferred when the connection is reset at %s',
    async (step) => {
      const { outcome } = await deliver({ [step]: reset })
      expect(outcome).toMatchObject({ status: 'deferred', code: null })
    },
  )

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'is deferred when the server hangs up at %s',
    async (step) => {
      const { outcome } = await deliver({ [step]: hangUp })
      expect(outcome).toMatchObject({ status: 'deferred', code: null })
    },
  )

  it.each(['greeting', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const)(
    'is deferred when the server falls silent at %s',
    async (step) => {
      const { outcome } = await deliver({ [step]: nothing }, { timeoutMs: 100 })
      expect(outcome).toEqual({ status: 'deferred', code: null, response: 'no reply in time' })
    },
  )

  it('is deferred when the connection is reset in the middle of a long mail', async () => {
    const raw = Buffer.alloc(32 << 20, 'x\r\n')
    expect((await deliver({ body: reset }, { raw })).outcome).toMatchObject({
      status: 'deferred',
      code: null,
    })
  })

  it.each([
    ['resets the connection', reset],
    ['hangs up', hangUp],
    ['breaks off in its answer', (socket: Socket) => socket.end('25')],
    ['breaks off between two lines', (socket: Socket) => socket.end('250-first\r\n')],
    ['answers in another language', say('hello there')],
  ])('is in doubt when the server %s after the dot', async (_what, dot) => {
    expect((await deliver({ dot })).outcome.status).toBe('in-doubt')
  })

  it('is in doubt when the server falls silent after the dot', async () => {
    const { outcome, steps } = await deliver({ dot: nothing }, { timeoutMs: 100 })
    expect(outcome).toEqual({ status: 'in-doubt', response: 'no reply in time' })
    expect(steps.at(-1)).toBe('dot')
  })

  it('is not kept waiting by a server that drips', async () => {
    const dot: Act = (socket) => {
      const drip = setInterval(() => socket.write('250-still here\r\n'), 10)
      socket.on('close', () => clearInterval(drip))
    }
    const { outcome } = await deliver({ dot }, { timeoutMs: 200 })
    expect(outcome).toEqual({ status: 'in-doubt', response: 'no reply in time' })
  })

  it('is not kept waiting by an answer without end', async () => {
    const { outcome } = await deliver({ dot: say(`250-${'x'.repeat(200_000)}`) })
    expect(outcome.status).toBe('in-doubt')
  })

  it('is deferred when nobody listens', async () => {
    const server = await scripted({})
    await server[Symbol.asyncDispose]()
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL)).toEqual({
      status: 'deferred',
      code: null,
      response: 'connection failed: ESOCKET ECONNREFUSED',
    })
  })

  it('is deferred when a host that has to encrypt cannot', async () => {
    await using server = await scripted({})
    const url = server.url.replace('smtp:', 'smtps:')
    await using mailer = createMailer({ url, timeoutMs: 1000, name: 'test.example' })
    expect(await mailer.deliver(MAIL)).toMatchObject({ status: 'deferred', code: null })
    expect(server.steps).not.toContain('MAIL')
  })

  it('is deferred when the relay rejects our password', async () => {
    const EHLO = say('250-test\r\n250 AUTH PLAIN')
    await using server = await scripted({ EHLO, AUTH: say('535 5.7.8 wrong') })
    const url = server.url.replace('//', '//user:wrong@')
    await using mailer = createMailer({ url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL)).toMatchObject({ status: 'deferred', code: 535 })
    expect(server.steps).not.toContain('MAIL')
  })

  it('logs in before it sends when the URL has a password', async () => {
    const EHLO = say('250-test\r\n250 AUTH PLAIN')
    await using server = await scripted({ EHLO })
    const url = server.url.replace('//', '//user:right@')
    await using mailer = createMailer({ url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL)).toMatchObject({ status: 'accepted' })
    expect(server.steps.slice(0, 4)).toEqual(['greeting', 'EHLO', 'AUTH', 'MAIL'])
  })

  it('keeps addresses out of what the server said', async () => {
    const { outcome } = await deliver({ RCPT: say('550 <abuse@host.example> unknown') })
    expect(outcome.response).toBe('550 <<mailbox>> unknown')
  })

  it('is deferred when the caller stops it before the dot', async () => {
    const stop = new AbortController()
    await using server = await scripted({ RCPT: () => stop.abort() })
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL, stop.signal)).toEqual({
      status: 'deferred',
      code: null,
      response: 'stopped by the caller',
    })
  })

  it('is in doubt when the caller stops it after the dot', async () => {
    const stop = new AbortController()
    await using server = await scripted({ dot: () => stop.abort() })
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL, stop.signal)).toMatchObject({ status: 'in-doubt' })
  })

  it('connects to nobody when stopped beforehand', async () => {
    await using server = await scripted({})
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL, AbortSignal.abort())).toMatchObject({ status: 'deferred' })
    expect(server.steps).toEqual([])
  })

  it('refuses an address with a line break before it connects', async () => {
    await using server = await scripted({})
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    const to = 'abuse@host.example>\r\nRCPT TO:<other@host.example'
    await expect(mailer.deliver({ ...MAIL, to })).rejects.toMatchObject({
      code: 'invalid-recipient',
    })
    expect(server.steps).toEqual([])
  })

  it('waits for a delivery under way when closed, and takes no other', async () => {
    const held = Promise.withResolvers<Socket>()
    await using server = await scripted({ dot: held.resolve })
    const mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    const delivery = mailer.deliver(MAIL)
    const socket = await held.promise
    const closed = mailer[Symbol.asyncDispose]()
    await expect(mailer.deliver(MAIL)).rejects.toThrow('closed')
    socket.write('250 done\r\n')
    await closed
    expect((await delivery).status).toBe('accepted')
  })
})

describe('createMailer', () => {
  it('refuses a URL it cannot use and says what to set', () => {
    expect(() => createMailer({ url: 'mail.example', timeoutMs: 1, name: 'x' })).toThrow(
      'set it to smtp://host:port',
    )
  })
})
