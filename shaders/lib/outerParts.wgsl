// The sums of one chunk of tokens: of each of MODULES adapters [RANK, OUT] and [RANK, IN], one behind another. OUT_1 and OUT_2 are those of adapters 1 and 2, 0 where
// there are fewer.
const PARTS = RANK * (OUT + OUT_1 + OUT_2 + MODULES * IN);
fn outOf(which: u32) -> u32 { return select(select(OUT, OUT_1, which == 1u), OUT_2, which == 2u); }
fn partsBegin(which: u32) -> u32 { return RANK * (which * IN + select(0u, OUT, which > 0u) + select(0u, OUT_1, which > 1u)); }
