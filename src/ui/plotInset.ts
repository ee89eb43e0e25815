/** Pixels left and right of a chart's plot, which a slider below lines up with. */
export const PLOT_INSET = { left: 56, right: 12 };
