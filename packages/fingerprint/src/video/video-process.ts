import { serve } from '../sandboxed/serve.ts'
import { describeVideo } from './describe-video.ts'
import { videoKind } from './video-kind.ts'
import { encodeVideo, LATE } from './video-record.ts'

// Started by `createVideoReader`: a video in on standard input, at most two records out.
const [program = '', ...numbers] = process.argv.slice(2)
const [maxBytes = 0, maxPixels = 0, maxFrames = 0, timeoutMs = 0] = numbers.map(Number)

await serve(maxBytes, async (file, say) => {
  const kind = videoKind(file)
  if (kind === undefined) return
  const limits = { maxFrames, maxPixels, timeoutMs }
  const video = await describeVideo(file, kind, program, limits, async (partial) =>
    say(encodeVideo(partial)),
  )
  if (video !== undefined) await say(video === 'late' ? LATE : encodeVideo(video))
})
