import { EnvironmentError, readEnvironment } from '@nightlight/runtime'
import { Type, type Static } from 'typebox'
import { isUsableMailbox } from './recipients/contact.ts'

/** What the notices process reads from its environment. */
export const NoticesEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
  /** Length of a policy hour in real hours; 1 in service. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** Negative checks, and vantage points they come from, that prove a removal. */
  REMOVAL_CHECKS: Type.Integer({ default: 2, minimum: 2, maximum: 10 }),
  REMOVAL_VANTAGE_POINTS: Type.Integer({ default: 2, minimum: 1, maximum: 10 }),
  RDAP_URL: Type.String({ default: 'https://rdap.org/', pattern: '^https?://' }),
  /** A name in infra/policies without `.json`, or the path of a file. */
  ROUTING_POLICY: Type.String({ default: 'belgium' }),
  POLICE_MAILBOX: Type.Optional(Type.String({ minLength: 3 })),
  /** Without a mail server notices are composed and wait. */
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://' })),
  SMTP_LEASE_MS: Type.Integer({ default: 900_000, minimum: 1_000 }),
  MAIL_FROM: Type.String({ default: 'notices@nightlight.invalid' }),
  ORGANISATION: Type.String({ default: 'Nightlight', minLength: 1 }),
  REPLY_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  URLS_IN_TEXT: Type.Union([Type.Literal('defanged'), Type.Literal('clear')], {
    default: 'defanged',
  }),
})

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
  if (problems.length > 0) throw new EnvironmentError(problems)
  return read
}
