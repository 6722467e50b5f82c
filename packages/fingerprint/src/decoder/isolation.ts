import { lstatSync, readlinkSync } from 'node:fs'

const DEVICES = ['/dev/null', '/dev/urandom']

/**
 * Shuts a process in with bubblewrap: its own namespaces, no capability, and of all files only
 * `paths`, read-only, in a tree that is itself read-only.
 */
export function bubblewrapCommand(bwrap: string, paths: readonly string[]): string[] {
  const view = paths.flatMap((path) =>
    isLink(path) ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path],
  )
  const system = ['--proc', '/proc', '--remount-ro', '/proc', '--dir', '/dev']
  const devices = DEVICES.flatMap((path) => ['--dev-bind', path, path])
  const rights = ['--unshare-all', '--cap-drop', 'ALL', '--die-with-parent', '--new-session']
  const rest = ['--remount-ro', '/', '--chdir', '/', '--']
  return [bwrap, ...rights, ...view, ...system, ...devices, ...rest]
}

// Builds a tree of read-only mounts on a directory that no program needs, enters it, and lets go of
// the old one. Mounts below a mount are made read-only one by one, since older kernels and tools know
// no other way; names in the list of mounts have their blanks written as octal numbers.
const ENTER = `
set -e
PATH=/usr/sbin:/usr/bin:/sbin:/bin
new=/sys/decoder-root
mount -t tmpfs -o size=4k,mode=0755 tmpfs /sys
mkdir "$new"
mount -t tmpfs -o size=1m,mode=0755,nosuid,nodev tmpfs "$new"
while [ "$1" != -- ]; do
  if [ -L "$1" ]; then
    ln -s "$(readlink "$1")" "$new$1"
  elif [ -d "$1" ]; then
    mkdir -p "$new$1"
    mount --rbind "$1" "$new$1"
  else
    at="$new$1"
    mkdir -p "\${at%/*}"
    : > "$at"
    mount --bind "$1" "$at"
  fi
  shift
done
shift
while read -r id parent device root at rest; do
  case $at in
    "$new"/*) mount -o remount,bind,ro,nosuid,nodev "$(printf %b "$at")" ;;
  esac
done < /proc/self/mountinfo
mkdir "$new/proc" "$new/dev" "$new/old"
mount -t proc -o ro,nosuid,nodev,noexec proc "$new/proc"
for device in ${DEVICES.join(' ')}; do
  : > "$new$device"
  mount --bind "$device" "$new$device"
done
cd "$new"
pivot_root . old
umount -l /old
rmdir /old
mount -o remount,bind,ro,nosuid,nodev /
cd /
exec "$@"
`

/**
 * As `bubblewrapCommand`, with the tools of util-linux. The capabilities are the caller's to drop.
 *
 * The first `unshare` only gives the right to set up the rest, so that the signal at the parent's
 * death, which a change of user would clear, is still set when the second one waits for its child.
 */
export function namespacesCommand(
  { unshare, setpriv, sh }: { unshare: string; setpriv: string; sh: string },
  paths: readonly string[],
): string[] {
  const user = [unshare, '--user', '--map-root-user', '--', setpriv, '--pdeathsig', 'KILL', '--']
  const spaces = ['--mount', '--net', '--ipc', '--uts', '--pid', '--fork', '--kill-child', '--']
  return [...user, unshare, ...spaces, sh, '-c', ENTER, 'sh', ...paths, '--']
}

/** Cuts a process off the network, and nothing else. */
export function networkNamespaceCommand(unshare: string): string[] {
  return [unshare, '--user', '--map-root-user', '--net', '--ipc', '--uts', '--']
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
