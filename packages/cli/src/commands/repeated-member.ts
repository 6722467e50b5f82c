const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g

/**
 * Whether an object in a JSON text has two members of one name, of which readers take one or the other.
 *
 * @param text  well-formed JSON
 */
export function repeatsMember(text: string): boolean {
  const open: (Set<string> | null)[] = []
  let string = ''
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(null)
    else if (token === '}' || token === ']') open.pop()
    else if (token !== ':') string = token
    else {
      const name = String(JSON.parse(string))
      const names = open.at(-1)
      if (names?.has(name)) return true
      names?.add(name)
    }
  }
  return false
}
