import { describe, expect, it } from 'vitest'
import { installCommand } from './testing-command.ts'

const { said } = installCommand('--json')

describe('backups', () => {
  it('are noted with their size, or as restored, and nothing of the future', async () => {
    // makes the installation
    await said('keys', 'create', '--role', 'analyst', '--name', 'tool')
    expect((await said('backups', 'note')).err).toContain('[option-invalid]')
    const late = await said('backups', 'note', '--bytes', '9', '--at', '2999-01-01T00:00:00Z')
    expect(late.err).toContain('[backup-note-invalid]')
    expect((await said('backups', 'note', '--bytes', 'x')).err).toContain('[backup-note-invalid]')
    const at = '2026-01-31T03:00:00.000Z'
    await said('backups', 'note', '--bytes', '5000000000', '--at', at)
    await said('backups', 'note', '--restored', '--at', at)
    const { out } = await said('backups', 'show')
    expect(JSON.parse(out)).toEqual({ backup: { at, bytes: 5_000_000_000 }, restoredAt: at })
  })
})
