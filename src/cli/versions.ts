import { PACKAGE_VERSION } from './packageRoot.ts';

/** What a run was made with, for run.json. */
export function runVersions(): Record<string, string> {
  return { tabtune: PACKAGE_VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
}
