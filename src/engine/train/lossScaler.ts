/** State of torch's GradScaler (spec 6.6), which starts at scale 65,536: the factor on the loss that keeps f16 gradients in range. */
export interface LossScalerState {
  readonly scale: number;
  readonly goodSteps: number;
}

/** After an update: halved and skipped when a gradient was not finite, doubled after `growthInterval` good steps in a row. */
export function updateLossScale(
  state: LossScalerState,
  overflow: boolean,
  growthInterval = 2000,
): LossScalerState & { readonly applied: boolean } {
  if (overflow) return { scale: state.scale * 0.5, goodSteps: 0, applied: false };
  const goodSteps = state.goodSteps + 1;
  if (goodSteps === growthInterval) return { scale: state.scale * 2, goodSteps: 0, applied: true };
  return { scale: state.scale, goodSteps, applied: true };
}

/** torch's first scale. */
export const INITIAL_LOSS_SCALE: LossScalerState = { scale: 65536, goodSteps: 0 };
