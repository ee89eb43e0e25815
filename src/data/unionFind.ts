/** Disjoint sets of 0..n-1; the smallest member stands for its set. */
export interface UnionFind {
  find(item: number): number;
  join(a: number, b: number): void;
  /** `roots()[i]` = the smallest member of i's set. */
  roots(): Int32Array;
}

export function createUnionFind(size: number): UnionFind {
  const parent = Int32Array.from({ length: size }, (_, i) => i);
  const find = (item: number) => {
    let at = item;
    while (parent[at] !== at) {
      const above = parent[parent[at] as number] as number; // path halving
      parent[at] = above;
      at = above;
    }
    return at;
  };
  return {
    find,
    join(a, b) {
      const [rootA, rootB] = [find(a), find(b)];
      if (rootA < rootB) parent[rootB] = rootA;
      else parent[rootA] = rootB;
    },
    roots: () => parent.map((_, i) => find(i)),
  };
}
