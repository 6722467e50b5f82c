import { Type } from 'typebox'

/** What the crawler process reads from its environment. */
export const CrawlerEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
  /** Length of a policy hour in real hours; 1 in service. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** Networks that are opened although they are not public, as CIDR, separated by commas. */
  CRAWL_ALLOW_NETWORKS: Type.String({ default: '' }),
  /** Ports opened beside 80 and 443, separated by commas. */
  CRAWL_ALLOW_PORTS: Type.String({ default: '', pattern: '^(\\d{1,5}(,\\d{1,5})*)?$' }),
  CRAWL_USER_AGENT: Type.String({ default: 'Mozilla/5.0 (compatible; Nightlight)' }),
  /** Name of the way out to the web, as it stands in every visit. */
  CRAWL_EGRESS: Type.String({ default: 'default' }),
  CRAWL_PER_HOST: Type.Integer({ default: 2, minimum: 1, maximum: 16 }),
  CRAWL_GAP_MS: Type.Integer({ default: 250, minimum: 0 }),
  DECODERS: Type.Integer({ default: 2, minimum: 1, maximum: 64 }),
})

/** Items of a list written with commas. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
