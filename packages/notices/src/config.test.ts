import { describe, expect, it } from 'vitest'
import { listed, readNoticesEnvironment, readSender } from './config.ts'

const NEEDED = { DATABASE_URL: 'postgres://127.0.0.1/x', FIELD_KEY: 'ab'.repeat(32) }
const problemOf = (name: string) =>
  `Reading the environment: ${name} must be a plain mailbox such as notices@hotline.example`

describe('readNoticesEnvironment', () => {
  it('takes a plain mailbox', () => {
    const env = readNoticesEnvironment({ ...NEEDED, MAIL_FROM: 'notices@hotline.example' })
    expect(env).toMatchObject({ MAIL_FROM: 'notices@hotline.example', PACE: 1 })
  })

  it.each(['notices', 'notices@localhost', 'Notices <notices@hotline.example>', 'a@b@c.example'])(
    'refuses to send from %j, in one sentence',
    (mailbox) => {
      const read = () => readNoticesEnvironment({ ...NEEDED, MAIL_FROM: mailbox })
      expect(read).toThrow(problemOf('MAIL_FROM'))
    },
  )

  it('refuses to hand over to a mailbox that no mail could be written to', () => {
    const read = () => readNoticesEnvironment({ ...NEEDED, POLICE_MAILBOX: 'police@localhost' })
    expect(read).toThrow(problemOf('POLICE_MAILBOX'))
  })

  it('takes an empty mailbox of the police for none', () => {
    expect(readNoticesEnvironment({ ...NEEDED, POLICE_MAILBOX: '' }).POLICE_MAILBOX).toBeUndefined()
  })

  it.each(['a-name-of-15-chr@hotline.example', 'notices+x@hotline.example'])(
    'refuses to send from %j, which leaves no room for the id of a notice',
    (mailbox) => {
      const read = () => readNoticesEnvironment({ ...NEEDED, MAIL_FROM: mailbox })
      expect(read).toThrow('MAIL_FROM must have at most 14 characters before its @, and no +')
    },
  )

  it.each(['RDAP_ALLOW_NETWORKS', 'CHANNEL_ALLOW_NETWORKS'])(
    'names %s when it holds no network',
    (name) => {
      const read = () => readNoticesEnvironment({ ...NEEDED, [name]: '10.0.0.0/8, rdap.example' })
      expect(read).toThrow(`${name}: entry 2 is no network: write addresses or CIDR`)
    },
  )

  it.each([
    'https://hotline.example/reply',
    'http://127.0.0.1:8080/reply',
    'http://localhost/reply',
    'http://[::1]:80',
  ])('takes %s for the reply page', (REPLY_URL) => {
    expect(readNoticesEnvironment({ ...NEEDED, REPLY_URL }).REPLY_URL).toBe(REPLY_URL)
  })

  it.each([
    'http://hotline.example/reply',
    'http://127.0.0.1.hotline.example/',
    'http://localhost.hotline.example/',
    'http://127.0.0.1@hotline.example/',
    'http://10.0.0.1/',
    'https://hotline.example/reply#x',
    'ftp://hotline.example/',
  ])('refuses %s for the reply page, whose links carry secrets', (REPLY_URL) => {
    expect(() => readNoticesEnvironment({ ...NEEDED, REPLY_URL })).toThrow('REPLY_URL')
    expect(() => readSender({ ...NEEDED, REPLY_URL })).toThrow('REPLY_URL')
  })

  it('wants a selector for each key that mail is signed with', () => {
    const keys = { DKIM_KEY: '/run/a.pem, /run/b.pem', DKIM_SELECTOR: 'a' }
    expect(() => readNoticesEnvironment({ ...NEEDED, ...keys })).toThrow('as many selectors')
    const read = readNoticesEnvironment({ ...NEEDED, ...keys, DKIM_SELECTOR: 'a,b' })
    expect(listed(read.DKIM_KEY)).toEqual(['/run/a.pem', '/run/b.pem'])
  })

  it('takes mail in at this machine or a private network, and nowhere else', () => {
    const host = (INBOUND_SMTP_HOST: string) => ({ ...NEEDED, INBOUND_SMTP_HOST })
    for (const inside of ['127.0.0.1', '10.1.2.3', '::1', '0.0.0.0']) {
      expect(readNoticesEnvironment(host(inside)).INBOUND_SMTP_HOST).toBe(inside)
    }
    expect(() => readNoticesEnvironment(host('8.8.8.8'))).toThrow('INBOUND_SMTP_HOST must be')
  })
})
