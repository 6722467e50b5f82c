export { ApiError } from './api-error.ts'
export { createClient, type Client, type ClientOptions, type Read } from './client.ts'
export { uploadFile, type UploadOptions } from './upload-file.ts'
export type { FileAnswer, FileBody } from './file-body.ts'
export type {
  Answer,
  Arguments,
  CallOptions,
  Input,
  Item,
  ListName,
  OperationName,
  ReadName,
} from './operation-types.ts'
