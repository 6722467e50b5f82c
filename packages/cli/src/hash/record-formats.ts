import { basename } from 'node:path/posix'
import { csvCell, safeInSpreadsheet } from '@nightlight/contract'
import { MIN_PDQ_QUALITY } from '@nightlight/fingerprint'
import type { FileRecord } from './file-record.ts'
import { textOfPath, type PathText } from './path-text.ts'

export const HASH_FORMATS = ['ndjson', 'csv', 'vics'] as const
export type HashFormat = (typeof HASH_FORMATS)[number]

/** How records become a file. */
export type RecordWriter = {
  begin: string
  /** Text of one record; empty when the format has no place for it. */
  record(record: FileRecord): string
  end: string
}

/**
 * A writer of one format.
 *
 * @param withPaths  names and paths are investigative data: without them only hashes leave
 */
export function createRecordWriter(format: HashFormat, withPaths: boolean): RecordWriter {
  if (format === 'csv') return csvWriter(withPaths)
  if (format === 'vics') return vicsWriter(withPaths)
  return { begin: '', record: (record) => ndjsonLine(record, withPaths), end: '' }
}

function ndjsonLine({ path, digests, picture, error }: FileRecord, withPaths: boolean): string {
  const { text, base64 } = textOfPath(path)
  const place = withPaths ? { path: text, ...(base64 === null ? {} : { pathBase64: base64 }) } : {}
  if (!digests) return `${JSON.stringify({ ...place, error })}\n`
  const { md5, sha1, sha256, size } = digests
  if (!picture) return `${JSON.stringify({ ...place, size, md5, sha1, sha256, error })}\n`
  const { mime, width, height, frames, ...hashes } = picture
  const shape = { size, mime, width, height, frames }
  return `${JSON.stringify({ ...place, ...shape, md5, sha1, sha256, ...hashes })}\n`
}

const COLUMNS =
  'path,size,mime,width,height,frames,md5,sha1,sha256,pdq,pdqQuality,blockhash,depth,pipelineVersion,errorCode,errorMessage,pathBase64'.split(
    ',',
  )

function csvWriter(withPaths: boolean): RecordWriter {
  const record = ({ path, digests, picture, error }: FileRecord): string => {
    const { text, base64 } = withPaths ? textOfPath(path) : { text: '', base64: null }
    const values: Record<string, unknown> = { ...digests, ...picture, pathBase64: base64 }
    values['path'] = safeInSpreadsheet(text)
    values['errorCode'] = error?.code
    values['errorMessage'] = error?.message
    return `${COLUMNS.map((column) => csvCell(values[column])).join(',')}\n`
  }
  return { begin: `${COLUMNS.join(',')}\n`, record, end: '' }
}

const VICS_CONTEXT =
  'http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media'

function vicsWriter(withPaths: boolean): RecordWriter {
  let count = 0
  const record = (record: FileRecord): string => {
    const media = vicsMedia(record, count + 1, withPaths)
    return media === null ? '' : `${count++ === 0 ? '' : ',\n'}${JSON.stringify(media)}`
  }
  const begin = `{"@odata.context":${JSON.stringify(VICS_CONTEXT)},"value":[\n`
  return { begin, record, end: '\n]}\n' }
}

function vicsMedia(record: FileRecord, MediaID: number, withPaths: boolean): object | null {
  const { digests, picture, path } = record
  if (!digests) return null
  const { md5: MD5, sha1: SHA1, size: MediaSize } = digests
  const MimeType = picture?.mime ?? 'application/octet-stream'
  const known = { MediaID, Category: null, MD5, SHA1, MediaSize, MimeType }
  const AlternativeHashes = alternativeHashes(record).map(([HashName, HashValue]) => ({
    MD5,
    HashName,
    HashValue,
  }))
  return { ...known, ...(withPaths ? vicsPlace(MD5, textOfPath(path)) : {}), AlternativeHashes }
}

function alternativeHashes({ digests, picture }: FileRecord): [string, string][] {
  const exact: [string, string][] = digests ? [['SHA-256', digests.sha256]] : []
  if (!picture || picture.pdqQuality < MIN_PDQ_QUALITY) return exact
  return [...exact, ['PDQ', picture.pdq], ['blockhash', picture.blockhash]]
}

function vicsPlace(MD5: string, { text, base64 }: PathText): object {
  const bytes = { MD5, PropertyName: 'FilePathBase64', PropertyValue: base64 }
  return {
    RelativeFilePath: text.replace(/^\/+/, ''),
    MediaFiles: [{ MD5, FileName: basename(text), FilePath: text }],
    ...(base64 === null ? {} : { MediaMetadata: [bytes] }),
  }
}
