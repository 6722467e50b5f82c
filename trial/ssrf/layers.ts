import { registerHooks } from 'node:module'

/** The layers that keep a fetch from going inside, in the order in which it meets them. */
export const LAYERS = ['url-rules', 'resolved', 'connected'] as const
export type Layer = (typeof LAYERS)[number]

const FETCH = '../../packages/crawler/src/fetch/'
const MODULES: Readonly<Record<Layer, string>> = {
  'url-rules': 'url-rules.ts',
  resolved: 'resolve.ts',
  connected: 'connect.ts',
}

/**
 * Puts modules of this directory in the place of those that hold a layer, for all that is imported
 * afterwards. They do what the layer does, but for its refusals.
 */
export function switchOff(layers: readonly Layer[]): void {
  const without = new Map(
    layers.map((layer) => [
      new URL(`${FETCH}${MODULES[layer]}`, import.meta.url).href,
      new URL(`without/${MODULES[layer]}`, import.meta.url).href,
    ]),
  )
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context)
      const other = without.get(found.url)
      return other === undefined || other === context.parentURL ? found : { ...found, url: other }
    },
  })
}
