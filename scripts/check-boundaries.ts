import { existsSync, globSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { importsOf } from './imports.ts'

const SCOPE = '@nightlight/'
const MAX_FILE_LINES = 400
const MAX_README_LINES = 60
const BELOW = ['contract', 'fingerprint', 'runtime']

/** Which packages a package may import: the rows of the design page, downwards only. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  client: ['contract'],
  fingerprint: [],
  runtime: ['contract'],
  matcher: BELOW,
  crawler: BELOW,
  notices: BELOW,
  audit: ['contract', 'runtime'],
  api: [...BELOW, 'client', 'matcher', 'notices', 'audit'],
  cli: [...BELOW, 'client', 'matcher', 'notices', 'audit', 'crawler', 'api'],
}

type Manifest = {
  name: string
  dir: string
  exports: readonly string[]
  dependencies: readonly string[]
  devDependencies: readonly string[]
}

/**
 * Holds the repository at `root` against its own rules.
 *
 * Rows and cycles by each package.json; imports in the sources by what is declared and exported;
 * sizes of files; a README for each package.
 *
 * @returns one line for each violation; empty when all is well
 */
export function findViolations(root: string): string[] {
  const manifests = readdirSync(join(root, 'packages'))
    .sort()
    .filter((name) => existsSync(join(root, 'packages', name, 'package.json')))
    .map((name) => readManifest(root, name))
  return [
    ...manifests.flatMap(rowViolations),
    ...findCycles(manifests),
    ...manifests.flatMap((manifest) => importViolations(root, manifest, manifests)),
    ...manifests.flatMap((manifest) => readmeViolations(root, manifest)),
    ...sizeViolations(root),
  ]
}

function readManifest(root: string, name: string): Manifest {
  const dir = join('packages', name)
  const text = readFileSync(join(root, dir, 'package.json'), 'utf8')
  const json = JSON.parse(text) as {
    exports?: Record<string, unknown>
    dependencies?: Record<string, string>
    devDependencies?: Record<string, string>
  }
  const ours = (list: Record<string, string> = {}): string[] =>
    Object.keys(list)
      .filter((key) => key.startsWith(SCOPE))
      .map((key) => key.slice(SCOPE.length))
  return {
    name,
    dir,
    exports: Object.keys(json.exports ?? {}),
    dependencies: ours(json.dependencies),
    devDependencies: ours(json.devDependencies),
  }
}

function rowViolations({ name, dir, dependencies, devDependencies }: Manifest): string[] {
  const allowed = ALLOWED[name]
  if (!allowed) return [`${dir}: has no row in the design; say which packages it may import`]
  return [...dependencies, ...devDependencies]
    .filter((to) => !allowed.includes(to))
    .map((to) => `${dir}/package.json: ${name} may not depend on ${to}`)
}

function findCycles(manifests: readonly Manifest[]): string[] {
  const edges = new Map(manifests.map((m) => [m.name, [...m.dependencies, ...m.devDependencies]]))
  const found = new Map<string, string>()
  const visit = (path: readonly string[]): void => {
    for (const next of edges.get(path.at(-1) ?? '') ?? []) {
      const from = path.indexOf(next)
      if (from === -1) visit([...path, next])
      else {
        const cycle = path.slice(from)
        const key = [...cycle].sort().join()
        if (!found.has(key)) found.set(key, `packages: cycle ${[...cycle, next].join(' -> ')}`)
      }
    }
  }
  for (const name of edges.keys()) visit([name])
  return [...found.values()]
}

function importViolations(
  root: string,
  manifest: Manifest,
  manifests: readonly Manifest[],
): string[] {
  const src = join(manifest.dir, 'src')
  return globSync(`${src}/**/*.ts`, { cwd: root })
    .sort()
    .flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8')).flatMap(({ specifier, line }) => {
        const problem = specifier.startsWith('.')
          ? relativeProblem(root, src, file, specifier)
          : packageProblem(manifest, manifests, file, specifier)
        return problem === undefined ? [] : [`${file}:${line}: ${problem}`]
      }),
    )
}

function relativeProblem(
  root: string,
  src: string,
  file: string,
  specifier: string,
): string | undefined {
  const target = resolve(root, file, '..', specifier)
  if (target.startsWith(resolve(root, src, '..') + sep)) {
    const misused = isTestSupport(relative(root, target)) && !isTest(file)
    return misused ? `${specifier} is for tests only` : undefined
  }
  return `${specifier} leaves the package; import what another package exports by its name`
}

function packageProblem(
  manifest: Manifest,
  manifests: readonly Manifest[],
  file: string,
  specifier: string,
): string | undefined {
  if (!specifier.startsWith(SCOPE)) return undefined
  const [name = '', ...rest] = specifier.slice(SCOPE.length).split('/')
  const entry = ['.', ...rest].join('/')
  const target = manifests.find((one) => one.name === name)
  if (!target) return `${specifier} is no package of this repository`
  if (name === manifest.name) return `${specifier} is this package itself; import the file`
  if (!target.exports.includes(entry)) return `${specifier} is not exported by ${name}`
  if (entry === './testing' && !isTest(file)) return `${specifier} is for tests only`
  if (manifest.dependencies.includes(name)) return undefined
  if (!manifest.devDependencies.includes(name)) return `${specifier} is not declared`
  return isTest(file) ? undefined : `${specifier} is declared for tests only`
}

/** A test, or a file that only tests import: `testing.ts`, `testing-*.ts`, `fixtures/`. */
const isTest = (file: string): boolean => file.endsWith('.test.ts') || isTestSupport(file)

const isTestSupport = (file: string): boolean =>
  /^testing(-[a-z0-9-]+)?\.ts$/.test(basename(file)) || file.split(sep).includes('fixtures')

function readmeViolations(root: string, { dir }: Manifest): string[] {
  const file = join(root, dir, 'README.md')
  if (!existsSync(file)) return [`${dir}: has no README.md`]
  const lines = lineCount(readFileSync(file, 'utf8'))
  return lines > MAX_README_LINES
    ? [`${dir}/README.md: ${lines} lines, ${MAX_README_LINES} at most`]
    : []
}

function sizeViolations(root: string): string[] {
  return globSync(['packages/*/src/**/*.ts', '{scripts,bench,trial}/**/*.{ts,mjs}'], { cwd: root })
    .sort()
    .flatMap((file) => {
      const lines = lineCount(readFileSync(join(root, file), 'utf8'))
      return lines > MAX_FILE_LINES ? [`${file}: ${lines} lines, ${MAX_FILE_LINES} at most`] : []
    })
}

const lineCount = (text: string): number => text.replace(/\n$/, '').split('\n').length

if (import.meta.main) {
  const violations = findViolations(resolve(import.meta.dirname, '..'))
  for (const violation of violations) console.error(violation)
  console.log(violations.length === 0 ? 'boundaries hold' : `${violations.length} violations`)
  if (violations.length > 0) process.exitCode = 1
}
