/** Which methods an address takes, of the routes that were added. */
export type MethodTable = {
  add(route: { method: string | string[]; url: string }): void
  /** @returns the methods in order, `OPTIONS` among them; empty where there is no such address */
  methodsOf(path: string): string[]
}

export function createMethodTable(): MethodTable {
  const patterns = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  return {
    add({ method, url }) {
      const known = patterns.get(url) ?? { pattern: patternOf(url), methods: new Set() }
      for (const one of [method].flat()) known.methods.add(one)
      patterns.set(url, known)
    },
    methodsOf(path) {
      const fitting = [...patterns.values()].filter(({ pattern }) => pattern.test(path))
      const methods = new Set(fitting.flatMap((one) => [...one.methods]))
      return methods.size === 0 ? [] : [...methods.add('OPTIONS')].sort()
    },
  }
}

/** Parameters take a whole part of the address, a star all that is left. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part.startsWith(':')) return '[^/]+'
    return part === '*' ? '.+' : part.replaceAll(/[^\w-]/g, String.raw`\$&`)
  })
  return new RegExp(`^${parts.join('/')}$`)
}
