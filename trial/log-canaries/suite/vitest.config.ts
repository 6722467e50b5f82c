import { mergeConfig } from 'vitest/config'
import config from '../../../vitest.config.ts'

/** All tests, and the one that leaks on purpose. */
export default mergeConfig(config, {
  root: new URL('../../..', import.meta.url).pathname,
  test: { include: ['trial/log-canaries/suite/leaks.planted.ts'] },
})
