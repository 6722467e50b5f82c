import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, digests, openTestList, post, type Caller } from '../fixtures/seed-list.ts'
import { createTestApp, type TestApp } from '../fixtures/test-app.ts'
import { signRequest } from './sign-request.ts'

const PUBLIC = 'https://nightlight.example'

let test: TestApp
let officer: Caller
let colleague: Caller
beforeAll(async () => {
  test = await createTestApp({ identity: { publicUrl: PUBLIC } })
  officer = await caller(test, 'Officer')
  colleague = await caller(test, 'Colleague')
})
afterAll(() => test[Symbol.asyncDispose]())

type Key = { id: string; secret: KeyObject }

async function propose(by: Caller): Promise<Key> {
  const { privateKey: secret, publicKey } = generateKeyPairSync('ed25519')
  const pem = publicKey.export({ type: 'spki', format: 'pem' })
  const answer = await post(test, by, '/v1/signing-keys', { name: 'Office', publicKey: pem })
  expect([answer.statusCode, answer.json()]).toMatchObject([201, { state: 'proposed' }])
  return { id: answer.json<{ id: string }>().id, secret }
}

async function registered(by = officer, second = colleague): Promise<Key> {
  const key = await propose(by)
  const answer = await post(test, second, `/v1/signing-keys/${key.id}/approve`)
  expect([answer.statusCode, answer.json()]).toMatchObject([200, { state: 'approved' }])
  return key
}

type Sent = { query?: string; body?: string; origin?: string; at?: Date; by?: Caller }

/** What signs a file, as it goes to a list. */
function signedFields(
  key: Key,
  listId: string,
  file: string,
  sent: Sent = {},
): Record<string, string> {
  const { origin = PUBLIC, query = '', at = new Date() } = sent
  const path = `/v1/hash-lists/${listId}/submissions?algorithm=sha256${query}`
  const digest = createHash('sha256').update(file).digest('base64')
  const fields = { 'content-type': 'text/plain', 'content-digest': `sha-256=:${digest}:` }
  const message = { method: 'POST', targetUri: origin + path, fields: Object.entries(fields) }
  return { ...fields, ...signRequest(message, key.secret, { keyId: key.id, now: at }) }
}

const send = (
  listId: string,
  file: string,
  fields: Record<string, string>,
  by = officer,
  query = '',
) =>
  test.app.inject({
    method: 'POST',
    url: `/v1/hash-lists/${listId}/submissions?algorithm=sha256${query}`,
    headers: { ...by, ...fields },
    payload: file,
  })

const evidenceOf = (submissionId: string) =>
  test.db
    .selectFrom('submission_signature')
    .selectAll()
    .where('submission_id', '=', submissionId)
    .execute()

let n = 0
const drawn = (): string => digests(++n * 10, n * 10 + 3)

describe('a key of an authority', () => {
  it('counts once another officer has approved it, and never again when it has ended', async () => {
    const listId = await openTestList(test, officer)
    const key = await propose(officer)
    const file = drawn()
    const tell = async () => {
      const answer = await send(listId, file, signedFields(key, listId, file))
      return [answer.statusCode, answer.json<{ code?: string }>().code]
    }
    expect(await tell()).toEqual([403, 'signature-key-not-valid'])
    const own = await post(test, officer, `/v1/signing-keys/${key.id}/approve`)
    expect([own.statusCode, own.json()]).toMatchObject([403, { code: 'second-person-needed' }])
    await post(test, colleague, `/v1/signing-keys/${key.id}/approve`)
    expect(await tell()).toEqual([201, undefined])
    const ended = await post(test, officer, `/v1/signing-keys/${key.id}/end`)
    expect(ended.json()).toMatchObject({ state: 'ended' })
    expect(await tell()).toEqual([403, 'signature-key-not-valid'])
    const again = await post(test, colleague, `/v1/signing-keys/${key.id}/approve`)
    expect([again.statusCode, again.json()]).toMatchObject([409, { code: 'signing-key-ended' }])
  })

  it('is nothing to officers of another one, nor to somebody who acts for none', async () => {
    const key = await propose(officer)
    const stranger = await caller(test, 'Stranger', 'police', 'Other Police')
    const supervisor = await caller(test, 'Chief', 'supervisor')
    const [theirs, chiefs] = [
      await post(test, stranger, `/v1/signing-keys/${key.id}/approve`),
      await post(test, supervisor, `/v1/signing-keys/${key.id}/approve`),
    ]
    expect([theirs.statusCode, chiefs.statusCode]).toEqual([404, 403])
    const list = await test.app.inject({ url: '/v1/signing-keys', headers: stranger })
    expect(JSON.stringify(list.json())).not.toContain(key.id)
  })

  it('is approved by two in the database, too, and is not changed', async () => {
    const { id } = await propose(officer)
    const row = (set: Record<string, unknown>) =>
      test.db.updateTable('signing_key').set(set).where('id', '=', id).execute()
    const at = new Date()
    await expect(
      row({ approved_by: 'key:x', approver: ' OFFICER', approved_at: at }),
    ).rejects.toThrow('signing_key_four_eyes')
    await expect(row({ public_key: Buffer.from('other') })).rejects.toThrow('signing_key')
    await row({ ended_by: 'key:x', ended_at: at })
    await expect(row({ ended_by: null, ended_at: null })).rejects.toThrow('signing_key')
  })

  it('is registered once', async () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const body = { name: 'Twice', publicKey: publicKey.export({ type: 'spki', format: 'pem' }) }
    const answers = [
      await post(test, officer, '/v1/signing-keys', body),
      await post(test, colleague, '/v1/signing-keys', body),
    ]
    expect(answers.map((answer) => answer.statusCode)).toEqual([201, 409])
  })
})

describe('a signed file', () => {
  it('is kept with its request, sealed, as evidence', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    const fields = signedFields(key, listId, file, { query: '&officer=Inge' })
    const answer = await send(listId, file, fields, officer, '&officer=Inge')
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { state: 'staged' }])
    const [kept, ...others] = await evidenceOf(answer.json<{ id: string }>().id)
    expect(others).toEqual([])
    expect(kept).toMatchObject({ signing_key_id: key.id, verified_at: expect.any(Date) as Date })
    const place = { table: 'submission_signature', column: 'evidence_ct', row: kept!.id }
    const evidence = JSON.parse(test.crypto.openText(place, kept!.evidence_ct)) as Record<
      string,
      unknown
    >
    expect(evidence).toMatchObject({
      method: 'POST',
      targetUri: expect.stringContaining(`${PUBLIC}/v1/hash-lists/${listId}`) as string,
    })
    expect(JSON.stringify(evidence)).toContain(fields['content-digest'])
    expect(kept!.evidence_ct.toString('latin1')).not.toContain('officer')
  })

  it('is taken once', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    const fields = signedFields(key, listId, file)
    expect((await send(listId, file, fields)).statusCode).toBe(201)
    const again = await send(listId, file, fields)
    expect([again.statusCode, again.json()]).toMatchObject([403, { code: 'signature-replayed' }])
    const [kept] = await test.db
      .selectFrom('signature_nonce')
      .selectAll()
      .where('signing_key_id', '=', key.id)
      .execute()
    expect(kept).toBeDefined()
    test.pass(25 * 60 * 60_000)
    const late = await send(listId, file, fields)
    expect(late.json()).toMatchObject({ code: 'signature-not-now' })
    await send(
      listId,
      file,
      signedFields(key, listId, file, { at: new Date(Date.now() + 25 * 60 * 60_000) }),
    )
    const left = await test.db
      .selectFrom('signature_nonce')
      .selectAll()
      .where('signing_key_id', '=', key.id)
      .execute()
    expect(left).toHaveLength(1)
    expect(left[0]?.nonce).not.toBe(kept?.nonce)
    test.pass(-25 * 60 * 60_000)
  })

  it('of two that come at once, one is taken', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    const fields = signedFields(key, listId, file)
    const answers = await Promise.all([1, 2, 3].map(() => send(listId, file, fields)))
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1)
    const codes = answers.map((answer) => answer.json<{ code?: string }>().code)
    expect(codes.filter((code) => code === 'signature-replayed')).toHaveLength(2)
  })

  it('whose body is another one never counts', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    for (const other of [
      `${file}${digests(900, 901)}`,
      file.slice(0, -65),
      file.replace(/^./, '0'),
    ]) {
      const answer = await send(listId, other, signedFields(key, listId, file))
      expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'digest-wrong' }])
    }
    const rows = await test.db
      .selectFrom('submission')
      .select('id')
      .where('list_id', '=', listId)
      .execute()
    expect(rows).toEqual([])
  })

  it('whose body turns out to be another one after much of it was staged never counts', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = digests(10_000, 50_000)
    const answer = await send(listId, `${file.slice(0, -2)}0\n`, signedFields(key, listId, file))
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'digest-wrong' }])
    const rows = await test.db
      .selectFrom('submission')
      .select(['id', 'state'])
      .where('list_id', '=', listId)
      .execute()
    expect(rows.map(({ state }) => state)).toEqual(['failed'])
    expect(await evidenceOf(rows[0]!.id)).toMatchObject([{ verified_at: null }])
  })

  it.each([
    ['another list', { path: true }, 'signature-wrong'],
    ['another query', { query: '&legalBasis=x' }, 'signature-wrong'],
    ['the name in Host', { origin: 'http://localhost:80' }, 'signature-wrong'],
    ['another time', { at: new Date(Date.now() - 400_000) }, 'signature-not-now'],
    ['a time to come', { at: new Date(Date.now() + 3_600_000) }, 'signature-not-now'],
  ])('is refused when it was signed for %s', async (_, sent, code) => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    const other = 'path' in sent ? await openTestList(test, officer) : listId
    const answer = await send(listId, file, signedFields(key, other, file, sent as Sent))
    expect([answer.statusCode, answer.json()]).toMatchObject([403, { code }])
    const rows = await test.db
      .selectFrom('submission')
      .select('id')
      .where('list_id', '=', listId)
      .execute()
    expect(rows).toEqual([])
    await test.app.writeRefusals()
    const { rows: audited } = await sql`select detail from audit_event
      where action = 'signature.refused' and object_id = ${listId}`.execute(test.db)
    expect(audited).toEqual([{ detail: { network: expect.any(String), [code]: 1 } }])
  })

  it('is refused with a key of another authority, whoever hands it in', async () => {
    const [ann, bob] = [
      await caller(test, 'Ann', 'police', 'Second Police'),
      await caller(test, 'Bob', 'police', 'Second Police'),
    ]
    const key = await registered(ann, bob)
    const listId = await openTestList(test, officer)
    const file = drawn()
    const answer = await send(listId, file, signedFields(key, listId, file))
    expect([answer.statusCode, answer.json()]).toMatchObject([
      403,
      { code: 'signature-of-another-authority' },
    ])
  })

  it('is needed for a dry run no more than for the rest, but has to be right', async () => {
    const key = await registered()
    const listId = await openTestList(test, officer)
    const file = drawn()
    const good = await send(
      listId,
      file,
      signedFields(key, listId, file, { query: '&dryRun=true' }),
      officer,
      '&dryRun=true',
    )
    expect(good.statusCode).toBe(200)
    const bad = await send(
      listId,
      `${file}${file}`,
      signedFields(key, listId, file, { query: '&dryRun=true' }),
      officer,
      '&dryRun=true',
    )
    expect(bad.json()).toMatchObject({ code: 'digest-wrong' })
  })
})

describe('an authority that takes only what is signed', () => {
  const rule = (by: Caller, required: boolean) => post(test, by, '/v1/signature-rule', { required })

  it('refuses the rest, from the first byte and in the database, until two officers lift that', async () => {
    const [ann, bob] = [
      await caller(test, 'Ann', 'police', 'Third Police'),
      await caller(test, 'Bob', 'police', 'Third Police'),
    ]
    const listId = await openTestList(test, ann)
    const file = drawn()
    const plain = { 'content-type': 'text/plain' }
    const before = await send(listId, file, plain, ann)
    expect(before.statusCode).toBe(201)
    expect((await rule(ann, true)).json()).toMatchObject({ code: 'signing-key-needed' })
    const key = await registered(ann, bob)
    expect((await rule(ann, true)).json()).toMatchObject({ required: true, liftAsker: null })
    const refused = await send(listId, file, plain, ann)
    expect([refused.statusCode, refused.json()]).toMatchObject([
      403,
      { code: 'signature-required' },
    ])
    expect((await send(listId, file, plain, ann, '&dryRun=true')).statusCode).toBe(200)

    const late = await post(
      test,
      bob,
      `/v1/submissions/${before.json<{ id: string }>().id}/activate`,
    )
    expect([late.statusCode, late.json()]).toMatchObject([409, { code: 'submission-not-signed' }])
    const signed = await send(listId, file, signedFields(key, listId, file), ann)
    expect(signed.statusCode).toBe(201)
    const active = await post(
      test,
      bob,
      `/v1/submissions/${signed.json<{ id: string }>().id}/activate`,
    )
    expect(active.json()).toMatchObject({ state: 'active' })

    const [later, more] = [await registered(ann, bob), drawn()]
    const third = await send(listId, more, signedFields(later, listId, more), ann)
    await post(test, bob, `/v1/signing-keys/${later.id}/end`)
    const ended = await post(
      test,
      bob,
      `/v1/submissions/${third.json<{ id: string }>().id}/activate`,
    )
    expect(ended.json()).toMatchObject({ code: 'submission-not-signed' })

    expect((await rule(ann, false)).json()).toMatchObject({ required: true, liftAsker: 'Ann' })
    expect((await rule(ann, false)).json()).toMatchObject({ required: true })
    const alone =
      sql`update signature_rule set required = false, changed_by = 'key:x', changer = 'ann'
      where lift_asker = 'Ann'`.execute(test.db)
    await expect(alone).rejects.toThrow('two people lift it')
    expect((await rule(bob, false)).json()).toMatchObject({ required: false, liftAsker: null })
    expect((await send(listId, drawn(), plain, ann)).statusCode).toBe(201)
  })
})

describe('without PUBLIC_URL', () => {
  it('no signature is checked', async () => {
    await using other = await createTestApp()
    const by = await caller(other, 'Officer')
    const listId = await openTestList(other, by)
    const { privateKey: secret } = generateKeyPairSync('ed25519')
    const answer = await other.app.inject({
      method: 'POST',
      url: `/v1/hash-lists/${listId}/submissions?algorithm=sha256`,
      headers: { ...by, ...signedFields({ id: listId, secret }, listId, 'x') },
      payload: 'x',
    })
    expect([answer.statusCode, answer.json()]).toMatchObject([
      409,
      { code: 'signature-without-address' },
    ])
  })
})

it('is described', async () => {
  const { paths } = (await test.app.inject({ url: '/openapi.json' })).json<{
    paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
  }>()
  const { parameters = [] } = paths['/v1/hash-lists/{id}/submissions']!['post']!
  const fields = parameters.filter((one) => one.in === 'header').map(({ name }) => name)
  expect(fields).toEqual(['content-digest', 'signature-input', 'signature'])
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/v1/keys',
      '/v1/keys/{id}/rotate',
      '/v1/signing-keys',
      '/v1/signature-rule',
    ]),
  )
})
