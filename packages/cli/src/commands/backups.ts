import { DomainError } from '@nightlight/contract'
import { lastBackups, noteBackup, type BackupNote } from '@nightlight/runtime'
import { onInstallation } from './keys.ts'

type Options = {
  data: string
  bytes?: number
  restored?: boolean
  at?: string
  json?: boolean
}

/** `nightlight backups note`: for a backup program, once it is done. */
export const backupsNote = (options: Options): Promise<void> => {
  const { bytes, restored = false, json = false } = options
  const now = new Date()
  const at = options.at === undefined ? now : new Date(options.at)
  if (restored === (bytes !== undefined)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Noting a backup: give --bytes with its size, or --restored where one was restored and could be read',
    )
  }
  const note: BackupNote =
    bytes === undefined ? { kind: 'restore', at, bytes: null } : { kind: 'backup', at, bytes }
  return onInstallation(options.data, async (db) => {
    await noteBackup(db, note, { actor: 'command-line', now })
    console.log(json ? JSON.stringify(note) : 'noted')
  })
}

/** `nightlight backups show`: what was noted last. */
export const backupsShow = ({ data, json = false }: Options): Promise<void> =>
  onInstallation(data, async (db) => {
    const { backup, restoredAt } = await lastBackups(db)
    if (json) return console.log(JSON.stringify({ backup, restoredAt }))
    console.log(backup ? `backup ${backup.at.toISOString()}, ${backup.bytes} bytes` : 'no backup')
    console.log(restoredAt ? `restored ${restoredAt.toISOString()}` : 'never restored')
  })
