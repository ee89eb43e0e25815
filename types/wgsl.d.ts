// A kernel as text: import source from '../../../shaders/norm/rmsNormForward.wgsl?raw';
declare module '*.wgsl?raw' {
  const source: string;
  export default source;
}
