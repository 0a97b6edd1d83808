// Put into the programs where they are bundled; a run from the sources has no version.
declare const WABX_VERSION: string | undefined;
declare const WABX_REVISION: string | undefined;

/** Which wabx runs: in `wabx_build_info`, log lines and traces. */
export const build = {
  version: typeof WABX_VERSION === 'string' ? WABX_VERSION : 'unbundled',
  revision: typeof WABX_REVISION === 'string' ? WABX_REVISION : 'unknown',
};
