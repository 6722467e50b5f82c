import { serve } from '@nightlight/fingerprint/sandboxed'
import { encodeEnd, memberHeader } from './archive-messages.ts'
import type { ArchiveLimits } from './limits.ts'
import { readArchive } from './read-archive.ts'

// Started by `createArchiveReader`: an archive in on standard input, members and how it ended out.
const limits = JSON.parse(process.argv[2] ?? '') as ArchiveLimits

await serve(limits.maxBytes, async (file, say) => {
  const outcome = await readArchive(file, limits, async ({ index, bytes }) =>
    say(memberHeader(index), bytes),
  )
  await say(encodeEnd(outcome))
})
