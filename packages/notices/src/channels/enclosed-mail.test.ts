import { describe, expect, it } from 'vitest'
import { base64Lines, enclose, splitMail } from './enclosed-mail.ts'

const RAW = Buffer.from(
  [
    'From: a@b.example',
    'Subject: =?UTF-8?Q?one?=',
    ' =?UTF-8?Q?two?=',
    'X-XARF: PLAIN',
    'X-Notice-Id: n-1',
    'Content-Type: multipart/mixed;',
    ' boundary="x"',
    'Content-Language: fr',
    'MIME-Version: 1.0',
    '',
    '--x',
    '',
    'body',
    '--x--',
    '',
  ].join('\r\n'),
)

describe('splitMail', () => {
  it('leaves outside what sorts and threads, and takes in what describes the body', () => {
    const { envelope, entity } = splitMail(RAW)
    expect(envelope).toBe(
      'From: a@b.example\r\nSubject: =?UTF-8?Q?one?=\r\n =?UTF-8?Q?two?=\r\n' +
        'X-Notice-Id: n-1\r\nMIME-Version: 1.0\r\n',
    )
    expect(Buffer.from(entity).toString()).toBe(
      'X-XARF: PLAIN\r\nContent-Type: multipart/mixed;\r\n boundary="x"\r\nContent-Language: fr\r\n' +
        '\r\n--x\r\n\r\nbody\r\n--x--\r\n',
    )
  })

  it('loses no byte', () => {
    const { envelope, entity } = splitMail(RAW)
    expect(envelope.length + entity.length).toBe(RAW.length)
  })

  it('refuses what has no end of its headers', () => {
    expect(() => splitMail(Buffer.from('From: a@b.example\r\n'))).toThrow(RangeError)
  })
})

describe('enclose', () => {
  it('puts another body under the same headers', () => {
    const { envelope } = splitMail(RAW)
    const mail = Buffer.from(enclose(envelope, ['Content-Type: text/plain'], 'x\r\n')).toString()
    expect(mail).toBe(`${envelope}Content-Type: text/plain\r\n\r\nx\r\n`)
  })
})

describe('base64Lines', () => {
  it('keeps to 76 characters a line', () => {
    const text = base64Lines(Buffer.alloc(200, 7))
    expect(text.split('\r\n').map(({ length }) => length)).toEqual([76, 76, 76, 40, 0])
    expect(Buffer.from(text, 'base64')).toEqual(Buffer.alloc(200, 7))
  })
})
