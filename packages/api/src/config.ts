import { Type } from 'typebox'
import { UPLOADS } from './routes/upload-routes.ts'

/** What the api process reads from its environment. */
export const ApiEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  REDIS_URL: Type.Optional(Type.String({ minLength: 1 })),
  /** Keeps installations apart that share a Redis. */
  QUEUE_PREFIX: Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,64}$' })),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: 8080, minimum: 0, maximum: 65_535 }),
  /** Where people reach it, when a proxy stands in front; `https:` makes cookies secure. */
  PUBLIC_URL: Type.Optional(Type.String({ pattern: '^https?://[^/]+$' })),
  /** As the notices process has it. */
  PACE: Type.Number({ default: 1, exclusiveMinimum: 0, maximum: 1 }),
  /** Longest file that may be handed in, bytes. */
  UPLOAD_MAX_BYTES: Type.Integer({ default: UPLOADS.maxBytes, minimum: 1 }),
})
