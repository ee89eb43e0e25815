/** The chart library is most of the page's code: it is fetched while a person looks at the settings. */
export const loadLossChart = () => import('../../ui/LossChart.tsx');
