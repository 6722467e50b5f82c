export { openDataDirectory, type DataDirectory } from './data-directory.ts'
export { startService, type Service } from './service.ts'
