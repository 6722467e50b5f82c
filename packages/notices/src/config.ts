import { Type } from 'typebox'

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
  RDAP_URL: Type.String({ default: 'https://rdap.org/', pattern: '^https?://' }),
  /** A name in infra/policies without `.json`, or the path of a file. */
  ROUTING_POLICY: Type.String({ default: 'belgium' }),
  POLICE_MAILBOX: Type.Optional(Type.String({ pattern: '^[^@\\s]+@[^@\\s]+$' })),
  /** Without a mail server notices are composed and wait. */
  SMTP_URL: Type.Optional(Type.String({ pattern: '^smtps?://' })),
  SMTP_LEASE_MS: Type.Integer({ default: 900_000, minimum: 1_000 }),
  MAIL_FROM: Type.String({ default: 'notices@nightlight.invalid', pattern: '^[^@\\s]+@[^@\\s]+$' }),
  ORGANISATION: Type.String({ default: 'Nightlight', minLength: 1 }),
  REPLY_URL: Type.Optional(Type.String({ pattern: '^https?://' })),
  URLS_IN_TEXT: Type.Union([Type.Literal('defanged'), Type.Literal('clear')], {
    default: 'defanged',
  }),
})
