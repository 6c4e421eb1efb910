;; Dot products of a query with rows of int8: `sums` writes one int32 per row.
;; rows: address of the first row; stride: bytes per row, a multiple of 16; count: rows;
;; query: address of stride int16; out: address of count int32.
(module
  (import "index" "memory" (memory 1 65536))
  (func (export "sums")
    (param $rows i32) (param $stride i32) (param $count i32) (param $query i32) (param $out i32)
    (local $at i32) (local $value v128) (local $low v128) (local $high v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $at (i32.const 0))
        (local.set $low (v128.const i32x4 0 0 0 0))
        (local.set $high (v128.const i32x4 0 0 0 0))
        (loop $part
          (local.set $value (v128.load (i32.add (local.get $rows) (local.get $at))))
          (local.set $low
            (i32x4.add (local.get $low)
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_s (local.get $value))
                (v128.load (i32.add (local.get $query) (i32.shl (local.get $at) (i32.const 1)))))))
          (local.set $high
            (i32x4.add (local.get $high)
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $value))
                (v128.load offset=16
                  (i32.add (local.get $query) (i32.shl (local.get $at) (i32.const 1)))))))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $part (i32.lt_u (local.get $at) (local.get $stride))))
        (local.set $low (i32x4.add (local.get $low) (local.get $high)))
        (i32.store (local.get $out)
          (i32.add
            (i32.add (i32x4.extract_lane 0 (local.get $low)) (i32x4.extract_lane 1 (local.get $low)))
            (i32.add (i32x4.extract_lane 2 (local.get $low)) (i32x4.extract_lane 3 (local.get $low)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $row)))))
