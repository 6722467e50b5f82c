import {
  createAddressPolicy,
  EnvironmentError,
  networkProblems,
  readEnvironment,
  RETENTION_COUNTRY,
} from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { fitsVerp, LONGEST_VERP_NAME } from './channels/verp.ts'
import type { LetterSender } from './documents/letter-text.ts'
import { CHANNEL_HOURS } from './patience.ts'
import { isUsableMailbox } from './recipients/contact.ts'

const WEB_ADDRESS = 'a web address, such as https://rdap.hotline.example/'

/** What the notices process reads from its environment. */
export const NoticesEnvironment = Type.Object({
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
  RETENTION_COUNTRY,
  /** Length of a policy hour in real hours; 1 in service. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** Negative checks, and vantage points they come from, that prove a removal. */
  REMOVAL_CHECKS: Type.Integer({ default: 2, minimum: 2, maximum: 10 }),
  REMOVAL_VANTAGE_POINTS: Type.Integer({ default: 2, minimum: 1, maximum: 10 }),
  /** A registry server in place of all others; without it the bootstrap says whom to ask. */
  RDAP_URL: Type.Optional(Type.String({ pattern: '^https?://', description: WEB_ADDRESS })),
  RDAP_BOOTSTRAP_URL: Type.String({
    default: 'https://data.iana.org/rdap/',
    pattern: '^https?://',
    description: WEB_ADDRESS,
  }),
  /** CIDR, comma-separated: opened for registries and security.txt although not public. */
  RDAP_ALLOW_NETWORKS: Type.Optional(Type.String({ minLength: 1 })),
  /** Between two requests to one registry, after the first few. */
  RDAP_GAP_MS: Type.Integer({ default: 500, minimum: 0, maximum: 60_000 }),
  /** MMDB, or CSV of `start,end,country[,asn]`. */
  GEOLOCATION_FILE: Type.Optional(Type.String({ minLength: 1 })),
  /** Contacts of the operator's own, JSON. */
  CONTACTS_FILE: Type.Optional(Type.String({ minLength: 1 })),
  /** A name in infra/networks without `.json`, or the path of a file. */
  DELIVERY_NETWORKS: Type.String({ default: 'delivery-networks', minLength: 1 }),
  SECURITY_TXT: Type.Union([Type.Literal('on'), Type.Literal('off')], { default: 'on' }),
  /**
   * The routing policy that a fresh installation begins with: a name in infra/policies without `.json`,
   * or the path of a file. Another one later is a draft that a person activates.
   */
  ROUTING_POLICY: Type.String({ default: 'belgium' }),
  POLICE_MAILBOX: Type.Optional(Type.String({ minLength: 3 })),
  /** Without a mail server notices are composed and wait. */
  SMTP_URL: Type.Optional(
    Type.String({
      pattern: '^smtps?://',
      description: 'the address of a mail server, such as smtps://mail.hotline.example:465',
    }),
  ),
  SMTP_LEASE_MS: Type.Integer({ default: 900_000, minimum: 1_000 }),
  /** Mails a minute to the servers of one domain, over all processes; 0 for no limit. */
  MAIL_PER_DOMAIN_PER_MINUTE: Type.Integer({ default: 300, minimum: 0, maximum: 100_000 }),
  /** So many of them may go at once after a quiet time. */
  MAIL_BURST_PER_DOMAIN: Type.Integer({ default: 300, minimum: 1, maximum: 100_000 }),
  /** Files of private keys in PEM that mail is signed with, comma-separated, and their selectors. */
  DKIM_KEY: Type.Optional(Type.String({ minLength: 1 })),
  DKIM_SELECTOR: Type.Optional(Type.String({ minLength: 1 })),
  /** After so many hours in which a channel has certainly not taken a notice it goes by mail; 0: never by itself. */
  CHANNEL_FALLBACK_HOURS: Type.Number({ default: CHANNEL_HOURS, minimum: 0, maximum: 168 }),
  /** CIDR, comma-separated: opened for channels of providers although not public. */
  CHANNEL_ALLOW_NETWORKS: Type.Optional(Type.String({ minLength: 1 })),
  /** CIDR, comma-separated: opened for subscribers of events although not public. */
  EVENT_ALLOW_NETWORKS: Type.Optional(Type.String({ minLength: 1 })),
  MAIL_FROM: Type.String({ default: 'notices@nightlight.invalid' }),
  REPLY_LINK_HOURS: Type.Integer({ default: 72, minimum: 1, maximum: 24 * 30 }),
  /** Where mail that comes back is handed in by the operator's own server; without a port nothing listens. */
  INBOUND_SMTP_PORT: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  INBOUND_SMTP_HOST: Type.String({ default: '127.0.0.1', minLength: 1 }),
  ORGANISATION: Type.String({ default: 'Nightlight', minLength: 1 }),
  /** Its links carry secrets: https, but for this machine itself. */
  REPLY_URL: Type.Optional(
    Type.String({
      pattern: `^(https://|http://(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?(/|$))[^#\\s]*$`,
      description: 'a web address with https, such as https://hotline.example/reply',
    }),
  ),
  /** Where exact addresses stand for a provider without a policy of its own; see docs/notices.md. */
  URLS_IN_TEXT: Type.Union([Type.Literal('defanged'), Type.Literal('clear')], {
    default: 'defanged',
  }),
})

const PUBLIC = createAddressPolicy({ allowNetworks: [] })

/**
 * Reads and checks the environment.
 *
 * @throws {EnvironmentError} also for a mailbox that mail could not be written from or to: a process
 *   that started with one would compose notices and send none
 */
export function readNoticesEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Static<typeof NoticesEnvironment> {
  const read = readEnvironment(NoticesEnvironment, env)
  const problems = (['MAIL_FROM', 'POLICE_MAILBOX'] as const)
    .filter((name) => read[name] !== undefined && !isUsableMailbox(read[name]))
    .map((name) => `${name} must be a plain mailbox such as notices@hotline.example`)
  if (isUsableMailbox(read.MAIL_FROM) && !fitsVerp(read.MAIL_FROM)) {
    problems.push(
      `MAIL_FROM must have at most ${LONGEST_VERP_NAME} characters before its @, and no +: each notice gets an envelope sender of its own`,
    )
  }
  if (listed(read.DKIM_KEY).length !== listed(read.DKIM_SELECTOR).length) {
    problems.push('DKIM_KEY and DKIM_SELECTOR must name as many selectors as files')
  }
  for (const name of [
    'RDAP_ALLOW_NETWORKS',
    'CHANNEL_ALLOW_NETWORKS',
    'EVENT_ALLOW_NETWORKS',
  ] as const) {
    problems.push(...networkProblems(name, listed(read[name])))
  }
  if (PUBLIC.mayConnect(read.INBOUND_SMTP_HOST)) {
    problems.push('INBOUND_SMTP_HOST must be of this machine or a private network')
  }
  if (problems.length > 0) throw new EnvironmentError(problems)
  return read
}

/** The entries of a setting that holds several, comma-separated. */
export const listed = (text: string | undefined): string[] =>
  (text ?? '').split(/[\s,]+/).filter(Boolean)

/** Who signs what is written, from what `MAIL_FROM`, `ORGANISATION` and `REPLY_URL` say. */
export const senderOf = (
  env: Pick<Static<typeof NoticesEnvironment>, 'MAIL_FROM' | 'ORGANISATION' | 'REPLY_URL'>,
): LetterSender => ({
  organisation: env.ORGANISATION,
  mailbox: env.MAIL_FROM,
  domain: env.MAIL_FROM.slice(env.MAIL_FROM.indexOf('@') + 1),
  replyUrl: env.REPLY_URL ?? null,
})

/**
 * Who signs, where the rest of the environment does not matter.
 *
 * @throws {EnvironmentError}
 */
export const readSender = (env: Readonly<Record<string, string | undefined>>): LetterSender =>
  senderOf(
    readEnvironment(Type.Pick(NoticesEnvironment, ['MAIL_FROM', 'ORGANISATION', 'REPLY_URL']), env),
  )
