import PostalMime from 'postal-mime'
import { composeNotice } from '../documents/notice.ts'
import { anItem, aNotice } from '../documents/testing-items.ts'
import { buildMail } from './email.ts'

/** What stands in a mail to be encrypted and nowhere outside of it. */
export const SECRET_URL = 'https://files.secret.example/a/b.jpg'

/** A built mail of a notice that is to be encrypted, in French so that its subject is encoded. */
export const secretMail = (): Promise<Uint8Array> =>
  buildMail(
    composeNotice(
      aNotice({ urls: 'encrypted', language: 'fr', items: [anItem({ url: SECRET_URL })] }),
    ),
    {
      from: 'notices@hotline.example',
      to: 'abuse@host.example',
      messageId: '<notice-1@hotline.example>',
      noticeId: 'notice-1',
      language: 'fr',
      inReplyTo: '<notice-0@hotline.example>',
      references: ['<notice-0@hotline.example>'],
      date: new Date('2026-05-04T12:00:00Z'),
    },
  )

export const readMail = (raw: Uint8Array) => PostalMime.parse(raw, { attachmentEncoding: 'utf8' })

/** What a carrier sees of a mail: to be the same whether it is encrypted or not. */
export async function outsideOf(raw: Uint8Array) {
  const { from, to, subject, messageId, inReplyTo, references, date, headers } = await readMail(raw)
  const own = headers.filter(({ key }) => ['x-notice-id', 'auto-submitted'].includes(key))
  return { from, to, subject, messageId, inReplyTo, references, date, own }
}
