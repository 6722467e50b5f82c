import { once } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import { createMailer } from './mailer.ts'
import {
  hangUp,
  MAIL,
  POLITE,
  reset,
  say,
  scripted,
  type Act,
  type Script,
  type Step,
} from './testing-smtp.ts'

describe('deliver, mail after mail', () => {
  /** Acts so at the step in the second mail and like any other before and after it. */
  const second = (step: Step, act: Act): Script => {
    let n = step === 'RSET' ? 1 : 0
    return { [step]: (socket: Socket) => (++n === 2 ? act : POLITE[step])(socket) }
  }
  async function deliverTwo(script: Script, between?: (sockets: Set<Socket>) => Promise<unknown>) {
    await using server = await scripted(script)
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    expect(await mailer.deliver(MAIL)).toMatchObject({ status: 'accepted' })
    await between?.(server.sockets)
    const outcome = await mailer.deliver(MAIL)
    const count = (step: Step) => server.steps.filter((one) => one === step).length
    return { outcome, connections: count('greeting'), mails: count('dot'), begun: count('MAIL') }
  }

  it('goes over one connection', async () => {
    const { outcome, ...counts } = await deliverTwo({})
    expect(outcome).toMatchObject({ status: 'accepted' })
    expect(counts).toEqual({ connections: 1, mails: 2, begun: 2 })
  })

  it('goes over two when both are under way', async () => {
    await using server = await scripted({})
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    await Promise.all([mailer.deliver(MAIL), mailer.deliver(MAIL)])
    expect(server.steps.filter((step) => step === 'greeting')).toHaveLength(2)
  })

  it.each([
    ['resets it', second('RSET', reset)],
    ['ends it', second('RSET', hangUp)],
    ['says that it ends it', second('RSET', say('421 too long'))],
    ['does not know RSET', second('RSET', say('502 what'))],
    ['says at the sender that it ends it', second('MAIL', say('421 enough mails'))],
  ])('goes by a new connection when the server %s between two mails', async (_what, script) => {
    const { outcome, connections, mails } = await deliverTwo(script)
    expect(outcome).toMatchObject({ status: 'accepted' })
    expect({ connections, mails }).toEqual({ connections: 2, mails: 2 })
  })

  it('goes by a new connection when the kept one was lost meanwhile', async () => {
    const { outcome, ...counts } = await deliverTwo({}, async (sockets) => {
      const closed = [...sockets].map((socket) => once(socket, 'close'))
      for (const socket of sockets) socket.resetAndDestroy()
      await Promise.all(closed)
    })
    expect(outcome).toMatchObject({ status: 'accepted' })
    expect(counts).toEqual({ connections: 2, mails: 2, begun: 2 })
  })

  it.each([
    ['deferred before', 'DATA', 'deferred', 1],
    ['in doubt after', 'dot', 'in-doubt', 2],
  ] as const)(
    'is %s the dot of a mail on a kept connection',
    async (_what, step, status, mails) => {
      const found = await deliverTwo(second(step, reset))
      expect(found.outcome).toMatchObject({ status })
      expect(found).toMatchObject({ connections: 1, mails })
    },
  )

  it('keeps no connection after a refusal', async () => {
    await using server = await scripted({ RCPT: say('550 no') })
    await using mailer = createMailer({ url: server.url, timeoutMs: 5000, name: 'test.example' })
    for (let n = 0; n < 2; n++) await mailer.deliver(MAIL)
    expect(server.steps.filter((step) => step === 'greeting')).toHaveLength(2)
  })
})
