/** A body that is sent as it is; what is iterated is streamed, read once and so never sent again. */
export type FileBody = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>

/** An answer that is a file, as it arrives; read it to its end or cancel it. */
export type FileAnswer = ReadableStream<Uint8Array>
