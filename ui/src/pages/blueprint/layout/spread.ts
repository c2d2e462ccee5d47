// SPDX-License-Identifier: Apache-2.0

/**
 * Returns positions for items in the given order, each as near to its desired position as it can be with at least
 * `gap` between neighbours (least squares, by pooling neighbours that collide).
 */
export function spread(desired: number[], gap: number): number[] {
  const pools: { sum: number; count: number }[] = [];
  desired.forEach((position, i) => {
    pools.push({ sum: position - i * gap, count: 1 });
    while (pools.length > 1) {
      const last = pools[pools.length - 1]!;
      const before = pools[pools.length - 2]!;
      if (before.sum / before.count <= last.sum / last.count) break;
      pools.pop();
      before.sum += last.sum;
      before.count += last.count;
    }
  });
  const positions: number[] = [];
  for (const pool of pools)
    for (let i = 0; i < pool.count; i++) positions.push(pool.sum / pool.count + positions.length * gap);
  return positions;
}

/** As `spread`, and moved as little as possible to lie between `low` and `high`, which is taken to be wide enough. */
export function spreadWithin(desired: number[], gap: number, low: number, high: number): number[] {
  const positions = spread(desired, gap);
  for (let i = 0; i < positions.length; i++) positions[i] = Math.max(positions[i]!, low + i * gap);
  for (let i = positions.length - 1; i >= 0; i--)
    positions[i] = Math.min(positions[i]!, high - (positions.length - 1 - i) * gap);
  return positions;
}
