/** What data keys are kept apart for, so that one that gets out opens nothing of the others. */
export const KEY_PURPOSES = ['url', 'hash', 'reporter', 'other'] as const
export type KeyPurpose = (typeof KEY_PURPOSES)[number]

export type SealedColumn = {
  table: string
  column: string
  purpose: KeyPurpose
  /** SQL over the columns of the table: the `row` that its values are bound to. */
  row: string
}

const sealed = (table: string, column: string, purpose: KeyPurpose, row = 'id::text') => ({
  table,
  column,
  purpose,
  row,
})

/** Every sealed column; a test compares it with the schema, and a rotation goes through it. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  sealed('report', 'url_ct', 'url'),
  sealed('location', 'url_ct', 'url'),
  sealed('media', 'fingerprint_ct', 'hash'),
  sealed('entry_hash', 'value_ct', 'hash', `entry_id::text || '/' || algorithm`),
  sealed('entry_page', 'hashes_ct', 'hash'),
  sealed('media_page', 'hashes_ct', 'hash'),
  sealed('report', 'note_ct', 'reporter'),
  sealed('report', 'reporter_ct', 'reporter'),
  sealed('report', 'reference_ct', 'reporter'),
  sealed('report_at_risk', 'reason_ct', 'reporter', 'report_id::text'),
  sealed('submission', 'officer_ct', 'other'),
  sealed('submission_sample', 'reference_ct', 'other', 'entry_id::text'),
  sealed('kept_case_piece', 'content_ct', 'other', `kept_case_id::text || ':' || seq::text`),
  sealed('file_upload', 'key_ct', 'other'),
  sealed('file_upload', 'facts_ct', 'other'),
  sealed('submission_signature', 'evidence_ct', 'other'),
  sealed('lookup_call', 'found_ct', 'hash'),
  sealed('lookup_call', 'canaries_ct', 'hash'),
  sealed('lookup_canary', 'hashes_ct', 'hash'),
  sealed('list_feed', 'config_ct', 'other'),
  sealed('opinion_source', 'config_ct', 'other'),
  sealed('page_text', 'text_ct', 'other', 'location_id::text'),
  sealed('picture_version', 'validators_ct', 'other', `location_id::text || ' ' || egress`),
  sealed('provider', 'note_ct', 'other'),
  sealed('provider_channel', 'configuration_ct', 'other'),
  sealed('event_hook', 'settings_ct', 'other'),
  sealed('provider_webhook_secret', 'secret_ct', 'other'),
  sealed('reply', 'detail_ct', 'other'),
  sealed('report_note', 'text_ct', 'other'),
  sealed('assessment', 'reason_ct', 'other'),
  sealed('dispute_decision', 'reason_ct', 'other', `dispute_id::text || ':' || actor`),
  sealed('mail_ledger', 'mail_ct', 'other', 'message_id'),
  sealed('audit_event', 'salt_ct', 'other'),
  sealed('totp', 'secret_ct', 'other', 'person_id::text'),
  sealed('oidc_flow', 'secrets_ct', 'other', `encode(state_hash, 'hex')`),
]

const PURPOSES = new Map<string, KeyPurpose>([
  ...SEALED_COLUMNS.map((one) => [`${one.table}.${one.column}`, one.purpose] as const),
  // of files: the list that a matcher keeps
  ['sealed_file.piece', 'hash'],
  ['file_upload.part', 'hash'],
])

/** @param name  table and column with a dot between */
export const purposeOf = (name: string): KeyPurpose => PURPOSES.get(name) ?? 'other'
