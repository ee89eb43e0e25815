// WebAssembly text as the bytes of its module (tools/webAssembly.ts): import bytes from './nf4.wat';
declare module '*.wat' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
