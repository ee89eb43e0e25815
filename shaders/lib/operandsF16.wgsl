// matmul/block.wgsl with operands rounded to f16, multiplied and summed over PART_TILES tiles in f16, two at a time, and further in f32. A value beyond 65,504 is
// infinity from there on. X is held twice over, as the pairs that a product needs: an H100 (and its driver) does two f16 products at a time only where neither
// factor has to be spread over a pair first (101 against 64 TFLOP/s).
alias Part = f16;
alias HeldX = vec4<u32>;
fn holdX(rows: vec4<f32>) -> HeldX {
  let r = vec4<f16>(rows);
  return vec4<u32>(bitcast<u32>(r.xx), bitcast<u32>(r.yy), bitcast<u32>(r.zz), bitcast<u32>(r.ww));
}
fn plus(sum: vec4<Part>, x: u32, w: vec4<Part>) -> vec4<Part> {
  let pair = bitcast<vec2<f16>>(x);
  return vec4<f16>(fma(pair, w.xy, sum.xy), fma(pair, w.zw, sum.zw));
}
