import { Type } from 'typebox'

/** What the matcher process reads from its environment. */
export const MatcherEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
})
