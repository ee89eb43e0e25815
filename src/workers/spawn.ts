/**
 * A module worker with the page's security policy. A worker from an address of its own takes its policy from the headers of
 * that address, which a static host may not send; one from a blob: address inherits its maker's. So its script is one line
 * that imports the real one.
 */
export function spawnWorker(url: string, name: string): Worker {
  const script = `import ${JSON.stringify(new URL(url, self.location.href).href)};`;
  return new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), { type: 'module', name });
}
