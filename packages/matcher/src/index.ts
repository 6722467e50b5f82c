export { LIST_FORMATS, type ListFormat, type ListSource } from './formats/read-list.ts'
export { DigestTable, type DigestWidth } from './index/digest-table.ts'
export {
  HashIndex,
  type Found,
  type HashIndexOptions,
  type SearchOptions,
  type SharedIndex,
} from './index/hash-index.ts'
export { LiveIndex, type LiveIndexOptions } from './index/live-index.ts'
export { importList, type ImportRequest, type ImportResult } from './import-list.ts'
export type { ListTerms } from './list-store.ts'
