import { RETENTION_COUNTRY } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { DEFAULT_VIDEO_BYTES } from './contain/limits.ts'
import type { ReportBudget } from './survey/budget.ts'

/** What the crawler process reads from its environment. */
export const CrawlerEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9-]{1,64}$',
      description: 'lower-case letters, digits and hyphens, at most 64',
    }),
  ),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
  /** Length of a policy hour in real hours; 1 in service. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** Networks that are opened although they are not public, as CIDR, separated by commas. */
  CRAWL_ALLOW_NETWORKS: Type.String({ default: '' }),
  /** Public networks that are closed all the same, as CIDR: our own, partners', the NAT64 prefix of the site. */
  CRAWL_REFUSE_NETWORKS: Type.String({ default: '' }),
  /** Hosts that are closed, names with all below them (`*.` may stand before one): our own, those of partners. */
  CRAWL_REFUSE_HOSTS: Type.String({ default: '' }),
  /** Ports opened beside 80 and 443, separated by commas. */
  CRAWL_ALLOW_PORTS: Type.String({ default: '' }),
  CRAWL_USER_AGENT: Type.String({ default: 'Mozilla/5.0 (compatible; Nightlight)' }),
  /** Name of the first vantage point when there is no list of them, as it stands in every visit. */
  CRAWL_EGRESS: Type.String({ default: 'default' }),
  /** From where to look, as a JSON array; see docs/safe-fetch.md. May hold secrets: use `_FILE`. */
  CRAWL_VANTAGE_POINTS: Type.String({ default: '' }),
  /** Vantage points that must see something gone before it counts as removed; notices has the same. */
  REMOVAL_VANTAGE_POINTS: Type.Integer({ default: 2, minimum: 1, maximum: 10 }),
  /** Name servers to ask, as addresses, separated by commas; those of the system when empty. */
  CRAWL_DNS_SERVERS: Type.String({ default: '' }),
  /** Over all crawler processes on one database; all of them must have the same, as with the gap. */
  CRAWL_PER_HOST: Type.Integer({ default: 2, minimum: 1, maximum: 16 }),
  CRAWL_GAP_MS: Type.Integer({ default: 250, minimum: 0 }),
  /** Age at which visits, checks and what is gone are dropped, days; evidence of takedowns is kept for longer. */
  CRAWL_KEEP_DAYS: Type.Integer({ default: 400, minimum: 1 }),
  RETENTION_COUNTRY,
  /** How far every report is followed: steps by thumbnails, and pages with the reported one. Staff can widen it. */
  CRAWL_DEPTH: Type.Integer({ default: 0, minimum: 0, maximum: 3 }),
  CRAWL_MAX_PAGES: Type.Integer({ default: 1, minimum: 1, maximum: 200 }),
  /** What one report may spend over all its pages and processes: addresses, MB received, MB decoded, minutes. */
  CRAWL_MAX_IMAGES: Type.Integer({ default: 5_000, minimum: 1 }),
  CRAWL_MAX_MB: Type.Integer({ default: 1_000, minimum: 1 }),
  CRAWL_MAX_DECODED_MB: Type.Integer({ default: 2_000, minimum: 1 }),
  CRAWL_MAX_MINUTES: Type.Integer({ default: 60, minimum: 1 }),
  /** Whether scripts of a page may run: never, or where a report asks for it. */
  CRAWL_RENDER: Type.Union([Type.Literal('off'), Type.Literal('on-request')], { default: 'off' }),
  /** The browser that renders; one on PATH when absent. */
  CHROMIUM_PATH: Type.Optional(Type.String({ minLength: 1 })),
  /** Longest video that is opened where a report asks for it, MB; held in memory, one at a time. */
  CRAWL_MAX_VIDEO_MB: Type.Integer({
    default: DEFAULT_VIDEO_BYTES / 1e6,
    minimum: 1,
    maximum: 1_000,
  }),
  /** The program that samples videos; one on PATH when absent. Without any, no video is opened. */
  FFMPEG: Type.Optional(Type.String({ minLength: 1 })),
  DECODERS: Type.Integer({ default: 2, minimum: 1, maximum: 64 }),
})

/** What one report may spend. */
export const reportBudget = (env: Static<typeof CrawlerEnvironment>): ReportBudget => ({
  images: env.CRAWL_MAX_IMAGES,
  wireBytes: env.CRAWL_MAX_MB * 1e6,
  decodedBytes: env.CRAWL_MAX_DECODED_MB * 1e6,
  totalMs: env.CRAWL_MAX_MINUTES * 60_000,
})

/** Items of a list written with commas. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
