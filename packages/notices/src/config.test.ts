import { describe, expect, it } from 'vitest'
import { readNoticesEnvironment } from './config.ts'

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
})
