import { join, resolve } from 'node:path'
import { LANGUAGES } from '@nightlight/contract'
import { readLegalFiles, sampleDocuments } from '@nightlight/notices'
import { callerDirectory } from '../caller-directory.ts'
import { writeDocument } from './write-document.ts'

/**
 * `nightlight notices preview`: every document in every language, with invented data, for a person to
 * read before anything of its kind is sent. A folder a language; beside each text the files that go with it.
 *
 * @throws {DomainError} why something cannot be written; a file that is there is left alone
 */
export async function noticesPreview(options: { out: string }): Promise<void> {
  const out = resolve(callerDirectory(), options.out)
  const legal = readLegalFiles()
  let count = 0
  for (const language of LANGUAGES) {
    for (const { name, document } of sampleDocuments(language, legal)) {
      count += (await writeDocument(join(out, language), name, document)).length
    }
  }
  console.log(`${count} files in ${out}`)
}
