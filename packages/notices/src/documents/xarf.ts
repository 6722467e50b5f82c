import { createHash } from 'node:crypto'
import { oneLine } from './plain-text.ts'

export type Classification = 'baseline' | 'A1' | 'A2' | 'B1' | 'B2'

/** What one report says; a notice item has all of it. */
export type XarfItem = {
  reference: string
  url: string
  ip: string | null
  asn: number | null
  country: string | null
  /** When the content was last seen there. */
  seenAt: Date
  /** Of the fetched bytes, hex. */
  sha256: string
  mime: string
  matchedBy: 'exact' | 'near'
  /** Null when the content is illegal under national law only. */
  classification: Classification | null
}

export type XarfContext = {
  noticeId: string
  sender: { organisation: string; mailbox: string; domain: string }
  /** Who hosts the content; null in a report that does not go to the host. */
  provider: { name: string } | null
}

type XarfContact = { org: string; contact: string; domain: string }

export type XarfReport = {
  xarf_version: string
  report_id: string
  timestamp: string
  reporter: XarfContact
  sender: XarfContact
  source_identifier: string
  category: 'content'
  type: 'csam'
  evidence_source: 'automated_scan'
  confidence: number
  description: string
  tags?: [string]
  url: string
  domain?: string
  verified_at: string
  verification_method: 'automated_crawler'
  hosting_provider?: string
  asn?: number
  country_code?: string
  classification: Classification
  detection_method: 'hash_match'
  media_type: 'image' | 'video' | 'audio' | 'text' | 'mixed'
  hash_values: { sha256: string }
  content_removed: false
}

/**
 * One XARF v4 report of type `csam` for one item, or null when none can be truthful.
 *
 * `timestamp` is when the content was seen, not when the mail leaves. The only hash is the SHA-256
 * of the fetched bytes, so that the host can find the file: never a perceptual one. Nothing visual
 * is attached. The same item of the same notice gives the same report, byte for byte.
 *
 * @see https://github.com/xarf/xarf-spec schemas/v4/types/content-csam.json
 */
export function xarfReport(item: XarfItem, context: XarfContext): XarfReport | null {
  // `classification` is required and knows no value for content that only national law forbids:
  // any of the five would claim more than the list does, so such an item goes by text alone
  if (item.classification === null) return null
  const url = new URL(item.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const contact = contactOf(context.sender)
  return {
    xarf_version: '4.0.0',
    report_id: reportId(context.noticeId, item.reference),
    timestamp: item.seenAt.toISOString(),
    reporter: contact,
    sender: contact,
    source_identifier: item.ip ?? host,
    category: 'content',
    type: 'csam',
    evidence_source: 'automated_scan',
    confidence: item.matchedBy === 'exact' ? 1 : 0.9,
    description: describe(item, context.noticeId),
    ...tagsOf(item.reference),
    url: url.href,
    ...(fitsDomain(host) && { domain: host }),
    verified_at: item.seenAt.toISOString(),
    verification_method: 'automated_crawler',
    ...(context.provider && { hosting_provider: oneLine(context.provider.name) }),
    ...(item.asn !== null && isAsn(item.asn) && { asn: item.asn }),
    ...(item.country !== null && /^[A-Z]{2}$/.test(item.country) && { country_code: item.country }),
    classification: item.classification,
    detection_method: 'hash_match',
    media_type: mediaType(item.mime),
    hash_values: { sha256: item.sha256.toLowerCase() },
    content_removed: false,
  }
}

function contactOf(sender: XarfContext['sender']): XarfContact {
  return { org: oneLine(sender.organisation), contact: sender.mailbox, domain: sender.domain }
}

function describe(item: XarfItem, noticeId: string): string {
  const match =
    item.matchedBy === 'exact'
      ? 'the file is identical to an entry of a list of known child sexual abuse material'
      : 'the picture is an altered copy of an entry of a list of known child sexual abuse material'
  const source = item.ip
    ? ' source_identifier is the address that served it; behind a delivery network this is not the origin.'
    : ''
  return oneLine(`Item ${item.reference} of notice ${noticeId}: ${match}.${source}`, 1000)
}

/** Our reference as a tag, so that a machine that answers can name it; tags know no capitals. */
function tagsOf(reference: string): Pick<XarfReport, 'tags'> {
  const tag = `reference:${reference.toLowerCase()}`
  return /^[a-z]+:[a-z0-9][a-z0-9_.-]*$/.test(tag) ? { tags: [tag] } : {}
}

/**
 * The narrowest rule for `domain` among the revisions in use: it refuses `xn--` labels, addresses
 * and underscores. The field is optional, `url` says the same.
 */
const fitsDomain = (host: string) => /^([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$/.test(host)

const isAsn = (asn: number) => Number.isInteger(asn) && asn >= 1 && asn <= 4_294_967_295

function mediaType(mime: string): XarfReport['media_type'] {
  const family = mime.split('/', 1)[0]
  return family === 'image' || family === 'video' || family === 'audio' || family === 'text'
    ? family
    : 'mixed'
}

const NAMESPACE = Buffer.from('4b1f0c5e9d3a4f7c8e216a0d5b7c9f13', 'hex')

/** A name-based UUID (version 5, RFC 9562) of the item within the notice. */
function reportId(noticeId: string, reference: string): string {
  const name = `${noticeId}\n${reference}`
  const bytes = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-')
}
