import { readFile } from 'node:fs/promises'
import { exportCheck } from '@nightlight/api'
import { DomainError } from '@nightlight/contract'
import { verifyRecord, type RecordVerdict } from '@nightlight/runtime'
import { mustBeReadable } from '../unreadable-file.ts'
import { asCaller, type CallerOptions } from './as-caller.ts'
import { isId } from './caller-key.ts'
import { repeatsMember } from './repeated-member.ts'

const SAID: Readonly<Record<RecordVerdict, string>> = {
  valid: 'valid: signed by this key and not altered since',
  altered: 'not believed: the record was altered, or the signature is not of this key',
  'other-key': 'not believed: signed by another key; was the right public key given?',
  malformed: 'not believed: this is no signed record, or one that says a thing twice',
}

/**
 * Prints one removal check, signed: JSON that a third party can verify.
 *
 * @throws {DomainError} `option-invalid`; as `asCaller` and `exportCheck`
 */
export async function checksExport(
  takedownId: string,
  checkId: string,
  options: CallerOptions,
): Promise<void> {
  if (!isId(takedownId) || !isId(checkId)) {
    throw new DomainError(
      'invalid',
      'option-invalid',
      'Exporting a check: give the id of a takedown and that of one of its checks, as the API has them',
    )
  }
  await asCaller(
    options,
    'takedown:read',
    async (deps, { actor }) => [await exportCheck(deps, { takedownId, checkId, actor })],
    (signed) => JSON.stringify(signed, null, 2),
  )
}

/**
 * Verifies a record offline.
 *
 * @throws {DomainError} `file-unreadable`, `record-not-json`, `public-key-invalid`
 */
export async function checksVerify(
  file: string,
  options: { publicKey: string; json?: boolean },
): Promise<void> {
  if (Buffer.from(options.publicKey, 'base64url').length !== 32) {
    throw new DomainError(
      'invalid',
      'public-key-invalid',
      'Reading the public key: 32 bytes in base64url are needed, 43 characters, as /record-key of the service has them',
    )
  }
  await mustBeReadable(file, 'Verifying a record: the file')
  const text = await readFile(file, 'utf8')
  const signed = parsed(text)
  // what says a thing twice has no canonical form: another reader may take what was never signed
  const verdict: RecordVerdict = repeatsMember(text)
    ? 'malformed'
    : verifyRecord(signed, options.publicKey)
  console.log(options.json ? JSON.stringify({ verdict }) : SAID[verdict])
  if (verdict !== 'valid') process.exitCode = 1
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new DomainError('invalid', 'record-not-json', 'Reading the record: it is not JSON')
  }
}
