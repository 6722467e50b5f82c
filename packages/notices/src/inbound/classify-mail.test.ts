import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { wrap } from '../documents/plain-text.ts'
import { WORDINGS } from '../documents/wording.ts'
import { classifyMail, type MailClass } from './classify-mail.ts'
import { ownWords } from './own-words.ts'
import { readMail } from './read-mail.ts'

const FOLDER = new URL('../../fixtures/inbound/', import.meta.url)
const load = (name: string) => readFileSync(new URL(`${name}.eml`, FOLDER))

/** What each shape is, and whether it comes with an empty sender. */
const SHAPES: Record<string, MailClass> = {
  'postfix-user-unknown': 'hard',
  'postfix-mailbox-full': 'quota',
  'postfix-delayed': 'delayed',
  'postfix-expired': 'soft',
  'postfix-host-not-found': 'hard',
  'gmail-no-such-user': 'hard',
  'gmail-spam': 'spam-rejected',
  'exchange-online-not-found': 'hard',
  'exchange-online-quota': 'quota',
  'exchange-access-denied': 'spam-rejected',
  'sendmail-user-unknown': 'hard',
  'barracuda-spam': 'spam-rejected',
  'uribl-rejected': 'spam-rejected',
  'too-big': 'spam-rejected',
  delivered: 'delivered',
  'german-unknown': 'hard',
  'no-status-field': 'hard',
  'status-with-comment': 'hard',
  'report-type-missing': 'hard',
  'two-recipients': 'hard',
  'greylisted-expired': 'soft',
  'unknown-but-temporary': 'soft',
  'qmail-no-mailbox': 'hard',
  'qmail-remote-550': 'hard',
  'qmail-quota': 'quota',
  'exim-no-such-user': 'hard',
  'exim-warning': 'delayed',
  'exchange-2003': 'hard',
  'exchange-2003-spam': 'spam-rejected',
  'domino-no-user': 'hard',
  'out-of-office': 'auto-reply',
  'vacation-unix': 'auto-reply',
  'ticket-opened': 'auto-reply',
  'ticket-without-headers': 'auto-reply',
  abwesenheit: 'auto-reply',
  'human-removed': 'human',
  'human-with-ticket': 'human',
  'human-html-with-picture': 'human',
  'human-base64': 'human',
  'human-quoting-marked': 'human',
  'human-quoting-outlook': 'human',
  'human-quoting-original-message': 'human',
  'human-quoting-bare': 'human',
  'human-quoting-html': 'human',
  'human-quoting-french': 'human',
  'human-quoting-german': 'human',
  'ticket-quoting': 'auto-reply',
}

describe('classifyMail', () => {
  it('is tried on every shape that there is', () => {
    const files = readdirSync(FOLDER).map((name) => name.replace('.eml', ''))
    expect(files.sort()).toEqual(Object.keys(SHAPES).sort())
  })

  it.each(Object.entries(SHAPES))('takes %s for %s', async (name, expected) => {
    const raw = load(name)
    const mail = await readMail(raw)
    expect(classifyMail(mail, false)).toBe(expected)
    const crlf = Buffer.from(raw.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')
    expect(classifyMail(await readMail(crlf), false)).toBe(expected)
  })

  it.each(Object.entries(SHAPES).filter(([, what]) => what !== 'human'))(
    'takes %s for %s without a sender too',
    async (name, expected) => {
      expect(classifyMail(await readMail(load(name)), true)).toBe(expected)
    },
  )

  it('takes nobody’s words for a report because of what they quote', async () => {
    const mail = await readMail(load('human-removed'))
    expect(ownWords(mail.text)).toBe('Hello,\n\nwe have removed it, thank you.')
  })
})

describe('ownWords', () => {
  it.each(Object.keys(SHAPES).filter((name) => name.startsWith('human-quoting')))(
    'leaves out what %s quotes',
    async (name) => {
      const own = ownWords((await readMail(load(name))).text)
      expect(own).toMatch(/dispute this|contestons|widersprechen/)
      expect(own).not.toMatch(/automati|NL-2026|hotline/)
    },
  )

  it('keeps a reference that somebody begins a line with', () => {
    const text = 'Hello,\n\nNotice NL-2026-000123 - removed.\nNotice NL-2026-000124 – not ours.'
    expect(ownWords(text)).toBe(text)
  })

  it('knows the first line of every letter, also where it is broken anew', () => {
    for (const { parts, retraction } of Object.values(WORDINGS)) {
      for (const part of [...Object.values(parts), retraction.provider, retraction.police]) {
        const [line] = wrap(part.subject('NL-2026-000123', 2)).split('\n')
        expect(ownWords(`Gone.\n\n${line}\nmore`)).toBe('Gone.')
      }
    }
  })
})

describe('readMail', () => {
  it('reads one text in its character set and passes a picture over', async () => {
    const mail = await readMail(load('human-html-with-picture'))
    expect(mail).toMatchObject({ subject: 'Réponse', from: 'abuse@hosting.example', dropped: 1 })
    expect(mail.text.trim()).toBe('Supprimé & conservé')
    expect((await readMail(load('human-base64'))).text).toBe(
      'Pas chez nous : voir Example Hosting Two.',
    )
  })

  it('finds the header of what came back', async () => {
    const { returned } = await readMail(load('postfix-user-unknown'))
    expect(returned?.get('message-id')).toEqual([
      '<0190aaaa-0000-7000-8000-000000000001@hotline.example>',
    ])
  })

  const deep = (levels: number): string => {
    let body = 'Content-Type: text/plain\n\nburied'
    for (let n = 0; n < levels; n++) {
      body = `Content-Type: multipart/mixed; boundary=b${n}\n\n--b${n}\n${body}\n--b${n}--`
    }
    return body
  }

  it.each([
    ['nothing', ''],
    ['no header', '\n\n\n'],
    ['a boundary that is missing', 'Content-Type: multipart/mixed\n\n--x\n\nhello'],
    [
      'ten thousand parts',
      `Content-Type: multipart/mixed; boundary=x\n\n${'--x\n\nhello\n'.repeat(10_000)}`,
    ],
    ['a hundred levels', deep(100)],
    ['a character set that is none', 'Content-Type: text/plain; charset=no-such-set\n\nhello'],
    ['broken base64', 'Content-Transfer-Encoding: base64\n\n@@@@===\x00'],
    ['endless tags', `Content-Type: text/html\n\n${'<'.repeat(200_000)}`],
    ['an endless style', `Content-Type: text/html\n\n${'<style>'.repeat(30_000)}`],
    ['endless quoted words', `Subject: ${'=?utf-8?Q?'.repeat(20_000)}\n\nx`],
    [
      'endless brackets',
      `Subject: ${'['.repeat(100_000)}1\nPrecedence: bulk\n\n${'#'.repeat(100_000)}`,
    ],
    ['endless addresses', `From: ${'<a@'.repeat(50_000)}\n\nx`],
    ['endless codes', `From: mailer-daemon@x.example\n\n${'5.1.'.repeat(60_000)}`],
  ])('survives %s in little time', async (_name, text) => {
    const began = process.cpuUsage()
    const mail = await readMail(Buffer.from(text, 'latin1'))
    classifyMail(mail, true)
    ownWords(mail.text)
    expect(process.cpuUsage(began).user / 1_000).toBeLessThan(2_000)
    expect(mail.text.length).toBeLessThanOrEqual(65_536)
  })
})
