/** Roles that an api process takes on while a tenant asks: they read what is the tenant's, and write nothing. */
export const TENANT_ROLES = ['nightlight_provider', 'nightlight_police'] as const
export type TenantRole = (typeof TENANT_ROLES)[number]

export type TenantPolicy = {
  table: string
  role: TenantRole
  using: string
  /** Those that may be read; all without. */
  columns?: string
}

// Not `missing_ok`: whoever has not said for whom they ask gets an error, not an empty answer. It is
// a subquery so that it is asked once for a statement and not for each row.
const PROVIDER = `(select current_setting('app.provider_id')::uuid)`
const AUTHORITY = `(select current_setting('app.authority_id')::uuid)`

const provider = (table: string, using: string): TenantPolicy => ({
  table,
  role: 'nightlight_provider',
  using,
})
const police = (table: string, using: string): TenantPolicy => ({
  table,
  role: 'nightlight_police',
  using,
})

/** Every table that a tenant's role may read, and which of its rows; what is not here it cannot read at all. */
export const TENANT_POLICIES: readonly TenantPolicy[] = [
  provider('provider', `id = ${PROVIDER}`),
  provider('provider_contact', `provider_id = ${PROVIDER}`),
  provider('notice', `provider_id = ${PROVIDER}`),
  // policies of the tables inside count as well: this reads the notices that the tenant sees
  provider('notice_item', `exists (select from notice n where n.id = notice_id)`),
  provider('notice_line', `exists (select from notice n where n.id = notice_id)`),
  provider('notice_attempt', `exists (select from notice n where n.id = notice_id)`),
  {
    ...provider('takedown', `exists (select from notice_item i where i.takedown_id = takedown.id)`),
    columns: 'id, status, host',
  },
  provider('told_item', `provider_id = ${PROVIDER}`),
  {
    // not who of the hotline it was
    ...provider('address_consent', `provider_id = ${PROVIDER}`),
    columns: 'id, provider_id, ends_at, given_at, withdrawn_at',
  },
  provider('address_request', `provider_id = ${PROVIDER}`),
  provider('reply', `exists (select from notice n where n.id = notice_id)`),
  police('authority', `id = ${AUTHORITY}`),
  police('hash_list', `authority_id = ${AUTHORITY}`),
  police('submission', `exists (select from hash_list l where l.id = list_id)`),
  police('submission_sample', `exists (select from submission s where s.id = submission_id)`),
  police('list_entry', `exists (select from hash_list l where l.id = list_id)`),
  police('entry_hash', `exists (select from hash_list l where l.id = list_id)`),
  police('entry_page', `exists (select from submission s where s.id = submission_id)`),
  police('entry_source', `exists (select from submission s where s.id = submission_id)`),
  police('entry_vote', `exists (select from list_entry e where e.id = entry_id)`),
  {
    // who released what or ended it is told by the name of the key: of one's own, or of the hotline's
    ...police('api_key', `authority_id = ${AUTHORITY} or role not in ('police', 'provider')`),
    columns: 'id, name, role, authority_id',
  },
  police('category_map', `authority_id = ${AUTHORITY}`),
  police('hand_over_office', `authority_id = ${AUTHORITY}`),
  police('hand_over_receipt', `authority_id = ${AUTHORITY}`),
  {
    ...police(
      'provider',
      `kind = 'police' and exists (select from hand_over_office o where o.handle = provider.handle)`,
    ),
    columns: 'id, handle, kind',
  },
  {
    ...police(
      'notice',
      `kind = 'police-hand-over' and state = 'sent' and provider_id in (select p.id from provider p)`,
    ),
    columns: 'id, reference, provider_id, kind, state, sent_at, bounced_at',
  },
  police('notice_item', `exists (select from notice n where n.id = notice_id)`),
  {
    // what was handed over by hand has no mail: it went to whoever stands behind the mailbox of the police
    ...police(
      'takedown',
      `exists (select from notice_item i where i.takedown_id = takedown.id)
        or (state->'entered' @> '[{"step": "police-hand-over"}]'
          and exists (select from hand_over_office o where o.handle = 'police'))`,
    ),
    columns: 'id, status, host, state',
  },
  {
    ...police('host_finding', `exists (select from takedown t where t.id = takedown_id)`),
    columns: 'takedown_id, country',
  },
  police('kept_case', `authority_id = ${AUTHORITY}`),
  police('kept_case_piece', `exists (select from kept_case k where k.id = kept_case_id)`),
  police('refused_row', `exists (select from submission s where s.id = submission_id)`),
]
