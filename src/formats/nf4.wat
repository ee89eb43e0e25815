;; NF4 of whole blocks of 64 weights with 128-bit vectors: the bits of quantiseBlocks in nf4.ts, some seven times as fast. nf4Kernel.ts
;; copies weights in and codes out; tools/webAssembly.ts assembles this file wherever it is imported. Nothing is imported from outside.
;;
;; Memory: the 15 thresholds from 0 on (f32, written by nf4Kernel.ts), one block widened to f32 at 256, the caller's data from 1024 on.
(module
  (memory (export "memory") 8)

  ;; Quantises `blocks` (>= 1) blocks at $from. $type: 0 f32, 1 bf16, 2 f16. A block becomes 32 bytes at $codes, the first weight of a byte in
  ;; its high nibble, and an f32 at $scales. Returns 0, or 1 at the first block with a NaN or an infinity.
  (func (export "quantise")
    (param $type i32) (param $from i32) (param $blocks i32) (param $codes i32) (param $scales i32) (result i32)
    (local $scalesEnd i32) (local $block i32) (local $blockEnd i32) (local $absmax i32) (local $inverse v128)
    (local.set $scalesEnd (i32.add (local.get $scales) (i32.shl (local.get $blocks) (i32.const 2))))
    (loop $nextBlock
      (if (local.get $type)
        (then
          (if (i32.eq (local.get $type) (i32.const 1))
            (then (call $widenBf16 (local.get $from)))
            (else (call $widenF16 (local.get $from))))
          (local.set $block (i32.const 256))
          (local.set $from (i32.add (local.get $from) (i32.const 128))))
        (else
          (local.set $block (local.get $from))
          (local.set $from (i32.add (local.get $from) (i32.const 256)))))

      (local.set $absmax (call $largestMagnitude (local.get $block)))
      ;; Infinity and NaN lie above all finite numbers; those of f16 were widened to 65536 and more.
      (if (i32.ge_u
            (local.get $absmax)
            (select (i32.const 0x47800000) (i32.const 0x7f800000) (i32.eq (local.get $type) (i32.const 2))))
        (then (return (i32.const 1))))
      (i32.store (local.get $scales) (local.get $absmax))
      (local.set $scales (i32.add (local.get $scales) (i32.const 4)))

      ;; 1 / max(absmax, 1e-38): a block of zeros gets the code of 0.
      (local.set $inverse
        (f32x4.splat (f32.div (f32.const 1) (f32.max (f32.reinterpret_i32 (local.get $absmax)) (f32.const 1e-38)))))
      (local.set $blockEnd (i32.add (local.get $block) (i32.const 256)))
      (loop $nextSixteen
        (v128.store64_lane 0 (local.get $codes) (call $encodeSixteen (local.get $block) (local.get $inverse)))
        (local.set $codes (i32.add (local.get $codes) (i32.const 8)))
        (local.set $block (i32.add (local.get $block) (i32.const 64)))
        (br_if $nextSixteen (i32.lt_u (local.get $block) (local.get $blockEnd))))
      (br_if $nextBlock (i32.lt_u (local.get $scales) (local.get $scalesEnd))))
    (i32.const 0))

  ;; 1 when a 16-bit lane of [$from, $to) (whole vectors, at least one) has the bits $wanted under $mask, else 0. With the exponent's bits in both
  ;; that is a NaN or an infinity.
  (func (export "anyLane") (param $from i32) (param $to i32) (param $mask i32) (param $wanted i32) (result i32)
    (local $masks v128) (local $want v128) (local $found v128)
    (local.set $masks (i32x4.splat (local.get $mask)))
    (local.set $want (i32x4.splat (local.get $wanted)))
    (loop $next
      (local.set $found
        (v128.or
          (local.get $found)
          (i16x8.eq (v128.and (v128.load (local.get $from)) (local.get $masks)) (local.get $want))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $to))))
    (v128.any_true (local.get $found)))

  ;; 64 bf16 at $from to f32 at 256: the upper halves of f32.
  (func $widenBf16 (param $from i32)
    (local $to i32)
    (local.set $to (i32.const 256))
    (loop $nextFour
      (v128.store (local.get $to) (i32x4.shl (v128.load16x4_u (local.get $from)) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $nextFour (i32.lt_u (local.get $to) (i32.const 512)))))

  ;; 64 f16 at $from to f32 at 256: exponent and fraction moved to where f32 has them are 2^112 too small, subnormals as well, and the product
  ;; is exact; then the sign.
  (func $widenF16 (param $from i32)
    (local $to i32) (local $bits v128)
    (local.set $to (i32.const 256))
    (loop $nextFour
      (local.set $bits (v128.load16x4_u (local.get $from)))
      (v128.store
        (local.get $to)
        (v128.or
          (f32x4.mul
            (i32x4.shl
              (v128.and (local.get $bits) (v128.const i32x4 0x7fff 0x7fff 0x7fff 0x7fff))
              (i32.const 13))
            (v128.const f32x4 0x1p112 0x1p112 0x1p112 0x1p112))
          (i32x4.shl
            (v128.and (local.get $bits) (v128.const i32x4 0x8000 0x8000 0x8000 0x8000))
            (i32.const 16))))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $nextFour (i32.lt_u (local.get $to) (i32.const 512)))))

  ;; Bits of the largest |w| of 64 f32: without their sign they order like the values.
  (func $largestMagnitude (param $from i32) (result i32)
    (local $end i32) (local $even v128) (local $odd v128) (local $magnitude v128)
    (local.set $end (i32.add (local.get $from) (i32.const 256)))
    (local.set $magnitude (v128.const i32x4 0x7fffffff 0x7fffffff 0x7fffffff 0x7fffffff))
    (loop $nextEight
      (local.set $even
        (i32x4.max_s (local.get $even) (v128.and (v128.load (local.get $from)) (local.get $magnitude))))
      (local.set $odd
        (i32x4.max_s (local.get $odd) (v128.and (v128.load offset=16 (local.get $from)) (local.get $magnitude))))
      (local.set $from (i32.add (local.get $from) (i32.const 32)))
      (br_if $nextEight (i32.lt_u (local.get $from) (local.get $end))))
    (local.set $even (i32x4.max_s (local.get $even) (local.get $odd)))
    ;; Lanes 2, 3 onto 0, 1, then 1 onto 0.
    (local.set $even
      (i32x4.max_s
        (local.get $even)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $even) (local.get $even))))
    (i32x4.extract_lane 0
      (i32x4.max_s
        (local.get $even)
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $even) (local.get $even)))))

  ;; 16 f32 at $from to 8 bytes (in the lower half of the result). code = number of thresholds strictly below x = w * inverse: a lane of a comparison
  ;; is -1 where it holds, so that subtracting all 15 counts.
  (func $encodeSixteen (param $from i32) (param $inverse v128) (result v128)
    (local $at i32) (local $threshold v128)
    (local $x0 v128) (local $x1 v128) (local $x2 v128) (local $x3 v128)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128)
    (local.set $x0 (f32x4.mul (v128.load (local.get $from)) (local.get $inverse)))
    (local.set $x1 (f32x4.mul (v128.load offset=16 (local.get $from)) (local.get $inverse)))
    (local.set $x2 (f32x4.mul (v128.load offset=32 (local.get $from)) (local.get $inverse)))
    (local.set $x3 (f32x4.mul (v128.load offset=48 (local.get $from)) (local.get $inverse)))
    (loop $nextThreshold
      (local.set $threshold (v128.load32_splat (local.get $at)))
      (local.set $c0 (i32x4.sub (local.get $c0) (f32x4.lt (local.get $threshold) (local.get $x0))))
      (local.set $c1 (i32x4.sub (local.get $c1) (f32x4.lt (local.get $threshold) (local.get $x1))))
      (local.set $c2 (i32x4.sub (local.get $c2) (f32x4.lt (local.get $threshold) (local.get $x2))))
      (local.set $c3 (i32x4.sub (local.get $c3) (f32x4.lt (local.get $threshold) (local.get $x3))))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (br_if $nextThreshold (i32.lt_u (local.get $at) (i32.const 60))))
    ;; 16 codes as bytes; a pair seen as 16 bits is first + 256 second, and its byte is to be 16 first + second.
    (local.set $c0
      (i8x16.narrow_i16x8_u
        (i16x8.narrow_i32x4_u (local.get $c0) (local.get $c1))
        (i16x8.narrow_i32x4_u (local.get $c2) (local.get $c3))))
    (local.set $c0
      (v128.and
        (v128.or (i16x8.shl (local.get $c0) (i32.const 4)) (i16x8.shr_u (local.get $c0) (i32.const 8)))
        (v128.const i16x8 255 255 255 255 255 255 255 255)))
    (i8x16.narrow_i16x8_u (local.get $c0) (local.get $c0))))
