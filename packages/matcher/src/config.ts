import { RETENTION_COUNTRY } from '@nightlight/runtime'
import { Type } from 'typebox'
import { LOOKUP_AT } from './lookups/lookup-place.ts'

/** What the matcher process reads from its environment. */
export const MatcherEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  /** Country whose law the operator works under, two letters: lists that name countries must name it. */
  JURISDICTION: Type.String({ default: 'BE', pattern: '^[A-Z]{2}$' }),
  /** Where the lists are kept between two starts, encrypted; read from the database at each without it. */
  LIST_SNAPSHOT: Type.Optional(Type.String({ minLength: 1 })),
  /** Threads that search; one fewer than processors by default, and one at least. */
  SEARCH_THREADS: Type.Optional(Type.Integer({ minimum: 1, maximum: 64 })),
  /** An entry that matches on more unrelated sites than this, first seen within the window, is suspended. */
  FLOOD_DOMAINS: Type.Integer({ default: 20, minimum: 1 }),
  FLOOD_WINDOW_HOURS: Type.Integer({ default: 24, minimum: 1, maximum: 8_760 }),
  /** Where the api process asks what providers ask it: a path of a socket, or host:port; lookups are off without. */
  LOOKUP_AT: Type.Optional(Type.String({ pattern: LOOKUP_AT })),
  /** What it proves itself with. */
  LOOKUP_TOKEN: Type.Optional(Type.String({ minLength: 32 })),
  RETENTION_COUNTRY,
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
})
