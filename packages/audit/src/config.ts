import { Type } from 'typebox'

const SERVER = '^(https://|http://(127\\.0\\.0\\.1|\\[::1\\]|localhost)(:\\d+)?(/|$))\\S*$'

/** What the audit process reads from its environment. */
export const AuditEnvironment = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  FIELD_KEY: Type.String({ minLength: 32 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  SWEEP_MS: Type.Integer({ default: 5_000, minimum: 50 }),
  /** Between two checkpoints; with `SWEEP_MS` well below a minute. */
  AUDIT_CHECKPOINT_MS: Type.Integer({ default: 30_000, minimum: 0, maximum: 50_000 }),
  /** The file in which the signer keeps what it signed last: apart from the database, backed up apart. */
  AUDIT_KEPT_HEAD: Type.String({ minLength: 1 }),
  /** Name of the log, such as `log.hotline.example/audit`; by default made of its key. Never changed later. */
  AUDIT_ORIGIN: Type.Optional(
    Type.String({ pattern: '^[^\\s+]{1,200}$', description: 'a name without spaces and plus' }),
  ),
  /** Where a witness is asked (C2SP tlog-witness), without `/add-checkpoint`; and its key, `name+digits+base64`. */
  AUDIT_WITNESS_URL: Type.Optional(
    Type.String({ pattern: SERVER, description: 'https://, or http:// on this machine' }),
  ),
  AUDIT_WITNESS_KEY: Type.Optional(Type.String()),
  AUDIT_WITNESS_MS: Type.Integer({ default: 300_000, minimum: 50 }),
  /** An RFC 3161 timestamping authority, and a PEM file of the certificates that it is believed under. */
  AUDIT_TSA_URL: Type.Optional(
    Type.String({ pattern: '^https?://\\S+$', description: 'an https:// or http:// address' }),
  ),
  AUDIT_TSA_CA: Type.Optional(Type.String()),
  AUDIT_TSA_MS: Type.Integer({ default: 3_600_000, minimum: 50 }),
})
