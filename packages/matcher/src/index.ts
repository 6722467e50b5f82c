export { LIST_FORMATS, type ListFormat, type ListSource } from './formats/read-list.ts'
export { HashIndex, type Found } from './index/hash-index.ts'
export { importList, type ImportRequest, type ImportResult } from './import-list.ts'
export type { ListTerms } from './list-store.ts'
