import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isSignatureRequired, unitOf } from '@nightlight/api'
import { DomainError, HASH_ALGORITHMS } from '@nightlight/contract'
import {
  activateSubmission,
  endSubmission,
  isSameName,
  LIST_FORMATS,
  PURPOSE,
  importList,
  listUse,
  type CategoryMap,
  type ImportResult,
  type UseTerms,
} from '@nightlight/matcher'
import { connect } from '@nightlight/runtime'
import { callerDirectory } from '../caller-directory.ts'
import { findInstallation, makeInstallation } from '../installation.ts'
import { borrowStation } from '../station.ts'
import { fileUnreadable, mustBeReadable } from '../unreadable-file.ts'
import { callerByKey, mustActFor } from './caller-key.ts'
import { keysOf } from '../keys-of.ts'

export type ListsImportOptions = {
  data: string
  list: string
  authority: string
  format: string
  map?: string
  category?: string[]
  edition?: boolean
  legalBasis?: string
  officer?: string
  submissionExpires?: string
  keyFile?: string
  activateKeyFile?: string
  algorithm?: string
  class: string
  classification?: string
  maxDistance: number
  openExact?: boolean
  negative?: boolean
  purpose?: string
  jurisdictions?: string
  expires?: string
  dryRun?: boolean
  json?: boolean
}

/**
 * `nightlight lists import FILE`: reads a hash list into a staged submission; with the key of a second person it is
 * activated as well.
 */
export async function listsImport(file: string, options: ListsImportOptions): Promise<void> {
  const asked = readTerms(options)
  const format = oneOf(LIST_FORMATS, options.format, 'format')
  const algorithm = options.algorithm
    ? oneOf(HASH_ALGORITHMS, options.algorithm, 'algorithm')
    : undefined
  const map = options.map ? await readMap(resolve(callerDirectory(), options.map)) : {}
  const path = resolve(callerDirectory(), file)
  const categories = readCategories(options.category)
  const expiresAt = readDate('submission-expires', options.submissionExpires)
  await mustBeReadable(path, 'Importing a list: the file')
  // a key is one of an installation that is there
  const open = options.keyFile ? findInstallation : makeInstallation
  const directory = await open(options.data)
  await using station = await borrowStation(directory, process.env)
  const db = connect(station.databaseUrl, { max: 2, name: 'lists import' })
  try {
    const { crypto } = await keysOf(db, station)
    const { keyFile, activateKeyFile } = options
    if (activateKeyFile && !keyFile) {
      throw invalid('activate-key-file', 'given with --key-file: two people hand in and activate')
    }
    const by = keyFile
      ? await callerByKey({ db, crypto }, keyFile, 'list:write')
      : { actor: 'command-line', name: 'command-line', authorityId: null }
    const second = activateKeyFile
      ? await callerByKey({ db, crypto }, activateKeyFile, 'list:activate')
      : null
    if (second && (second.actor === by.actor || isSameName(second.name, by.name))) {
      throw invalid('activate-key-file', 'the key of another person than who hands it in')
    }
    for (const person of second ? [by, second] : [by]) {
      await mustActFor(db, person, options.authority)
    }
    if (!options.dryRun && (await isSignatureRequired(db, options.authority))) {
      throw new DomainError(
        'forbidden',
        'signature-required',
        'Importing a list: this authority takes only what is signed; hand it in with `lists submit`',
      )
    }
    const { purpose, jurisdictions } = asked
    // of a list that is there, what it may be used for is its own; what is handed in may be wider
    const use = await listUse(db, options)
    const terms = {
      ...asked,
      purpose: purpose ?? PURPOSE,
      jurisdictions: jurisdictions ?? [],
      ...use,
    }
    let result = await resumably(async () =>
      importList(
        { db, crypto },
        {
          source: { bytes: readFileOrSay(path), format, algorithm, map },
          authority: options.authority,
          list: options.list,
          terms,
          by,
          facts: {
            kind: options.edition ? 'edition' : 'addition',
            officer: options.officer ?? null,
            legalBasis: options.legalBasis ?? '',
            purpose,
            jurisdictions,
            expiresAt,
            categories,
            reading: JSON.stringify([format, algorithm, map]),
            ...(await beginningOf(path)),
          },
          dryRun: options.dryRun ?? false,
          onProgress: progress(options.json !== true),
        },
      ),
    )
    if (second && !result.dryRun && result.accepted + result.duplicate > 0) {
      const { state } = await activateSubmission(db, result.submissionId, second)
      result = { ...result, state }
    }
    const isEmpty = result.accepted + result.duplicate === 0
    if (isEmpty && !result.dryRun) {
      const nothing = { reason: 'revoked', note: 'nothing usable' } as const
      const { state } = await endSubmission(db, result.submissionId, nothing, by)
      result = { ...result, state }
    }
    if (options.json) console.log(JSON.stringify(result))
    else sayResult(result, directory.path)
    const reason = unusedBecause(terms)
    if (reason !== null) {
      console.error(`This list is kept and matches nothing here: ${reason} [list-not-used]`)
    }
    if (isEmpty) {
      console.error(
        'Nothing in this file was a usable hash; see the reasons above [list-without-hashes]',
      )
      process.exitCode = 1
    }
  } finally {
    await db.destroy()
  }
}

/** Says what to do when the database goes away while a file comes in. */
async function resumably<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof DomainError || (error as { severity?: unknown }).severity === 'ERROR') {
      sayHowFar(error)
      throw error
    }
    throw new DomainError(
      'conflict',
      'import-broken-off',
      'Importing a list: the database went away; when it is back, the same command goes on where this one was',
      { cause: error },
    )
  }
}

function sayHowFar(error: unknown): void {
  if (!(error instanceof DomainError)) return
  const { line, byte, format } = error.detail
  if (line === undefined) return
  const unit = unitOf(String(format))
  console.error(
    `The last that could be read was ${unit} ${String(line)}, within ${String(byte)} bytes of the file`,
  )
}

function readTerms(options: ListsImportOptions) {
  const expiresAt = readDate('expires', options.expires)
  if (
    !Number.isInteger(options.maxDistance) ||
    options.maxDistance < 0 ||
    options.maxDistance > 31
  ) {
    throw invalid('max-distance', 'a whole number from 0 to 31')
  }
  return {
    legalClass: oneOf(['csam', 'harmful'] as const, options.class, 'class'),
    classification: options.classification
      ? oneOf(
          ['baseline', 'A1', 'A2', 'B1', 'B2'] as const,
          options.classification,
          'classification',
        )
      : null,
    purpose: options.purpose,
    jurisdictions: readCountries(options.jurisdictions),
    maxDistance: options.maxDistance,
    opens: options.openExact ? ('exact' as const) : ('never' as const),
    expiresAt,
    negative: options.negative ?? false,
  }
}

function readDate(name: string, text: string | undefined): Date | null {
  const date = text ? new Date(text) : null
  if (date === null || date.getTime() > Date.now()) return date
  throw invalid(name, 'a date to come, such as 2027-12-31')
}

/** `CODE=CLASS`, as often as wanted; `none` is for rows that the source gave no code. */
function readCategories(texts: readonly string[] | undefined): CategoryMap | null {
  if (texts === undefined || texts.length === 0) return null
  return Object.fromEntries(
    texts
      .flatMap((text) => text.split(','))
      .map((text) => {
        const at = text.lastIndexOf('=')
        const to = (['csam', 'harmful', 'skip'] as const).find(
          (name) => name === text.slice(at + 1),
        )
        if (at > 0 && to) return [text.slice(0, at).trim(), to]
        throw invalid(
          'category',
          'CODE=csam, CODE=harmful or CODE=skip, with commas or spaces; none=... for rows without a code',
        )
      }),
  )
}

const HEAD_BYTES = 2 ** 20

/** By what a file is known again when its import was broken off. */
async function beginningOf(path: string): Promise<{ size?: number; headSha256?: Buffer }> {
  try {
    const { size } = await stat(path)
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    return { size, headSha256: createHash('sha256').update(buffer.subarray(0, bytesRead)).digest() }
  } catch {
    // whoever reads it says why it cannot be read
    return {}
  }
}

function readCountries(text: string | undefined): string[] | undefined {
  if (text === undefined) return undefined
  if (text.trim().toLowerCase() === 'everywhere') return []
  const codes = text.split(',').map((code) => code.trim().toUpperCase())
  const countries = codes.filter((code) => code !== '')
  const isRight = countries.length > 0 && countries.every((code) => COUNTRY.test(code))
  if (isRight) return countries
  throw invalid(
    'jurisdictions',
    'countries of two letters with commas, such as BE,NL, or everywhere',
  )
}

function oneOf<T extends string>(values: readonly T[], value: string, name: string): T {
  const found = values.find((candidate) => candidate === value)
  if (!found) throw invalid(name, `one of ${values.join(', ')}`)
  return found
}

/** ISO 3166-1 alpha-2, without the letters that are no country. */
const COUNTRY = /^(?!EU$|UK$|ZZ$|X[A-JL-Z]$|Q[M-Z]$|AA$)[A-Z]{2}$/

/** Why a list of these terms matches nothing here, if so. */
function unusedBecause({ purpose, jurisdictions }: UseTerms): string | null {
  const here = process.env['JURISDICTION'] ?? 'BE'
  if (purpose !== PURPOSE) return `its purpose is not ${PURPOSE}`
  if (jurisdictions.length > 0 && !jurisdictions.includes(here)) {
    return `it is not for ${here}, the JURISDICTION here`
  }
  return null
}

const invalid = (name: string, wanted: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `Importing a list: --${name} must be ${wanted}`)

async function* readFileOrSay(file: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(file)) yield chunk as Buffer
  } catch (error) {
    throw fileUnreadable('Importing a list: the file', error)
  }
}

async function readMap(file: string): Promise<Record<string, string>> {
  await mustBeReadable(file, 'Importing a list: the file of --map', 'map-unreadable')
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>
  } catch (error) {
    throw new DomainError(
      'invalid',
      'map-unreadable',
      'Importing a list: --map must name a JSON file of column head to algorithm',
      { cause: error },
    )
  }
}

const progress = (shown: boolean) => {
  let last = 0
  return (rows: number): void => {
    if (!shown || !process.stderr.isTTY || Date.now() - last < 200) return
    last = Date.now()
    process.stderr.write(`\r${rows.toLocaleString('en')} rows read`)
  }
}

const SET_ASIDE: Readonly<Record<string, string>> = {
  photodna: 'PhotoDNA hashes, which may not be kept',
  'photodna-malformed': 'PhotoDNA hashes of a wrong length',
  'other-algorithm': 'hashes of algorithms that are not matched here',
  'low-quality': 'perceptual hashes of pictures too flat for them',
}

function sayResult(result: ImportResult, installation: string): void {
  if (process.stderr.isTTY) process.stderr.write('\r')
  console.log(`accepted   ${result.accepted}`)
  console.log(`duplicate  ${result.duplicate}`)
  if (result.skipped > 0) console.log(`skipped    ${result.skipped}  by their category`)
  console.log(`refused    ${result.refused}`)
  for (const [reason, count] of Object.entries(result.refusedBy)) {
    console.log(`           ${count}  ${reason}`)
  }
  for (const [why, count] of Object.entries(result.setAside)) {
    if (count > 0) console.log(`left out   ${count}  ${SET_ASIDE[why] ?? why}`)
  }
  for (const [code, count] of Object.entries(result.unmapped)) {
    console.log(
      `           ${count}  rows of category ${code}: say what it is, --category '${code}=CLASS'`,
    )
  }
  if (result.refusedBy['category-missing']) {
    console.log("           rows without a category: say what they are, --category 'none=CLASS'")
  }
  if (Object.keys(result.unmapped).length > 0 || result.refusedBy['category-missing']) {
    console.log('           CLASS is csam, harmful or skip')
  }
  if (result.missing !== null) console.log(`no longer  ${result.missing}`)
  console.log(`purpose    ${result.purpose}`)
  console.log(`countries  ${result.jurisdictions.join(', ') || 'everywhere'}`)
  console.log(`\nInstallation: ${installation}`)
  if (!result.dryRun) console.log(`Submission:   ${result.submissionId} is ${result.state}`)
  if (result.state === 'staged' && !result.dryRun) {
    console.log(
      `Nothing of it is matched before a second person activates it: lists activate ${result.submissionId} --key-file FILE`,
    )
  }
  if (result.dryRun) console.log('A dry run: nothing was kept')
}
