export {
  addressBytes,
  createAddressPolicy,
  isInNetworks,
  isNetwork,
  type AddressPolicy,
} from './address.ts'
export { writeAudit, type AuditEntry } from './audit.ts'
export { binaryArray } from './binary-array.ts'
export { copyRows } from './copy-rows.ts'
export {
  createFieldCrypto,
  newId,
  parseMasterKey,
  type FieldCrypto,
  type FieldPlace,
} from './crypto.ts'
export type { ChannelKind } from './channel-tables.ts'
export type { TestOutcome } from './portal-tables.ts'
export type { MailTestKind } from './process-tables.ts'
export type { CheckDetail, CrawlOptions, VisitObservation } from './crawl-tables.ts'
export type { Database } from './database.ts'
export { freePort } from './embedded/free-port.ts'
export { findProgram, isExecutable } from './embedded/find-program.ts'
export { leash, type Command } from './embedded/leash.ts'
export { checkDatabaseUrl } from './embedded/postgres-url.ts'
export { startPostgres, type PostgresOptions } from './embedded/postgres.ts'
export { checkRedisUrl } from './embedded/redis-url.ts'
export { startRedis, type RedisOptions } from './embedded/redis.ts'
export type { RunningServer } from './embedded/running-server.ts'
export { EnvironmentError, networkProblems, readEnvironment } from './environment.ts'
export { asTenant, type Tenant } from './access/as-tenant.ts'
export { warnOfOwner } from './access/owner-warning.ts'
export { processLogins } from './access/process-logins.ts'
export { ACTIVE_AFTER_MS, openDataKeys, type DataKeys } from './keys/data-keys.ts'
export { ensureDataKeys } from './keys/make-keys.ts'
export { rotateDataKeys, rotateMasterKey, type Rotation } from './keys/rotate-keys.ts'
export { installationKey, publicKeyOf } from './installation-key.ts'
export { reportReady, startSweep, untilStopped } from './lifecycle.ts'
export { createLog, safeError, type Log } from './log.ts'
export { runAlone } from './run-alone.ts'
export { readMigrations } from './migration-files.ts'
export { migrate } from './migrations.ts'
export type { SessionLevel } from './person-tables.ts'
export type { PolicyState } from './policy-tables.ts'
export type { UploadState } from './upload-tables.ts'
export {
  anyOf,
  connect,
  idsOf,
  listen,
  PLANNED_ONCE,
  type Db,
  type DbOrTransaction,
} from './postgres.ts'
export { nameOfProvider } from './provider-name.ts'
export {
  createQueue,
  prepareQueue,
  queueBackend,
  type Enqueue,
  type Handler,
  type Handlers,
  type JobContext,
  type JobQueue,
  type QueueBackend,
} from './queue.ts'
export {
  canonicalBytes,
  createRecordSigner,
  verifyRecord,
  type RecordSigner,
  type RecordVerdict,
  type SignedRecord,
} from './signed-record.ts'
export {
  previewErasures,
  runErasures,
  type Erased,
  type Erasure,
  type Looked,
} from './retention/erase.ts'
export { beforeHolds } from './retention/before-holds.ts'
export { ERASED_URL, erasedKey, hasAddress } from './retention/erased-address.ts'
export {
  homeSince,
  homeUntil,
  keepingAt,
  parseSchedule,
  readSchedules,
  RETENTION_RULES,
  type Keeping,
  type RetentionRule,
  type Schedule,
} from './retention/schedule.ts'
export {
  eraseDue,
  RETENTION_COUNTRY,
  retentionSettings,
  type RetentionSettings,
} from './retention/settings.ts'
export { RETENTION_TASKS, type RetentionTask } from './retention/tasks.ts'
export {
  noteProcess,
  noteStopped,
  seenProcesses,
  startHeartbeat,
  type ProcessFacts,
  type SeenProcess,
} from './process-seen.ts'
export { lastBackups, noteBackup, type BackupNote } from './backup-seen.ts'
export {
  httpsServer,
  lookAtCertificate,
  seenCertificates,
  startCertificateWatch,
  type OwnServer,
  type SeenCertificate,
} from './own-certificates.ts'
