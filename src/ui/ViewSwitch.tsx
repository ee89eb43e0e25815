import { SegmentedControl } from '@mantine/core';

export type FigureView = 'chart' | 'table';

/** Every figure can be seen as a chart or as a table. */
export function ViewSwitch({ value, onChange, labels }: ViewSwitchProps) {
  return (
    <SegmentedControl<FigureView>
      aria-label={labels.view}
      size="xs"
      transitionDuration={0}
      value={value}
      onChange={onChange}
      data={[
        { value: 'chart', label: labels.chart },
        { value: 'table', label: labels.table },
      ]}
    />
  );
}

interface ViewSwitchProps {
  readonly value: FigureView;
  readonly onChange: (view: FigureView) => void;
  readonly labels: { readonly view: string; readonly chart: string; readonly table: string };
}
