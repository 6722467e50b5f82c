import type { LetterSender } from './letter-text.ts'
import type { Asked, NoticeInput, NoticeItem } from './notice.ts'

/** An item as tests need one. */
export const anItem = (over: Partial<NoticeItem> = {}): NoticeItem => ({
  reference: 'R-1',
  url: 'https://files.example/a/b.jpg',
  pageUrl: 'https://www.page.example/gallery',
  ip: '192.0.2.1',
  asn: 64496,
  country: 'NL',
  seenAt: new Date('2026-05-04T10:00:00Z'),
  sha256: 'ab'.repeat(32),
  mime: 'image/jpeg',
  matchedBy: 'exact',
  classification: 'A1',
  listAuthority: 'Example Police',
  ...over,
})

export const aSender = (over: Partial<LetterSender> = {}): LetterSender => ({
  organisation: 'Example Hotline',
  mailbox: 'notices@hotline.example',
  domain: 'hotline.example',
  replyUrl: 'https://portal.hotline.example/r/abc',
  ...over,
})

/** The host was told twice. */
export const aHostAsked = (over: Partial<Asked> = {}): Asked => ({
  role: 'host',
  name: 'Example Hosting',
  times: 2,
  firstAt: new Date('2026-05-01T08:00:00Z'),
  lastAt: new Date('2026-05-02T08:00:00Z'),
  hasAnswered: false,
  ...over,
})

/** A first notice to a host. */
export const aNotice = (over: Partial<NoticeInput> = {}): NoticeInput => ({
  kind: 'provider-notice',
  reference: 'NL-2026-12',
  noticeId: 'notice-1',
  seq: 1,
  language: 'en',
  provider: { name: 'Example Hosting' },
  items: [anItem()],
  firstSentAt: null,
  now: new Date('2026-05-04T12:00:00Z'),
  sender: aSender(),
  urls: 'machine-part',
  ...over,
})

/** A text with its line breaks taken back, so that a sentence can be looked for. */
export const flat = (text: string): string => text.replace(/\s+/g, ' ')

/** Lines that a narrow screen would fold, but for addresses, which stay whole. */
export const longLines = (text: string): string[] =>
  text.split('\n').filter((line) => line.length > 76 && !/h(?:tt|xx)ps?:/.test(line))
