/**
 * Rendering of script-built pages, for whoever surveys a page; see `docs/rendering.md`.
 *
 * `createRenderer({ log }, { program: env.CHROMIUM_PATH })` once a process, and only where `CRAWL_RENDER`
 * is `on-request`. `html` and each of `frames` are then read by `extractImages` as
 * `text/html; charset=utf-8` at their own `url`; what `onPicture` had need not be fetched again.
 */
export {
  createRenderer,
  rendererShortage,
  type Renderer,
  type RendererLog,
  type RenderRequest,
} from './renderer.ts'
export { DEFAULT_RENDER_LIMITS, type RenderLimit, type RenderLimits } from './limits.ts'
export type {
  PagePicture,
  PageRequest,
  RenderedDocument,
  RenderFailure,
  RenderOutcome,
  RequestKind,
} from './outcome.ts'
export { passingOf } from './request-rules.ts'
