// Written by scripts/write-client.ts from /openapi.json; a test compares the two.
import type { AuditOperations } from './audit.ts'
import type { DisputesOperations } from './disputes.ts'
import type { EntriesOperations } from './entries.ts'
import type { EventHooksOperations } from './event-hooks.ts'
import type { ExportsOperations } from './exports.ts'
import type { HandOversOperations } from './hand-overs.ts'
import type { HashListsOperations } from './hash-lists.ts'
import type { KeptCasesOperations } from './kept-cases.ts'
import type { KeysOperations } from './keys.ts'
import type { LookupsOperations } from './lookups.ts'
import type { MatchesOperations } from './matches.ts'
import type { NoticesOperations } from './notices.ts'
import type { ProviderOperations } from './provider.ts'
import type { ProvidersOperations } from './providers.ts'
import type { RepliesOperations } from './replies.ts'
import type { ReportsOperations } from './reports.ts'
import type { RetentionOperations } from './retention.ts'
import type { SignatureRuleOperations } from './signature-rule.ts'
import type { SigningKeysOperations } from './signing-keys.ts'
import type { StatisticsOperations } from './statistics.ts'
import type { SubmissionsOperations } from './submissions.ts'
import type { TakedownsOperations } from './takedowns.ts'
import type { TasksOperations } from './tasks.ts'
import type { UploadsOperations } from './uploads.ts'

/** Every operation of the API, by its method and the pattern of its address. */
export type Operations = AuditOperations &
  DisputesOperations &
  EntriesOperations &
  EventHooksOperations &
  ExportsOperations &
  HandOversOperations &
  HashListsOperations &
  KeptCasesOperations &
  KeysOperations &
  LookupsOperations &
  MatchesOperations &
  NoticesOperations &
  ProviderOperations &
  ProvidersOperations &
  RepliesOperations &
  ReportsOperations &
  RetentionOperations &
  SignatureRuleOperations &
  SigningKeysOperations &
  StatisticsOperations &
  SubmissionsOperations &
  TakedownsOperations &
  TasksOperations &
  UploadsOperations

/** What has to be known of an operation to send it; nothing of most. */
export type Traits = {
  /** A POST that is done once for each Idempotency-Key. */
  once?: true
  /** The media type of a body that is sent as it is. */
  file?: string
  /** The parameter with which a list goes on. */
  cursor?: string
}
export const TRAITS: Readonly<Record<string, Traits>> = {
  'POST /v1/reports': { once: true },
  'GET /v1/matches': { cursor: 'after' },
  'POST /v1/matches/{id}/decisions': { once: true },
  'GET /v1/takedowns': { cursor: 'after' },
  'POST /v1/takedowns/{id}/host': { once: true },
  'POST /v1/takedowns/{id}/holds': { once: true },
  'POST /v1/takedowns/{id}/holds/release': { once: true },
  'GET /v1/tasks': { cursor: 'after' },
  'POST /v1/tasks/{id}/assign': { once: true },
  'POST /v1/tasks/{id}/done': { once: true },
  'POST /v1/takedowns/{id}/allow-notice': { once: true },
  'POST /v1/takedowns/{id}/holds/undo': { once: true },
  'POST /v1/takedowns/{id}/steps/withdraw': { once: true },
  'POST /v1/takedowns/{id}/steps': { once: true },
  'GET /v1/providers': { cursor: 'after' },
  'POST /v1/providers/{id}/contacts': { once: true },
  'POST /v1/providers/{id}/contacts/{contactId}/approve': { once: true },
  'POST /v1/providers/{id}/channels': { once: true },
  'POST /v1/providers/{id}/channels/{channelId}/approve': { once: true },
  'POST /v1/providers/{id}/keys': { once: true },
  'POST /v1/providers/{id}/keys/{fingerprint}/approve': { once: true },
  'GET /v1/provider/items': { cursor: 'after' },
  'POST /v1/notices/{id}/replies': { once: true },
  'GET /v1/notices/{id}/replies': { cursor: 'after' },
  'GET /v1/replies': { cursor: 'after' },
  'POST /v1/replies/{id}/handled': { once: true },
  'POST /v1/providers/{id}/events': { file: 'application/json' },
  'POST /v1/replies/import': { file: 'text/csv' },
  'GET /v1/disputes': { cursor: 'after' },
  'POST /v1/disputes/{id}/decisions': { once: true },
  'GET /v1/audit/events': { cursor: 'from' },
  'GET /v1/exports': { cursor: 'after' },
  'GET /v1/hand-overs': { cursor: 'after' },
  'POST /v1/hand-overs/entered/{id}/allow': { once: true },
  'POST /v1/hand-overs/{id}/receive': { once: true },
  'POST /v1/hand-overs/{id}/allow': { once: true },
  'GET /v1/hash-lists': { cursor: 'after' },
  'POST /v1/hash-lists': { once: true },
  'POST /v1/hash-lists/{id}/withdraw': { once: true },
  'POST /v1/hash-lists/preview': { file: '*/*' },
  'GET /v1/hash-lists/{id}/submissions': { cursor: 'after' },
  'POST /v1/hash-lists/{id}/submissions': { file: '*/*' },
  'POST /v1/submissions/{id}/mapping': { once: true },
  'POST /v1/submissions/{id}/activate': { once: true },
  'POST /v1/submissions/{id}/end': { once: true },
  'POST /v1/submissions/{id}/release': { once: true },
  'GET /v1/keys': { cursor: 'after' },
  'POST /v1/signing-keys': { once: true },
  'POST /v1/signing-keys/{id}/approve': { once: true },
  'POST /v1/signing-keys/{id}/end': { once: true },
  'POST /v1/signature-rule': { once: true },
  'POST /v1/event-hooks/{id}/pause': { once: true },
  'POST /v1/event-hooks/{id}/resume': { once: true },
  'POST /v1/event-hooks/{id}/test': { once: true },
  'GET /v1/event-hooks/{id}/deliveries': { cursor: 'after' },
  'PATCH /v1/uploads/{id}': { file: '*/*' },
  'POST /v1/hash-lists/{id}/entries/{entryId}/revoke': { once: true },
  'POST /v1/entries/{id}/votes': { once: true },
  'GET /v1/entries/{id}/rests': { cursor: 'after' },
  'GET /v1/submissions/{id}/rests': { cursor: 'after' },
  'GET /v1/hash-lists/{id}/rests': { cursor: 'after' },
  'POST /v1/lookups/accreditations': { once: true },
  'POST /v1/lookups/accreditations/{id}/approve': { once: true },
  'POST /v1/lookups/accreditations/{id}/end': { once: true },
  'POST /v1/lookups/alarms/{id}/done': { once: true },
  'POST /v1/hash-lists/{id}/disclosure': { once: true },
}
