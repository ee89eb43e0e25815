/** The browser that stories run in: the Chromium of `@sparticuz/chromium` on Linux x64, the installed Chrome elsewhere. */
import { createReadStream, createWriteStream, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import {
  findSoftwarePackage,
  prependPath,
  type SoftwarePackage,
  unpackOnce,
  untarBrotli,
} from '../../src/cli/softwareGpu.ts';

/** The part of Playwright's LaunchOptions that choosing a browser decides. */
export interface BrowserLaunch {
  readonly executablePath?: string;
  readonly channel?: 'chrome';
  readonly args: string[];
  readonly env?: Record<string, string>;
}

const SOFTWARE_WEBGPU = ['--enable-unsafe-webgpu', '--enable-unsafe-swiftshader', '--use-webgpu-adapter=swiftshader'];

export async function browserLaunch(): Promise<BrowserLaunch> {
  const source = findSoftwarePackage();
  if (source === null) return { channel: 'chrome', args: SOFTWARE_WEBGPU };
  const folder = await unpackOnce(source, 'chromium', (draft, final) => unpackBrowser(source, draft, final));
  // Its own copies of NSS and expat come last, for machines that have none.
  const libraryPath = prependPath(folder, [process.env.LD_LIBRARY_PATH, join(folder, 'lib')].filter(Boolean).join(':'));
  const hasFonts = existsSync('/etc/fonts/fonts.conf');
  return {
    executablePath: join(folder, 'chromium'),
    args: ['--no-sandbox', '--headless=new', ...SOFTWARE_WEBGPU],
    env: {
      ...definedOnly(process.env),
      LD_LIBRARY_PATH: libraryPath,
      ...(!hasFonts && { FONTCONFIG_PATH: folder }),
    },
  };
}

/**
 * The same browser without the zeroing of workgroup memory, on which no kernel relies: SwiftShader compiles it into code for every element. Four stories
 * that train take 61 s in place of 66.
 */
export function quickCompiling(launch: BrowserLaunch): BrowserLaunch {
  return { ...launch, args: [...launch.args, '--enable-dawn-features=disable_workgroup_init'] };
}

/** Chromium looks for SwiftShader beside its executable, so everything goes into one folder. */
async function unpackBrowser(source: SoftwarePackage, draft: string, final: string): Promise<void> {
  for (const archive of ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br']) untarBrotli(source, archive, draft);
  writeFileSync(
    join(draft, 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${final}/fonts</dir></fontconfig>\n`,
  );
  await pipeline(
    createReadStream(join(source.binFolder, 'chromium.br')),
    createBrotliDecompress({ chunkSize: 2 ** 21 }),
    createWriteStream(join(draft, 'chromium'), { mode: 0o755 }),
  );
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
