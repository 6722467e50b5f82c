import { readdirSync, readFileSync } from 'node:fs'
import { parseLegalFile, type LegalFile } from './legal-texts.ts'

/** Where the legal texts lie that come with the program. */
export const LEGAL_DIR = new URL('../../../infra/legal/', import.meta.url)

/**
 * Reads every file of legal texts of a folder, by name.
 *
 * @throws {DomainError} `legal-text-invalid`
 */
export const readLegalFiles = (dir: URL = LEGAL_DIR): LegalFile[] =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => parseLegalFile(JSON.parse(readFileSync(new URL(name, dir), 'utf8'))))
