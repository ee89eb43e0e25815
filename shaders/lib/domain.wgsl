// How many rows a kernel works on. DOMAIN 0: tokens * PER, 1: supervised rows, 2: one chunk of CHUNK supervised rows that begins at args.x.
fn rowCount() -> u32 {
  if (DOMAIN == 0u) { return frame.tokens * PER; }
  if (DOMAIN == 1u) { return frame.rows; }
  return min(CHUNK, frame.rows - min(frame.rows, args.x));
}
