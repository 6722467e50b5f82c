import type { Generated } from 'kysely'
import type { Big, JsonDefault, JsonNull, Now } from './column-types.ts'

/** Tables that the crawler writes, a part of `Database`. */
export interface CrawlTables {
  location: {
    id: string
    url_ct: Buffer
    url_key: Buffer
    host: string
    registrable_domain: string
    first_seen_at: Now
    crawl_due_at: Date | null
    crawl_attempts: Generated<number>
    crawl_lease_until: Date | null
    crawled_at: Date | null
    rendered: Generated<boolean>
  }
  report_location: {
    report_id: string
    location_id: string | null
    refused_code: string | null
    accepted_at: Now
  }
  media: {
    id: string
    sha256_key: Buffer
    fingerprint_ct: Buffer
    size: number
    mime: string
    width: number
    height: number
    frames: number
    pdq_quality: number
    pipeline_version: string
    first_seen_at: Now
  }
  media_page: { id: string; media: number; hashes_ct: Buffer }
  visit: {
    id: string
    location_id: string
    page_location_id: string
    takedown_id: string | null
    media_id: string | null
    outcome: 'page' | 'picture' | 'refused' | 'failed' | 'other'
    code: string | null
    http_status: number | null
    address: string | null
    content_type: string | null
    server: string | null
    certificate_sha256: string | null
    redirects: Generated<number>
    wire_bytes: Big
    body_bytes: Big
    egress: string
    started_at: Date
    finished_at: Date
    observation: JsonNull<VisitObservation>
    look_id: string | null
  }
  sighting: {
    media_id: string
    location_id: string
    page_location_id: string
    first_seen_at: Date
    last_seen_at: Date
    gone_at: Date | null
  }
  removal_check: {
    id: string
    takedown_id: string
    due_at: Date
    started_at: Date
    finished_at: Date | null
    verdict: 'present' | 'gone' | 'unknown' | null
    detail: JsonDefault<CheckDetail[]>
    egress: string
    look_id: string | null
  }
  location_review: { location_id: string }
  crawl_order: {
    location_id: string
    depth: number
    pages: number
    archives: boolean
    videos: boolean
    render: boolean
    round: Generated<number>
    pages_left: number
    images_left: number
    wire_left: Big
    decoded_left: Big
    ends_at: Date | null
    truncated: 'pages' | 'images' | 'bytes' | 'time' | null
  }
  crawl_page: {
    root_location_id: string
    location_id: string
    via_location_id: string | null
    depth: number
    reason: 'gallery' | 'next' | 'image'
    round: number
    state: Generated<'waiting' | 'read' | 'skipped'>
  }
  page_text: {
    location_id: string
    text_ct: Buffer
    language: string | null
    truncated: boolean
    seen_at: Date
  }
  picture_version: {
    location_id: string
    egress: string
    media_id: string
    validators_ct: Buffer
    seen_at: Date
  }
  host_pause: { host: string; until: Date; strikes: number }
  host_lane: {
    host: string
    holder: string | null
    lease_until: Date
    next_start_at: Date | null
    next_holder: string | null
    next_until: Date | null
  }
}

/** How much further than usual a report asks to look; stored in `report.crawl`. */
export type CrawlOptions = {
  depth?: number
  pages?: number
  archives?: boolean
  videos?: boolean
  render?: boolean
}

/** What a removal check saw at one address: ids and codes, never the address itself. */
export type CheckDetail = {
  locationId: string
  outcome: 'present' | 'gone' | 'unknown'
  code: string
  mediaId?: string
  distance?: number
  /** Codes of the signs that led there; absent in what was stored before they were kept. */
  evidence?: string[]
}

/** What one fetch saw beside the columns of `visit`; null there for what was not opened. */
export type VisitObservation = {
  /** Of the vantage point, two letters. */
  country: string | null
  proxy: 'http' | 'https' | 'socks5' | null
  port: number | null
  /** Who was asked for the addresses; null for a literal. */
  resolver: string | null
  dnsAddresses: string[]
  cnames: string[]
  tlsVersion: string | null
  certificateChainSha256: string | null
  certificateProblem: string | null
  /** Of whom the certificate is for, two letters; absent in what was stored before it was kept. */
  certificateCountry?: string | null
  httpVersion: '1.1' | '2' | null
  http2Problem: string | null
  headers: Record<string, string>
  requestHeaders: string[]
  redirectSteps: { httpStatus: number; to: string; tls: boolean }[]
  credentialsDropped: boolean
  /** Milliseconds from `started_at`. */
  timings: Record<string, number | null>
  /**
   * What it was made for, when it was no visit of its own: for the browser that rendered the page, to read a style
   * sheet, or at an address that cannot exist, beside the one of the visit.
   */
  purpose?: 'browser' | 'sheet' | 'probe'
}
