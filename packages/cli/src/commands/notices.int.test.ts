import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { LANGUAGES } from '@nightlight/contract'
import { connect, newId } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand, nightlight } from './testing-command.ts'

const { at, databaseUrl, keyOf, said } = installCommand()
const bare = (...args: string[]) => said('notices', ...args)
const byKeyOf = async (name: string, role: string) => [
  '--key-file',
  await keyOf(name, role),
  '--json',
]
const preview = (out: string) => nightlight(['notices', 'preview', '--out', out])

describe('notices preview', () => {
  it('writes every document in every language, once', async () => {
    const out = at('preview')
    expect(await preview(out)).toMatchObject({
      out: expect.stringMatching(/^\d+ files in /),
      err: '',
    })
    const names = await Promise.all(LANGUAGES.map((language) => readdir(join(out, language))))
    expect(new Set(names.map((list) => list.length)).size).toBe(1)
    for (const kind of [
      'provider-notice-one.txt',
      'provider-reminder-several.txt',
      'police-hand-over-one.txt',
      'retraction-provider-one.txt',
      'retraction-police-several.txt',
      'upstream-notice-one.txt',
      'registrar-notice-one.txt',
      'registry-notice-one.txt',
      'authority-order.txt',
      'authority-order.answer-effect.txt',
      'authority-order.answer-impossible.txt',
      'iccam-hand-over.txt',
      'iccam-hand-over.iccam.json',
      'iccam-hand-over.iccam.csv',
      'provider-notice-one.xarf.json',
    ]) {
      for (const list of names) expect(list).toContain(kind)
    }
    expect(await readFile(join(out, 'fr', 'authority-order.txt'), 'utf8')).toContain('Injonction')
    expect((await preview(out)).err).toContain('[output-exists]')
  })
})

describe('notices iccam and order', () => {
  it('want ids, a language, and takedowns that are there', async () => {
    const keyFile = await keyOf('ana', 'analyst')
    const iccam = (...more: string[]) =>
      bare('iccam', ...more, '--out', at('iccam'), '--key-file', keyFile)
    expect((await iccam('1')).err).toContain('[option-invalid]')
    expect((await iccam(newId(), '--language', 'it')).err).toContain('[option-invalid]')
    expect((await iccam(newId())).err).toContain('[nothing-to-enter]')
    const file = at('order.json')
    await writeFile(file, '{}')
    const order = (...more: string[]) =>
      bare('order', file, ...more, '--out', at('order'), '--key-file', keyFile)
    expect((await order('1')).err).toContain('[option-invalid]')
    expect((await order(newId())).err).toContain('[order-invalid]')
  })
})

describe('notices addresses and keys', () => {
  it('are a supervisor’s and an operator’s to decide, and kept', async () => {
    const by = await byKeyOf('admin', 'admin')
    const byAnother = await byKeyOf('another', 'admin')
    const bySupervisor = await byKeyOf('supervisor', 'supervisor')
    const db = connect(databaseUrl(), { max: 1 })
    const id = newId()
    await db
      .insertInto('provider')
      .values({ id, handle: 'rdap:x', kind: 'host', name: 'x', country: null, language: 'en' })
      .execute()
    expect((await bare('addresses', 'rdap:x', 'encrypted', ...by)).err).toContain('[not-allowed]')
    expect((await bare('addresses', 'nobody', 'encrypted', ...bySupervisor)).err).toContain(
      '[provider-not-found]',
    )
    expect((await bare('addresses', 'rdap:x', 'loud', ...bySupervisor)).err).toContain(
      '[option-invalid]',
    )
    const decided = await bare('addresses', 'rdap:x', 'encrypted', ...bySupervisor)
    expect(JSON.parse(decided.out)).toEqual({ provider: id, addresses: 'encrypted' })
    const bad = at('bad.pem')
    await writeFile(bad, 'no key')
    expect((await bare('add-key', id, bad, ...by)).err).toContain('[recipient-key-unreadable]')
    const good = new URL('../../fixtures/sample-desk.pem', import.meta.url).pathname
    const added = JSON.parse((await bare('add-key', id, good, ...by)).out) as {
      fingerprint: string
    }
    expect(added).toMatchObject({ provider: id, kind: 'smime', state: 'proposed' })
    const approve = (...who: string[]) =>
      bare('approve-key', 'rdap:x', added.fingerprint.toUpperCase(), ...who)
    expect((await approve(...by)).err).toContain('[second-person-needed]')
    expect(JSON.parse((await approve(...byAnother)).out)).toMatchObject({ state: 'active' })
    expect((await approve(...byAnother)).err).toContain('[provider-key-not-proposed]')
    const revoke = () => bare('revoke-key', id, added.fingerprint.toUpperCase(), ...by)
    expect(JSON.parse((await revoke()).out)).toMatchObject({ state: 'revoked' })
    expect((await revoke()).err).toContain('[provider-key-not-found]')
    const row = await db.selectFrom('provider').select('url_policy').executeTakeFirstOrThrow()
    const audits = await db
      .selectFrom('audit_event')
      .select('action')
      .where('object_id', '=', id)
      .orderBy('at')
      .execute()
    await db.destroy()
    expect(row.url_policy).toBe('encrypted')
    expect(audits.map(({ action }) => action)).toEqual([
      'url-policy-decided',
      'provider-key-proposed',
      'provider-key-added',
      'provider-key-revoked',
    ])
  })
})

describe('notices channels', () => {
  it('are proposed by one person and approved by another', async () => {
    const one = await byKeyOf('channel-one', 'admin')
    const other = await byKeyOf('channel-other', 'admin')
    const db = connect(databaseUrl(), { max: 1 })
    const id = newId()
    await db
      .insertInto('provider')
      .values({ id, handle: 'rdap:y', kind: 'host', name: 'y', country: null, language: 'en' })
      .execute()
    const file = at('hook.json')
    const secrets = [`whsec_${'A'.repeat(32)}`]
    await writeFile(file, JSON.stringify({ url: 'https://hooks.example/in/t0ken', secrets }))
    const add = (...more: string[]) => bare('add-channel', 'rdap:y', ...more, ...one)
    expect((await add('pigeon', file)).err).toContain('[option-invalid]')
    expect((await add('aws', file)).err).toContain(
      'it lacks region, accessKeyId, secretAccessKey [channel-settings-invalid]',
    )
    expect((await add('smtp', file)).err).toContain('it takes nothing, and no more')
    const { channel } = JSON.parse((await add('webhook', file)).out) as { channel: string }
    expect((await bare('approve-channel', channel, ...one)).err).toContain('[second-person-needed]')
    const seen = await bare('channels', 'rdap:y', ...other)
    expect(JSON.parse(seen.out)).toMatchObject({
      state: 'proposed',
      server: 'hooks.example',
      addedAt: expect.stringContaining('T'),
    })
    const approved = await bare('approve-channel', channel, ...other)
    expect(approved.err).toBe('')
    expect(JSON.parse(approved.out)).toEqual({ channel, state: 'active' })
    const listed = await bare('channels', 'rdap:y', ...other)
    expect(JSON.parse(listed.out)).toMatchObject({ id: channel, kind: 'webhook', state: 'active' })
    expect(listed.out).not.toMatch(/t0ken|whsec/)
    expect(JSON.parse((await bare('disable-channel', channel, ...other)).out)).toMatchObject({
      state: 'disabled',
    })
    expect((await bare('disable-channel', channel, ...other)).err).toContain('[channel-not-found]')
    await db.destroy()
  })

  it('have what was cut off settled by whoever handles replies', async () => {
    const keyFile = await keyOf('settler', 'analyst')
    const settle = (...more: string[]) => bare('settle', ...more, '--key-file', keyFile)
    expect((await settle('1', 'arrived')).err).toContain('[option-invalid]')
    expect((await settle(newId(), 'perhaps')).err).toContain('[option-invalid]')
    expect((await settle(newId(), 'arrived')).err).toContain('[notice-not-in-doubt]')
  })
})
