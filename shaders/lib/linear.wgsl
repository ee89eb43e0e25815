// Index of an invocation in a 1-D problem whose workgroups (256 wide) may be folded into x and y: a dispatch dimension ends at 65,535.
fn linearIndex(workgroup: vec3<u32>, groups: vec3<u32>, lane: u32) -> u32 {
  return (workgroup.y * groups.x + workgroup.x) * 256u + lane;
}
