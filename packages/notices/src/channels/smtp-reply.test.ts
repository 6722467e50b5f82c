import { describe, expect, it } from 'vitest'
import { cleanReply, outcomeOf, type SmtpEnd } from './smtp-reply.ts'

const end = (over: Partial<SmtpEnd> = {}): SmtpEnd => ({
  reply: null,
  command: 'DATA',
  dotSent: false,
  failure: 'connection closed',
  ...over,
})

describe('outcomeOf', () => {
  it.each([
    ['a 250 after the dot', { reply: '250 ok', dotSent: true }, 'accepted'],
    ['a 250 before the dot', { reply: '250 ok' }, 'deferred'],
    ['a 550 in the transaction', { reply: '550 no' }, 'refused'],
    ['a 552 after the dot', { reply: '552 no', dotSent: true }, 'refused'],
    ['a 554 before the transaction', { reply: '554 no', command: null }, 'deferred'],
    ['a 530 in the transaction', { reply: '530 log in first' }, 'deferred'],
    ['a 451 after the dot', { reply: '451 later', dotSent: true }, 'deferred'],
    ['nothing before the dot', {}, 'deferred'],
    ['nothing after the dot', { dotSent: true }, 'in-doubt'],
    ['a 354 after the dot', { reply: '354 go on', dotSent: true }, 'in-doubt'],
    ['no SMTP at all after the dot', { reply: 'HTTP/1.1 400', dotSent: true }, 'in-doubt'],
    ['a code of four digits after the dot', { reply: '2500 ok', dotSent: true }, 'in-doubt'],
  ] as const)('calls %s by its name', (_what, over, status) => {
    expect(outcomeOf(end(over)).status).toBe(status)
  })

  it.each([
    ['MAIL', '550 5.1.8 no such sender', 'sender'],
    ['RCPT', '550 5.1.1 unknown', 'recipient'],
    ['RCPT', '550 unknown', 'recipient'],
    ['RCPT', '552-5.2.2 full\r\n552 5.2.2 really', 'recipient'],
    ['RCPT', '554 5.7.1 your address is on a blocklist', 'sender'],
    ['RCPT', '550-5.7.26 not authenticated\r\n550 no', 'sender'],
    ['RCPT', '550 5.70.1 unheard of', 'recipient'],
    ['RCPT', '550 relaying denied', 'sender'],
    ['RCPT', '554 Relay access denied', 'sender'],
    ['RCPT', '553 sorry, that domain is not in my list, relay not permitted', 'sender'],
    ['RCPT', '550 the relay says that there is no such user', 'recipient'],
    ['RCPT', '503 bad sequence of commands', 'sender'],
    ['RCPT', '501 bad address syntax', 'recipient'],
    ['DATA', '552 5.3.4 too big', 'content'],
  ] as const)('takes a refusal of %s with %j for one of the %s', (command, reply, stage) => {
    expect(outcomeOf(end({ command, reply }))).toMatchObject({ status: 'refused', stage })
  })

  it('has no code when there was no reply', () => {
    expect(outcomeOf(end())).toEqual({
      status: 'deferred',
      code: null,
      response: 'connection closed',
    })
  })
})

describe('cleanReply', () => {
  it.each([
    ['550 5.1.1 <abuse@host.example>: unknown', '550 5.1.1 <<mailbox>>: unknown'],
    ['554 5.7.1 blocked https://files.example/a?b', '554 5.7.1 blocked <url>'],
    ['554 5.7.1 body has files.example in it', '554 5.7.1 body has <name> in it'],
    ['554 5.7.1 body has files[.]example in it', '554 5.7.1 body has <name> in it'],
    ['554 5.7.1 client 192.0.2.1 or [IPv6:2001:db8::1]', '554 5.7.1 client <ip> or <ip>'],
    ['554 client 2001:db8::1 listed', '554 client <ip> listed'],
    [`554 hash ${'ab'.repeat(32)}`, '554 hash <hash>'],
    ['250-one\r\n250 two\u0007', '250-one 250 two'],
    ['250 2.0.0 OK at 10:20:30', '250 2.0.0 OK at <ip>'],
  ])('writes %j as %j', (reply, clean) => expect(cleanReply(reply)).toBe(clean))

  it('is at most 200 characters', () => {
    expect(cleanReply(`550 ${'no '.repeat(500)}`).length).toBeLessThanOrEqual(200)
  })
})
