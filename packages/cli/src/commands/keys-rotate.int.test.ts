import { readFile, rename, writeFile } from 'node:fs/promises'
import { connect } from '@nightlight/runtime'
import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { said, at, databaseUrl } = installCommand('--json')
const field = (): Promise<string> => readFile(at('keys/field.key'), 'utf8')

describe('keys rotate', () => {
  it('seals what is there again, and says how far it is', { timeout: 120_000 }, async () => {
    await said('keys', 'create', '--role', 'analyst', '--name', 'Analyst')
    const { out, err } = await said('keys', 'rotate')
    expect(JSON.parse(out)).toEqual({ generation: 2, resealed: 0, unreadable: 0 })
    expect(err).toMatch(/read by every process first: \d+ s/)
  })

  it('makes another master key, which the next command finds', { timeout: 60_000 }, async () => {
    const before = await field()
    const { out } = await said('keys', 'rotate', '--master')
    expect(JSON.parse(out)).toEqual({ keys: 9 })
    expect(await field()).not.toBe(before)
    expect(await readFile(at('keys/field.key.before'), 'utf8')).toBe(before)
    expect((await said('keys', 'create', '--role', 'analyst', '--name', 'Two')).err).toBe('')
  })

  it('ends a change that was cut off before the file was moved', { timeout: 60_000 }, async () => {
    const present = await field()
    await rename(at('keys/field.key'), at('keys/field.key.next'))
    await writeFile(at('keys/field.key'), '00'.repeat(32))
    expect((await said('keys', 'create', '--role', 'analyst', '--name', 'Three')).err).toBe('')
    expect(await field()).toBe(present)
  })

  it('refuses a master key of another database', { timeout: 60_000 }, async () => {
    const present = await field()
    await writeFile(at('keys/field.key'), '00'.repeat(32))
    const { err } = await said('keys', 'create', '--role', 'analyst', '--name', 'Four')
    expect(err).toContain('[field-key-wrong]')
    expect(err).not.toContain('0000')
    await writeFile(at('keys/field.key'), present)
  })

  it('wants no file for a key that the directory keeps', { timeout: 60_000 }, async () => {
    const { err } = await said('keys', 'rotate', '--master', '--new-key-file', 'x')
    expect(err).toContain('[option-invalid]')
    const db = connect(databaseUrl(), { max: 1 })
    const events = await db
      .selectFrom('audit_event')
      .select('action')
      .where('object_type', '=', 'data_key')
      .execute()
    await db.destroy()
    expect(events.map(({ action }) => action)).toEqual(['keys.rotated', 'keys.master-rotated'])
  })
})
