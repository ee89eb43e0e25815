/** The chart library is most of the page's code: it is fetched once lengths are there to draw. */
export const loadLengthChart = () => import('../../ui/LengthChart.tsx');
