import type { App } from '../validation.ts'

/** How long a client that was answered may go on sending before it is cut off. */
const LINGER_MS = 5_000

/** Takes bodies of any length and kind as they arrive; the routes themselves read them. */
export function takeStreams(app: App): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, body, done) => done(null, body))
  app.addHook('onResponse', async ({ raw }) => {
    if (raw.complete) return
    // an answer that comes before the end is read only by a client that is not reset at once
    raw.resume()
    const timer = setTimeout(() => raw.destroy(), LINGER_MS)
    raw.once('close', () => clearTimeout(timer))
  })
}
