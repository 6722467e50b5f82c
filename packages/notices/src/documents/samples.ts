import type { Language } from '@nightlight/contract'
import { composeIccam } from './iccam.ts'
import type { LetterSender } from './letter-text.ts'
import {
  composeNotice,
  isEscalation,
  type Asked,
  type NoticeDocument,
  type NoticeItem,
  type NoticeKind,
} from './notice.ts'
import { composeOrder } from './order.ts'
import { composeRetraction } from './retraction.ts'
import type { UrlPolicy } from './url-policy.ts'
import { legalTextsFor, type LegalFile, type LegalReader } from '../legal-texts.ts'

/** A document with invented data, to be read by a person before anything of its kind is sent. */
export type Sample = { name: string; document: NoticeDocument }

const SENDER: LetterSender = {
  organisation: 'Sample Hotline',
  mailbox: 'notices@hotline.example',
  domain: 'hotline.example',
  replyUrl: 'https://answers.hotline.example/',
}

/** One address of an invented case. */
export const sampleItem = (over: Partial<NoticeItem> = {}): NoticeItem => ({
  reference: 'NL-2026-000042-1',
  url: 'https://files.host.example/album/0017.jpg',
  pageUrl: 'https://www.host.example/album/',
  ip: '192.0.2.17',
  asn: 64496,
  country: 'NL',
  seenAt: new Date('2026-11-20T10:05:00Z'),
  sha256: '5a'.repeat(32),
  mime: 'image/jpeg',
  matchedBy: 'exact',
  classification: 'baseline',
  listAuthority: 'Sample Police',
  ...over,
})

const ONE = [sampleItem()]
const THREE = [
  ...ONE,
  sampleItem({
    reference: 'NL-2026-000042-2',
    url: 'https://files.host.example/album/0018.jpg',
    matchedBy: 'near',
    classification: 'A1',
  }),
  sampleItem({
    reference: 'NL-2026-000042-3',
    url: 'https://cdn.host.example/i/9.png',
    pageUrl: null,
    ip: '2001:db8::17',
    asn: null,
    country: 'US',
    mime: 'image/png',
    classification: null,
  }),
]

const HOST: Asked = {
  role: 'host',
  name: 'Sample Hosting',
  times: 4,
  firstAt: new Date('2026-11-16T09:00:00Z'),
  lastAt: new Date('2026-11-19T09:00:00Z'),
  hasAnswered: false,
}
const UPSTREAM: Asked = {
  role: 'upstream',
  name: 'Sample Transit',
  times: 1,
  firstAt: new Date('2026-11-19T12:00:00Z'),
  lastAt: new Date('2026-11-19T12:00:00Z'),
  hasAnswered: true,
}

type Reader = { to: string; seq: number; law: LegalReader | null; asked: readonly Asked[] }

const READERS: Readonly<Record<NoticeKind, Reader>> = {
  'provider-notice': { to: 'Sample Hosting', seq: 1, law: 'host', asked: [] },
  'provider-reminder': { to: 'Sample Hosting', seq: 3, law: 'host', asked: [] },
  'police-hand-over': { to: 'Sample Police', seq: 1, law: null, asked: [] },
  'upstream-notice': { to: 'Sample Transit', seq: 1, law: 'upstream', asked: [HOST] },
  'registrar-notice': { to: 'Sample Registrar', seq: 1, law: 'registrar', asked: [HOST, UPSTREAM] },
  'registry-notice': { to: 'Sample Registry', seq: 1, law: 'registry', asked: [HOST, UPSTREAM] },
}

const KINDS = Object.keys(READERS) as NoticeKind[]

/**
 * Every document there is in one language, with invented data: each of one address and of several,
 * and a first notice for each place where the exact addresses can stand.
 */
export function sampleDocuments(language: Language, legal: readonly LegalFile[]): Sample[] {
  const notice = (kind: NoticeKind, items: NoticeItem[], urls: UrlPolicy): NoticeDocument => {
    const { to, seq, law, asked } = READERS[kind]
    const now = new Date('2026-11-20T12:00:00Z')
    const countries = items.map(({ country }) => country)
    return composeNotice({
      kind,
      reference: 'NL-2026-000042',
      noticeId: 'sample',
      seq,
      language,
      provider: { name: to },
      items,
      firstSentAt: seq > 1 ? HOST.firstAt : null,
      now,
      sender: SENDER,
      urls,
      ...(isEscalation(kind) ? { asked } : {}),
      legal: legalTextsFor(legal, { countries, language, day: now, reader: law }),
    })
  }
  return [
    ...KINDS.flatMap((kind) => [
      { name: `${kind}-one`, document: notice(kind, ONE, 'machine-part') },
      { name: `${kind}-several`, document: notice(kind, THREE, 'machine-part') },
    ]),
    {
      name: 'provider-notice-clear-text',
      document: notice('provider-notice', ONE, 'clear-text'),
    },
    {
      name: 'provider-notice-reply-page',
      document: notice('provider-notice', THREE, 'reply-page'),
    },
    ...retractions(language),
    { name: 'authority-order', document: order(language) },
    {
      name: 'iccam-hand-over',
      document: composeIccam({
        reference: 'NL-2026-000042',
        language,
        to: 'ICCAM desk',
        items: THREE,
        sender: SENDER,
      }),
    },
  ]
}

const retractions = (language: Language): Sample[] =>
  (['provider', 'police'] as const).flatMap((to) =>
    [ONE, THREE].map((items) => ({
      name: `retraction-${to}-${items.length === 1 ? 'one' : 'several'}`,
      document: composeRetraction({
        to,
        reference: 'NL-2026-000050',
        retracts: { reference: 'NL-2026-000042', sentAt: HOST.firstAt },
        language,
        provider: { name: to === 'police' ? 'Sample Police' : 'Sample Hosting' },
        items: items.map(({ url, pageUrl, reference }) => ({
          url,
          pageUrl,
          references: [reference, 'NL-2026-000040-7'],
        })),
        sender: SENDER,
        urls: 'machine-part',
      }),
    })),
  )

/** What an authority says of its own order; invented, and no law of any country. */
const ORDER_SAYS: Readonly<Record<Language, { basis: string; reason: string; court: string }>> = {
  en: {
    basis: 'Sample Act, section 1 (invented)',
    reason: 'The files are entries of the list of known child sexual abuse material.',
    court: 'Sample Court',
  },
  fr: {
    basis: 'Loi d’exemple, article 1 (fictive)',
    reason:
      'Les fichiers figurent sur la liste des contenus connus d’abus sexuels commis sur des enfants.',
    court: 'Tribunal d’exemple',
  },
  nl: {
    basis: 'Voorbeeldwet, artikel 1 (verzonnen)',
    reason: 'De bestanden staan op de lijst van bekend materiaal van seksueel kindermisbruik.',
    court: 'Voorbeeldrechtbank',
  },
  de: {
    basis: 'Beispielgesetz, § 1 (erfunden)',
    reason: 'Die Dateien stehen auf der Liste bekannter Darstellungen sexuellen Kindesmissbrauchs.',
    court: 'Beispielgericht',
  },
}

const order = (language: Language): NoticeDocument =>
  composeOrder({
    reference: 'SA-2026-7',
    noticeId: 'sample-order',
    language,
    authority: {
      name: 'Sample Authority',
      country: 'NL',
      mailbox: 'orders@authority.example',
      telephone: '+31 00 000 0000',
    },
    issuedAt: new Date('2026-11-20T12:00:00Z'),
    addressee: { name: 'Sample Hosting', representative: 'A. Sample' },
    items: THREE,
    legalBasis: ORDER_SAYS[language].basis,
    reasons: [ORDER_SAYS[language].reason],
    withinHours: 24,
    keepMonths: 6,
    silentUntil: new Date('2026-12-31T23:59:00Z'),
    redress: { body: ORDER_SAYS[language].court, withinDays: 14 },
    tell: { mailbox: 'orders@authority.example' },
    sender: SENDER,
    urls: 'machine-part',
  })
