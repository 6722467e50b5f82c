import type { Generated } from 'kysely'
import type { AuditTables } from './audit-tables.ts'
import type { FactTables } from './fact-tables.ts'
import type { Big, BigDefault, BigNull, Json, JsonDefault, JsonNull, Now } from './column-types.ts'
import type { ChannelKind, ChannelTables } from './channel-tables.ts'
import type { CrawlOptions, CrawlTables } from './crawl-tables.ts'
import type { DeskTables } from './desk-tables.ts'
import type { EventTables } from './event-tables.ts'
import type { ExportTables } from './export-tables.ts'
import type { KeyTables } from './key-tables.ts'
import type { KeptCaseTables } from './kept-case-tables.ts'
import type { LookupTables } from './lookup-tables.ts'
import type { CategoryTables } from './category-tables.ts'
import type { HandOverTables } from './hand-over-tables.ts'
import type { MachineTables } from './machine-tables.ts'
import type { OpinionTables } from './opinion-tables.ts'
import type { PersonTables } from './person-tables.ts'
import type { PolicyTables } from './policy-tables.ts'
import type { PortalTables } from './portal-tables.ts'
import type { ProcessTables } from './process-tables.ts'
import type { RecipientTables } from './recipient-tables.ts'
import type { ReplyTables } from './reply-tables.ts'
import type { QueueTables } from './queue-tables.ts'
import type { RetentionTables } from './retention-tables.ts'
import type { SampleTables } from './sample-tables.ts'
import type { TaskTables } from './task-tables.ts'
import type { UploadTables } from './upload-tables.ts'

/** Every table, as `information_schema` has it; a test compares the two. */
export interface Database
  extends
    AuditTables,
    FactTables,
    CrawlTables,
    DeskTables,
    EventTables,
    ExportTables,
    KeptCaseTables,
    KeyTables,
    LookupTables,
    CategoryTables,
    HandOverTables,
    MachineTables,
    OpinionTables,
    PersonTables,
    PolicyTables,
    PortalTables,
    ProcessTables,
    RecipientTables,
    ChannelTables,
    ReplyTables,
    QueueTables,
    RetentionTables,
    SampleTables,
    TaskTables,
    UploadTables {
  report: {
    id: string
    url_ct: Buffer
    url_key: Buffer
    source: string
    language: string | null
    note_ct: Buffer | null
    reporter_ct: Buffer | null
    received_by: string
    received_at: Now
    crawl: JsonNull<CrawlOptions>
    reference_ct: Buffer | null
    reference_key: Buffer | null
  }
  idempotency_key: {
    actor: string
    key_hash: Buffer
    request_hash: Buffer
    status: number
    body: Json<unknown>
    created_at: Now
  }
  authority: { id: string; name: string; created_at: Now }
  hash_list: {
    id: string
    authority_id: string
    name: string
    legal_class: 'csam' | 'harmful'
    purpose: string
    jurisdictions: Generated<string[]>
    classification: 'baseline' | 'A1' | 'A2' | 'B1' | 'B2' | null
    max_distance: Generated<number>
    opens: Generated<'never' | 'exact'>
    expires_at: Date | null
    created_at: Now
    negative: Generated<boolean>
    withdrawn_at: Date | null
    disclosed_to_providers: Generated<boolean>
  }
  submission: {
    id: string
    list_id: string
    format: string
    file_sha256: Buffer | null
    state: 'receiving' | 'staged' | 'active' | 'ending' | 'ended' | 'discarded' | 'failed'
    accepted: Generated<number>
    duplicate: Generated<number>
    refused: Generated<number>
    refused_by: JsonDefault<Record<string, number>>
    submitted_by: string
    received_at: Now
    activated_at: Date | null
    kind: Generated<'addition' | 'edition' | 'feed'>
    submitter: Generated<string>
    officer_ct: Buffer | null
    legal_basis: Generated<string>
    purpose: Generated<string>
    jurisdictions: Generated<string[]>
    expires_at: Date | null
    categories: JsonNull<Record<string, 'csam' | 'harmful' | 'skip'>>
    activated_by: string | null
    activator: string | null
    end_reason: 'revoked' | 'superseded' | null
    ended_by: string | null
    end_note: string | null
    ended_at: Date | null
    epoch: BigDefault
    size: BigNull
    head_sha256: Buffer | null
    reading: Generated<string>
    rows_read: BigDefault
    bytes_read: BigDefault
    prefix_sha256: Buffer | null
    set_aside: JsonDefault<Record<string, number>>
    skipped: Generated<number>
    unmapped: JsonDefault<Record<string, number>>
    maps_later: Generated<boolean>
    read_as: JsonDefault<Record<string, 'csam' | 'harmful' | 'skip'>>
    codes: JsonDefault<Record<string, number>>
    samples: JsonDefault<Record<string, string[]>>
    /** Code -> actor -> name, as the next one. */
    mapped_by: JsonDefault<Record<string, Record<string, string>>>
    as_default: JsonDefault<Record<string, Record<string, string>>>
    failure: string | null
    failure_line: BigNull
    failure_byte: BigNull
    missing: number | null
    look_back: Generated<'none' | 'running' | 'found' | 'released'>
    look_back_from: string | null
    looked_at: BigDefault
    look_back_found: Generated<number>
    released_by: string | null
    released_at: Date | null
  }
  list_entry: {
    id: string
    list_id: string
    submission_id: string
    status: Generated<'active' | 'suspended' | 'revoked'>
    epoch: BigDefault
    legal_class: Generated<'csam' | 'harmful'>
    category: string | null
    source_key: Buffer | null
    page_id: string | null
    moved: Generated<boolean>
    reason: string | null
    changed_by: string | null
    changed_at: Date | null
    home_class: 'csam' | 'harmful' | null
    home_category: string | null
  }
  withdrawn_suspension: {
    list_id: string
    algorithm: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash'
    value_key: Buffer
    source_key: Buffer | null
    reason: string | null
    changed_by: string | null
    changed_at: Date | null
  }
  entry_page: { id: string; submission_id: string; hashes_ct: Buffer }
  entry_source: {
    submission_id: string
    entry_id: string
    legal_class: 'csam' | 'harmful'
    category: string | null
    source_key: Buffer | null
    codes: Generated<(string | null)[] | null>
  }
  refused_row: { submission_id: string; line: Big; reason: string }
  entry_vote: {
    id: string
    entry_id: string
    match_id: string | null
    verdict: 'confirm' | 'reject'
    actor: string
    voter: Generated<string>
    reason: string
    at: Now
    told_at: Date | null
  }
  list_feed: {
    id: string
    list_id: string
    kind: 'ncmec' | 'stopncii'
    config_ct: Buffer
    every_minutes: number
    requested_by: string
    requester: Generated<string>
    requested_at: Now
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    checkpoint: JsonNull<unknown>
    submission_id: string | null
    next_at: Now
    started_at: Date | null
    finished_at: Date | null
    problem: string | null
    failures: Generated<number>
  }
  match_review: { media_id: string; since: Now }
  entry_hash: {
    entry_id: string
    list_id: string
    algorithm: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash'
    value_ct: Buffer | null
    value_key: Buffer
  }
  list_epoch: {
    only_row: Generated<boolean>
    epoch: Big
    compared_for: Generated<string>
    compare_epoch: BigDefault
  }
  match: {
    id: string
    media_id: string
    entry_id: string
    list_id: string
    algorithm: 'md5' | 'sha1' | 'sha256' | 'pdq' | 'blockhash'
    distance: number
    orientation: number
    flavour: 'digest' | 'full' | 'sampled' | 'blocks'
    frame: Generated<number>
    tier: 'exact' | 'near' | 'probable'
    list_epoch: Big
    variant: Generated<'picture' | 'trimmed' | 'over-white' | 'over-black' | 'with-profile'>
    matched_at: Now
    look_back: string | null
  }
  matcher_state: {
    instance: string
    epoch: Big
    entries: Big
    bytes: JsonDefault<Record<string, number>>
    at: Now
  }
  match_run: {
    media_id: string
    epoch: Big
    pipeline_version: string
    at: Now
    paged: Generated<boolean>
  }
  decision: {
    id: string
    match_id: string
    verdict: 'confirm' | 'reject'
    actor: string
    reason: string
    at: Now
    effect_at: Date | null
  }
  provider: {
    id: string
    handle: string
    kind: 'host' | 'police' | 'registrar' | 'registry' | 'upstream'
    name: string
    country: string | null
    language: string
    updated_at: Now
    url_policy: 'clear-text' | 'machine-part' | 'encrypted' | 'reply-page' | null
    organisation_id: string | null
    asns: Generated<string[]>
    domains: Generated<string[]>
    language_by: string | null
    note_ct: Buffer | null
  }
  provider_key: {
    id: string
    provider_id: string
    kind: 'openpgp' | 'smime'
    material: string
    fingerprint: string
    valid_from: Date
    valid_to: Date | null
    added_by: string
    /** Null for those that one person added before two were asked for. */
    adder: string | null
    added_at: Now
    approved_by: string | null
    approver: string | null
    approved_at: Date | null
    revoked_at: Date | null
  }
  provider_contact: {
    id: string
    provider_id: string
    mailbox: string
    source: string
    fetched_at: Date
    refused_at: Date | null
    place: Generated<number>
    refusals: Generated<number>
    retired_at: Date | null
  }
  takedown: {
    id: string
    page_location_id: string
    media_id: string
    match_id: string
    host: string
    status: string
    state: Json<unknown>
    version: number
    provider_id: string | null
    attention: string | null
    notify_at: Date | null
    next_check_at: Date | null
    due_at: Date | null
    applied_check_at: Date | null
    opened_at: Date
    policy_id: string | null
    failures: Generated<number>
    retry_at: Date | null
  }
  takedown_location: { takedown_id: string; location_id: string; added_at: Date }
  takedown_event: {
    takedown_id: string
    seq: number
    type: string
    at: Date
    actor: string
    data: Json<Record<string, unknown>>
    recorded_at: Generated<Date | null>
  }
  notice: {
    id: string
    reference: string
    provider_id: string
    contact_id: string
    kind: string
    language: string
    message_id: string
    state: 'due' | 'handover' | 'sent' | 'refused'
    due_at: Date
    lease_until: Date | null
    fence: Generated<number>
    attempts: Generated<number>
    composed_at: Now
    sent_at: Date | null
    retracts: string | null
    bounced_at: Date | null
    channel: Generated<ChannelKind>
    channel_id: string | null
    turn_at: Date | null
  }
  notice_item: { notice_id: string; takedown_id: string; seq: number; position: number }
  notice_line: {
    notice_id: string
    attempt: number
    n: number
    takedown_id: string
    location_id: string
  }
  retraction: { notice_id: string; takedown_id: string; letter_id: string | null; since: Now }
  notice_attempt: {
    notice_id: string
    n: number
    started_at: Date
    finished_at: Date | null
    outcome: string | null
    smtp_code: number | null
    channel: Generated<string>
    urls: 'clear-text' | 'machine-part' | 'encrypted' | 'reply-page' | null
  }
  mail_ledger: {
    message_id: string
    mail_ct: Buffer
    recipients: string[]
    copies_dropped: Generated<number>
    accepted_at: Now
  }
}
