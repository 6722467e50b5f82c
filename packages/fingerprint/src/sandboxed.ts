// For programs of other packages that read what strangers made, shut in like a picture decoder.
export {
  createSandboxedProgram,
  type Ending,
  type ProgramSettings,
  type SandboxedProgram,
  type Surroundings,
} from './sandboxed/sandboxed-program.ts'
export { serve, type Say } from './sandboxed/serve.ts'
